import StreamCore
import Testing

@testable import weir

struct RequestSummaryTests {
    private func summary(_ body: String, target: String = "/openai/v1/chat/completions") throws -> RequestSummary {
        let made = HandMadeCapture()
        made.addExchange("a", target: target, body: body)
        return RequestSummary(try made.analyzed()[0], parser: JSONParser())
    }

    @Test func `messages are counted with their roles`() throws {
        let roles = ["system", "user", "assistant", "tool", "user"].map { #"{"role":"\#($0)","content":"\#($0)!"}"# }
        let found = try summary(#"{"model":"m","messages":["# + roles.joined(separator: ",") + "]}")
        #expect(found.facts == ["m", "no stream", "5 messages (…, assistant, tool, user)"])
        #expect(found.lastText == "user!")
    }

    @Test func `prompts, tools and limits are named`() throws {
        let tools = (1...6).map { #"{"name":"t\#($0)"}"# }.joined(separator: ",")
        let body =
            #"{"model":"m","stream":true,"system":"be kind","max_tokens":9,"tools":["# + tools
            + #"],"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}"#
        let found = try summary(body, target: "/anthropic/v1/messages")
        #expect(
            found.facts == [
                "m", "stream", "1 message (user)", "system prompt", "6 tools: t1, t2, t3, t4, …", "max_tokens 9",
            ]
        )
        #expect(found.lastText == "a b")
    }

    @Test func `what is no JSON is told by its size`() throws {
        #expect(try summary("abc").facts == ["3 B"])
        #expect(try summary("{}").lastText == nil)
    }
}
