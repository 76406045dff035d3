/// A part of an output item that grows piece by piece.
enum OpenAIResponsesField: Equatable {
    /// Parts of the item's `content`.
    case text, refusal, reasoning
    /// Paragraphs of a reasoning item's `summary`.
    case summary
    /// Text of the item itself; `input` and `code` are free text.
    case arguments, input, code
    /// One of a shell call's commands.
    case command
    /// The patch of an `apply_patch_call`.
    case diff
    /// What a shell command printed: an object of texts.
    case output
    /// The spoken answer, of which events do not name the item.
    case audio, transcript

    /// The member that holds it: in its part, in its item, in its `done` event.
    var member: StaticString {
        switch self {
        case .text, .reasoning, .summary: "text"
        case .refusal: "refusal"
        case .arguments: "arguments"
        case .input: "input"
        case .code: "code"
        case .command: "command"
        case .diff: "diff"
        case .output: "output"
        case .audio: "data"
        case .transcript: "transcript"
        }
    }

    /// The type of the part that holds it; nil where no part does.
    var partType: String? {
        switch self {
        case .text: "output_text"
        case .refusal: "refusal"
        case .reasoning: "reasoning_text"
        case .summary: "summary_text"
        case .arguments, .input, .code, .command, .diff, .output, .audio, .transcript: nil
        }
    }

    /// The type of an item that has it; of an unknown item it is all that is known.
    var itemType: String {
        switch self {
        case .text, .refusal, .audio, .transcript: "message"
        case .reasoning, .summary: "reasoning"
        case .arguments: "function_call"
        case .input: "custom_tool_call"
        case .code: "code_interpreter_call"
        case .command: "shell_call"
        case .diff: "apply_patch_call"
        case .output: "shell_call_output"
        }
    }

    /// The field of a content part's type, nil for parts without text.
    init?(partType: ByteView?) {
        guard let type = partType else { return nil }
        if type.isText("output_text") || type.isText("text") {
            self = .text
        } else if type.isText("refusal") {
            self = .refusal
        } else if type.isText("reasoning_text") {
            self = .reasoning
        } else if type.isText("summary_text") {
            self = .summary
        } else if type.isText("output_audio") || type.isText("audio") {
            self = .transcript
        } else {
            return nil
        }
    }
}
