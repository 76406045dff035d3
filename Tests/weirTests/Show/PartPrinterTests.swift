import Sessions
import StreamCore
import Testing

@testable import weir

struct PartPrinterTests {
    private func printer(_ made: HandMadeCapture) throws -> PartPrinter {
        PartPrinter(recorded: try made.recorded()[0], style: .plain, parser: JSONParser())
    }

    private let made = HandMadeCapture()

    init() {
        made.addExchange("a", events: [": hello\n\n"] + HandMadeCapture.answer)
    }

    @Test func `text is exact`() throws {
        #expect(try printer(made).text(.text) == "Hi you\n")
        #expect(try printer(made).json(.text) == "Hi you")
    }

    @Test func `events have their times, gaps and kinds`() throws {
        let lines = try printer(made).text(.events).split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines[1].contains("comment") && lines[1].hasSuffix(": hello"))
        #expect(
            lines[3].contains("120 ms") && lines[3].contains("10 ms") && lines[3].contains("text")
                && lines[3].contains("“Hi ”")
        )
        #expect(lines[6].contains("done") && lines[6].hasSuffix("[DONE]"))
        let events = try printer(made).json(.events).arrayValue ?? []
        #expect(events.map { $0["t_ns"]?.intValue } == [100, 110, 120, 130, 140, 150].map { $0 * 1_000_000 })
    }

    @Test func `heads are written as HTTP has them`() throws {
        let text = try printer(made).text(.headers)
        #expect(text.hasPrefix("POST https://api.openai.com/v1/chat/completions HTTP/1.1\nauthorization: ‹redacted"))
        #expect(text.contains("\nHTTP/1.1 200\ncontent-type: text/event-stream\n"))
        #expect(try printer(made).text(.request).hasSuffix("{\n  \"model\": \"m\",\n  \"stream\": true\n}\n"))
        #expect(try printer(made).json(.headers)["response"] == [["content-type", "text/event-stream"]])
    }

    @Test func `every part has a JSON value and parts that are not there no text`() throws {
        for part in ShowPart.allCases { #expect(try !printer(made).json(part).isNull, "\(part)") }
        #expect(try printer(made).text(.tools) == "")
        #expect(try printer(made).text(.findings).contains("info     HTTP-NO-NOCACHE  no header"))
        #expect(try printer(made).text(.timing).contains("ttft_ns"))
        #expect(try printer(made).text(.message).contains("\"content\": \"Hi you\""))
        #expect(
            try printer(made).text(.usage)
                == "unknown: the provider told none; ask for it with `\"stream_options\": {\"include_usage\": true}`\n"
        )
    }
}
