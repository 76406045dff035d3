/// What the reader remembers of one step of an interaction.
struct GeminiInteractionStep: Sendable {
    private enum Kind {
        case output, thought, call, other
    }

    private let kind: Kind
    /// The place among the tool calls of the interaction.
    private let tool: Int
    /// Arguments that came whole with the start; pieces make them void.
    private var wholeArguments: String?

    /// Takes a step as it started.
    init(_ step: JSONView, tool: Int) {
        self.tool = tool
        guard let type = step["type"]?.bytes else {
            kind = .other
            return
        }
        if type.isText("model_output") {
            kind = .output
        } else if type.isText("thought") {
            kind = .thought
        } else {
            // `function_call`, and `google_search_call` and the like, which run at the provider's.
            kind = type.endsWithText("_call") ? .call : .other
        }
    }

    /// Takes the first delta of a step that never started.
    init(impliedBy delta: JSONView, tool: Int) {
        self.tool = tool
        kind = delta["type"].isText("arguments_delta") ? .call : .other
    }

    var isCall: Bool { kind == .call }

    mutating func start(_ step: JSONView, into deltas: inout [Delta]) {
        switch kind {
        case .output: step["content"]?.forEachElement { tellContent($0, into: &deltas) }
        case .thought: step["summary"]?.forEachElement { tellSummary($0, into: &deltas) }
        case .call:
            if let arguments = step["arguments"], arguments.isTruthy { wholeArguments = Self.text(of: arguments) }
            deltas.append(Delta(.toolStart, index: tool, id: step["id"]?.string, name: Self.name(of: step)))
        case .other: deltas.append(Delta(.other, name: step["type"]?.string))
        }
    }

    mutating func read(_ delta: JSONView, into deltas: inout [Delta]) {
        guard let type = delta["type"]?.bytes else { return }
        if type.isText("arguments_delta") {
            guard let piece = delta["arguments"], piece.isTruthy else { return }
            wholeArguments = nil
            deltas.append(Delta(.toolArguments, index: tool, text: Self.text(of: piece)))
        } else if type.isText("thought_summary") {
            if let content = delta["content"] { tellSummary(content, into: &deltas) }
        } else if kind == .call, type.endsWithText("_call") {
            if let arguments = delta["arguments"], arguments.isTruthy { wholeArguments = Self.text(of: arguments) }
        } else {
            tellContent(delta, into: &deltas)
        }
    }

    mutating func close(into deltas: inout [Delta]) {
        guard let arguments = wholeArguments else { return }
        wholeArguments = nil
        deltas.append(Delta(.toolArguments, index: tool, text: arguments))
    }

    private func tellContent(_ content: JSONView, into deltas: inout [Delta]) {
        if content["type"].isText("text") {
            guard let text = content["text"], text.isNonEmptyString else { return }
            deltas.append(Delta(.text, text: text.string))
        } else if let data = content["data"]?.bytes, !data.isEmpty {
            let type = content["mime_type"]?.string ?? content["type"]?.string
            deltas.append(Delta(.media, text: type, byteCount: Base64.decodedCount(data)))
        } else {
            deltas.append(Delta(.other, name: content["type"]?.string))
        }
    }

    /// Thoughts are streamed as summaries only.
    private func tellSummary(_ content: JSONView, into deltas: inout [Delta]) {
        guard let text = content["text"], text.isNonEmptyString else { return }
        deltas.append(Delta(.reasoning, text: text.string, name: "summary"))
    }

    private static func name(of step: JSONView) -> String? {
        if let name = step["name"], name.isNonEmptyString { return name.string }
        return step["type"]?.string.map { String($0.dropLast("_call".count)) }
    }

    private static func text(of arguments: JSONView) -> String {
        arguments.string ?? arguments.value.text()
    }
}
