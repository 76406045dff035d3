extension Dialect {
    /// After the dialects with a path of their own: an MCP server chooses its path freely.
    static let mcp = Dialect(
        name: "mcp",
        paths: [
            PathRule("/mcp", keys: ["jsonrpc"]),
            PathRule("/mcp", method: "GET"),
            PathRule(keys: ["jsonrpc"]),
        ],
        // The server decides; requests have no switch.
        streamSwitch: .serverDecides,
        terminator: nil,
        openEndedMethods: ["GET"],
        claims: { MCPMessages.claims($0) },
        makeReader: { MCPMessages() },
        makeBuilder: { MCPResult() },
        makeLint: { MCPLint() }
    )
}
