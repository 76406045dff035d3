import Testing

@testable import CaptureFile

struct Base64Tests {
    private func encode(_ bytes: [UInt8]) -> String {
        var output = [UInt8](repeating: 0, count: Base64.encodedLength(bytes.count))
        bytes.withUnsafeBufferPointer { view in
            output.withUnsafeMutableBufferPointer { target in
                guard let start = target.baseAddress else { return }
                Base64.encode(view, to: start)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func decode(_ text: String) -> [UInt8]? {
        var output: [UInt8] = []
        return Array(text.utf8).withUnsafeBufferPointer { Base64.decode($0, to: &output) } ? output : nil
    }

    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `agrees with the RFC both ways`(text: String, coded: String) {
        #expect(encode(Array(text.utf8)) == coded)
        #expect(decode(coded) == Array(text.utf8))
    }

    @Test func `padding may be missing, other characters may not be there`() {
        #expect(decode("Zg") == [0x66])
        #expect(decode("Zm8") == Array("fo".utf8))
        #expect(decode("Z") == nil)
        #expect(decode("Zm9v\n") == nil)
        #expect(decode("Zg=a") == nil)
    }
}
