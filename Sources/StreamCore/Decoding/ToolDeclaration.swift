/// A tool as a request declares it, whatever its dialect: borrowed, valid only during the call.
struct ToolDeclaration {
    /// What its calls are named; nil for a tool of the provider's own, whose calls the request does not name.
    let name: String?
    /// What a provider's own tool, or a server that brings tools, is known by: its label or its type.
    let label: String?
    /// The JSON schema of its arguments; nil where none is given.
    let schema: JSONView?
    /// It stands for tools whose names are known elsewhere.
    let isOpen: Bool

    /// Calls `body` with each tool of a request's body, in order.
    static func forEach(in request: JSONView, _ body: (ToolDeclaration) -> Void) {
        // DashScope puts all options but the model into `parameters`.
        let lists = [
            request["tools"], request["parameters"]?["tools"], request["toolConfig"]?["tools"],
            request["tool_config"]?["tools"],
        ]
        for list in lists { list?.forEachElement { read($0, body) } }
        request["functions"]?.forEachElement { function in
            if let declared = ToolDeclaration(declaration: function) { body(declared) }
        }
    }

    /// A tool is `{function: {name}}`, `{custom: {name}}`, `{toolSpec: {name}}`, `{name}`, a list of declarations, or
    /// one of the provider's own: `{type: web_search}`, `{googleSearch: {}}`, an MCP server by its label.
    private static func read(_ tool: JSONView, _ body: (ToolDeclaration) -> Void) {
        let holder =
            tool.present("function") ?? tool.present("custom") ?? tool.present("toolSpec")
            ?? tool.present("systemTool") ?? tool
        if let declared = ToolDeclaration(declaration: holder) { return body(declared) }
        var isList = false
        for list in [tool["functionDeclarations"], tool["function_declarations"]].compactMap(\.self) {
            isList = true
            list.forEachElement { if let declared = ToolDeclaration(declaration: $0) { body(declared) } }
        }
        // Where a prompt cache shall end is no tool.
        guard !isList, tool.isObject, tool["cachePoint"] == nil else { return }
        body(ToolDeclaration(name: nil, label: label(of: tool), schema: nil, isOpen: true))
    }

    private static func label(of tool: JSONView) -> String? {
        if let label = (tool["server_label"] ?? tool["mcp_server_name"] ?? tool["type"])?.nonEmptyString {
            return label
        }
        var first: String?
        tool.forEachMember { key, _ in first = first ?? key.text }
        return first
    }
}

extension ToolDeclaration {
    /// Nil for what has no name.
    private init?(declaration: JSONView) {
        guard let name = declaration["name"]?.nonEmptyString else { return nil }
        let bedrock = declaration["inputSchema"]
        self.init(
            name: name,
            label: nil,
            schema: declaration["parameters"] ?? declaration["input_schema"] ?? bedrock?["json"] ?? bedrock
                ?? declaration["parametersJsonSchema"],
            isOpen: declaration["type"].isText("mcp")
        )
    }
}
