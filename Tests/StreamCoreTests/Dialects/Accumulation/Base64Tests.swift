import Testing

@testable import StreamCore

@Suite struct Base64Tests {
    private func decode(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { Base64.decode($0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
        ("Zm9vYmFy", "foobar"), ("Zg", "f"), ("Zm8", "fo"), ("Pz8_", "???"), ("Pz8/", "???"),
    ])
    func `texts of RFC 4648 are decoded, padded or not`(text: String, expected: String) {
        #expect(decode(text) == expected)
    }

    @Test(arguments: ["*", "Zm9v\n", "Z=m8", "===", "Zm 9v"])
    func `what is no base64 is nil`(text: String) {
        #expect(decode(text) == nil)
    }
}
