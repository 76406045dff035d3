/// What a peer did wrong with its framing, where in the body (bytes from its start).
package enum Anomaly: Hashable, Sendable {
    /// The line at `offset` is longer than the limit: its block is passed on in pieces.
    case lineTooLong(offset: Int, limit: Int)
    /// The block at `offset` is longer than the limit: it is passed on in pieces.
    case eventTooLarge(offset: Int, limit: Int)
    /// Something that is not a separator stands between array elements or after the array.
    case unexpectedByte(offset: Int)
    /// The body ended inside the JSON array that began at `offset`.
    case arrayNotClosed(offset: Int)
    /// The checksum of the frame at `offset` is wrong.
    case badChecksum(offset: Int)
    /// The lengths in the frame at `offset` cannot be: the rest of the body is not framed.
    case badFrame(offset: Int)
    /// The body ended inside the frame at `offset`.
    case frameNotComplete(offset: Int)

    /// One line for people.
    package var message: String {
        switch self {
        case .lineTooLong(let offset, let limit):
            "the line at byte \(offset) is longer than \(limit) bytes; the rest of its event was not decoded"
        case .eventTooLarge(let offset, let limit):
            "the event at byte \(offset) is larger than \(limit) bytes; the rest of it was not decoded"
        case .unexpectedByte(let offset):
            "byte \(offset) stands between the elements of the JSON array and is no separator"
        case .arrayNotClosed(let offset):
            "the JSON array that starts at byte \(offset) is not closed"
        case .badChecksum(let offset):
            "the checksum of the frame at byte \(offset) does not match"
        case .badFrame(let offset):
            "the lengths of the frame at byte \(offset) are impossible; the rest of the body was not decoded"
        case .frameNotComplete(let offset):
            "the body ends inside the frame at byte \(offset)"
        }
    }
}

/// The anomalies of one body: the first few, and how many more there were.
package struct AnomalyLog: Hashable, Sendable {
    /// A peer can be wrong all the time; nobody reads more than these.
    private static let capacity = 64

    private(set) package var list: [Anomaly] = []
    private(set) package var omitted = 0

    package init() {}

    mutating func add(_ anomaly: Anomaly) {
        if list.count < Self.capacity { list.append(anomaly) } else { omitted += 1 }
    }
}

/// How much of one line or one event a parser keeps.
package struct FramingLimits: Hashable, Sendable {
    package var lineBytes: Int
    package var eventBytes: Int

    /// An event may hold a whole image as base64: 20 MiB of it are 27 MiB of text.
    ///
    /// An open event is kept once: a stream costs at most the limit, and twice as much while its buffer grows.
    package init(lineBytes: Int = 64 << 20, eventBytes: Int = 64 << 20) {
        self.lineBytes = max(lineBytes, 1)
        self.eventBytes = max(eventBytes, 1)
    }
}
