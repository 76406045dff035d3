import Filters
import Sessions
import StreamCore
import Testing

@testable import weir

struct ExchangeSubjectTests {
    private func result(_ capture: TailCapture) throws -> AnalyzedExchange {
        guard case .ended(let result)? = try capture.items().last?.0 else { throw Absent() }
        return result
    }

    private struct Absent: Error {}

    @Test(arguments: [
        "api.openai.com", "host = api.openai.com", "path = \"/v1/chat/completions\"", "method = POST", "route = openai",
        "status = 200", "dialect = \"openai.chat\"", "model = \"gpt-4o-mini\"", "stream = true", "state = complete",
        "finish = tool_calls", "text = \"Hi you.\"", "tool.name = look", "tool.arguments contains \"a\"", "tools = 1",
        "events = 7", "bytes > 512", "ttfb = 400ms", "ttfe = 400ms", "ttft = 412ms", "ttfo = 412ms",
        "duration = 490ms", "max_gap = 20ms", "stalls = 0", "request.body contains \"gpt-4o\"",
        "request.header.x-team = blue", "response.header.content-type ~ /event/", "tag = t", "finding = SSE-COMMENT",
        "finding.severity = info", "not (finding.severity in (error, warning))",
        "not (reasoning ~ /./)", "not (usage.input >= 0)", "not (tokens >= 0)", "not (tpot >= 0ms)",
        "not (error.type ~ /./)", "not (event.n >= 0)",
    ])
    func `a finished exchange answers`(expression: String) throws {
        let subject = ExchangeSubject(try result(.chats()), tags: ["t"])
        #expect(FilterMatcher(try FilterParser.parse(expression)).matches(subject))
    }

    @Test func `token counts are added`() throws {
        let subject = ExchangeSubject(try result(.document()))
        #expect(subject.value(of: .named(.tokens)) == .number(9))
        #expect(subject.value(of: .named(.usageInput)) == .number(5))
        #expect(subject.value(of: .named(.stream)) == .flag(false))
    }

    @Test func `an exchange that goes on knows no end`() throws {
        guard case .event(let event, let exchange)? = try TailCapture.unfinished().items().last?.0 else {
            throw Absent()
        }
        let subject = ExchangeSubject(exchange, event: event)
        #expect(subject.value(of: .named(.state)) == .null)
        #expect(subject.value(of: .named(.ttft)) == .null)
        #expect(subject.value(of: .named(.model)) == .text("gpt-4o-mini"))
        #expect(subject.value(of: .named(.ttfb)) == .duration(.milliseconds(400)))
        #expect(subject.value(of: .named(.eventNumber)) == .number(2))
        #expect(subject.value(of: .named(.gap)) == .duration(.milliseconds(12)))
    }
}
