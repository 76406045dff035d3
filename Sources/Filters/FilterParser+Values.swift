/// What follows a field: operators, literals and patterns.
extension FilterParser {
    mutating func test(
        of field: FilterField,
        _ sign: String,
        at position: Int
    ) throws(FilterSyntaxError) -> FilterTest {
        let type = field.type
        let isText = type == .text || type == .texts
        switch sign {
        case "~", "!~", "contains":
            guard isText else { throw misfit(sign, field, at: position, "text") }
            if sign == "contains" { return .contains(try value(inList: false).text) }
            let pattern = try pattern()
            return sign == "~" ? .matches(pattern) : .doesNotMatch(pattern)
        case "=~":
            throw scanner.error(at: position, width: 2, "write `~` instead of `=~`")
        case "in":
            return .isOneOf(try list(for: field))
        default:
            guard let comparator = FilterComparator(rawValue: sign == "==" ? "=" : sign) else {
                throw scanner.error(at: position, width: sign.count, "unknown operator `\(sign)`")
            }
            if comparator.needsOrder, isText || type == .flag {
                throw misfit(sign, field, at: position, "numbers, durations and sizes")
            }
            return .compare(comparator, try literal(for: field, inList: false))
        }
    }

    private func misfit(_ sign: String, _ field: FilterField, at position: Int, _ fitting: String) -> FilterSyntaxError
    {
        let problem = "`\(sign)` works on \(fitting); `\(field.text)` is \(field.type.rawValue)"
        return scanner.error(at: position, width: sign.count, problem)
    }

    private mutating func list(for field: FilterField) throws(FilterSyntaxError) -> [FilterLiteral] {
        guard scanner.take("(") else {
            throw scanner.error(at: scanner.position, width: 1, "expected a list in parentheses after `in`: `(a, b)`")
        }
        let start = scanner.position - 1
        var literals = [try literal(for: field, inList: true)]
        while scanner.take(",") { literals.append(try literal(for: field, inList: true)) }
        guard scanner.take(")") else {
            guard let next = scanner.peek() else {
                throw scanner.error(at: start, width: 1, "this `(` is never closed; add `)`")
            }
            throw scanner.error(at: scanner.position, width: 1, "expected `,` or `)` in the list, not `\(next)`")
        }
        return literals
    }

    private mutating func literal(
        for field: FilterField,
        inList: Bool
    ) throws(FilterSyntaxError) -> FilterLiteral {
        let (text, start) = try value(inList: inList)
        guard let literal = FilterLiteral(text, as: field.type) else {
            let expected = "expected \(FilterLiteral.example(for: field.type)), not `\(text)`"
            throw scanner.error(at: start, "`\(field.text)` is \(field.type.rawValue): \(expected)")
        }
        if let allowed = field.allowedValues, !allowed.contains(text) {
            let known = allowed.joined(separator: ", ")
            throw scanner.error(at: start, "`\(field.text)` is never `\(text)`; it is one of \(known)")
        }
        return literal
    }

    private mutating func value(inList: Bool) throws(FilterSyntaxError) -> (text: String, start: Int) {
        let next = scanner.peek()
        let start = scanner.position
        if let quote = next, quote == "\"" || quote == "'" {
            return (try quotedValue(quote), start)
        }
        let word = scanner.bareValue(inList: inList)
        guard !word.isEmpty else {
            let found = next.map { ", not `\($0)`" } ?? ""
            throw scanner.error(at: start, width: 1, "a value must come here\(found)")
        }
        return (word, start)
    }

    private mutating func quotedValue(_ quote: Character) throws(FilterSyntaxError) -> String {
        let raw = try delimited(quote)
        let start = scanner.position - raw.count - 1
        var result = ""
        var isEscaped = false
        for (offset, character) in raw.enumerated() {
            switch (isEscaped, character) {
            case (false, "\\"):
                isEscaped = true
                continue
            case (false, _): result.append(character)
            case (true, "n"): result.append("\n")
            case (true, "r"): result.append("\r")
            case (true, "t"): result.append("\t")
            case (true, "\\"), (true, "\""), (true, "'"), (true, "/"): result.append(character)
            case (true, _):
                let problem = "unknown escape `\\\(character)`; for a backslash write `\\\\`"
                throw scanner.error(at: start + offset - 1, width: 2, problem)
            }
            isEscaped = false
        }
        return result
    }

    private mutating func delimited(_ sign: Character) throws(FilterSyntaxError) -> String {
        let start = scanner.position
        _ = scanner.take(sign)
        guard let raw = scanner.delimited(by: sign) else {
            throw scanner.error(at: start, width: 1, "this `\(sign)` has no partner; close it with `\(sign)`")
        }
        return raw
    }

    /// A pattern: `/…/i`, quoted, or a bare word.
    mutating func pattern() throws(FilterSyntaxError) -> Pattern {
        let next = scanner.peek()
        let start = scanner.position
        switch next {
        case "/":
            let raw = try delimited("/")
            let options = try patternOptions()
            return try compiled(raw, options, at: start, sourceOffset: 1)
        case "\"", "'":
            let quote = next ?? "\""
            let raw = try delimited(quote)
            return try compiled(raw.unescaping(quote), [], at: start, sourceOffset: 1)
        default:
            let word = scanner.bareValue(inList: false)
            guard !word.isEmpty else {
                throw scanner.error(at: start, width: 1, "a pattern must come here, for example `/^gpt-4/i`")
            }
            return try compiled(word, [], at: start, sourceOffset: 0)
        }
    }

    private mutating func patternOptions() throws(FilterSyntaxError) -> Pattern.Options {
        var options: Pattern.Options = []
        let start = scanner.position
        // Only what touches the closing slash is meant: `/a/ and` has no options.
        guard let next = scanner.peek(), scanner.position == start, next.isLetter else { return options }
        for (offset, letter) in scanner.word().enumerated() {
            guard let option = Pattern.Options(letter: letter) else {
                let problem = "after `/…/` only the letters i, m, s and x may follow; to match `/` inside write `\\/`"
                throw scanner.error(at: start + offset, width: 1, problem)
            }
            options.insert(option)
        }
        return options
    }

    func compiled(
        _ raw: String,
        _ options: Pattern.Options,
        at start: Int,
        sourceOffset: Int
    ) throws(FilterSyntaxError) -> Pattern {
        let source = raw.unescaping("/")
        do {
            return try Pattern(source, options: options)
        } catch {
            let before = source.utf8.prefix(error.offset)
            let column = start + sourceOffset + String(Substring(before)).count
            throw scanner.error(at: min(column, scanner.source.count), width: 1, "bad pattern: \(error.message)")
        }
    }
}

extension String {
    /// The text with `\X` turned into `X` for one sign; other escapes, `\\` too, stay as they are.
    fileprivate func unescaping(_ sign: Character) -> String {
        guard contains("\\") else { return self }
        var result = ""
        var isEscaped = false
        for character in self {
            if isEscaped, character == sign { result.removeLast() }
            result.append(character)
            isEscaped = character == "\\" && !isEscaped
        }
        return result
    }
}
