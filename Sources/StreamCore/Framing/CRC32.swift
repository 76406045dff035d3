/// The checksum of IEEE 802.3, with which AWS frames are secured.
struct CRC32: Hashable, Sendable {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    private var state: UInt32 = 0xFFFF_FFFF

    init() {}

    /// The checksum of everything added so far.
    var value: UInt32 { ~state }

    mutating func add(_ bytes: ByteView) {
        Self.table.withUnsafeBufferPointer { table in
            for byte in bytes { state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8) }
        }
    }

    static func checksum(_ bytes: ByteView) -> UInt32 {
        var checksum = CRC32()
        checksum.add(bytes)
        return checksum.value
    }
}
