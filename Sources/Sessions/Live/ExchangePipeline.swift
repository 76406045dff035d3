import CaptureFile
import Filters
import StreamCore

/// What becomes of one live exchange's raw facts: content decoding, framing, meaning, records.
///
/// Runs off the event loops, on the recorder's queue.
final class ExchangePipeline {
    let id: ULID
    /// In order of arrival, from 1.
    let number: Int
    private let options: RecordingOptions
    private let parser: JSONParser
    private let connection: ConnectionID
    private let request: RequestHead
    private var subject: RequestSubject

    private var requestBody: [UInt8] = []
    private var requestBytes = 0
    private var requestStored = 0
    private var requestChecksum = CRC32()
    private var requestParts = 0
    private var requestFacts: RequestFacts?

    private var response: ResponseHead?
    private var coding: BodyDecoding?
    private var framer: BodyFramer?
    private var decoder: StreamDecoder?
    private var reads = 0
    private var blocks = 0
    private var storedBytes = 0
    private var checksum = CRC32()
    private var segments = ReadLedger()
    private var acceptance = AcceptanceLedger()

    /// Larger request bodies are recorded but not looked into.
    private static let requestParseLimit = 16 << 20

    init(
        id: ULID,
        number: Int,
        request: RequestHead,
        connection: ConnectionID,
        options: RecordingOptions,
        parser: JSONParser
    ) {
        self.id = id
        self.number = number
        self.request = request
        subject = RequestSubject(request)
        self.connection = connection
        self.options = options
        self.parser = parser
    }

    // The request.

    func requestBody(_ bytes: ByteView, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
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

    private func storeRequest(_ bytes: ByteView, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        guard !bytes.isEmpty else { return }
        requestStored += bytes.count
        requestChecksum.update(bytes)
        encoder.requestBody(id, index: requestParts, at: time, bytes: bytes)
        requestParts += 1
    }

    private func storeRedactedRequest(at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        guard !options.bodyRedactor.isEmpty else { return }
        subject.body = requestBody
        let stored = requestBody.withUnsafeBufferPointer { bytes in
            options.bodyRedactor.redact(bytes, in: .requestBody, of: subject)?.bytes
        }
        (stored ?? requestBody).withUnsafeBufferPointer { bytes in
            storeRequest(ByteView(rebasing: bytes.prefix(options.bodyLimit)), at: time, to: &encoder)
        }
        subject.body = []
    }

    func requestEnded(_ delivery: RequestDelivery, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        storeRedactedRequest(at: time, to: &encoder)
        let end = CaptureRequestEnd(delivery: delivery, bytes: requestStored, checksum: requestChecksum.value)
        encoder.requestEnd(id, end, at: time)
        _ = facts()
    }

    /// Reads the body once, then lets it go.
    private func facts() -> RequestFacts {
        if let requestFacts { return requestFacts }
        let body = requestBody
        requestBody = []
        let facts = body.withUnsafeBufferPointer { bytes in
            RequestFacts(method: request.method, path: request.target, body: parser.view(of: bytes))
        }
        requestFacts = facts
        return facts
    }

    // The response.

    func responseStarted(_ head: ResponseHead, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
        let redacted = options.redactor.response(head)
        encoder.response(id, redacted.value, connection: connection, redactions: redacted.entries, at: time)
        guard head.status >= 200 else { return }
        response = head
        let contentType = head.headers.first(named: "content-type")
        coding = BodyDecoding(headers: head.headers)
        framer = BodyFramer(contentType: contentType)
        let context = DecodingContext(
            method: request.method,
            path: request.target,
            contentType: contentType,
            status: head.status,
            request: facts()
        )
        decoder = StreamDecoder(context: context, keeps: .nothing, parser: parser)
        subject.response = head
        subject.dialect = decoder?.dialect
        subject.model = decoder?.model
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
        if coding == nil {
            frame(bytes, read: read, at: readAt, deltas: &scratch.deltas, to: &encoder)
        } else {
            if options.keepsEncoded {
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

    func accepted(throughRead read: Int, queuedBytes: Int, at time: MonotonicInstant, to encoder: inout CaptureEncoder) {
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
        stored.hint = hint.flatMap { EventHint(rawValue: $0.rawValue) }
        if options.bodyRedactor.isEmpty {
            write(block.bytes, as: stored, isFramed: block.framing != .unframed, to: &encoder)
        } else {
            let redacted = options.bodyRedactor.redact(block.bytes, in: .responseBody, of: subject)?.bytes
            (redacted ?? Array(block.bytes)).withUnsafeBufferPointer { bytes in
                if redacted != nil { stored.segments = [] }
                write(bytes, as: stored, isFramed: block.framing != .unframed, to: &encoder)
            }
        }
    }

    private func write(_ bytes: ByteView, as block: CaptureBlock, isFramed: Bool, to encoder: inout CaptureEncoder) {
        guard storedBytes + bytes.count <= options.bodyLimit else { return }
        storedBytes += bytes.count
        blocks += 1
        checksum.update(bytes)
        if isFramed { encoder.event(id, block, bytes: bytes) } else { encoder.data(id, block, bytes: bytes) }
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
        coding?.finish()
        framer?.finish { block in
            store(block, read: max(reads - 1, 0), at: ending.lastUpstreamByteAt ?? time, deltas: &scratch.deltas, to: &encoder)
        }
        decoder?.finish(into: &scratch.deltas)
        if let output = acceptance.take() { encoder.output(id, output, at: time) }
        let state = EndStateRule.state(reason: ending.reason, status: response?.status, outcome: decoder?.outcome)
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
        encoder.end(id, end, connection: connection, at: time)
        return state
    }
}

/// Buffers that all pipelines of a recorder share.
final class LiveScratch {
    var decoded: [UInt8] = []
    var deltas: [Delta] = []
}
