/// What an event of an Assistants stream is about.
///
/// Its name tells; where a gateway lost the name, the payload's `object` does.
enum AssistantsEvent: Equatable {
    case thread, run, step, stepDelta, message, messageDelta

    /// Nil for events of other names, such as `error` and `done`.
    init?(_ event: DialectEvent) {
        guard let json = event.json, json.isObject else { return nil }
        if let object = json["object"]?.bytes, let known = Self(object: object) {
            self = known
        } else {
            let name = event.type
            guard name.startsWithText("thread.") else { return nil }
            if name.endsWithText(".delta") {
                self = name.startsWithText("thread.message") ? .messageDelta : .stepDelta
            } else if name.startsWithText("thread.run.step.") {
                self = .step
            } else if name.startsWithText("thread.run.") {
                self = .run
            } else {
                self = name.startsWithText("thread.message.") ? .message : .thread
            }
        }
    }

    private init?(object: ByteView) {
        switch true {
        case object.isText("thread.message.delta"): self = .messageDelta
        case object.isText("thread.run.step.delta"): self = .stepDelta
        case object.isText("thread.message"): self = .message
        case object.isText("thread.run.step"): self = .step
        case object.isText("thread.run"): self = .run
        case object.isText("thread"): self = .thread
        default: return nil
        }
    }

    /// Whether an event, or a whole answer, can only be of this grammar.
    static func claims(_ event: DialectEvent) -> Bool {
        event.type.startsWithText("thread.") || AssistantsEvent(event) != nil
    }
}
