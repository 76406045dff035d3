import StreamCore
import Testing

@testable import Sessions

/// Each rule on an exchange that has it, and on one beside it that has not.
struct TransportLintTests {
    private static let chunk =
        #"{"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"#
        + #""finish_reason":"stop"}]}"#
    private static let stream = "data: \(chunk)\n\ndata: [DONE]\n\n"
    private static let document =
        #"{"object":"chat.completion","choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}"#

    private func exchange(
        _ text: String = stream,
        type: String? = "text/event-stream",
        headers: [HeaderField] = [HeaderField("cache-control", "no-cache")]
    ) -> CapturedStream {
        var stream = CapturedStream(text: text)
        stream.headers = (type.map { [HeaderField("content-type", $0)] } ?? []) + headers
        return stream
    }

    private func codes(_ stream: CapturedStream) throws -> [String] {
        try stream.analyzed().findings.map(\.code.rawValue).filter {
            ["HTTP", "NET", "EMPTY"].contains(String($0.prefix { $0 != "-" })) || $0 == "SSE-COMPRESSED"
        }
    }

    @Test func `a plain stream has no findings`() throws {
        #expect(try codes(exchange()) == [])
    }

    @Test func `HTTP-NOT-STREAM`() throws {
        #expect(try codes(exchange(Self.document, type: "application/json")) == ["HTTP-NOT-STREAM"])
        var unasked = exchange(Self.document, type: "application/json")
        unasked.requestBody = #"{"model":"m","messages":[]}"#
        #expect(try codes(unasked) == [])
    }

    @Test func `HTTP-UNASKED-STREAM`() throws {
        var unasked = exchange()
        unasked.requestBody = #"{"model":"m","messages":[]}"#
        #expect(try codes(unasked) == ["HTTP-UNASKED-STREAM"])
    }

    @Test func `HTTP-HTML-BODY takes the place of a missing stream`() throws {
        #expect(try codes(exchange(" <!DOCTYPE html><html></html>", type: "text/html")) == ["HTTP-HTML-BODY"])
    }

    @Test func `HTTP-ERROR-STATUS is all that is told of a failure's head`() throws {
        var failure = exchange(#"{"error":{"message":"no"}}"#, type: "application/json", headers: [])
        failure.status = 503
        #expect(try codes(failure) == ["HTTP-ERROR-STATUS"])
    }

    @Test func `HTTP-CONTENT-TYPE, both ways`() throws {
        #expect(try codes(exchange(type: "text/plain")) == ["HTTP-CONTENT-TYPE"])
        #expect(try codes(exchange(type: nil)) == ["HTTP-CONTENT-TYPE"])
        #expect(try codes(exchange(type: "text/event-stream; charset=utf-8")) == [])
        #expect(try codes(exchange("{\"a\":1}\n{\"a\":2}\n")).contains("HTTP-CONTENT-TYPE"))
    }

    @Test func `HTTP-CONTENT-LENGTH and SSE-COMPRESSED are about event streams`() throws {
        let caching = HeaderField("cache-control", "no-cache")
        #expect(
            try codes(exchange(headers: [caching, HeaderField("content-length", "200")])) == ["HTTP-CONTENT-LENGTH"]
        )
        let document = exchange(
            Self.document,
            type: "application/json",
            headers: [HeaderField("content-length", "200")]
        )
        #expect(try codes(document) == ["HTTP-NOT-STREAM"])
        var compressed = exchange(headers: [caching, HeaderField("content-encoding", "gzip")])
        compressed.encoding = "gzip"
        #expect(try codes(compressed) == ["SSE-COMPRESSED"])
        #expect(try codes(exchange(headers: [caching, HeaderField("content-encoding", "identity")])) == [])
    }

    @Test func `HTTP-NO-NOCACHE wants one of three headers`() throws {
        #expect(try codes(exchange(headers: [])) == ["HTTP-NO-NOCACHE"])
        #expect(try codes(exchange(headers: [HeaderField("cache-control", "no-transform")])) == [])
        #expect(try codes(exchange(headers: [HeaderField("x-accel-buffering", "no")])) == [])
        #expect(try codes(exchange(headers: [HeaderField("cache-control", "max-age=3")])) == ["HTTP-NO-NOCACHE"])
    }

    @Test func `EMPTY-BODY is a 200 without an event that the sender ended`() throws {
        #expect(try codes(exchange("")) == ["EMPTY-BODY"])
        #expect(try codes(exchange(": hi\n\n")) == ["EMPTY-BODY"])
        var aborted = exchange("")
        aborted.reason = .clientAbort
        #expect(try codes(aborted) == ["NET-CLIENT-ABORT"])
    }

    @Test func `ends of connections have their codes`() throws {
        let expected: [(EndReason, String)] = [
            (.clientAbort, "NET-CLIENT-ABORT"), (.upstreamAbort, "NET-ABRUPT-EOF"), (.timeout, "NET-IDLE-TIMEOUT"),
            (.protocolError, "NET-PROTOCOL"),
        ]
        for (reason, code) in expected {
            var stream = exchange()
            stream.reason = reason
            #expect(try codes(stream) == [code])
        }
    }

    @Test func `NET-BURST is one read with nearly all content`() throws {
        func burst(_ counts: [Int]) -> Finding? {
            var timeline = StreamTimeline()
            for (read, count) in counts.enumerated() {
                timeline.addRead(at: MonotonicInstant(nanoseconds: Int64(read) * 1000), byteCount: 100)
                for _ in 0..<count { timeline.addBlock(.text, read: read) }
            }
            return TransportLint.burst(in: timeline)
        }
        #expect(burst([1, 10])?.message == "10 of 11 events with content came in one read")
        #expect(burst([1, 10])?.place.block == 1)
        #expect(burst([1, 9]) == nil)
        #expect(burst([5, 10]) == nil)
        #expect(burst([10]) == nil)
    }
}
