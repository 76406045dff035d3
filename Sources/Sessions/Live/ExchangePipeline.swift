import CaptureFile
import Filters
import StreamCore

/// What becomes of one live exchange's raw facts: content decoding, framing, meaning, records.
///
/// Runs off the event loops, on the recorder's queue.
final class ExchangePipeline {
    let id: ULID
    let options: RecordingOptions
    private let parser: JSONParser
    private let connection: ConnectionID
    private let method: String
    private let target: String
    /// What rules may ask about; nil without rules, so that thousands of open streams do not keep their heads.
    private var subject: RequestSubject?

    /// Until they are read; see ``facts()``.
    private var requestHeaders: [HeaderField]
    private var requestBody: [UInt8] = []
    private var requestCoding: RequestDecoding?
    private var requestBytes = 0
    private var requestStored = 0
    private var requestChecksum = CRC32()
    private var requestParts = 0
    private var requestFacts: RequestFacts?

    private var status: Int?
    private var author = ResponseHead.Author.upstream
    private var coding: BodyDecoding?
    private var framer: BodyFramer?
    var decoder: StreamDecoder?
    /// Once the connection has become one.
    private(set) var webSocket: WebSocketRecording?
    private var reads = 0
    private var blocks = 0
    private var storedBytes = 0
    private var checksum = CRC32()
    private var segments = ReadLedger()
    private var acceptance = AcceptanceLedger()

    /// A secret that a rule looks for would stand in the compressed bytes, unread.
    var keepsEncoded: Bool { options.keepsEncoded && !options.bodyRedactor.covers(.responseBody) }

    /// Larger request bodies are recorded but not looked into.
    private static let requestParseLimit = 16 << 20

    init(
        id: ULID,
        request: RequestHead,
        connection: ConnectionID,
        options: RecordingOptions,
        parser: JSONParser
    ) {
        self.id = id
        method = request.method
        target = request.target
        requestHeaders = request.headers
        requestCoding = RequestDecoding(headers: request.headers)
        subject = options.bodyRedactor.isEmpty ? nil : RequestSubject(request)
        self.connection = connection
        self.options = options
        self.parser = parser
    }

    // The request.

    func requestBody(
        _ bytes: ByteView,
        at time: MonotonicInstant,
        scratch: LiveScratch,
        to encoder: inout CaptureEncoder
    ) {
        if webSocket != nil {
            return webSocketRead(bytes, from: .client, at: time, deltas: &scratch.deltas, to: &encoder)
        }
        guard requestCoding != nil else { return takeRequest(bytes, at: time, to: &encoder) }
        scratch.decoded.removeAll(keepingCapacity: true)
        requestCoding?.decode(bytes, into: &scratch.decoded)
        scratch.decoded.withUnsafeBufferPointer { takeRequest($0, at: time, to: &encoder) }
    }

    private func takeRequest(_ bytes: ByteView, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        let kept = ByteView(rebasing: bytes.prefix(max(options.bodyLimit - requestBytes, 0)))
        requestBytes += bytes.count
        // A secret may lie across two reads: where rules look for one, the body waits until it is whole.
        if requestBytes <= Self.requestParseLimit || !options.bodyRedactor.isEmpty {
            requestBody.append(contentsOf: bytes)
        } else {
            requestBody = []
        }
        if options.bodyRedactor.isEmpty { storeRequest(kept, at: time, to: &encoder) }
    }

    private func storeRequest(
        _ bytes: ByteView,
        redactions: [RedactionEntry] = [],
        at time: MonotonicInstant,
        to encoder: inout CaptureEncoder
    ) {
        guard !bytes.isEmpty || !redactions.isEmpty else { return }
        requestStored += bytes.count
        requestChecksum.update(bytes)
        encoder.requestBody(id, index: requestParts, redactions: redactions, at: time, bytes: bytes)
        requestParts += 1
    }

    private func storeRedactedRequest(at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        guard !options.bodyRedactor.isEmpty else { return }
        subject?.body = requestBody
        requestBody.withUnsafeBufferPointer { bytes in
            redact(bytes, in: .requestBody) { bytes, redactions in
                let kept = ByteView(rebasing: bytes.prefix(options.bodyLimit))
                storeRequest(kept, redactions: redactions, at: time, to: &encoder)
            }
        }
        subject?.body = []
    }

