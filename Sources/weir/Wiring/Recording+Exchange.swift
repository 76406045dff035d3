import ProxyEngine
import Sessions
import StreamCore

extension Recording {
    /// A recorded exchange as the replay server plays it; nil when no upstream answered it.
    init?(_ exchange: RecordedExchange, options: ReplayOptions, parser: JSONParser) {
        guard let request = exchange.request, let response = exchange.response, response.head.author == .upstream else {
            return nil
        }
        let upstreamTarget = request.url.firstRange(of: "://").flatMap { scheme in
            request.url[scheme.upperBound...].firstIndex(of: "/").map { String(request.url[$0...]) }
        }
        let targets = [request.target, upstreamTarget].compactMap { $0 }
        self.init(
            number: exchange.number,
            method: request.method,
            targets: targets.count == 2 && targets[0] == targets[1] ? [request.target] : targets,
            requestBody: RequestBody(exchange.requestBody, parser: parser),
            status: response.head.status,
            headers: Self.headers(of: exchange),
            body: exchange.body,
            schedule: Self.schedule(of: exchange, options: options),
            trailers: exchange.trailers,
            ending: Self.ending(of: exchange)
        )
        socket = SocketScript(exchange)
        self.options = options
    }

    /// The recorded headers, as they fit the stored body: a compressed body is stored decoded.
    private static func headers(of exchange: RecordedExchange) -> [HeaderField] {
        let headers = exchange.response?.head.headers ?? []
        let storedLength = String(exchange.body.count)
        let isHead = exchange.request?.method == "HEAD"
        let isDecoded = exchange.end?.encoding != nil
        var kept = headers.filter { field in
            if field.name.equalsIgnoringCase("content-encoding") { return !isDecoded || isHead }
            // A length that is not the stored body's would break the response.
            if field.name.equalsIgnoringCase("content-length") { return isHead || field.value == storedLength }
            return true
        }
        let lostLength = kept.count < headers.count && headers.first(named: "content-length") != nil
        if lostLength, kept.first(named: "content-length") == nil, kept.first(named: "transfer-encoding") == nil {
            kept.append(HeaderField("transfer-encoding", "chunked"))
        }
        return kept
    }

    private static func schedule(of exchange: RecordedExchange, options: ReplayOptions) -> ReplaySchedule {
        // The upstream had the whole request from then on; connecting to it is the client's to do again.
        let start =
            exchange.delivery?.forwardEndedAt ?? exchange.delivery?.attemptAt ?? exchange.requestEndedAt
            ?? exchange.startedAt
        let recording = ReplaySchedule.Recording(
            headTime: exchange.response.map { $0.head.firstByteAt - start },
            reads: exchange.reads.map { .init(time: $0.time - start, byteCount: $0.bytes.count) },
            endTime: exchange.end?.ending.lastUpstreamByteAt.map { $0 - start },
            blockLengths: exchange.blocks.map(\.bytes.count)
        )
        return exchange.body.withUnsafeBufferPointer { ReplaySchedule(recording, body: $0, options: options) }
    }

    private static func ending(of exchange: RecordedExchange) -> Ending {
        switch exchange.end?.ending.reason {
        case .upstreamAbort:
            exchange.end?.ending.detail?.contains("reset") == true ? .reset : .cut
        // What the client or Weir cut short was not over yet.
        case .clientAbort, .timeout, .proxyStop, nil: .cut
        case .eof, .protocolError, .connect: .complete
        }
    }
}
