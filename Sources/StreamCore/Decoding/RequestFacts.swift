/// What a request asks for, as far as reading the answer needs it.
package struct RequestFacts: Equatable, Sendable {
    package var model: String?
    /// Nil when the request does not tell.
    package var streamRequested: Bool?
    /// How many choices were asked for.
    package var choiceCount: Int?
    /// What the tools are called that the model may use, the provider's own included.
    package var toolNames: [String] = []
    /// Whether usage was asked for in the stream (`stream_options.include_usage`).
    package var includesUsage: Bool?
    /// What a legacy completion repeats of its prompts.
    package var echo = EchoedPrompts()
    /// Whether each event shall hold what is new (DashScope's `incremental_output`) and not the whole so far.
    package var incrementalOutput: Bool?
    /// The last event that the client has of a stream which it resumes: the answer's first part is not in this one.
    package var resumesAfter: String?
    /// The members of a JSON body, nil when the body is unknown or not an object.
    package var bodyKeys: [String]?

    package init() {}

    /// Reads a request: its target, its headers and its body, which is JSON or, where files are sent, a form.
    package init(
        method: String,
        path target: String,
        headers: [HeaderField] = [],
        body: ByteView,
        parser: JSONParser
    ) {
        guard let form = FormFields(body) else {
            self.init(method: method, path: target, headers: headers, body: parser.view(of: body))
            return
        }
        self.init()
        read(form, method: method, target: target)
    }

    /// Reads a request: its target, its headers, and its body, when that is JSON.
    package init(method: String, path target: String, headers: [HeaderField] = [], body: JSONView?) {
        if let body, body.isObject { read(body) }
        resumesAfter = Self.resumption(in: target, headers: headers)
        let path = PathRule.normalised(target)
        if model == nil { model = Self.model(in: path) }
        guard let dialect = DialectRegistry.proposed(method: method, path: path, bodyKeys: bodyKeys) else {
            streamRequested = body?["stream"]?.bool
            return
        }
        if method == "GET" {
            // A stored answer is fetched again: what a body says elsewhere stands in the query.
            if case .serverDecides = dialect.streamSwitch { return }
            streamRequested = PathRule.query("stream", in: target) == "true"
            model = model ?? PathRule.query("model", in: target).map { PathRule.unescaped($0) }
            return
        }
        streamRequested = Self.asksForStream(dialect.streamSwitch, path: path, headers: headers, body: body)
    }

    var withoutLists: Self {
        var facts = self
        facts.toolNames = []
        facts.bodyKeys = nil
        return facts
    }

    private mutating func read(_ form: FormFields, method: String, target: String) {
        bodyKeys = form.names
        model = form.values["model"]
        choiceCount = form.values["n"].flatMap { Int($0) }
        let dialect = DialectRegistry.proposed(method: method, path: target, bodyKeys: bodyKeys)
        let flag = form.values["stream"].map { $0.lowercased() == "true" || $0 == "1" }
        streamRequested = dialect == nil ? flag : flag ?? false
    }

    private mutating func read(_ body: JSONView) {
        var keys: [String] = []
        body.forEachMember { key, _ in keys.append(key.text) }
        bodyKeys = keys
        // DashScope puts all options but the model there.
        let parameters = body["parameters"]
        model = body["model"]?.nonEmptyString
        choiceCount = (body["n"] ?? parameters?["n"] ?? body["generationConfig"]?["candidateCount"])?.int
        includesUsage = body["stream_options"]?["include_usage"]?.bool
        echo = EchoedPrompts(body)
        incrementalOutput = parameters?["incremental_output"]?.bool
        ToolDeclaration.forEach(in: body) { tool in
            if let name = tool.name ?? tool.label { toolNames.append(name) }
        }
    }

    /// OpenAI and Google name the event in the query, browsers and MCP clients in a header.
    private static func resumption(in target: String, headers: [HeaderField]) -> String? {
        for name in ["starting_after", "last_event_id"] {
            if let value = PathRule.query(name, in: target), !value.isEmpty { return PathRule.unescaped(value) }
        }
        return headers.first(named: "last-event-id")
    }

    private static func asksForStream(
        _ streamSwitch: Dialect.StreamSwitch,
        path: String,
        headers: [HeaderField],
        body: JSONView?
    ) -> Bool? {
        let flag = body?["stream"]?.bool
        return switch streamSwitch {
        case .bodyFlag: body == nil ? nil : flag ?? false
        case .onUnlessFalse: body == nil ? nil : flag ?? true
        case .path(let streaming): streaming.contains { path.hasSuffix($0) } || flag ?? false
        case .header(let name, let value): headers.first(named: name)?.equalsIgnoringCase(value) ?? false
        case .bodyText(let name, let text): body.map { $0[name]?.string == text }
        case .serverDecides: nil
        }
    }

    /// The model of paths such as `/models/NAME:streamGenerateContent` and `/model/NAME/invoke`.
    private static func model(in path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let place = parts.lastIndex(where: { $0 == "models" || $0 == "model" || $0 == "tunedModels" }),
            place + 1 < parts.count
        else { return nil }
        let isMethod = parts[place + 1].contains(":") || parts[place] == "model"
        guard isMethod else { return nil }
        // Bedrock's model names have a colon of their own: `anthropic.claude-3:0`.
        let name = parts[place] == "model" ? parts[place + 1] : parts[place + 1].prefix { $0 != ":" }
        return name.isEmpty ? nil : PathRule.unescaped(name)
    }
}
