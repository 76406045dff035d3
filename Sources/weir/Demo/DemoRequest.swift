import StreamCore

/// What the demo's client asks, as the providers' own clients would send it.
struct DemoRequest: Sendable {
    /// Named as the routes of `weir proxy` are.
    enum Provider: String, CaseIterable, Sendable {
        case openai, anthropic, gemini, deepseek
    }

    var provider: Provider
    var model: String
    var prompt: String
    /// The name of a tool that the model may call.
    var tool: String?

    /// What stands in the request line sent to the proxy.
    var target: String {
        switch provider {
        case .openai: "/openai/v1/chat/completions"
        case .deepseek: "/deepseek/chat/completions"
        case .anthropic: "/anthropic/v1/messages"
        case .gemini: "/gemini/v1beta/models/\(model):streamGenerateContent?alt=sse"
        }
    }

    var headers: [HeaderField] {
        let common = [
            HeaderField("user-agent", "weir-demo"), HeaderField("accept", "*/*"),
            HeaderField("content-type", "application/json"),
        ]
        switch provider {
        // Not a key of anybody's; the capture shows how keys are kept out of it.
        case .openai, .deepseek: return common + [HeaderField("authorization", "Bearer sk-demo-0000000000000000")]
        case .anthropic:
            return common + [
                HeaderField("x-api-key", "sk-demo-0000000000000000"), HeaderField("anthropic-version", "2023-06-01"),
            ]
        case .gemini: return common + [HeaderField("x-goog-api-key", "demo-0000000000000000")]
        }
    }

    var body: [UInt8] {
        Array(text.utf8)
    }

    private var text: String {
        let model = DemoText.quoted(model)
        let message = #"[{"role":"user","content":\#(DemoText.quoted(prompt))}]"#
        switch provider {
        case .openai, .deepseek:
            let options = #""stream":true,"stream_options":{"include_usage":true}"#
            return #"{"model":\#(model),"messages":\#(message),\#(options)\#(tools)}"#
        case .anthropic:
            return #"{"model":\#(model),"max_tokens":1024,"messages":\#(message),"stream":true\#(tools)}"#
        case .gemini:
            return #"{"contents":[{"role":"user","parts":[{"text":\#(DemoText.quoted(prompt))}]}]}"#
        }
    }

    private var tools: String {
        guard let tool = tool.map(DemoText.quoted) else { return "" }
        let schema = #"{"type":"object","properties":{"place":{"type":"string"}},"required":["place"]}"#
        switch provider {
        case .anthropic: return #","tools":[{"name":\#(tool),"input_schema":\#(schema)}]"#
        case .openai, .deepseek, .gemini:
            return #","tools":[{"type":"function","function":{"name":\#(tool),"parameters":\#(schema)}}]"#
        }
    }
}

/// Text as it stands in JSON.
enum DemoText {
    static func quoted(_ text: String) -> String {
        JSONValue.string(text).text()
    }
}
