import StreamCore
import Testing

struct WebSocketMessageAssemblerTests {
    private struct Kept: Equatable {
        var opcode: WebSocketOpcode
        var text: String
        var marks: [String] = []
    }

    private func messages(_ frames: [WebSocketFrameHeader], _ payloads: [String], limit: Int = 1 << 20) -> [Kept] {
        var assembler = WebSocketMessageAssembler(limit: limit)
        var messages: [Kept] = []
        let take: (WebSocketMessage) -> Void = { message in
            let marks = [
                message.isCompressed ? "compressed" : nil, message.isCut ? "cut" : nil, message.isTail ? "tail" : nil,
            ]
            let text = String(decoding: message.payload, as: UTF8.self)
            messages.append(Kept(opcode: message.opcode, text: text, marks: marks.compactMap(\.self)))
        }
        for (head, payload) in zip(frames, payloads) {
            Array(payload.utf8).withUnsafeBufferPointer { bytes in
                assembler.consume(WebSocketFrame(.client, head, payload: bytes), take)
            }
        }
        assembler.finish(.client, take)
        return messages
    }

    private func head(_ opcode: WebSocketOpcode, final: Bool = true, reserved: UInt8 = 0) -> WebSocketFrameHeader {
        WebSocketFrameHeader(opcode, isFinal: final, reserved: reserved, payloadLength: 0)
    }

    @Test func `fragments become one message and control frames pass between them`() {
        let found = messages(
            [head(.text, final: false), head(.ping), head(.continuation, final: false), head(.continuation)],
            ["Hel", "?", "lo ", "you"]
        )
        #expect(found == [Kept(opcode: .ping, text: "?"), Kept(opcode: .text, text: "Hello you")])
    }

    @Test func `a message whose end never came is a tail`() {
        let found = messages([head(.binary, final: false), head(.close)], ["ab", ""])
        #expect(found == [Kept(opcode: .close, text: ""), Kept(opcode: .binary, text: "ab", marks: ["tail"])])
    }

    @Test func `a message over the limit is cut, whether it came in one frame or in many`() {
        let one = messages([head(.text)], ["0123456789"], limit: 4)
        #expect(one == [Kept(opcode: .text, text: "0123", marks: ["cut"])])
        let many = messages([head(.text, final: false), head(.continuation)], ["012", "3456"], limit: 4)
        #expect(many == one)
    }

    @Test func `what breaks the order of fragments is no crash`() {
        #expect(messages([head(.continuation)], ["x"]) == [Kept(opcode: .continuation, text: "x")])
        let anew = messages([head(.text, final: false), head(.text)], ["lost", "kept"])
        #expect(anew == [Kept(opcode: .text, text: "kept")])
    }

    @Test func `a message that could not be inflated says so`() {
        let found = messages([head(.text, final: false, reserved: 4), head(.continuation)], ["?", "?"])
        #expect(found == [Kept(opcode: .text, text: "??", marks: ["compressed"])])
    }

    @Test func `the parts of one long frame are one frame`() {
        var assembler = WebSocketMessageAssembler()
        var texts: [String] = []
        for (text, goesOn) in [("ab", true), ("cd", true), ("ef", false)] {
            Array(text.utf8).withUnsafeBufferPointer { bytes in
                let frame = WebSocketFrame(.upstream, head(.text), payload: bytes, goesOn: goesOn)
                assembler.consume(frame) { texts.append(String(decoding: $0.payload, as: UTF8.self)) }
            }
        }
        #expect(texts == ["abcdef"])
    }
}
