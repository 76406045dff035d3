package import StreamCore

/// What of a request matters for how it belongs to others; known without decoding its answer.
package struct CallFacts: Sendable {
    /// What became of the request, as far as it makes clients send it again.
    package enum Outcome: Sendable {
        case answered
        /// Refused or broken in a way that clients try again after.
        case failed
        /// Given up by the client, refused for good, or still open.
        case stopped
    }

    package var number: Int
    package var startedAt: MonotonicInstant
    package var endedAt: MonotonicInstant?
    /// Equal for requests with the same method, URL and body.
    package var identity: Int
    /// How often the SDK says that it has sent it before.
    package var retryCount: Int?
    package var outcome: Outcome
    /// The response's status, or why there is none.
    package var result: String
    /// How long the provider asked to wait before the next attempt.
    package var advisedWait: Nanoseconds?
    /// Nil when the request holds no messages.
    package var outline: PromptOutline?
}

extension CallFacts {
    package init(_ recorded: RecordedExchange, parser: JSONParser) {
        let headers = HeadersView(recorded, parser: parser)
        number = recorded.number
        startedAt = recorded.startedAt
        endedAt = recorded.end.map { $0.ending.lastUpstreamByteAt ?? $0.endedAt }
        identity = Self.identity(of: recorded)
        retryCount = headers.retryCount
        outcome = Self.outcome(of: recorded, retry: headers.retry)
        result = Self.result(of: recorded)
        advisedWait = headers.wait(until: headers.retry.wait)
        outline = Self.outline(of: recorded, parser: parser)
    }

    /// The status; behind one that promised success also what became of the stream, and why there is none.
    private static func result(of recorded: RecordedExchange) -> String {
        guard let status = recorded.response?.head.status else {
            return recorded.end?.ending.reason.rawValue ?? "open"
        }
        guard status < 400 else { return "\(status)" }
        switch (recorded.end?.ending.reason, recorded.end?.state) {
        case (.eof, .error?), (.eof, .truncated?): return "\(status) \(recorded.end?.state?.rawValue ?? "")"
        case (nil, _): return "\(status) open"
        case (.eof, _): return "\(status)"
        case (let reason?, _): return "\(status) \(reason.rawValue)"
        }
    }

    private static func identity(of recorded: RecordedExchange) -> Int {
        var hasher = Hasher()
        hasher.combine(recorded.request?.method)
        hasher.combine(recorded.request?.url)
        recorded.requestBody.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }

    /// The statuses after which the SDKs try again: timeout, conflict, too many requests, trouble of the server.
    private static func isRetried(_ status: Int) -> Bool {
        status == 408 || status == 409 || status == 425 || status == 429 || status >= 500
    }

    private static func outcome(of recorded: RecordedExchange, retry: RetryAdvice) -> Outcome {
        if let status = recorded.response?.head.status, status >= 400 {
            return retry.shouldRetry ?? isRetried(status) ? .failed : .stopped
        }
        switch recorded.end?.ending.reason {
        case nil, .clientAbort, .proxyStop: return .stopped
        case .connect, .timeout, .upstreamAbort, .protocolError: return .failed
        case .eof: break
        }
        // As the recorder's dialect judged it: an error in a stream that began well, a stream without an end.
        switch recorded.end?.state {
        case .error, .truncated: return .failed
        default: return .answered
        }
    }

    private static func outline(of recorded: RecordedExchange, parser: JSONParser) -> PromptOutline? {
        guard let request = recorded.request, request.method == "POST" else { return nil }
        return recorded.requestBody.withUnsafeBufferPointer { bytes in
            guard !bytes.isEmpty, let body = parser.view(of: bytes), body.isObject else { return nil }
            var keys: [String] = []
            body.forEachMember { name, _ in keys.append(String(decoding: name, as: UTF8.self)) }
            let isKnown = DialectRegistry.proposed(method: "POST", path: request.target, bodyKeys: keys) != nil
            // Others, such as embeddings, have inputs that are no conversation.
            guard isKnown || keys.contains("messages") || keys.contains("contents") else { return nil }
            return PromptOutline(body)
        }
    }
}

/// What of an answer a later request may repeat.
package struct AnswerFacts: Sendable {
    /// The ids of its tool calls.
    package var callIDs: [String]
    /// The fingerprint of its text; 0 without.
    package var text: Int
    /// The provider's name for the answer.
    package var responseID: String?

    package init(callIDs: [String] = [], text: Int = 0, responseID: String? = nil) {
        self.callIDs = callIDs
        self.text = text
        self.responseID = responseID
    }

    /// The answer's text must have been kept.
    package init(_ exchange: AnalyzedExchange, parser: JSONParser) {
        callIDs = exchange.answer.choices.flatMap { $0.toolCalls.compactMap(\.id) }
        text = exchange.answer.firstChoice?.text.map { PromptFingerprint.of(text: $0) } ?? 0
        responseID = Self.responseID(of: exchange.recorded, parser: parser)
    }

    /// It stands in the first event, or in the document.
    private static func responseID(of recorded: RecordedExchange, parser: JSONParser) -> String? {
        guard let first = recorded.blocks.first else { return nil }
        return recorded.withBytes(of: first) { bytes in
            let start = bytes.firstIndex(of: UInt8(ascii: "{")) ?? bytes.endIndex
            let rest = bytes[start...]
            // An event's data may go on for several lines, but nobody writes JSON so.
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let line = parser.view(of: ByteView(rebasing: rest[..<end]))
            guard let json = line ?? parser.view(of: ByteView(rebasing: rest)) else { return nil }
            return (json["response"] ?? json["interaction"] ?? json)["id"]?.string
        }
    }
}
