/// A tool call of an answer, in one view for all dialects.
package struct ToolCall: Equatable, Sendable {
    package var choice: Int
    /// Its place among the calls of its choice, from 0.
    package var index: Int
    package var id: String?
    package var name: String?
    /// The arguments as they came; whole objects are serialised.
    package var arguments = ""
    /// The arguments are free text by design (custom tools).
    package var isFreeform = false

    package init(choice: Int, index: Int) {
        self.choice = choice
        self.index = index
    }

    /// The arguments parsed, nil when they do not parse; none at all stand for an empty object.
    package func argumentsJSON(_ parser: JSONParser) -> JSONValue? {
        guard !isFreeform else { return nil }
        guard !arguments.isEmpty else { return .object(JSONObject()) }
        var text = arguments
        return text.withUTF8 { parser.view(of: $0)?.value }
    }

    /// Whether the whole call arrived: its arguments parse, or, where anything would, its choice came to an end.
    package func isComplete(_ parser: JSONParser, choiceFinished: Bool) -> Bool {
        arguments.isEmpty || isFreeform ? choiceFinished : argumentsJSON(parser) != nil
    }

    mutating func start(_ delta: Delta) {
        id = id ?? delta.id
        name = name ?? delta.name
        if delta.isFreeformCall { isFreeform = true }
    }

    /// Values set by path are shown as they come; the whole follows when the call ends.
    mutating func append(_ delta: Delta) {
        if delta.argumentPath == nil { arguments += delta.text ?? "" }
    }
}

extension Delta {
    /// A ``toolStart`` whose arguments are free text (OpenAI's custom tools).
    package var isFreeformCall: Bool { kind == .toolStart && text == "custom" }

    /// Where in the arguments the value of a ``toolArguments`` piece belongs (Gemini's partial arguments);
    /// such a piece is no part of the arguments' text, which follows as a whole.
    package var argumentPath: String? { kind == .toolArguments ? name : nil }
}
