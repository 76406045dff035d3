/// The bytes of a block that has not ended yet, copied once when their read ends.
struct PendingBytes: Sendable {
    /// What a parser may keep allocated between blocks; there are thousands of idle parsers.
    private static let keptCapacity = 4096

    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }
    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
        bytes.append(contentsOf: ByteView(start: base + range.lowerBound, count: range.count))
    }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    /// Forgets the bytes and gives large buffers back.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
    }
}
