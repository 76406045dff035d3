/// Rules about errors that a stream reports after its head promised success.
struct ErrorLint: StreamLint {
    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        var isError = false
        for delta in event.deltas where delta.kind == .error {
            isError = true
            report.add(event.ordinal == 1 ? .errFirst : .errMidstream, Self.message(of: delta))
        }
        if isError, let oddity = ErrorShape.oddity(of: event) { report.add(.errShape, oddity) }
    }

    mutating func check(ignored block: LintedBlock, into report: inout LintReport) {
        // An `error:` line is told where it stands.
        guard block.block.errorField == nil else { return }
        for delta in block.deltas where delta.kind == .error {
            report.add(.errMidstream, Self.message(of: delta))
            report.add(.errShape, "the error is no event: it stands between the events")
        }
    }

    private static func message(of delta: Delta) -> String {
        let texts = [delta.text, delta.name].compactMap(\.self).filter { !$0.isEmpty }
        return "the stream reports an error: \(Excerpt.text(of: texts.first ?? "it does not say which"))"
    }
}

/// How an error is written, beside how its dialect writes errors.
private enum ErrorShape {
    /// What is not as it should be; nil when it is, or where nothing is known.
    static func oddity(of event: LintedEvent) -> String? {
        switch event.dialect?.name {
        case "openai.chat", "openai.completions":
            return event.object.flatMap { oddity(of: $0, isNested: false) } ?? textOddity(of: event)
        case "anthropic.messages":
            guard let object = event.object, !object["type"].isText("error") else {
                return event.object.flatMap { oddity(of: $0, isNested: true) } ?? textOddity(of: event)
            }
            return oddity(of: object, isNested: true) ?? "the error's event has no type \"error\""
        // Over a WebSocket it is nested by design.
        case "openai.responses" where event.block.framing != .webSocket:
            return event.object?.present("error") != nil ? "the error is nested, not the event itself" : nil
        case "gemini.generate": return event.object.flatMap { oddity(of: $0, isNested: false) }
        default: return nil
        }
    }

    /// Nested errors stand in an envelope of type `error`.
    private static func oddity(of object: JSONView, isNested: Bool) -> String? {
        guard let error = object.present("error") else {
            if object["object"].isText("error") { return "the error is the chunk itself, with object \"error\"" }
            if object["type"].isText("error") { return "the error is the event itself, with type \"error\"" }
            return isNested || object["x_groq"]?["error"] == nil ? "the error has no member of its own" : nil
        }
        if error.isString { return "the error is a text, not an object" }
        guard error.isObject else { return "the error is no object" }
        if error["type"].isText("error"), error["error"] != nil { return "the error is wrapped twice" }
        return error["message"]?.isString == true ? nil : "the error has no message"
    }

    private static func textOddity(of event: LintedEvent) -> String? {
        event.object == nil ? "the error is plain text" : nil
    }
}
