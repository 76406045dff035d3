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
