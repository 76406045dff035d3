/// One whole AWS event-stream frame, borrowed.
///
/// Total length, headers length, checksum of both; headers; payload; checksum of all; big-endian.
struct EventStreamFrame {
    /// Total length, headers length and their checksum.
    static let preludeBytes = 12
    /// The prelude and the frame's checksum.
    private static let overhead = 16

    let bytes: ByteView

    /// The length of the frame with that prelude, nil if its checksum or its lengths are wrong.
    static func length(prelude: ByteView) -> Int? {
        guard prelude.count >= preludeBytes,
            CRC32.checksum(ByteView(rebasing: prelude[..<8])) == UInt32(number(prelude, at: 8))
        else { return nil }
        let total = number(prelude, at: 0)
        return total >= number(prelude, at: 4) + overhead ? total : nil
    }

    var hasValidChecksum: Bool {
        let end = bytes.count - 4
        return CRC32.checksum(ByteView(rebasing: bytes[..<end])) == UInt32(Self.number(bytes, at: end))
    }

    var payload: ByteView {
        ByteView(rebasing: bytes[(Self.preludeBytes + Self.number(bytes, at: 4))..<(bytes.count - 4)])
    }

    var block: FramedBlock {
        let headers = Headers(self)
        var block = FramedBlock(kind: .event, bytes: bytes, data: payload, framing: .eventStream)
        block.type = headers.type
        if headers.isFailure { block.failureMessage = headers.errorMessage ?? ByteView.none }
        return block
    }

    /// The headers that say what a frame is.
    private struct Headers {
        private var messageType: ByteView?
        private var eventType: ByteView?
        private var exceptionType: ByteView?
        private var errorCode: ByteView?
        private(set) var errorMessage: ByteView?

        init(_ frame: EventStreamFrame) {
            frame.forEachText { name, value in
                if name.isText(":event-type") {
                    eventType = eventType ?? value
                } else if name.isText(":message-type") {
                    messageType = messageType ?? value
                } else if name.isText(":exception-type") {
                    exceptionType = exceptionType ?? value
                } else if name.isText(":error-code") {
                    errorCode = errorCode ?? value
                } else if name.isText(":error-message") {
                    errorMessage = errorMessage ?? value
                }
            }
        }

        var isFailure: Bool {
            guard let messageType else { return eventType == nil && (exceptionType != nil || errorCode != nil) }
            return messageType.isText("exception") || messageType.isText("error")
        }

        var type: ByteView {
            let failure = exceptionType ?? errorCode
            return (isFailure ? failure ?? eventType : eventType ?? failure) ?? ByteView.none
        }
    }

    /// Calls `body` with each header whose value is a text, up to one that cannot be read.
    private func forEachText(_ body: (_ name: ByteView, _ value: ByteView) -> Void) {
        let end = Self.preludeBytes + Self.number(bytes, at: 4)
        var place = Self.preludeBytes
        while place < end {
            let nameEnd = place + 1 + Int(bytes[place])
            guard nameEnd < end, let value = valueRange(at: nameEnd, end: end) else { return }
            if bytes[nameEnd] == Self.textType {
                body(ByteView(rebasing: bytes[(place + 1)..<nameEnd]), ByteView(rebasing: bytes[value]))
            }
            place = value.upperBound
        }
    }

    private static let textType: UInt8 = 7

    /// Where the value lies whose type byte is at `place`; nil when it is cut or its type unknown.
    private func valueRange(at place: Int, end: Int) -> Range<Int>? {
        let start = place + 1
        let range: Range<Int>
        switch bytes[place] {
        case 0, 1: range = start..<start
        case 2: range = start..<(start + 1)
        case 3: range = start..<(start + 2)
        case 4: range = start..<(start + 4)
        case 5, 8: range = start..<(start + 8)
        case 9: range = start..<(start + 16)
        case 6, 7:
            guard start + 2 <= end else { return nil }
            let length = Int(bytes[start]) << 8 | Int(bytes[start + 1])
            range = (start + 2)..<(start + 2 + length)
        default: return nil
        }
        return range.upperBound <= end ? range : nil
    }

    private static func number(_ bytes: ByteView, at place: Int) -> Int {
        (0..<4).reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
    }
}
