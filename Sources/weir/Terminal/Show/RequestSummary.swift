import Sessions
import StreamCore

/// What a request asks for, in a few words: model, messages, tools, limits, and how its last message begins.
struct RequestSummary {
    /// `gpt-4o · stream · 2 messages (system, user) · 1 tool: get_weather`; empty when nothing is known.
    private(set) var facts: [String] = []
    /// The text of the last message.
    private(set) var lastText: String?

    private static let lists: [StaticString] = ["messages", "contents", "input"]
    private static let prompts: [StaticString] = ["system", "systemInstruction", "system_instruction", "instructions"]
    private static let limits: [StaticString] = [
        "temperature", "top_p", "max_tokens", "max_completion_tokens", "max_output_tokens", "reasoning_effort", "seed",
    ]

    init(_ exchange: AnalyzedExchange, parser: JSONParser) {
        let recorded = exchange.recorded
        guard let head = recorded.request else { return }
        recorded.requestBody.withUnsafeBufferPointer { bytes in
            guard let body = parser.view(of: bytes), body.isObject else {
                if !bytes.isEmpty { facts = [Quantity.bytes(bytes.count)] }
                return
            }
            let asked = RequestFacts(method: head.method, path: head.target, headers: head.headers, body: body)
            if let model = asked.model { facts.append(model) }
            if let wants = asked.streamRequested { facts.append(wants ? "stream" : "no stream") }
            readMessages(body)
            readTools(asked.toolNames)
            for name in Self.limits { readLimit(name, body) }
        }
    }

    private mutating func readLimit(_ name: StaticString, _ body: JSONView) {
        guard let value = body.present(name) else { return }
        facts.append("\(name) \(value.string ?? value.value.text())")
    }

    private mutating func readMessages(_ body: JSONView) {
        if let input = body["input"]?.string ?? body["prompt"]?.string {
            lastText = input
            return
        }
        for name in Self.lists {
            guard let list = body[name], list.isArray else { continue }
            let messages = list.elements
            let roles = messages.compactMap { $0["role"]?.string ?? $0["type"]?.string }
            let shown = roles.count > 4 ? ["…"] + roles.suffix(3) : roles
            let names = shown.isEmpty ? "" : " (\(shown.joined(separator: ", ")))"
            facts.append(Quantity.counted(messages.count, "message") + names)
            if Self.prompts.contains(where: { body.present($0) != nil }) { facts.append("system prompt") }
            lastText = messages.last.flatMap(Self.text)
            return
        }
    }

    private mutating func readTools(_ names: [String]) {
        guard !names.isEmpty else { return }
        let shown = names.prefix(4).joined(separator: ", ")
        facts.append("\(Quantity.counted(names.count, "tool")): \(shown)\(names.count > 4 ? ", …" : "")")
    }

    /// The text of a message: a string, or the texts of its parts.
    private static func text(of message: JSONView) -> String? {
        guard let content = message["content"] ?? message["parts"] else { return nil }
        if let text = content.string { return text }
        let texts = content.elements.compactMap { $0["text"]?.string }
        return texts.isEmpty ? nil : texts.joined(separator: " ")
    }
}
