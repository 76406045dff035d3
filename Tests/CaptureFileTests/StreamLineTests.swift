import StreamCore
import Testing

@testable import CaptureFile

struct StreamLineTests {
    private func read(_ text: String) -> (Int, String)? {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            StreamLine(bytes).map { ($0.sequence, String(decoding: $0.exchange, as: UTF8.self)) }
        }
    }

    @Test(arguments: [
        #"{"k":"ev","seq":12,"t":345,"x":"01K0","n":0,"d":"x"}"#, #"{"k":"out","seq":12,"t":-345,"x":"01K0","out":{}}"#,
    ])
    func `lines of streams are known by how they begin`(line: String) throws {
        let (sequence, exchange) = try #require(read(line))
        #expect(sequence == 12 && exchange == "01K0")
    }

    @Test(arguments: [
        "", "{", #"{"k":"ev""#, #"{"k":"ev","seq":}"#, #"{"k":"ev","seq":1,"t":2,"x":"01K"#,
        #"{"k":"ev","t":2,"seq":1}"#,
        #"{"k":"req","seq":1,"t":2,"x":"a"}"#, #"{"k":"dat","seq":1,"t":2,"x":"a"}"#,
        #"{ "k":"ev","seq":1,"t":2,"x":"a"}"#,
        #"{"k":"ev","seq":99999999999999999999,"t":2,"x":"a"}"#,
    ])
    func `all others are read as JSON`(line: String) {
        #expect(read(line) == nil)
    }

    @Test func `the encoder's lines are recognised`() {
        var encoder = CaptureEncoder()
        let block = CaptureBlock(index: 0, read: 0, time: MonotonicInstant(nanoseconds: 5))
        let id = ULID(milliseconds: 1, random: 2)
        Array("data: x\n\n".utf8).withUnsafeBufferPointer { encoder.event(id, block, bytes: $0) }
        let output = CaptureOutput(firstRead: 0, lags: [Nanoseconds(1)], bytes: 9, queuedBytes: 0)
        encoder.output(id, output, at: MonotonicInstant(nanoseconds: 5))
        let lines = String(decoding: encoder.buffer, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.map { read($0)?.1 } == [id.description, id.description])
    }
}
