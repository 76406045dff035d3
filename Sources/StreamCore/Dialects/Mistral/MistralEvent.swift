/// What an event of a conversation is about.
enum MistralEvent {
    case started, done, failed
    case message, functionCall
    case toolStarted, toolDelta, toolDone
    case handoff

    init?(_ type: ByteView) {
        if type.isText("message.output.delta") {
            self = .message
        } else if type.isText("function.call.delta") {
            self = .functionCall
        } else if type.startsWithText("tool.execution.") {
            self = type.endsWithText(".started") ? .toolStarted : type.endsWithText(".done") ? .toolDone : .toolDelta
        } else if type.startsWithText("agent.handoff.") {
            self = .handoff
        } else if type.isText("conversation.response.started") {
            self = .started
        } else if type.isText("conversation.response.done") {
            self = .done
        } else if type.isText("conversation.response.error") {
            self = .failed
        } else {
            return nil
        }
    }

    /// The type of the entry that such events make; nil for those about the whole.
    var entryType: String? {
        switch self {
        case .started, .done, .failed: nil
        case .message: "message.output"
        case .functionCall: "function.call"
        case .toolStarted, .toolDelta, .toolDone: "tool.execution"
        case .handoff: "agent.handoff"
        }
    }
}
