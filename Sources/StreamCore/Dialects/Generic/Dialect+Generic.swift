extension Dialect {
    static let serverSentEvents = Dialect(
        name: "sse",
        paths: [],
        streamSwitch: .bodyFlag,
        terminator: nil,
        claims: { _ in false },
        makeReader: { GenericStream() },
        makeBuilder: nil
    )

    /// Messages of a WebSocket that no dialect knows: they are shown, and nothing is guessed of what they mean.
    static let webSocketMessages = Dialect(
        name: "websocket",
        paths: [],
        streamSwitch: .serverDecides,
        terminator: nil,
        claims: { _ in false },
        makeReader: { UnreadStream() },
        makeBuilder: nil
    )

    static let lines = Dialect(
        name: "ndjson",
        paths: [],
        streamSwitch: .bodyFlag,
        terminator: nil,
        claims: { _ in false },
        makeReader: { GenericStream() },
        makeBuilder: nil
    )
}

/// Reads what no dialect knows: nothing.
struct UnreadStream: DialectReader {
    let model: String? = nil
    let isComplete = false
    let sawTerminator = false
    let error: ProviderError? = nil

    mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {}
    mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {}
}
