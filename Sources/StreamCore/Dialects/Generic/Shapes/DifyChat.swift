/// Dify's chat, completion and workflow streams: `event` in the payload, the answer in pieces.
struct DifyChat: StreamShape {
    private(set) var isEnded = false

    private static let identifiers: [StaticString] = [
        "task_id", "conversation_id", "message_id", "workflow_run_id",
    ]

    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json, json["event"]?.isString ?? false else { return false }
        return identifiers.contains { json[$0]?.isString ?? false }
    }

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, let kind = json["event"]?.bytes else { return }
        if kind.isText("message") || kind.isText("agent_message") {
            deltas.append(.text, text: json["answer"])
        } else if kind.isText("text_chunk") {
            deltas.append(.text, text: json["data"]?["text"])
        } else if kind.isText("agent_thought") {
            deltas.append(.reasoning, text: json["thought"])
        } else if kind.isText("tts_message") {
            guard let audio = json["audio"]?.bytes, !audio.isEmpty else { return }
            deltas.append(Delta(.media, text: "audio", byteCount: Base64.decodedCount(audio)))
        } else if kind.isText("message_end") || kind.isText("workflow_finished") {
            isEnded = true
            let status = json["data"]?["status"]
            deltas.append(Delta(.finish, text: status?.string))
            if let usage = json["metadata"]?["usage"], usage.isObject {
                deltas.append(Delta(.usage, usage: Usage(openAI: usage)))
            }
        } else {
            deltas.append(Delta(.other, name: kind.text))
        }
    }
}
