import Testing

@testable import Filters

struct FilterParserTests {
    struct Case: Sendable {
        var text: String
        var printed: String
    }

    static let cases: [Case] = [
        Case(text: "model ~ /^gpt-4/ and ttft > 800ms", printed: "model ~ /^gpt-4/ and ttft > 800ms"),
        Case(text: #"tool.name = "get_weather""#, printed: #"tool.name = "get_weather""#),
        Case(text: "state in (truncated, upstream_reset)", printed: #"state in ("truncated", "upstream_reset")"#),
        Case(text: "openai", printed: "url ~ /openai/"),
        Case(text: "/chat.*/i", printed: "url ~ /chat.*/i"),
        Case(text: #""/v1/chat""#, printed: #"url ~ /\/v1\/chat/"#),
        Case(text: "path = /v1/models?limit=2", printed: #"path = "/v1/models?limit=2""#),
        Case(text: "status>=400", printed: "status >= 400"),
        Case(text: "status == 200", printed: "status = 200"),
        Case(text: "stream=true", printed: "stream = true"),
        Case(text: "ttft<1.5s", printed: "ttft < 1500ms"),
        Case(text: "gap > 10us and tpot <= 3m", printed: "gap > 10us and tpot <= 3m"),
        Case(text: "bytes > 4KiB or bytes < 10MB", printed: "bytes > 4KiB or bytes < 10000000"),
        Case(text: "request.header.X-Foo contains bar", printed: #"request.header.x-foo contains "bar""#),
        Case(text: "response.header.via !~ 'x'", printed: "response.header.via !~ /x/"),
        Case(text: #"text = 'it\'s'"#, printed: #"text = "it's""#),
        Case(text: #"text = "a\n\"b\"\\""#, printed: #"text = "a\n\"b\"\\""#),
        Case(text: #"text ~ "\d+\"""#, printed: #"text ~ /\d+"/"#),
        Case(text: "not not stream = false", printed: "not not stream = false"),
        Case(text: "((status = 1))", printed: "status = 1"),
        Case(text: "event.n = 3 or event.type = ping", printed: #"event.n = 3 or event.type = "ping""#),
    ]

    @Test(arguments: cases)
    func `prints what it read and reads what it printed`(example: Case) throws {
        let tree = try FilterParser.parse(example.text)
        #expect(tree.description == example.printed)
        #expect(try FilterParser.parse(tree.description) == tree)
    }

    @Test(arguments: [
        ("a or b and c", "url ~ /a/ or url ~ /b/ and url ~ /c/"),
        ("(a or b) and c", "(url ~ /a/ or url ~ /b/) and url ~ /c/"),
        ("not a and b", "not url ~ /a/ and url ~ /b/"),
        ("not (a and b)", "not (url ~ /a/ and url ~ /b/)"),
        ("a and b or c and not d", "url ~ /a/ and url ~ /b/ or url ~ /c/ and not url ~ /d/"),
    ])
    func `not binds before and, and before or`(text: String, printed: String) throws {
        let tree = try FilterParser.parse(text)
        #expect(tree.description == printed)
        #expect(try FilterParser.parse(printed) == tree)
    }

    @Test func `and is a part of or`() throws {
        let a = try FilterParser.parse("a")
        let b = try FilterParser.parse("b")
        let c = try FilterParser.parse("c")
        #expect(try FilterParser.parse("a or b and c") == .any([a, .all([b, c])]))
        #expect(try FilterParser.parse("not a and b") == .all([.not(a), b]))
    }

    @Test func `every field can be parsed by its name`() throws {
        for name in FilterField.Name.allCases {
            let field = FilterField.named(name)
            let value =
                switch field.type {
                case .text, .texts: field.allowedValues?.first ?? "x"
                case .number: "1"
                case .duration: "1s"
                case .size: "1KiB"
                case .flag: "true"
                }
            #expect(try FilterParser.parse("\(name.rawValue) = \(value)").fields == [field])
        }
    }

    struct Mistake: Sendable {
        var text: String
        var column: Int
        var width: Int
        var says: String
    }

    static let mistakes: [Mistake] = [
        Mistake(text: "", column: 1, width: 1, says: "a comparison is missing"),
        Mistake(text: "status = 200 and", column: 17, width: 1, says: "a comparison is missing"),
        Mistake(text: "modle = x", column: 1, width: 5, says: "unknown field `modle`; did you mean `model`?"),
        Mistake(text: "a and tfft > 1s", column: 7, width: 4, says: "did you mean `ttft`?"),
        Mistake(text: "header.via = x", column: 1, width: 10, says: "did you mean `request.header.via` or `response."),
        Mistake(text: "ttft > 800", column: 8, width: 3, says: "a duration with its unit, for example `800ms`"),
        Mistake(text: "status = ok", column: 10, width: 2, says: "expected a number"),
        Mistake(text: "bytes > 4XB", column: 9, width: 3, says: "expected a size"),
        Mistake(text: "stream = yes", column: 10, width: 3, says: "`true` or `false`"),
        Mistake(
            text: "model > 4",
            column: 7,
            width: 1,
            says: "`>` works on numbers, durations and sizes; `model` is text"
        ),
        Mistake(text: "status ~ /5/", column: 8, width: 1, says: "`~` works on text; `status` is a number"),
        Mistake(text: "model =~ /x/", column: 7, width: 2, says: "write `~` instead of `=~`"),
        Mistake(text: "a && b", column: 3, width: 2, says: "write `and` instead of `&&`"),
        Mistake(text: "a b", column: 3, width: 1, says: "expected `and`, `or` or the end, not `b`"),
        Mistake(text: "(a b", column: 4, width: 1, says: "expected `and`, `or` or `)`, not `b`"),
        Mistake(text: "(a", column: 1, width: 1, says: "this `(` is never closed"),
        Mistake(text: "a)", column: 2, width: 1, says: "this `)` closes nothing"),
        Mistake(text: "model ~ /abc", column: 9, width: 1, says: "this `/` has no partner"),
        Mistake(text: "model = \"abc", column: 9, width: 1, says: "has no partner"),
        Mistake(text: "model ~ /a/g", column: 12, width: 1, says: "only the letters i, m, s and x"),
        Mistake(text: "model ~ /a(b/", column: 13, width: 1, says: "missing closing parenthesis"),
        Mistake(text: "model ~ /ä[b/", column: 13, width: 1, says: "bad pattern: missing terminating ]"),
        Mistake(text: #"text = "a\q""#, column: 10, width: 2, says: "unknown escape `\\q`"),
        Mistake(
            text: "state = trunkated",
            column: 9,
            width: 9,
            says: "never `trunkated`; it is one of complete, truncated"
        ),
        Mistake(text: "state in truncated", column: 10, width: 1, says: "a list in parentheses"),
        Mistake(text: "state in (truncated", column: 10, width: 1, says: "never closed"),
        Mistake(text: "state in (truncated error)", column: 21, width: 1, says: "expected `,` or `)`"),
        Mistake(text: "model =", column: 8, width: 1, says: "a value must come here"),
        Mistake(text: "= 3", column: 1, width: 1, says: "a field must come before"),
        Mistake(text: "and a", column: 1, width: 3, says: "a field must come before `and`"),
        Mistake(text: "ttft", column: 1, width: 4, says: "`ttft` is a field"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is named with its column`(mistake: Mistake) {
        let error = #expect(throws: FilterSyntaxError.self) { try FilterParser.parse(mistake.text) }
        #expect(error?.column == mistake.column)
        #expect(error?.width == mistake.width)
        #expect(error?.problem.contains(mistake.says) == true, "\(error?.problem ?? "")")
    }

    @Test func `the caret stands under the mistake`() {
        let error = #expect(throws: FilterSyntaxError.self) { try FilterParser.parse("status = 200 and modle = x") }
        #expect(
            error?.description == """
                column 18: unknown field `modle`; did you mean `model`?
                  status = 200 and modle = x
                                   ^~~~~
                """
        )
    }

    @Test func `fields that are known too late are refused by name`() throws {
        let error = #expect(throws: FilterSyntaxError.self) {
            try FilterParser.parse("host = x and ttft > 1s", fieldsKnownBy: .request)
        }
        #expect(error?.column == 14)
        #expect(error?.problem == "`ttft` is known only at the end of the exchange, too late here")
        let allowed = "host = a and path ~ /v1/ and method = POST and request.header.x = y and request.body contains z"
        #expect(try FilterParser.parse(allowed, fieldsKnownBy: .request).firstField(after: .request) == nil)
    }

    @Test func `deep nesting is refused, long chains are not`() throws {
        let deep = String(repeating: "(", count: 5000) + "a" + String(repeating: ")", count: 5000)
        #expect(throws: FilterSyntaxError.self) { try FilterParser.parse(deep) }
        #expect(throws: FilterSyntaxError.self) {
            try FilterParser.parse(String(repeating: "not ", count: 5000) + "a")
        }
        let long = Array(repeating: "a", count: 5000).joined(separator: " and ")
        guard case .all(let parts) = try FilterParser.parse(long) else {
            Issue.record("not a conjunction")
            return
        }
        #expect(parts.count == 5000)
    }

    @Test func `no cut of an expression crashes the parser`() {
        let text = #"not (model ~ /^a\/b/i or tool.name in ("x", 'y\n')) and ttft >= 1.5s and é contains "ü""#
        for count in 0...text.count {
            _ = try? FilterParser.parse(String(text.prefix(count)))
            _ = try? FilterParser.parse(String(text.suffix(count)))
        }
    }
}
