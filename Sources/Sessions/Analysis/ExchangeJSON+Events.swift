package import StreamCore

/// Events as `decode --events --json`, `show --part events --json` and `tail --json` print them.
extension ExchangeJSON {
    /// What a block is, without times: the keys of `decode --events --json`.
    ///
    /// `wrapped` is there only where `data` is base64 of the event itself.
    package static func block(_ event: AnalyzedEvent) -> JSONObject {
        var object = JSONObject([
            ("n", JSONValue(event.index)),
            ("event", JSONValue(event.ordinal)),
            ("kind", .string(event.kind.rawValue)),
            ("type", .string(event.type)),
            ("data", .string(event.shownData)),
            ("last_event_id", .string(event.lastEventID)),
            ("retry", JSONValue(event.retry)),
        ])
        object["wrapped"] = event.wrapped.map { .string($0) }
        return object
    }

    /// An event of an exchange, with its times: the keys of a line of `tail --json`.
    ///
    /// `start` is what `t_ns` counts from.
    package static func event(
        _ event: AnalyzedEvent,
        of recorded: RecordedExchange,
        from start: MonotonicInstant
    ) -> JSONObject {
        var object = JSONObject([
            ("exchange", JSONValue(recorded.number)),
            ("id", recorded.id.isEmpty ? .null : .string(recorded.id)),
            ("n", JSONValue(event.index)),
            ("event", JSONValue(event.ordinal)),
            ("t_ns", JSONValue((event.time - start).count)),
            ("gap_ns", JSONValue(event.gap?.count)),
            ("read", JSONValue(event.read)),
            ("kind", .string(event.kind.rawValue)),
            ("type", .string(event.type)),
            ("data", .string(event.shownData)),
            ("last_event_id", .string(event.lastEventID)),
            ("retry", JSONValue(event.retry)),
            ("deltas", .array(event.deltas.map(delta))),
            ("findings", list(event.findings)),
        ])
        object["wrapped"] = event.wrapped.map { .string($0) }
        for (name, value) in event.message.map(SocketJSON.members) ?? [] { object[name] = value }
        return object
    }

    /// What an event adds; keys that do not apply are left out.
    package static func delta(_ delta: Delta) -> JSONValue {
        var object = JSONObject([("kind", .string(delta.kind.rawValue)), ("choice", JSONValue(delta.choice))])
        object["index"] = delta.index.map { JSONValue($0) }
        object["text"] = delta.text.map { .string($0) }
        object["id"] = delta.id.map { .string($0) }
        object["name"] = delta.name.map { .string($0) }
        if delta.kind == .media { object["bytes"] = delta.byteCount.map { JSONValue($0) } }
        return .object(object)
    }
}

extension AnalyzedEvent {
    /// The payload of an event; of comments and the like their text without the line ends.
    package var shownData: String {
        guard kind != .event else { return data }
        var text = data[...]
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }
}
