import CaptureFile
import Compression
import StreamCore

/// What one side of a WebSocket sends: its reads become frames that can be stored.
final class WebSocketSide {
    /// A frame, or a part of one: borrowed, valid only during the call.
    struct Stored {
        /// Nil for bytes that are no frame.
        var header: WebSocketFrameHeader?
        var mark: CaptureFrame
        /// Unmasked, and inflated where the mark has a length on the wire.
        var payload: ByteView
        /// The payload on the wire, where it was compressed.
        var wire: ByteView
        /// The read that completed it.
        var read: Int
        var time: MonotonicInstant
        /// What each read brought of the payload, when it was more than one.
        var segments: [ReadSegment]

        var isInflated: Bool { mark.wireLength != nil }
        var goesOn: Bool { mark.openLength != nil }
    }

    let sender: WebSocketSender
    private var parser = WebSocketFrameParser()
    /// Nil where messages are not compressed.
    private let inflater: MessageInflater?
    private var reads = 0
    private var header: WebSocketFrameHeader?
    private var payload: [UInt8] = []
    private var wire: [UInt8] = []
    private var segments: [ReadSegment] = []
    private var messageIsCompressed = false
    /// The open frame is being inflated.
    private var inflates = false
    /// Why its messages can no longer be inflated.
    private(set) var failure: String?

    /// A longer frame is stored in parts of this length.
    private let partSize: Int
    /// More than this is not kept between frames.
    private static let keptCapacity = 64 << 10

    init(_ sender: WebSocketSender, deflate: MessageDeflate?, partSize: Int = 64 << 20) {
        self.sender = sender
        self.partSize = partSize
        inflater = deflate.map { MessageInflater(forgetsContext: $0.forgetsContext(sender)) }
    }

    /// A frame, or a message, has begun and not ended.
    private(set) var isInMessage = false

    /// Takes the bytes of one read and hands on each frame that they complete.
    func consume(_ bytes: ByteView, at time: MonotonicInstant, _ body: (Stored) -> Void) {
        let read = reads
        reads += 1
        parser.consume(bytes) { take($0, read: read, at: time, body) }
    }

    /// Hands on what the end cut off.
    func finish(at time: MonotonicInstant, _ body: (Stored) -> Void) {
        let read = max(reads - 1, 0)
        if header != nil { emit(goesOn: true, read: read, at: time, body) }
        parser.finish { take($0, read: read, at: time, body) }
    }
}

extension WebSocketSide {
    private func take(
        _ part: WebSocketFrameParser.Part,
        read: Int,
        at time: MonotonicInstant,
        _ body: (Stored) -> Void
    ) {
        switch part {
        case .begin(let header): begin(header)
        case .payload(let piece):
            add(piece, read: read, at: time)
            if payload.count >= partSize { emit(goesOn: true, read: read, at: time, body) }
        case .end:
            endFrame(read: read, at: time)
            emit(goesOn: false, read: read, at: time, body)
            header = nil
        case .unframed(let bytes):
            let mark = CaptureFrame(opcode: nil, direction: sender.direction)
            let nothing = ByteView(start: nil, count: 0)
            body(Stored(mark: mark, payload: bytes, wire: nothing, read: read, time: time, segments: []))
        }
    }

    private func begin(_ header: WebSocketFrameHeader) {
        self.header = header
        inflates = false
        guard !header.opcode.isControl else { return }
        isInMessage = true
        if header.opcode != .continuation {
            messageIsCompressed = inflater != nil && header.reserved & WebSocketFrameHeader.compressed != 0
        }
        inflates = messageIsCompressed && inflater?.failure == nil
    }

    private func add(_ piece: ByteView, read: Int, at time: MonotonicInstant) {
        let before = payload.count
        if inflates, let inflater {
            wire.append(contentsOf: piece)
            inflater.inflate(piece, into: &payload)
            settleFailure()
        } else {
            payload.append(contentsOf: piece)
        }
        note(payload.count - before, read: read, at: time)
    }

    /// What cannot be inflated is stored as it came.
    private func settleFailure() {
        guard inflates, let reason = inflater?.failure else { return }
        failure = failure ?? reason.description
        inflates = false
        payload = wire
        wire = []
        segments = []
    }

    private func note(_ count: Int, read: Int, at time: MonotonicInstant) {
        guard count > 0 else { return }
        if let last = segments.last, last.read == read {
            segments[segments.count - 1].byteCount += count
        } else {
            segments.append(ReadSegment(read: read, byteCount: count, time: time))
        }
    }

    private func endFrame(read: Int, at time: MonotonicInstant) {
        guard let header, !header.opcode.isControl, header.isFinal else { return }
        isInMessage = false
        guard messageIsCompressed, let inflater else { return }
        let before = payload.count
        inflater.endMessage(into: &payload)
        settleFailure()
        note(payload.count - before, read: read, at: time)
    }

    private func emit(goesOn: Bool, read: Int, at time: MonotonicInstant, _ body: (Stored) -> Void) {
        guard let header else { return }
        let mark = CaptureFrame(
            opcode: Int(header.opcode.rawValue),
            direction: sender.direction,
            isFinal: header.isFinal,
            reserved: Int(header.reserved),
            mask: header.mask,
            wireLength: inflates ? wire.count : nil,
            lengthBytes: header.isLengthMinimal ? nil : header.lengthBytes,
            openLength: goesOn ? header.payloadLength : nil
        )
        // The shares are of the payload as it is stored; a failure has mixed them up.
        let whole = segments.reduce(0) { $0 + $1.byteCount } == payload.count
        payload.withUnsafeBufferPointer { bytes in
            wire.withUnsafeBufferPointer { wire in
                body(
                    Stored(
                        header: header,
                        mark: mark,
                        payload: bytes,
                        wire: wire,
                        read: read,
                        time: time,
                        segments: whole && segments.count > 1 ? segments : []
                    )
                )
            }
        }
        payload.removeAll(keepingCapacity: payload.capacity <= Self.keptCapacity)
        wire.removeAll(keepingCapacity: wire.capacity <= Self.keptCapacity)
        segments.removeAll()
    }
}

extension WebSocketSender {
    var direction: CaptureFrame.Direction { self == .client ? .client : .upstream }
}
