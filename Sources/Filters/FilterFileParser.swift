/// Turns the YAML text of a filter file into rules.
struct FilterFileParser {
    /// The file's name for messages.
    let file: String

    func parse(_ yaml: String) throws(FilterFileError) -> FilterFile {
        guard let root = try compose(yaml) else {
            throw error(1, "the file is empty; it needs `name` and `rules`")
        }
        let members = try mapping(root, known: ["name", "description", "rules"], what: "a filter file")
        guard let name = members["name"] else { throw error(line(root), "`name` is missing") }
        guard let rules = members["rules"] else { throw error(line(root), "`rules` is missing") }
        guard let list = rules.sequence else {
            throw error(line(rules), "`rules` must be a list; start each rule with `- `")
        }
        var result = FilterFile(name: try text(name, of: "name"))
        if let description = members["description"] { result.description = try text(description, of: "description") }
        for node in list { result.rules.append(try rule(node)) }
        return result
    }

    private func rule(_ node: YAMLNode) throws(FilterFileError) -> Rule {
        let members = try mapping(node, known: ["when", "redact", "tag", "where"], what: "a rule")
        let actions = ["redact", "tag", "where"].filter { members[$0] != nil }
        guard actions.count == 1, let kind = actions.first, let value = members[kind] else {
            let found = actions.isEmpty ? "none" : actions.joined(separator: " and ")
            throw error(line(node), "a rule needs exactly one of `redact`, `tag` and `where`; this one has \(found)")
        }
        var action = RuleAction.tag("")
        var lastPhase = FilterPhase.end
        switch kind {
        case "redact":
            let redaction = try redaction(value)
            lastPhase = redaction.parts.map(\.lastPhase).min() ?? .request
            action = .redact(redaction)
        case "tag":
            action = .tag(try text(value, of: "tag"))
        default:
            action = .keep(try expression(value, of: "where", fieldsKnownBy: .end))
        }
        var condition: FilterExpression?
        if let when = members["when"] { condition = try expression(when, of: "when", fieldsKnownBy: lastPhase) }
        return Rule(condition: condition, action: action, line: line(node))
    }

    private func redaction(_ node: YAMLNode) throws(FilterFileError) -> BodyRedaction {
        let members = try mapping(node, known: ["pattern", "in", "with"], what: "`redact`")
        guard let source = members["pattern"] else { throw error(line(node), "`redact` needs a `pattern`") }
        var result = BodyRedaction(pattern: try pattern(source))
        if let parts = members["in"] {
            let items = parts.sequence ?? [parts]
            result.parts = []
            for item in items { result.parts.insert(try choice(item, of: "in")) }
            if result.parts.isEmpty { throw error(line(parts), "`in` is empty; leave it out to mean both bodies") }
        }
        if let method = members["with"] { result.method = try choice(method, of: "with") }
        return result
    }

    private func pattern(_ node: YAMLNode) throws(FilterFileError) -> Pattern {
        let source = try text(node, of: "pattern")
        do {
            return try Pattern(source)
        } catch {
            throw self.error(line(node), "\(error); the pattern is `\(source)`")
        }
    }

    private func expression(
        _ node: YAMLNode,
        of key: String,
        fieldsKnownBy phase: FilterPhase
    ) throws(FilterFileError) -> FilterExpression {
        let source = try text(node, of: key)
        do {
            return try FilterParser.parse(source, fieldsKnownBy: phase)
        } catch {
            throw self.error(line(node), "`\(key)`, \(error)")
        }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: YAMLNode,
        of key: String
    ) throws(FilterFileError) -> Choice where Choice.RawValue == String {
        let word = try text(node, of: key)
        guard let choice = Choice(rawValue: word) else {
            let known = Choice.allCases.map(\.rawValue)
            let hint = Spelling.hint(for: word, in: known)
            throw error(line(node), "`\(key)` cannot be `\(word)`, only \(known.joined(separator: ", "))\(hint)")
        }
        return choice
    }

    private func text(_ node: YAMLNode, of key: String) throws(FilterFileError) -> String {
        guard let text = node.scalar, !text.isEmpty else {
            throw error(line(node), "`\(key)` must be text")
        }
        return text
    }

    private func mapping(
        _ node: YAMLNode,
        known: [String],
        what: String
    ) throws(FilterFileError) -> [String: YAMLNode] {
        guard let mapping = node.mapping else {
            throw error(line(node), "\(what) must be a mapping with \(known.map { "`\($0)`" }.joined(separator: ", "))")
        }
        var members: [String: YAMLNode] = [:]
        for member in mapping {
            let name = member.key.scalar ?? ""
            guard known.contains(name) else {
                throw error(line(member.key), "unknown key `\(name)` in \(what)\(Spelling.hint(for: name, in: known))")
            }
            members[name] = member.value
        }
        return members
    }

    private func compose(_ yaml: String) throws(FilterFileError) -> YAMLNode? {
        do {
            return try YAMLReader.read(yaml)
        } catch {
            throw self.error(error.mark.line, error.description)
        }
    }

    private func error(_ line: Int, _ problem: String) -> FilterFileError {
        .malformed(file: file, line: line, problem: problem)
    }

    private func line(_ node: YAMLNode) -> Int { node.mark.line }
}
