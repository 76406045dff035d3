import Sessions
import StreamCore

/// What a request asks for, in a few words: model, messages, tools, limits, and how its last message begins.
struct RequestSummary {
    /// `gpt-4o · stream · 2 messages (system, user) · 1 tool: get_weather`; empty when nothing is known.
    private(set) var facts: [String] = []
    /// The text of the last message.
    private(set) var lastText: String?

    private static let lists: [StaticString] = ["messages", "contents", "input", "inputs", "additional_messages"]
    private static let prompts: [StaticString] = [
        "system", "systemInstruction", "system_instruction", "instructions", "additional_instructions",
    ]
    private static let limits: [StaticString] = [
        "temperature", "top_p", "topP", "max_tokens", "maxTokens", "max_completion_tokens", "max_output_tokens",
        "maxOutputTokens", "num_predict", "reasoning_effort", "seed", "max_prompt_tokens", "n", "echo", "background",
    ]
    /// Members that hold the options where they do not stand at the top.
    private static let optionHolders: [StaticString] = [
        "options", "parameters", "inferenceConfig", "generationConfig", "completion_args",
    ]

    init(_ exchange: AnalyzedExchange, parser: JSONParser) {
        let recorded = exchange.recorded
        guard let head = recorded.request else { return }
        recorded.requestBody.withUnsafeBufferPointer { bytes in
            let asked = RequestFacts(
                method: head.method,
                path: head.target,
                headers: head.headers,
                body: bytes,
                parser: parser
            )
            if let model = asked.model { facts.append(model) }
            if let wants = asked.streamRequested { facts.append(wants ? "stream" : "no stream") }
            if let last = asked.resumesAfter { facts.append("resumed after event \(last)") }
            guard !bytes.isEmpty else { return }
            guard let body = parser.view(of: bytes), body.isObject else {
                return facts.append(Quantity.bytes(bytes.count))
            }
            readMessages(body)
            readTools(asked.toolNames)
            for holder in [body] + Self.optionHolders.compactMap({ body[$0] }) {
                for name in Self.limits { readLimit(name, holder) }
            }
            if let effort = body["reasoning"]?["effort"]?.string { facts.append("reasoning_effort \(effort)") }
        }
    }

    private mutating func readLimit(_ name: StaticString, _ body: JSONView) {
        guard let value = body.present(name) else { return }
        facts.append("\(name) \(value.string ?? value.value.text())")
    }

    private mutating func readMessages(_ body: JSONView) {
        readReferences(body)
        let texts = [body["input"], body["inputs"], body["prompt"], body["inputText"], body["input"]?["prompt"]]
        if let text = texts.lazy.compactMap({ $0?.string }).first {
            lastText = text
            return readSystemPrompt(body)
        }
        for name in Self.lists {
            // DashScope puts the messages into its input, a run those of its thread into the thread.
            let places = [body[name], body["thread"]?[name], body["input"]?[name]]
            guard let list = places.compactMap(\.self).first(where: \.isArray) else { continue }
            readList(list.elements)
            return readSystemPrompt(body)
        }
        if let prompts = body["prompt"], prompts.isArray { readPrompts(prompts.elements) }
        if let outputs = body["tool_outputs"], outputs.isArray { readToolOutputs(outputs.elements) }
        readSystemPrompt(body)
    }

    private mutating func readList(_ messages: [JSONView]) {
        let roles = messages.compactMap { $0["role"]?.string ?? $0["type"]?.string }
        let shown = roles.count > 4 ? ["…"] + roles.suffix(3) : roles
        let names = shown.isEmpty ? "" : " (\(shown.joined(separator: ", ")))"
        facts.append(Quantity.counted(messages.count, "message") + names)
        lastText = messages.last.flatMap(Self.text)
    }

    /// What the request builds on that is stored elsewhere.
    private mutating func readReferences(_ body: JSONView) {
        if let assistant = body["assistant_id"]?.string { facts.append("assistant \(assistant)") }
        if let previous = body["previous_response_id"]?.string { facts.append("after \(previous)") }
        if let conversation = body["conversation"]?.string ?? body["conversation"]?["id"]?.string {
            facts.append("conversation \(conversation)")
        }
        if let prompt = body["prompt"]?["id"]?.string { facts.append("prompt \(prompt)") }
    }

    private mutating func readSystemPrompt(_ body: JSONView) {
        if Self.prompts.contains(where: { body.present($0) != nil }) { facts.append("system prompt") }
    }

    /// Several prompts of a legacy completion, or one as token numbers.
    private mutating func readPrompts(_ prompts: [JSONView]) {
        let isTokens = prompts.first?.int != nil
        facts.append(Quantity.counted(prompts.count, isTokens ? "prompt token" : "prompt"))
        lastText = prompts.last?.string
    }

    private mutating func readToolOutputs(_ outputs: [JSONView]) {
        facts.append(Quantity.counted(outputs.count, "tool output"))
        lastText = outputs.last?["output"]?.string
    }

    private mutating func readTools(_ names: [String]) {
        guard !names.isEmpty else { return }
        let shown = names.prefix(4).joined(separator: ", ")
        facts.append("\(Quantity.counted(names.count, "tool")): \(shown)\(names.count > 4 ? ", …" : "")")
    }

    /// The text of a message: a string, or the texts of its parts.
    private static func text(of message: JSONView) -> String? {
        // In Responses an item may be the output of a call.
        guard let content = message["content"] ?? message["parts"] ?? message["output"] else { return nil }
        if let text = content.string { return text }
        let texts = content.elements.compactMap { $0["text"]?.string }
        return texts.isEmpty ? nil : texts.joined(separator: " ")
    }
}
