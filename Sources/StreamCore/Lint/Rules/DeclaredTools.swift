/// The tools that a request declares, with their schemas, as rules look them up.
struct DeclaredTools: Sendable {
    /// Null where a tool has none.
    private var schemas: [String: JSONValue] = [:]
    /// Some tools come from elsewhere (MCP servers, the provider): names that are not here may be right.
    private var isOpen = false

    var names: [String] { Array(schemas.keys) }

    /// Nil when the request declares nothing.
    init?(_ body: JSONView) {
        var isEmpty = true
        ToolDeclaration.forEach(in: body) { tool in
            isEmpty = false
            if tool.isOpen { isOpen = true }
            if let name = tool.name { schemas[name] = tool.schema?.value ?? .null }
        }
        if isEmpty { return nil }
    }

    func knows(_ name: String) -> Bool { isOpen || schemas[name] != nil }

    func schema(of name: String) -> JSONValue? { schemas[name] }
}
