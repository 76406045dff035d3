import StreamCore
import Testing

/// What gateways document about requests; each test names the requirement that it covers.
@Suite struct RequestRequirementsTests {
    private func facts(_ path: String, _ body: String) -> RequestFacts {
        withView(body) { RequestFacts(method: "POST", path: path, body: $0) } ?? RequestFacts()
    }

    private func dialect(_ path: String, _ body: String) -> String? {
        DialectRegistry.proposed(method: "POST", path: path, bodyKeys: facts(path, body).bodyKeys)?.name
    }

    @Test func `requirements S0-2 and S2-1, chat is asked for by path and flag`() {
        let body = #"{"model":"gpt-4o","messages":[],"stream":true}"#
        #expect(dialect("/v1/chat/completions", body) == "openai.chat")
        #expect(facts("/v1/chat/completions", body).streamRequested == true)
    }

    @Test func `requirement S0-3, Messages are asked for on the same host`() {
        let body = #"{"model":"claude","max_tokens":9,"messages":[],"stream":true}"#
        #expect(dialect("/v1/messages", body) == "anthropic.messages")
        #expect(facts("/v1/messages", body).streamRequested == true)
    }

    @Test func `requirement S0-4, Gemini streams by the method in the path and no flag`() {
        let path = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
        #expect(dialect(path, #"{"contents":[]}"#) == "gemini.generate")
        #expect(facts(path, #"{"contents":[]}"#).streamRequested == true)
        #expect(facts(path, #"{"contents":[]}"#).model == "gemini-2.5-flash")
    }

    @Test func `requirement S3-3, without the flag an answer is not streamed`() {
        #expect(facts("/v1/chat/completions", #"{"messages":[]}"#).streamRequested == false)
    }

    @Test func `requirement S3-4, the flag alone asks for a stream`() {
        #expect(facts("/v1/chat/completions", #"{"messages":[],"stream":true}"#).streamRequested == true)
        #expect(facts("/v1/chat/completions", #"{"messages":[],"stream":false}"#).streamRequested == false)
    }

    @Test func `requirements S0-14 and S2-18, keys of any form are kept out of records`() {
        let redactor = Redactor(key: 1)
        for key in ["sk-proj-1234567890", "PMIND1234:abcdefgh", "PMIND-7:x", "anything at all"] {
            let head = RequestHead(
                method: "POST",
                url: "https://h/v1",
                target: "/v1",
                version: "1.1",
                headers: [HeaderField("Authorization", "Bearer \(key)"), HeaderField("x-api-key", key)],
                firstByteAt: MonotonicInstant(nanoseconds: 0),
                connection: ConnectionID(rawValue: 1)
            )
            let kept = redactor.request(head).value.headers.map(\.value)
            #expect(kept.allSatisfy { !$0.contains(key) })
        }
    }
}
