import StreamCore
import TestSupport
import Testing

struct SSESerializerTests {
    @Test func `lines are written in the order that servers use`() {
        let bytes = SSESerializer.bytes(type: "delta", data: "a\nb", id: "7", retry: 3000)
        #expect(String(decoding: bytes, as: UTF8.self) == "id: 7\nevent: delta\nretry: 3000\ndata: a\ndata: b\n\n")
    }

    @Test func `no data is no data line`() {
        #expect(String(decoding: SSESerializer.bytes(data: nil, retry: 5), as: UTF8.self) == "retry: 5\n\n")
        #expect(String(decoding: SSESerializer.bytes(data: ""), as: UTF8.self) == "data:\n\n")
    }

    @Test func `comments stay on their line`() {
        var bytes: [UInt8] = []
        SSESerializer.append(comment: " ping\ndata: x", to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == ": pingdata: x\n\n")
    }

    @Test(arguments: ["", " ", "a", " a ", "a\n", "\n", "\n\na\n\nb", "data: x", ":", "é😀\u{2028}", "{\"a\":\"\\n\"}"])
    func `the parser reads data back unchanged`(data: String) throws {
        var parser = SSEParser()
        let blocks = parser.feed([SSESerializer.bytes(type: "a:b ", data: data, id: " 1", retry: 7)])
        let block = try #require(blocks.first)
        #expect(blocks.count == 1)
        #expect(block.text == data)
        #expect(block.type == "a:b ")
        #expect(block.lastEventID == " 1")
        #expect(block.retry == 7)
    }

    @Test func `CR and CRLF in data become LF, as a reader joins lines`() {
        var parser = SSEParser()
        #expect(parser.feed([SSESerializer.bytes(data: "a\rb\r\nc")]).texts == ["a\nb\nc"])
    }

    @Test func `type and id cannot smuggle lines in`() {
        var parser = SSEParser()
        let blocks = parser.feed([SSESerializer.bytes(type: "x\n\ndata: y", data: "z", id: "1\0\r2")])
        #expect(blocks.texts == ["z"])
        #expect(blocks.map(\.lastEventID) == ["12"])
    }
}
