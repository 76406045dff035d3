/// What an output item says of a tool call: every `…_call`, whoever carries it out.
struct OpenAIResponsesCall {
    /// What pairs the call with its output; the item's own ID where there is no other.
    var id: String?
    /// The tool's own name, else the kind of call: `web_search`, `shell`.
    var name: String?
    /// The arguments so far, objects serialised; nil when there are none.
    var arguments: String?
    var isFreeform: Bool
    /// The client must carry it out, or approve it, before the model goes on.
    var awaitsClient: Bool

    /// Nil for items that are no call.
    init?(_ item: JSONView) {
        guard let type = item["type"]?.bytes, Self.isCall(type) else { return nil }
        id = Self.text(item["call_id"]) ?? Self.text(item["id"])
        name = Self.text(item["name"]) ?? Self.kind(type)
        isFreeform = type.isText("custom_tool_call") || type.isText("code_interpreter_call")
        awaitsClient = Self.clientCalls.contains { type.isText($0) }
        arguments = Self.arguments(of: item)
    }

    static func isCall(_ type: ByteView) -> Bool {
        type.endsWithText("_call") || type.isText("mcp_approval_request")
    }

    private static let clientCalls: [StaticString] = [
        "function_call", "custom_tool_call", "computer_call", "local_shell_call", "shell_call", "apply_patch_call",
        "mcp_approval_request",
    ]

    private static func kind(_ type: ByteView) -> String? {
        guard type.endsWithText("_call"), !type.isText("function_call") else { return nil }
        return String(decoding: type.dropLast("_call".utf8.count), as: UTF8.self)
    }

    private static func arguments(of item: JSONView) -> String? {
        for name: StaticString in ["arguments", "input", "code", "action", "operation"] {
            guard let value = item.present(name) else { continue }
            let text = value.string ?? value.value.text()
            return text.isEmpty ? nil : text
        }
        guard let queries = item["queries"], queries.isTruthy else { return nil }
        return JSONValue.object(JSONObject([("queries", queries.value)])).text()
    }

    private static func text(_ value: JSONView?) -> String? {
        guard let value, value.isNonEmptyString else { return nil }
        return value.string
    }
}
