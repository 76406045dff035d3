/// The tools that a request declares, with their schemas, whatever its dialect.
struct DeclaredTools {
    /// Null where a tool has none.
    private var schemas: [String: JSONValue] = [:]
    /// Some tools come from elsewhere (MCP servers, stored prompts): names that are not here may be right.
    private var isOpen = false

    var names: [String] { Array(schemas.keys) }

    /// Nil when the request is not known or declares nothing.
    init?(_ request: LintRequest) {
        guard let body = request.body else { return nil }
        let lists = [body["tools"], body["functions"], body["toolConfig"]?["tools"], body["tool_config"]?["tools"]]
        let tools = lists.compactMap { $0?.arrayValue }.flatMap(\.self)
        guard !tools.isEmpty else { return nil }
        for tool in tools { read(tool) }
    }

    func knows(_ name: String) -> Bool { isOpen || schemas[name] != nil }

    func schema(of name: String) -> JSONValue? { schemas[name] }

    private mutating func read(_ tool: JSONValue) {
        let listed = [tool["functionDeclarations"], tool["function_declarations"]].compactMap { $0?.arrayValue }
        for declaration in listed.flatMap(\.self) { readDeclaration(declaration) }
        if let function = tool["function"] ?? tool["toolSpec"] ?? tool["custom"] {
            readDeclaration(function)
        } else if tool["name"]?.stringValue != nil {
            readDeclaration(tool)
        } else if listed.isEmpty {
            // A tool of the provider's own: what its calls are named is the provider's affair.
            isOpen = true
        }
        if tool["type"]?.stringValue == "mcp" { isOpen = true }
    }

    private mutating func readDeclaration(_ declaration: JSONValue) {
        guard let name = declaration["name"]?.stringValue else { return }
        let bedrock = declaration["inputSchema"]
        schemas[name] =
            declaration["parameters"] ?? declaration["input_schema"] ?? bedrock?["json"] ?? bedrock
            ?? declaration["parametersJsonSchema"] ?? .null
    }
}
