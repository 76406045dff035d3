import StreamCore
import Testing

@testable import Filters

/// A subject made of a table; what is not in it is null.
struct TableSubject: FilterSubject {
    var values: [FilterField: FilterValue] = [:]

    init(_ values: [String: FilterValue]) {
        for (name, value) in values {
            if let field = FilterField(name) { self.values[field] = value }
        }
    }

    func value(of field: FilterField) -> FilterValue { values[field] ?? .null }
}

struct FilterMatcherTests {
    static let subject = TableSubject([
        "url": .text("https://api.openai.com/v1/chat/completions"),
        "host": .text("api.openai.com"),
        "path": .text("/v1/chat/completions"),
        "method": .text("POST"),
        "status": .number(200),
        "model": .text("gpt-4o-mini"),
        "stream": .flag(true),
        "bytes": .number(4096),
        "ttft": .duration(.milliseconds(900)),
        "tool.name": .texts(["get_weather", "get_time"]),
        "finding": .texts([]),
        "finding.severity": .texts(["info"]),
        "request.header.accept": .texts(["text/event-stream", "*/*"]),
        "text": .text("Grüße an alle"),
    ])

    @Test(arguments: [
        ("model ~ /^gpt-4/ and ttft > 800ms", true),
        ("model ~ /^GPT/", false),
        ("model ~ /^GPT/i", true),
        ("model !~ /claude/", true),
        ("model = gpt-4o-mini", true),
        ("model = GPT-4o-mini", false),
        ("host = API.openai.com and method = post", true),
        ("host in (x, API.OpenAI.com)", true),
        ("status = 200", true),
        ("status != 200", false),
        ("status in (400, 200)", true),
        ("status >= 200 and status < 300", true),
        ("stream = true", true),
        ("stream != true", false),
        ("bytes = 4KiB", true),
        ("bytes > 4KB", true),
        ("ttft >= 900ms", true),
        ("ttft < 0.9s", false),
        ("ttft in (900ms)", true),
        ("tool.name = get_time", true),
        ("tool.name != get_time", false),
        ("tool.name != get_date", true),
        ("tool.name ~ /weather$/", true),
        ("tool.name !~ /^get/", false),
        ("tool.name contains time", true),
        ("finding != x", true),
        ("finding = x", false),
        ("finding.severity in (error, warning)", false),
        ("finding.severity = info", true),
        ("request.header.ACCEPT = */*", true),
        ("text contains grüße", false),
        ("text contains Grüße", true),
        ("text contains \"\"", true),
        ("text ~ /\\bgrüße\\b/i", true),
        ("chat", true),
        ("/COMPLETIONS$/i", true),
        ("anthropic or completions", true),
        ("not anthropic and completions", true),
    ])
    func `answers`(text: String, expected: Bool) throws {
        #expect(FilterMatcher(try FilterParser.parse(text)).matches(Self.subject) == expected)
    }

    @Test(arguments: [
        "finish = stop", "finish != stop", "finish ~ /./", "finish !~ /./", "finish contains x", "finish in (x)",
        "tpot > 0", "tpot < 1h", "tpot != 1s", "usage.input = 0", "usage.input != 0", "reasoning !~ /x/",
        "response.header.via != x", "tag != x",
    ])
    func `a null field makes a comparison false, and not makes that true`(text: String) throws {
        let expression = try FilterParser.parse(text)
        #expect(!FilterMatcher(expression).matches(Self.subject))
        #expect(FilterMatcher(.not(expression)).matches(Self.subject))
    }

    @Test func `a value of the wrong type makes a comparison false`() throws {
        let subject = TableSubject(["status": .text("200"), "model": .number(4), "ttft": .number(5)])
        for text in ["status = 200", "status != 200", "model = 4", "model != x", "model ~ /4/", "ttft > 0"] {
            #expect(!FilterMatcher(try FilterParser.parse(text)).matches(subject))
        }
    }
}
