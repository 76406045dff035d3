package import StreamCore

extension ExchangeLinks {
    /// Adds the `retry` and `conversation` members of an exchange; null where it stands alone.
    package func append(to object: inout JSONObject, of number: Int) {
        object["retry"] = retries(of: number).map { retry($0, number) } ?? .null
        object["conversation"] = turn(of: number).map { conversation($0, number) } ?? .null
    }

    private func retry(_ group: RetryGroup, _ number: Int) -> JSONValue {
        let place = group.place(of: number) ?? 0
        return [
            "attempt": JSONValue(place + 1),
            "attempts": .array(group.attempts.map { JSONValue($0.number) }),
            "results": .array(group.attempts.map { .string($0.result) }),
            "answered": .bool(group.isAnswered),
            "wait_ns": JSONValue(group.attempts[place].wait?.count),
            "advised_ns": JSONValue(group.attempts[place].advisedWait?.count),
            "lost_ns": JSONValue(group.lost.count),
        ]
    }

    private func conversation(_ turn: ConversationTurn, _ number: Int) -> JSONValue {
        let whole = conversation(of: number)
        return [
            "id": JSONValue(turn.conversation),
            "turn": JSONValue(turn.turn),
            "turns": JSONValue(whole?.turns),
            "previous": JSONValue(turn.previous),
            "next": .array(turn.next.map { JSONValue($0) }),
            "by": JSONValue(turn.link?.rawValue),
            "gap_ns": JSONValue(turn.gap?.count),
            "gap": turn.gap == nil ? .null : .string(turn.bringsResults ? "tools" : "client"),
            "model_ns": JSONValue(whole?.modelTime.count),
            "tools_ns": JSONValue(whole?.toolTime.count),
            "client_ns": JSONValue(whole?.idleTime.count),
        ]
    }
}