    /// Calls `body` with what may reach the disk of the bytes.
    func redact(
        _ bytes: ByteView,
        in part: BodyRedaction.Part,
        _ body: (ByteView, [RedactionEntry]) -> Void
    ) {
        guard let subject, let result = options.bodyRedactor.redact(bytes, in: part, of: subject) else {
            return body(bytes, [])
        }
        let redactions = result.marks.map { RedactionEntry($0) }
        result.bytes.withUnsafeBufferPointer { body($0, redactions) }
    }

    func requestEnded(_ delivery: RequestDelivery, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        finishRequestDecoding(at: time, to: &encoder)
        storeRedactedRequest(at: time, to: &encoder)
        let end = CaptureRequestEnd(
            delivery: delivery,
            bytes: requestStored,
            checksum: requestChecksum.value,
            encoding: requestCoding?.encoding,
            rawBytes: requestCoding?.rawBytes
        )
        encoder.requestEnd(id, end, at: time)
        _ = facts()
    }

    private func finishRequestDecoding(at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        var rest: [UInt8] = []
        requestCoding?.finish(into: &rest)
        rest.withUnsafeBufferPointer { takeRequest($0, at: time, to: &encoder) }
        guard let failure = requestCoding?.failure else { return }
        let text = "the request's body could not be decoded to its end: \(failure)"
        encoder.note(text, tag: FindingNote.badCoding.rawValue, exchange: id, at: time)
    }

    /// Reads headers and body once, then lets them go.
    private func facts() -> RequestFacts {
        if let requestFacts { return requestFacts }
        let (headers, body) = (requestHeaders, requestBody)
        requestHeaders = []
        requestBody = []
        let facts = body.withUnsafeBufferPointer { bytes in
            RequestFacts(method: method, path: target, headers: headers, body: bytes, parser: parser)
        }
        requestFacts = facts
        return facts
    }

    // The response.

    func responseStarted(_ head: ResponseHead, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        let redacted = options.redactor.response(head)
        encoder.response(id, redacted.value, connection: connection, redactions: redacted.entries, at: time)
        guard head.status >= 200 || head.status == 101 else { return }
        status = head.status
        author = head.author
        let contentType = head.headers.first(named: "content-type")
        webSocket = WebSocketHandshake(head).map { WebSocketRecording($0) }
        coding = BodyDecoding(headers: head.headers)
        framer = BodyFramer(contentType: contentType)
        var context = DecodingContext(
            method: method,
            path: target,
            contentType: contentType,
            status: head.status,
            request: facts()
        )
        context.isConversation = webSocket != nil
        decoder = StreamDecoder(context: context, keeps: .outcome, parser: parser)
        subject?.response = head
        subject?.dialect = decoder?.dialect
        subject?.model = decoder?.model
    }

    /// The bytes of one upstream read.
    func responseBody(
        _ bytes: ByteView,
        readAt: MonotonicInstant,
        acceptedAt: MonotonicInstant?,
        scratch: LiveScratch,
        to encoder: inout CaptureEncoder
    ) {
        let read = reads
        reads += 1
        acceptance.add(readAt: readAt, acceptedAt: acceptedAt, bytes: bytes.count)
        if webSocket != nil {
            webSocketRead(bytes, from: .upstream, at: readAt, deltas: &scratch.deltas, to: &encoder)
        } else if coding == nil {
            frame(bytes, read: read, at: readAt, deltas: &scratch.deltas, to: &encoder)
        } else {
            if keepsEncoded {
                encoder.encodedData(id, CaptureBlock(index: read, read: read, time: readAt), bytes: bytes)
            }
            scratch.decoded.removeAll(keepingCapacity: true)
            coding?.decode(bytes, into: &scratch.decoded)
            scratch.decoded.withUnsafeBufferPointer { decoded in
                frame(decoded, read: read, at: readAt, deltas: &scratch.deltas, to: &encoder)
            }
        }
        if let output = acceptance.takeIfDue(at: readAt) { encoder.output(id, output, at: readAt) }
    }

    func accepted(throughRead read: Int, queuedBytes: Int, at time: MonotonicInstant, to encoder: inout CaptureEncoder)
    {
        acceptance.accept(throughRead: read, at: time, queuedBytes: queuedBytes)
        if let output = acceptance.takeIfDue(at: time) { encoder.output(id, output, at: time) }
    }

