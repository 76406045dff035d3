import Sessions
import StreamCore
import Testing

@testable import weir

struct ExchangeSheetTests {
    private let parser = JSONParser()

    private func sheet(_ made: HandMadeCapture, width: Int? = 80) throws -> [String] {
        let exchange = try made.analyzed()[0]
        return ExchangeSheet(exchange: exchange, style: SheetStyle(width: width, style: .none), parser: parser).lines()
    }

    @Test func `a page tells request, answer and timing`() throws {
        let made = HandMadeCapture()
        made.addExchange(
            "a",
            body: #"{"model":"m","stream":true,"messages":[{"role":"user","content":"Say hi"}],"#
                + #""tools":[{"type":"function","function":{"name":"f"}}]}"#,
            responseHeaders: [["content-type", "text/event-stream"], ["x-request-id", "req_1"]]
        )
        let text = try sheet(made).joined(separator: "\n")
        #expect(text.hasPrefix("#1  POST https://api.openai.com/v1/chat/completions  200  complete\n"))
        #expect(text.contains("openai.chat · m-1 · finish stop · 5 events"))
        #expect(text.contains("Request\n  m · stream · 1 message (user) · 1 tool: f\n  “Say hi”"))
        #expect(text.contains("Text\n  Hi you"))
        #expect(text.contains("request id   x-request-id: req_1"))
        #expect(text.split(separator: "\n").contains { $0.contains("first text") && $0.hasSuffix("TTFT") })
        #expect(!text.contains("Findings"))
    }

    @Test func `lines fit and nothing of a peer's reaches the terminal as control`() throws {
        let made = HandMadeCapture()
        let long = String(repeating: "word ", count: 60)
        made.addExchange("a", events: [HandMadeCapture.chunk(#"{"content":"\u001b[2J"# + long + "\"}")])
        let lines = try sheet(made, width: 60)
        #expect(lines.flatMap { $0.split(separator: "\n") }.allSatisfy { SheetText.width($0) <= 60 })
        #expect(lines.contains { $0.contains("␛[2J") })
        #expect(!lines.contains { $0.contains("\u{1B}") })
    }

    @Test func `tool calls are laid out and unfinished ones marked`() throws {
        let made = HandMadeCapture()
        let call = #"{"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\":"}}]}"#
        made.addExchange("a", events: [HandMadeCapture.chunk(call)])
        let text = try sheet(made).joined(separator: "\n")
        #expect(text.contains("Tool calls\n  f  c1  not complete\n    {\"a\":"))
        #expect(text.contains("error    TERM-MISSING"))
    }

    @Test func `a tunnel tells what passed, and that its end is no error`() throws {
        let made = HandMadeCapture()
        let place = #""u":"h.test:443","tg":"h.test:443""#
        made.add(#"{"k":"req","x":"a","t":1,"req":{"m":"CONNECT",\#(place),"hv":"1.1","h":[]}}"#)
        made.add(#"{"k":"res","x":"a","t":2000000,"res":{"s":200,"hv":"1.1","h":[],"by":"weir"}}"#)
        let detail = #""detail":"tunnel, not opened: the client closed it","tunnel_sent":5,"tunnel_received":50"#
        made.add(#"{"k":"end","x":"a","t":52000000,"end":{"why":"eof","state":"complete",\#(detail)}}"#)
        let text = try sheet(made, width: nil).joined(separator: "\n")
        #expect(text.contains("tunnel: 5 bytes sent, 50 received · open for 50 ms"))
        #expect(text.contains("\nEnd\n  tunnel, not opened: the client closed it"))
        #expect(!text.contains("Error"))
    }

    @Test func `times that the server measured itself stand beside Weir's`() throws {
        let made = HandMadeCapture()
        let last = #"{"choices":[],"timings":{"prompt_n":9,"prompt_ms":21,"predicted_ms":90}}"#
        made.addExchange("a", events: HandMadeCapture.answer.dropLast() + ["data: \(last)\n\n", "data: [DONE]\n\n"])
        let line = try #require(try sheet(made).first { $0.contains("server says") })
        #expect(line.hasSuffix("prompt 21 ms · generation 90 ms"))
    }

    @Test func `a status that is all there is to say is said once`() throws {
        let made = HandMadeCapture()
        made.addExchange("a", status: 429, responseHeaders: [["content-length", "0"]], events: [])
        let text = try sheet(made).joined(separator: "\n")
        #expect(text.contains("Error\n  HTTP status 429\n\n"))
    }

    @Test func `an exchange without request or response is shown as far as it goes`() throws {
        let made = HandMadeCapture()
        made.add(#"{"k":"ev","x":"a","t":5,"d":"data: hi\n\n"}"#)
        let lines = try sheet(made)
        #expect(lines[0] == "#1  (no request in this file)  no response  open")
    }
}
