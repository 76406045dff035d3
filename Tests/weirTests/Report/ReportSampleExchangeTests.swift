import Reports
import Sessions
import StreamCore
import Testing

@testable import weir

struct ReportSampleExchangeTests {
    private let made = HandMadeCapture()

    private func sample(labels: [String] = []) throws -> ReportSample {
        ReportSample(try made.analyzed()[0], labels: labels)
    }

    @Test func `keys, figures and counts are taken over`() throws {
        made.addExchange("a")
        let sample = try sample()
        #expect(sample.number == 1)
        #expect(sample.state == .complete)
        #expect(sample.model == "m-1")
        #expect(sample.host == "api.openai.com")
        #expect(sample.route == "openai")
        #expect(sample.dialect == "openai.chat")
        #expect(sample.path == "/v1/chat/completions")
        #expect(sample["ttft_ns"] == 110_000_000)
        #expect(sample.gaps == [10_000_000])
        #expect(sample.events == 5)
        #expect(sample.contentEvents == 2)
        #expect(sample.isStream)
    }

    @Test func `fields and headers can be grouped by`() throws {
        made.addExchange("a")
        let labels = try sample(labels: ["status", "finish", "X-Team", "stream", "nobody"]).labels
        #expect(labels == ["status": "200", "finish": "stop", "X-Team": "blue", "stream": "true"])
    }

    @Test func `the head shows who may have buffered`() throws {
        made.addExchange(
            "a",
            responseHeaders: [
                ["content-type", "text/event-stream"], ["Content-Length", "9"], ["Via", "1.1 x"],
                ["server", "nginx/1.2"], ["cf-ray", "1"], ["content-encoding", "gzip"],
            ]
        )
        let shape = try sample().shape
        #expect(shape.hasContentLength)
        #expect(shape.contentEncoding == "gzip")
        #expect(shape.intermediaries == ["via", "server: nginx", "cf-ray"])
        #expect(!shape.forbidsBuffering)
    }

    @Test(arguments: [["X-Accel-Buffering", "no"], ["cache-control", "no-cache, no-transform"]])
    func `buffering can be forbidden`(header: [String]) throws {
        let fields: JSONValue = [
            ["content-type", "text/event-stream"], .array(header.map { .string($0) }),
        ]
        made.addExchange("a", responseHeaders: fields)
        #expect(try sample().shape.forbidsBuffering)
    }

    @Test func `a document has no shape of a stream`() throws {
        made.addExchange(
            "a",
            responseHeaders: [["content-type", "application/json"], ["content-length", "9"]],
            events: []
        )
        let sample = try sample()
        #expect(!sample.isStream)
        #expect(!sample.shape.hasContentLength)
    }

    @Test func `reads that end inside an event are marked`() throws {
        made.add(#"{"k":"req","x":"a","t":1,"req":{"m":"POST","u":"https://h/","tg":"/","hv":"1.1","h":[]}}"#)
        made.add(#"{"k":"res","x":"a","t":2,"res":{"s":200,"hv":"1.1","h":[["content-type","text/event-stream"]]}}"#)
        made.add(#"{"k":"ev","x":"a","t":20,"n":0,"rd":1,"tb":10,"seg":[[0,4],[1,7]],"d":"data: one\n\n"}"#)
        #expect(try sample().shape.reads.map(\.endsMidEvent) == [true, false])
    }
}
