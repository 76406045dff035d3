/// A file of rules (`filters/*.yaml`), as `--filter NAME|FILE` takes it.
///
/// ```yaml
/// name: my-rules
/// description: What the rules are for.
/// rules:
///   - when: host = "api.openai.com"
///     redact: { pattern: 'sk-[\w-]{20,}', in: [request.body], with: hash }
///   - when: ttft > 2s
///     tag: slow
///   - where: status >= 400
/// ```
/// `redact` works on what is recorded, record by record: an event, or a body part. A value that is streamed
/// in pieces over several events is not whole in any of them and is not found.
package struct FilterFile: Equatable, Sendable {
    package var name: String
    package var description: String
    package var rules: [Rule]

    package init(name: String, description: String = "", rules: [Rule] = []) {
        self.name = name
        self.description = description
        self.rules = rules
    }

    /// The tags that its rules give to a finished exchange.
    package func tags(for subject: borrowing some FilterSubject) -> [String] {
        var tags: [String] = []
        for rule in rules {
            guard case .tag(let tag) = rule.action, !tags.contains(tag) else { continue }
            if let condition = rule.condition, !FilterMatcher(condition).matches(subject) { continue }
            tags.append(tag)
        }
        return tags
    }

    /// Whether its `where` rules let the exchange through.
    package func keeps(_ subject: borrowing some FilterSubject) -> Bool {
        for rule in rules {
            guard case .keep(let expression) = rule.action else { continue }
            if let condition = rule.condition, !FilterMatcher(condition).matches(subject) { continue }
            if !FilterMatcher(expression).matches(subject) { return false }
        }
        return true
    }
}
