/// Turns the text of an expression into its tree.
///
/// ```
/// or     := and ("or" and)*
/// and    := not ("and" not)*
/// not    := "not" not | primary
/// primary := "(" or ")" | field operator value | /regex/ | "text" | word
/// ```
/// A regex, text or word that stands alone means `url ~`.
package struct FilterParser {
    var scanner: FilterScanner
    private let lastPhase: FilterPhase
    private var depth = 0

    /// Nested groups and `not`s; deeper ones are refused before they exhaust the stack.
    private static let maximumDepth = 100

    /// Parses a whole expression.
    ///
    /// Fields that are known only after `lastPhase` are refused by name; `proxy --where` passes `.request`,
    /// because what is recorded must be decided when the record starts.
    package static func parse(
        _ text: String,
        fieldsKnownBy lastPhase: FilterPhase = .end
    ) throws(FilterSyntaxError) -> FilterExpression {
        var parser = FilterParser(scanner: FilterScanner(text), lastPhase: lastPhase)
        let expression = try parser.alternatives()
        guard let next = parser.scanner.peek() else { return expression }
        throw parser.unexpected(next)
    }

    private mutating func alternatives() throws(FilterSyntaxError) -> FilterExpression {
        var parts = [try conjunction()]
        while scanner.take(keyword: "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(FilterSyntaxError) -> FilterExpression {
        var parts = [try negation()]
        while scanner.take(keyword: "and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws(FilterSyntaxError) -> FilterExpression {
        _ = scanner.peek()
        let start = scanner.position
        guard scanner.take(keyword: "not") else { return try primary() }
        try descend(from: start)
        defer { depth -= 1 }
        return .not(try negation())
    }

    private mutating func primary() throws(FilterSyntaxError) -> FilterExpression {
        let next = scanner.peek()
        let start = scanner.position
        switch next {
        case "(":
            return try group()
        case "/", "\"", "'":
            return .comparison(.named(.url), .matches(try pattern()))
        case nil:
            throw scanner.error(at: start, "a comparison is missing here, for example `status = 200`")
        default:
            let word = scanner.word()
            return try comparison(word, at: start)
        }
    }

    private mutating func group() throws(FilterSyntaxError) -> FilterExpression {
        let start = scanner.position
        _ = scanner.take("(")
        try descend(from: start)
        defer { depth -= 1 }
        let inner = try alternatives()
        guard scanner.take(")") else {
            if let next = scanner.peek() { throw unexpected(next) }
            throw scanner.error(at: start, width: 1, "this `(` is never closed; add `)`")
        }
        return inner
    }

    private mutating func descend(from start: Int) throws(FilterSyntaxError) {
        depth += 1
        if depth > Self.maximumDepth {
            throw scanner.error(at: start, width: 1, "more than \(Self.maximumDepth) nested groups")
        }
    }

    private mutating func comparison(_ word: String, at start: Int) throws(FilterSyntaxError) -> FilterExpression {
        if ["and", "or", "in", "contains", ""].contains(word) {
            let what = word.isEmpty ? "an operator" : "`\(word)`"
            throw scanner.error(at: start, width: max(1, word.count), "a field must come before \(what)")
        }
        let nameEnd = scanner.position
        guard let sign = comparisonOperator() else { return try bareWord(word, at: start) }
        guard let field = FilterField(word) else { throw unknownField(word, at: start) }
        guard field.phase <= lastPhase else {
            let problem = "`\(word)` is known only \(field.phase.title), too late here"
            throw scanner.error(at: start, width: nameEnd - start, problem)
        }
        return .comparison(field, try test(of: field, sign.text, at: sign.position))
    }

    private mutating func comparisonOperator() -> (text: String, position: Int)? {
        guard scanner.peek() != nil else { return nil }
        let position = scanner.position
        if let sign = scanner.takeOperator() { return (sign, position) }
        for keyword in ["in", "contains"] where scanner.take(keyword: keyword) { return (keyword, position) }
        return nil
    }

    private func bareWord(_ word: String, at start: Int) throws(FilterSyntaxError) -> FilterExpression {
        if FilterField(word) != nil {
            let problem = "`\(word)` is a field: an operator and a value must follow; to search URLs write `/\(word)/`"
            throw scanner.error(at: start, width: word.count, problem)
        }
        if word.hasPrefix("&&") || word.hasPrefix("||") {
            throw scanner.error(at: start, width: 2, "write `and` or `or` instead of `\(word.prefix(2))`")
        }
        return .comparison(.named(.url), .matches(try compiled(word, [], at: start, sourceOffset: 0)))
    }

    private func unknownField(_ word: String, at start: Int) -> FilterSyntaxError {
        let hint = FilterField.suggestion(for: word).map { "; did you mean `\($0)`?" } ?? ""
        return scanner.error(at: start, width: word.count, "unknown field `\(word)`\(hint)")
    }

    private func unexpected(_ next: Character) -> FilterSyntaxError {
        var rest = scanner
        let word = rest.word()
        let start = scanner.position
        switch word.isEmpty ? String(next) : word {
        case ")" where depth == 0: return scanner.error(at: start, width: 1, "this `)` closes nothing")
        case "&&": return scanner.error(at: start, width: 2, "write `and` instead of `&&`")
        case "||": return scanner.error(at: start, width: 2, "write `or` instead of `||`")
        case let found:
            let wanted = depth == 0 ? "`and`, `or` or the end" : "`and`, `or` or `)`"
            return scanner.error(at: start, width: found.count, "expected \(wanted), not `\(found)`")
        }
    }
}
