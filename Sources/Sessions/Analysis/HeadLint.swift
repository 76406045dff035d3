import StreamCore

/// Rules about a response's head and what follows it.
struct HeadLint {
    private let head: ResponseHead
    private let recorded: RecordedExchange
    private let body: AnalyzedBody

    init(_ head: ResponseHead, recorded: RecordedExchange, body: AnalyzedBody) {
        self.head = head
        self.recorded = recorded
        self.body = body
    }

    var findings: [Finding] {
        guard head.status < 400 else {
            return [Finding(.httpErrorStatus, "the response's status is \(head.status)")]
        }
        // What Weir answers itself is no provider's.
        guard head.author == .upstream, head.status == 200 else { return [] }
        return [document, unasked, empty].compactMap(\.self) + (isEventStream ? streamHead : []) + contentType
    }

    private var type: String { value("content-type") ?? "" }
    private var isDeclaredEventStream: Bool { type.lowercased().hasPrefix("text/event-stream") }
    private var isEventStream: Bool { body.isStream && body.framing == .sse }
    private var hasEnded: Bool { recorded.end?.ending.reason == .eof }

    /// A document in place of a stream: an answer, or a page of some gateway.
    private var document: Finding? {
        guard !body.isStream, let first = body.opening.first else { return nil }
        let text = body.opening.withUnsafeBufferPointer { Excerpt.text(of: $0) }
        if first == UInt8(ascii: "<") {
            return Finding(.httpHtmlBody, "the body is a page of markup, not an answer", evidence: text)
        }
        guard body.streamRequested == true else { return nil }
        return Finding(.httpNotStream, "a stream was asked for and one document came", evidence: text)
    }

    private var unasked: Finding? {
        guard isEventStream, body.streamRequested == false else { return nil }
        return Finding(.httpUnaskedStream, "a stream came that was not asked for", evidence: "content-type: \(type)")
    }

    private var empty: Finding? {
        guard hasEnded, body.events == 0, body.opening.isEmpty, body.isStream || body.streamRequested == true,
            body.isStream || recorded.body.isEmpty, recorded.request?.method != "HEAD"
        else { return nil }
        let bytes = recorded.body.isEmpty ? "without a body" : "whose body has no event"
        return Finding(.emptyBody, "an answer with status 200 \(bytes)")
    }

    private var contentType: [Finding] {
        if isEventStream, !isDeclaredEventStream {
            let shown = type.isEmpty ? "none" : Excerpt.text(of: type, longest: 60)
            return [
                Finding(.httpContentType, "the body is an event stream, its content type is \(shown)")
            ]
        }
        guard isDeclaredEventStream, let framing = body.framing, framing != .sse else { return [] }
        let message = "the content type is text/event-stream, the body is not"
        return [
            Finding(.httpContentType, message, evidence: body.opening.withUnsafeBufferPointer { Excerpt.text(of: $0) })
        ]
    }

    /// What makes someone on the way hold an event stream back.
    private var streamHead: [Finding] {
        var findings: [Finding] = []
        if let length = value("content-length") {
            let message = "an event stream has a content-length: someone held all of it before sending it"
            findings.append(Finding(.httpContentLength, message, evidence: "content-length: \(length)"))
        }
        if let coding = value("content-encoding"), coding.lowercased() != "identity" {
            let message = "the stream is compressed: events may come in bursts"
            findings.append(Finding(.sseCompressed, message, evidence: "content-encoding: \(coding)"))
        }
        let caching = value("cache-control")?.lowercased() ?? ""
        let forbids = ["no-cache", "no-store", "no-transform"].contains { caching.contains($0) }
        if !forbids, value("x-accel-buffering")?.lowercased() != "no" {
            let message = "no header tells those on the way not to buffer the stream"
            findings.append(Finding(.httpNoNocache, message))
        }
        return findings
    }

    private func value(_ name: String) -> String? {
        head.headers.first(named: name)
    }
}
