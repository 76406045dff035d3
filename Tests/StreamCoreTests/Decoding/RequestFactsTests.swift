import StreamCore
import Testing

@Suite struct RequestFactsTests {
    private func facts(_ path: String, _ body: String?, method: String = "POST") -> RequestFacts {
        guard let body else { return RequestFacts(method: method, path: path, body: nil) }
        return withView(body) { RequestFacts(method: method, path: path, body: $0) } ?? RequestFacts()
    }

    @Test(arguments: [
        ("/v1/chat/completions", #"{"messages":[],"stream":true}"#, true as Bool?),
        ("/v1/chat/completions", #"{"messages":[],"stream":false}"#, false),
        ("/v1/chat/completions", #"{"messages":[]}"#, false),
        ("/v1/chat/completions", #"{"messages":[],"stream":"yes"}"#, false),
        ("/v1/messages", #"{"messages":[],"stream":true}"#, true),
        ("/v1/messages", #"{"messages":[]}"#, false),
        ("/api/chat", #"{"model":"m","messages":[]}"#, true),
        ("/api/chat", #"{"model":"m","messages":[],"stream":false}"#, false),
        ("/api/generate", #"{"model":"m","prompt":"a"}"#, true), ("/api/chat", #"{"messages":[]}"#, nil),
        ("/v2/chat", #"{"model":"m","messages":[],"stream":true}"#, true),
        ("/v1beta/models/g:streamGenerateContent", #"{"contents":[]}"#, true),
        ("/v1beta/models/g:generateContent", #"{"contents":[]}"#, false), ("/other", #"{"stream":true}"#, true),
        ("/other", "{}", nil),
        ("/publishers/anthropic/models/m:streamRawPredict", #"{"messages":[]}"#, true),
    ])
    func `each dialect has its switch for streaming`(path: String, body: String, expected: Bool?) {
        #expect(facts(path, body).streamRequested == expected)
    }

    @Test func `an unknown body leaves the question open, a path does not`() {
        #expect(facts("/v1/chat/completions", nil).streamRequested == nil)
        #expect(facts("/m:streamGenerateContent", nil).streamRequested == true)
        #expect(facts("/v1/chat/completions", "[1]").bodyKeys == nil)
    }

    @Test(arguments: [
        ("/v1/chat/completions", #"{"model":"m","messages":[]}"#, "m" as String?),
        ("/v1/chat/completions", #"{"model":""}"#, nil),
        ("/v1beta/models/gemini-2.5-flash:streamGenerateContent", "{}", "gemini-2.5-flash"),
        ("/v1/tunedModels/t:generateContent", "{}", "t"),
        ("/model/anthropic.claude-3:0/invoke", "{}", "anthropic.claude-3:0"),
        ("/model/us.anthropic.claude-3%3A0/converse-stream", "{}", "us.anthropic.claude-3:0"),
        (
            "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fp/converse", "{}",
            "arn:aws:bedrock:us-east-1:1:inference-profile/p"
        ),
        ("/model/a%zzb%2/invoke", "{}", "a%zzb%2"), ("/model/%FF/invoke", "{}", "%FF"),
        ("/v1/models/gpt-4", "{}", nil), ("/v1/models", "{}", nil),
    ])
    func `the model is in the body or in the path`(path: String, body: String, model: String?) {
        #expect(facts(path, body).model == model)
    }

    @Test func `tools are named in every dialect's shape`() {
        let body = #"""
            {"tools":[{"type":"function","function":{"name":"a"}},{"type":"custom","custom":{"name":"b"}},{"name":"c"},
            {"functionDeclarations":[{"name":"d"},{"name":"e"}]},{"googleSearch":{}}],"functions":[{"name":"f"}]}
            """#
        #expect(facts("/x", body).toolNames == ["a", "b", "c", "d", "e", "googleSearch", "f"])
        #expect(facts("/x", #"{"toolConfig":{"tools":[{"toolSpec":{"name":"a"}}]}}"#).toolNames == ["a"])
        #expect(facts("/x", #"{"parameters":{"tools":[{"function":{"name":"a"}}]}}"#).toolNames == ["a"])
        let marked = #"{"toolConfig":{"tools":[{"toolSpec":{"name":"a"}},{"cachePoint":{"type":"default"}}]}}"#
        #expect(facts("/x", marked).toolNames == ["a"])
        let provided = #"{"tools":[{"type":"web_search"},{"type":"mcp","server_label":"dice"}]}"#
        #expect(facts("/x", provided).toolNames == ["web_search", "dice"])
    }

    @Test func `counts and options are read`() {
        let openAI = facts("/x", #"{"n":3,"stream_options":{"include_usage":true}}"#)
        #expect(openAI.choiceCount == 3)
        #expect(openAI.includesUsage == true)
        #expect(openAI.bodyKeys == ["n", "stream_options"])
        let dashScope = facts("/x", #"{"parameters":{"n":2,"incremental_output":true}}"#)
        #expect(dashScope.choiceCount == 2)
        #expect(dashScope.incrementalOutput == true)
        let gemini = facts("/x", #"{"generationConfig":{"candidateCount":2}}"#)
        #expect(gemini.choiceCount == 2)
        #expect(gemini.includesUsage == nil)
    }

    @Test func `a request that goes on with a stream names the last event it has`() {
        let get = { (path: String, headers: [HeaderField]) in
            RequestFacts(method: "GET", path: path, headers: headers, body: nil)
        }
        let resumed = get("/v1/responses/resp_1?stream=true&starting_after=8", [])
        #expect(resumed.resumesAfter == "8" && resumed.streamRequested == true)
        #expect(get("/v1/responses/resp_1?stream=true", []).resumesAfter == nil)
        #expect(get("/v1/responses/resp_1", []).streamRequested == false)
        #expect(get("/v1beta/interactions/i?stream=true&last_event_id=e%3A1", []).resumesAfter == "e:1")
        let mcp = get("/mcp", [HeaderField("Last-Event-ID", "5")])
        #expect(mcp.resumesAfter == "5")
        // What its server sends it decides by itself.
        #expect(mcp.streamRequested == nil)
    }
}
