import Testing

@testable import StreamCore

@Suite struct BodyContentTypeTests {
    @Test(
        arguments: [
            ("text/event-stream", .sse), ("Text/Event-Stream; charset=utf-8", .sse), (" text/event-stream\t;x", .sse),
            ("application/x-ndjson", .ndjson), ("application/JSON-seq ", .ndjson),
            ("application/vnd.amazon.eventstream", .eventStream), ("audio/mpeg", .unframed), ("IMAGE/png", .unframed),
            ("application/json", nil), ("text/plain", nil), ("audio", .unframed), (";text/event-stream", nil),
            ("", nil),
            ("text/évent-stream", nil), (nil, nil),
        ] as [(String?, Framing?)]
    )
    func `the type names the framing, whatever its case and parameters`(header: String?, framing: Framing?) {
        #expect(BodyContentType(header).framing == framing)
    }

    @Test(
        arguments: [
            ("application/json", true), ("Application/Problem+JSON; charset=utf-8", true),
            ("application/json-seq", false),
            ("text/json", false), (nil, false),
        ] as [(String?, Bool)]
    )
    func `a JSON document is told from lines of JSON`(header: String?, isJSON: Bool) {
        #expect(BodyContentType(header).isJSON == isJSON)
    }
}