    private func frame(
        _ bytes: ByteView,
        read: Int,
        at time: MonotonicInstant,
        deltas: inout [Delta],
        to encoder: inout CaptureEncoder
    ) {
        guard !bytes.isEmpty else { return }
        segments.begin(read: read, at: time, count: bytes.count)
        framer?.consume(bytes) { block in
            store(block, read: read, at: time, deltas: &deltas, to: &encoder)
        }
        segments.end()
    }

    private func store(
        _ block: FramedBlock,
        read: Int,
        at time: MonotonicInstant,
        deltas: inout [Delta],
        to encoder: inout CaptureEncoder
    ) {
        let spanned = segments.claim(block.bytes.count)
        deltas.removeAll(keepingCapacity: true)
        let hint = block.framing == .unframed ? nil : decoder?.consume(block, into: &deltas)
        var stored = CaptureBlock(index: blocks, read: spanned.last?.read ?? read, time: spanned.last?.time ?? time)
        stored.segments = spanned.count > 1 ? spanned : []
        stored.type = block.type
        stored.hint = hint
        guard !options.bodyRedactor.isEmpty else {
            return write(block.bytes, as: stored, isFramed: block.framing != .unframed, to: &encoder)
        }
        redact(block.bytes, in: .responseBody) { bytes, redactions in
            // The shares of the reads no longer add up to the length.
            if !redactions.isEmpty { stored.segments = [] }
            stored.redactions = redactions
            write(bytes, as: stored, isFramed: block.framing != .unframed, to: &encoder)
        }
    }

    private func write(_ bytes: ByteView, as block: CaptureBlock, isFramed: Bool, to encoder: inout CaptureEncoder) {
        guard storedBytes + bytes.count <= options.bodyLimit else { return }
        _ = countStored(bytes)
        if isFramed { encoder.event(id, block, bytes: bytes) } else { encoder.data(id, block, bytes: bytes) }
    }

    /// Adds what is stored to the body's count and checksum; returns its index.
    func countStored(_ bytes: ByteView) -> Int {
        storedBytes += bytes.count
        checksum.update(bytes)
        blocks += 1
        return blocks - 1
    }

    // The end.

    func trailers(_ fields: [HeaderField], at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        let redacted = options.redactor.trailers(fields)
        encoder.trailers(id, redacted.value, redactions: redacted.entries, at: time)
    }

    func ended(
        _ ending: ExchangeEnding,
        at time: MonotonicInstant,
        scratch: LiveScratch,
        to encoder: inout CaptureEncoder
    ) -> EndState {
        finishDecoding(ending.reason, at: time, to: &encoder)
        finishWebSocket(at: time, deltas: &scratch.deltas, to: &encoder)
        let ending = webSocket?.ending(ending) ?? ending
        let lastAt = ending.lastUpstreamByteAt ?? time
        framer?.finish { block in
            store(block, read: max(reads - 1, 0), at: lastAt, deltas: &scratch.deltas, to: &encoder)
        }
        decoder?.finish(into: &scratch.deltas)
        if let output = acceptance.take() { encoder.output(id, output, at: time) }
        let state = EndStateRule.state(
            reason: ending.reason,
            status: status,
            author: author,
            outcome: decoder?.outcome
        )
        let end = CaptureEnd(
            ending: ending,
            state: state,
            blocks: blocks,
            reads: reads,
            bytes: storedBytes,
            checksum: checksum.value,
            encoding: coding?.encoding,
            rawBytes: coding?.rawBytes
        )
        if let finding = ending.finding {
            encoder.note(ending.detail ?? "", tag: finding.rawValue, exchange: id, at: time)
        }
        encoder.end(id, end, connection: connection, at: time)
        return state
    }

    /// Says so when the body's coding turned out broken.
    ///
    /// A body that was cut short is no fault of its coding.
    private func finishDecoding(_ reason: EndReason, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        if reason == .eof { coding?.finish() }
        guard let failure = coding?.failure else { return }
        let text = "the response's body could not be decoded to its end: \(failure)"
        encoder.note(text, tag: FindingNote.badCoding.rawValue, exchange: id, at: time)
    }
}

extension RedactionEntry {
    fileprivate init(_ mark: BodyRedactor.Mark) {
        let method: Method =
            switch mark.method {
            case .mask: .mask
            case .hash: .hash
            case .drop: .drop
            }
        self.init(pointer: "", method: method, length: mark.oldLength)
    }
}

/// Buffers that all pipelines of a recorder share.
final class LiveScratch {
    var decoded: [UInt8] = []
    var deltas: [Delta] = []
}
