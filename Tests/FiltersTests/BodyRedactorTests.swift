import StreamCore
import Testing

@testable import Filters

struct BodyRedactorTests {
    static let nobody = TableSubject([:])

    private func redactor(_ rules: [Rule]) -> BodyRedactor {
        BodyRedactor(rules: rules) { "‹redacted:\($0.count)›" }
    }

    private func text(
        _ redactor: BodyRedactor,
        _ body: String,
        _ part: BodyRedaction.Part = .requestBody,
        _ subject: TableSubject = nobody
    ) -> String {
        var body = body
        let result = body.withUTF8 { redactor.redact($0, in: part, of: subject) }
        return result.map { String(decoding: $0.bytes, as: UTF8.self) } ?? body
    }

    @Test func `each method puts its own mark`() throws {
        let pattern = try Pattern("secret[0-9]")
        for (method, expected) in [
            (BodyRedaction.Method.mask, "a ‹redacted:masked› b"), (.hash, "a ‹redacted:7› b"), (.drop, "a  b"),
        ] {
            let rule = Rule(action: .redact(BodyRedaction(pattern: pattern, method: method)))
            #expect(text(redactor([rule]), "a secret1 b") == expected)
        }
    }

    @Test func `rules add up and tell what was there`() throws {
        let redactor = redactor([
            Rule(action: .redact(BodyRedaction(pattern: try Pattern("aa+"), method: .mask))),
            Rule(action: .tag("x")),
            Rule(action: .redact(BodyRedaction(pattern: try Pattern("b+"), method: .drop))),
        ])
        let result = Array("aaa-bb-c".utf8).withUnsafeBufferPointer {
            redactor.redact($0, in: .responseBody, of: Self.nobody)
        }
        #expect(result?.bytes == Array("‹redacted:masked›--c".utf8))
        #expect(
            result?.marks == [
                BodyRedactor.Mark(method: .mask, oldLength: 3), BodyRedactor.Mark(method: .drop, oldLength: 2),
            ]
        )
    }

    @Test func `parts and conditions choose`() throws {
        let redaction = BodyRedaction(pattern: try Pattern("s"), parts: [.responseBody], method: .mask)
        let redactor = redactor([Rule(condition: try FilterParser.parse("host = a"), action: .redact(redaction))])
        let a = TableSubject(["host": .text("a")])
        #expect(text(redactor, "s", .responseBody, a) == "‹redacted:masked›")
        #expect(text(redactor, "s", .requestBody, a) == "s")
        #expect(text(redactor, "s", .responseBody) == "s")
    }

    @Test func `a body that cannot be searched to its end is masked whole`() throws {
        let rule = Rule(action: .redact(BodyRedaction(pattern: try Pattern("(a+)+$"), method: .hash)))
        #expect(text(redactor([rule]), String(repeating: "a", count: 50) + "!") == "‹redacted:masked›")
    }

    @Test func `a body without secrets is not copied`() throws {
        let file = try FilterFile.load(named: "redact-secrets", in: [])
        let body = Array(#"{"model":"gpt-4o","messages":[{"role":"user","content":"What is a weir?"}]}"#.utf8)
        #expect(
            body.withUnsafeBufferPointer { redactor(file.rules).redact($0, in: .requestBody, of: Self.nobody) } == nil
        )
    }
}
