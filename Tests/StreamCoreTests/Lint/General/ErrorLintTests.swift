import StreamCore
import Testing

@Suite struct ErrorLintTests {
    private let chunk =
        #"data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}"#

    private func chat(_ error: String) -> [String] {
        LintedStream("\(chunk)\n\n\(error)\n\n", path: "/v1/chat/completions").codes.filter { $0.hasPrefix("ERR") }
    }

    @Test func `an error is named for its place`() {
        let error = #"data: {"error":{"message":"no","type":"t"}}"#
        #expect(LintedStream("\(error)\n\n", path: "/v1/chat/completions").codes == ["ERR-FIRST"])
        #expect(chat(error) == ["ERR-MIDSTREAM"])
        #expect(chat("error: {\"message\":\"no\"}") == [])
        #expect(chat(chunk) == [])
    }

    @Test(arguments: [
        #"data: {"error":"no"}"#, #"data: {"object":"error","message":"no","code":400}"#,
        #"data: {"error":{"type":"error","error":{"message":"no"}}}"#, #"data: {"error":{"code":3}}"#,
        "event: error\ndata: it broke", "event: error\ndata: {\"detail\":\"no\"}",
        "{\"error\":{\"message\":\"no\"}}",
    ])
    func `ERR-SHAPE in Chat Completions is all but an error object with a message`(text: String) {
        #expect(chat(text).contains("ERR-SHAPE"))
    }

    @Test func `Anthropic's envelope is no oddity there, its lack is`() {
        let start = #"data: {"type":"message_start","message":{"role":"assistant","content":[]}}"#
        func codes(_ error: String) -> [String] {
            let text = "event: message_start\n\(start)\n\nevent: error\ndata: \(error)\n\n"
            return LintedStream(text, path: "/v1/messages").codes.filter { $0.hasPrefix("ERR") }
        }
        #expect(codes(#"{"type":"error","error":{"type":"overloaded_error","message":"no"}}"#) == ["ERR-MIDSTREAM"])
        #expect(codes(#"{"error":{"type":"overloaded_error","message":"no"}}"#) == ["ERR-MIDSTREAM", "ERR-SHAPE"])
        let twice = #"{"type":"error","error":{"type":"error","error":{"message":"no"}}}"#
        #expect(codes(twice) == ["ERR-MIDSTREAM", "ERR-SHAPE"])
    }
}
