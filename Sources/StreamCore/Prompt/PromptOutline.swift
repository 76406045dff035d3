/// What of a request is needed to know it again in a later one; a few words for each message, not the messages.
package struct PromptOutline: Equatable, Sendable {
    /// For each message the fingerprint of all messages up to it.
    package private(set) var chain: [Int] = []
    /// For each message the fingerprint of its text; 0 without.
    package private(set) var texts: [Int] = []
    /// The ids of the tool calls whose results stand at the end.
    package private(set) var answeredCalls: [String] = []
    /// The answer that the request goes on from, where the provider keeps the conversation.
    package private(set) var previousID: String?
    /// The conversation, where the provider keeps it and gives it a name.
    package private(set) var conversationID: String?

    /// Nil when the body holds no messages.
    package init?(_ body: JSONView) {
        guard body.isObject else { return nil }
        PromptReader.forEachSection(of: body) { section in
            if section.kind == .messages { add(section.view) }
        }
        previousID = (body["previous_response_id"] ?? body["previous_interaction_id"])?.string
        conversationID = body["conversation"]?.string ?? body["conversation"]?["id"]?.string
        guard !chain.isEmpty || previousID != nil else { return nil }
    }

    private mutating func add(_ message: JSONView) {
        chain.append(PromptFingerprint.chained(chain.last ?? 1, PromptFingerprint.of(message)))
        texts.append(Self.text(of: message).map { PromptFingerprint.of(text: $0) } ?? 0)
        if Self.isAnswer(message) { answeredCalls = [] }
        Self.forEachResult(in: message) { answeredCalls.append($0) }
    }

    /// What a model said before.
    private static func isAnswer(_ message: JSONView) -> Bool {
        switch message["role"]?.string?.lowercased() {
        case "assistant", "model", "chatbot": true
        case nil: message["type"]?.string?.hasSuffix("_call") ?? false
        default: false
        }
    }

    /// Its text, when all of it is text or beside other parts.
    private static func text(of message: JSONView) -> String? {
        guard isAnswer(message), let content = message["content"] ?? message["parts"] else { return nil }
        if let text = content.string { return text }
        let parts = content.elements.compactMap { $0["thought"]?.bool == true ? nil : $0["text"]?.string }
        return parts.isEmpty ? nil : parts.joined()
    }

    /// Chat's and Cohere's `tool_call_id`, Responses' `call_id`, and those within the parts of a message.
    private static func forEachResult(in message: JSONView, _ visit: (String) -> Void) {
        if let id = message["tool_call_id"]?.string { visit(id) }
        if let id = message["call_id"]?.string, message["type"]?.string?.hasSuffix("_output") ?? false { visit(id) }
        (message["content"] ?? message["parts"])?.forEachElement { part in
            let id =
                part["tool_use_id"] ?? part["toolResult"]?["toolUseId"] ?? part["functionResponse"]?["id"]
            if let id = id?.string { visit(id) }
        }
    }
}
