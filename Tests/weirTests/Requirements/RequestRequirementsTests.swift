import StreamCore
import Testing

@testable import weir

/// What gateways document about requests, as it is shown; each test names the requirement that it covers.
struct RequestRequirementsTests {
    private func summary(_ body: String) throws -> RequestSummary {
        let made = HandMadeCapture()
        made.addExchange("a", target: "/openai/v1/chat/completions", body: body)
        return RequestSummary(try made.analyzed()[0], parser: JSONParser())
    }

    @Test func `requirement S2-14, the effort that was asked for is shown`() throws {
        let found = try summary(#"{"model":"m","stream":true,"reasoning_effort":"high","messages":[]}"#)
        #expect(found.facts.contains("reasoning_effort high"))
    }

    @Test func `requirement S3-5, roles and parts of every kind are shown`() throws {
        let found = try summary(
            #"{"model":"m","messages":[{"role":"system","content":"s"},{"role":"tool","content":"t"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}},{"type":"text","text":"What is it?"},{"type":"file","file":{}},{"type":"video_url","video_url":{"url":"v"}},{"type":"input_audio","input_audio":{}}]}]}"#
        )
        #expect(found.facts.contains("3 messages (system, tool, user)"))
        #expect(found.lastText == "What is it?")
    }

    @Test func `requirement S3-10, tools and limits are shown`() throws {
        let found = try summary(
            #"{"model":"m","stream":true,"temperature":0.5,"top_p":0.9,"tools":[{"type":"function","function":{"name":"f"}}],"messages":[]}"#
        )
        #expect(found.facts.contains("1 tool: f"))
        #expect(found.facts.contains("temperature 0.5"))
        #expect(found.facts.contains("top_p 0.9"))
    }
}
