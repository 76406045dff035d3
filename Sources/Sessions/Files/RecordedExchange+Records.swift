import CaptureFile
import StreamCore

extension RecordedExchange {
    /// Takes a record of this exchange; `offset` is what its part adds to `t`.
    mutating func take(
        _ record: CaptureRecord,
        at time: MonotonicInstant,
        offset: Int64
    ) -> ExchangeUpdate.Change? {
        let instant = { (number: Int64) in MonotonicInstant(nanoseconds: number &+ offset) }
        switch record.kind {
        case .request(let request):
            take(request, record.connection, at: time, instant)
            return .requestHead
        case .requestBody(let body):
            requestBody.append(contentsOf: body.bytes)
            return .requestBody
        case .requestEnd(let end):
            take(end, at: time, instant)
            return .requestEnded
        case .response(let response): return take(response, at: time, instant)
        case .event(let body): return .block(take(body, .event, record.index, at: time, instant))
        case .data(let body):
            let kind = body.frame.map { RecordedBlock.Kind.frame($0) } ?? .data
            return .block(take(body, kind, record.index, at: time, instant))
        case .output(let output):
            outputs.append(RecordedOutput(firstRead: output.firstRead, lags: output.lags))
            mostQueuedBytes = max(mostQueuedBytes, output.queuedBytes)
            return .output
        case .trailers(let fields):
            trailers = fields
            return .trailers
        case .end(let end):
            take(end, at: time, instant)
            return .ended
        default: return nil
        }
    }

    private mutating func take(
        _ record: CaptureRecord.Request,
        _ connection: ConnectionID?,
        at time: MonotonicInstant,
        _ instant: (Int64) -> MonotonicInstant
    ) {
        requestHeadAt = time
        request = RequestHead(
            method: record.method,
            url: record.url,
            target: record.target,
            version: record.version,
            headers: record.headers,
            firstByteAt: record.firstByteTime.map(instant) ?? time,
            connection: connection ?? ConnectionID(rawValue: 0)
        )
    }

    private mutating func take(
        _ record: CaptureRecord.RequestEnd,
        at time: MonotonicInstant,
        _ instant: (Int64) -> MonotonicInstant
    ) {
        requestEndedAt = time
        requestChecksum = record.checksum
        requestEncoding = record.encoding
        requestRawBytes = record.rawBytes
        delivery = RequestDelivery(
            upstream: record.upstream,
            reused: record.reused,
            attemptAt: record.attemptTime.map(instant) ?? requestHeadAt ?? time,
            forwardBeganAt: record.forwardBeginTime.map(instant),
            forwardEndedAt: record.forwardEndTime.map(instant)
        )
    }

    private mutating func take(
        _ record: CaptureRecord.Response,
        at time: MonotonicInstant,
        _ instant: (Int64) -> MonotonicInstant
    ) -> ExchangeUpdate.Change {
        let head = ResponseHead(
            status: record.status,
            version: record.version,
            headers: record.headers,
            firstByteAt: record.firstByteTime.map(instant) ?? time,
            author: record.author
        )
        let recorded = RecordedResponseHead(head: head, completeAt: time)
        // 101 is the last head of its exchange: what follows are frames.
        if (100..<200).contains(record.status), record.status != 101 {
            interim.append(recorded)
            return .interimHead
        }
        response = recorded
        return .responseHead
    }

    private mutating func take(
        _ record: CaptureRecord.End,
        at time: MonotonicInstant,
        _ instant: (Int64) -> MonotonicInstant
    ) {
        let ending = ExchangeEnding(
            reason: record.reason ?? .eof,
            detail: record.detail,
            lastUpstreamByteAt: record.lastUpstreamByteTime.map(instant),
            pausedForClient: record.paused - record.pausedForRecorder,
            pausedForRecorder: record.pausedForRecorder,
            clientBlocked: record.clientBlocked,
            tunnel: record.tunnel
        )
        end = RecordedEnd(
            ending: ending,
            state: record.state,
            endedAt: time,
            reads: record.reads,
            encoding: record.encoding,
            rawBytes: record.rawBytes
        )
    }

    /// Stores the bytes and returns the place of their block.
    private mutating func take(
        _ record: CaptureRecord.Body,
        _ kind: RecordedBlock.Kind,
        _ index: Int?,
        at time: MonotonicInstant,
        _ instant: (Int64) -> MonotonicInstant
    ) -> Int {
        let start = body.count
        body.append(contentsOf: record.bytes)
        let read = record.read ?? (blocks.last.map { $0.read + 1 } ?? 0)
        var segments: [ReadSegment] = []
        for segment in record.segments {
            let implied = segments.isEmpty ? record.firstByteTime.map(instant) : nil
            let moment = segment.time.map(instant) ?? implied ?? (segment.read == read ? time : nil)
            segments.append(ReadSegment(read: segment.read, byteCount: segment.byteCount, time: moment))
        }
        let isWhole = record.part.map { $0.number >= $0.total } ?? true
        if let part = record.part, part.number > 1, blocks.last?.index == index {
            continueBlock(segments, read: read, to: body.count)
            blocks[blocks.count - 1].isWhole = isWhole
        } else {
            blocks.append(
                RecordedBlock(
                    index: index ?? (blocks.last.map { $0.index + 1 } ?? 0),
                    kind: kind,
                    bytes: start..<body.count,
                    read: read,
                    time: time,
                    firstByteAt: record.firstByteTime.map(instant) ?? time,
                    segments: segments,
                    type: record.type.isEmpty ? nil : EventTypeNames.name(record.type),
                    hint: record.hint,
                    isReadGuessed: record.read == nil,
                    isWhole: isWhole
                )
            )
        }
        return blocks.count - 1
    }

    private mutating func continueBlock(_ segments: [ReadSegment], read: Int, to end: Int) {
        let place = blocks.count - 1
        let last = blocks[place]
        blocks[place].bytes = last.bytes.lowerBound..<end
        guard !segments.isEmpty || !last.segments.isEmpty else { return }
        blocks[place].segments = last.segments + segments
    }
}
