extension Dialect {
    static let dashScopeGeneration = Dialect(
        name: "dashscope.generation",
        paths: [
            PathRule("/generation", within: "/services/aigc/", keys: ["input"]),
            PathRule("/apps/*/completion", keys: ["input"]),
        ],
        streamSwitch: .header(name: "x-dashscope-sse", value: "enable"),
        terminator: nil,
        claims: { $0.json.map(DashScope.claims) ?? false },
        makeReader: { DashScope() },
        makeBuilder: { DashScopeMessage() }
    )
}
