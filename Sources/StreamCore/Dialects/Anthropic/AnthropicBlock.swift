/// What the reader remembers of one content block.
struct AnthropicBlock: Sendable {
    private enum Kind {
        case text, thinking, tool, other
    }

    private let kind: Kind
    /// The place among the tool calls of the message.
    private let toolPosition: Int
    /// A tool's input that came whole with its start; pieces make it void.
    private var wholeInput: String?

    /// Takes the block as it started, or the first delta of one that did not.
    init(_ json: JSONView, toolPosition: Int) {
        self.toolPosition = toolPosition
        kind = json["type"]?.bytes.map(Self.kind) ?? .other
    }

    var isTool: Bool { kind == .tool }

    mutating func start(_ block: JSONView, into deltas: inout [Delta]) {
        switch kind {
        case .text: append(.text, block["text"], into: &deltas)
        case .thinking: append(.reasoning, block["thinking"], into: &deltas)
        case .tool:
            if let input = block["input"], input.isTruthy { wholeInput = input.value.text() }
            deltas.append(
                Delta(.toolStart, index: toolPosition, id: block["id"]?.string, name: block["name"]?.string)
            )
        case .other: deltas.append(Delta(.other, name: block["type"]?.string))
        }
    }

    mutating func read(_ delta: JSONView, into deltas: inout [Delta]) {
        guard let type = delta["type"]?.bytes else { return }
        if type.isText("text_delta") {
            append(.text, delta["text"], into: &deltas)
        } else if type.isText("thinking_delta") {
            append(.reasoning, delta["thinking"], into: &deltas)
        } else if type.isText("input_json_delta") {
            guard let piece = delta["partial_json"], piece.isNonEmptyString else { return }
            wholeInput = nil
            deltas.append(Delta(.toolArguments, index: toolPosition, text: piece.string))
        } else {
            deltas.append(Delta(.other, name: type.text))
        }
    }

    mutating func close(into deltas: inout [Delta]) {
        guard let input = wholeInput else { return }
        wholeInput = nil
        deltas.append(Delta(.toolArguments, index: toolPosition, text: input))
    }

    private func append(_ kind: Delta.Kind, _ text: JSONView?, into deltas: inout [Delta]) {
        guard let text, text.isNonEmptyString else { return }
        deltas.append(Delta(kind, text: text.string))
    }

    /// The kind of a block's or a delta's type: `tool_use`, `server_tool_use`, `mcp_tool_use` are tools.
    private static func kind(of type: ByteView) -> Kind {
        if type.isText("text") || type.isText("text_delta") { return .text }
        if type.isText("thinking") || type.isText("thinking_delta") { return .thinking }
        return type.endsWithText("tool_use") || type.isText("input_json_delta") ? .tool : .other
    }
}
