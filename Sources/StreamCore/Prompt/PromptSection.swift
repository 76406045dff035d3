/// A part of a request's prompt: a tool, a piece of the system prompt, a message.
///
/// Borrowed from the request's JSON; valid only while that is.
package struct PromptSection {
    package enum Kind: String, CaseIterable, Sendable {
        case tools, system, messages
    }

    package var kind: Kind
    /// Where it stands in the body: `tools[3]`, `system`, `messages[17]`.
    package var path: String
    package var view: JSONView
}

/// Finds the prompt in the body of a request, whatever the dialect calls its parts.
package enum PromptReader {
    private static let tools = ["tools", "toolConfig.tools", "functions"]
    private static let prompts = ["system", "systemInstruction", "system_instruction", "instructions", "preamble"]
    /// Of DashScope and its like the parameters stand one level deeper.
    private static let messages = [
        "messages", "contents", "chat_history", "input.messages", "input.prompt", "input", "prompt", "inputs",
        "message",
    ]

    /// Hands on the parts in the order in which caches take them: tools, system prompt, messages.
    ///
    /// Anthropic documents that order; others keep tools and system prompt before the messages, too.
    package static func forEachSection(of body: JSONView, _ visit: (PromptSection) -> Void) {
        for name in tools { read(name, as: .tools, in: body, visit) }
        for name in prompts { read(name, as: .system, in: body, visit) }
        for name in messages where !(name == "input" && body["input"]?.isObject ?? false) {
            read(name, as: .messages, in: body, visit)
        }
    }

    private static func read(
        _ path: String,
        as kind: PromptSection.Kind,
        in body: JSONView,
        _ visit: (PromptSection) -> Void
    ) {
        var found: JSONView? = body
        for name in path.split(separator: ".") { found = found?.member(String(name)) }
        guard let found, !found.isNull else { return }
        guard found.isArray else { return visit(PromptSection(kind: kind, path: path, view: found)) }
        var index = 0
        found.forEachElement { element in
            visit(PromptSection(kind: kind, path: "\(path)[\(index)]", view: element))
            index += 1
        }
    }
}
