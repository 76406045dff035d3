import StreamCore
import Testing

@testable import Filters

struct FilterFileTests {
    @Test func `reads rules of every kind`() throws {
        let file = try FilterFile.parse(
            """
            name: mine
            description: What for.
            rules:
              - when: host = "api.openai.com"
                redact: { pattern: 'sk-\\w+', in: [request.body], with: mask }
              - redact: { pattern: x, in: response.body }
              - when: ttft > 2s
                tag: slow
              - where: status >= 400
            """,
            file: "mine.yaml"
        )
        #expect(file.name == "mine")
        #expect(file.rules.map(\.line) == [4, 6, 7, 9])
        let key = BodyRedaction(pattern: try Pattern(#"sk-\w+"#), parts: [.requestBody], method: .mask)
        #expect(file.rules[0].action == .redact(key))
        #expect(file.rules[0].condition?.description == #"host = "api.openai.com""#)
        #expect(file.rules[1].action == .redact(BodyRedaction(pattern: try Pattern("x"), parts: [.responseBody])))
        #expect(file.rules[2].action == .tag("slow"))
        #expect(file.rules[3].action == .keep(try FilterParser.parse("status >= 400")))
    }

    struct Mistake: Sendable {
        var yaml: String
        var line: Int
        var says: String
    }

    static let mistakes: [Mistake] = [
        Mistake(yaml: "", line: 1, says: "the file is empty"),
        Mistake(yaml: "- a", line: 1, says: "a filter file must be a mapping with `name`"),
        Mistake(yaml: "rules: []", line: 1, says: "`name` is missing"),
        Mistake(yaml: "name: a", line: 1, says: "`rules` is missing"),
        Mistake(yaml: "name: a\nrules: b", line: 2, says: "`rules` must be a list"),
        Mistake(
            yaml: "name: a\nrulez: []",
            line: 2,
            says: "unknown key `rulez` in a filter file; did you mean `rules`?"
        ),
        Mistake(
            yaml: "name: a\nrules:\n  - redcat: x",
            line: 3,
            says: "unknown key `redcat` in a rule; did you mean `redact`?"
        ),
        Mistake(yaml: "name: a\nrules:\n  - when: a", line: 3, says: "exactly one of `redact`, `tag` and `where`"),
        Mistake(yaml: "name: a\nrules:\n  - tag: a\n    where: b", line: 3, says: "this one has tag and where"),
        Mistake(yaml: "name: a\nrules:\n  - tag: a\n    when: modle = x", line: 4, says: "did you mean `model`?"),
        Mistake(
            yaml: "name: a\nrules:\n  - redact:\n      pattern: 'a(b'",
            line: 4,
            says: "missing closing parenthesis"
        ),
        Mistake(yaml: "name: a\nrules:\n  - redact:\n      in: [request.body]", line: 4, says: "needs a `pattern`"),
        Mistake(
            yaml: "name: a\nrules:\n  - redact:\n      pattern: a\n      in: [request.bdy]",
            line: 5,
            says: "`in` cannot be `request.bdy`, only request.body, response.body; did you mean `request.body`?"
        ),
        Mistake(
            yaml: "name: a\nrules:\n  - redact:\n      pattern: a\n      with: hide",
            line: 5,
            says: "`with` cannot be `hide`, only mask, hash, drop"
        ),
        Mistake(
            yaml: "name: a\nrules:\n  - redact: { pattern: a, in: [request.body] }\n    when: status = 200",
            line: 4,
            says: "`status` is known only with the response"
        ),
        Mistake(yaml: "name: a\nrules:\n  - tag: [a", line: 4, says: "not valid YAML"),
        Mistake(yaml: "name: a\n\tb: c", line: 2, says: "not valid YAML"),
        Mistake(yaml: "name: a\nname: b\nrules: []", line: 1, says: "`name` is given twice"),
    ]

    @Test(arguments: mistakes)
    func `a mistake is named with file and line`(mistake: Mistake) {
        let error = #expect(throws: FilterFileError.self) { try FilterFile.parse(mistake.yaml, file: "f.yaml") }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("f.yaml:\(mistake.line): "), "\(text)")
        #expect(text.contains(mistake.says), "\(text)")
    }

    @Test func `tags and where look at the exchange`() throws {
        let file = try FilterFile.parse(
            """
            name: a
            rules:
              - when: status = 429
                tag: limited
              - tag: seen
              - when: host = a
                where: status >= 400
            """,
            file: "a.yaml"
        )
        let bad = TableSubject(["status": .number(429), "host": .text("a")])
        let good = TableSubject(["status": .number(200), "host": .text("a")])
        let other = TableSubject(["status": .number(200), "host": .text("b")])
        #expect(file.tags(for: bad) == ["limited", "seen"])
        #expect(file.tags(for: good) == ["seen"])
        #expect(file.keeps(bad))
        #expect(!file.keeps(good))
        #expect(file.keeps(other))
    }
}
