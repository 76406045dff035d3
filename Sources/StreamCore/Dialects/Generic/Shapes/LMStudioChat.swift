/// LM Studio's own chat API (`POST /api/v1/chat`): `chat.start`, deltas of reasoning and messages, `chat.end`.
struct LMStudioChat: StreamShape {
    private(set) var isEnded = false
    private(set) var model: String?
    private var calls = NamedCalls()

    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json, let type = json["type"]?.bytes else { return false }
        if type.isText("message.delta") || type.isText("reasoning.delta") { return json["content"]?.isString ?? false }
        return type.isText("chat.start") || type.isText("chat.end") || type.startsWithText("model_load.")
            || type.startsWithText("prompt_processing.")
    }

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, let type = json["type"]?.bytes else { return }
        if model == nil { model = json["model_instance_id"]?.string }
        if type.isText("message.delta") {
            deltas.append(.text, text: json["content"])
        } else if type.isText("reasoning.delta") {
            deltas.append(.reasoning, text: json["content"])
        } else if type.isText("tool_call.start") {
            calls.start(id: nil, name: json["tool"]?.string, into: &deltas)
        } else if type.isText("tool_call.arguments") {
            guard let arguments = json.present("arguments") else { return }
            calls.arguments(arguments.plainText, id: nil, into: &deltas)
        } else if type.isText("chat.end") {
            isEnded = true
            if let stats = json["result"]?["stats"] { deltas.append(Delta(.usage, usage: Self.usage(stats))) }
        } else {
            deltas.append(Delta(.other, name: type.text))
        }
    }

    private static func usage(_ stats: JSONView) -> Usage {
        Usage(
            inputTokens: stats["input_tokens"]?.int,
            outputTokens: stats["total_output_tokens"]?.int,
            reasoningTokens: stats["reasoning_output_tokens"]?.int,
            source: .provider
        )
    }
}
