/// The CRC-32 of IEEE 802.3, zlib and gzip (reflected polynomial 0xEDB88320), eight bytes at a step.
///
/// Captures prove their bodies with it, AWS event streams their frames.
package struct CRC32: Hashable, Sendable {
    private var state: UInt32 = 0xFFFF_FFFF

    package init() {}

    /// The checksum of everything fed so far.
    package var value: UInt32 { ~state }

    package mutating func update(_ bytes: ByteView) {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return }
        state = Self.tables.withUnsafeBufferPointer { tables in
            Self.advance(state, over: base, count: bytes.count, tables)
        }
    }

    /// The checksum of `bytes` alone.
    package static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
        var sum = Self()
        if bytes.withContiguousStorageIfAvailable({ sum.update($0) }) == nil {
            Array(bytes).withUnsafeBufferPointer { sum.update($0) }
        }
        return sum.value
    }

    @inline(__always)
    private static func advance(
        _ start: UInt32,
        over base: UnsafeRawPointer,
        count: Int,
        _ tables: UnsafeBufferPointer<UInt32>
    ) -> UInt32 {
        guard let table = tables.baseAddress else { return start }
        var state = start
        var offset = 0
        while count - offset >= 8 {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(state)
            let low = table[1792 + Int(word & 0xFF)] ^ table[1536 + Int(word >> 8 & 0xFF)]
            let lowMiddle = table[1280 + Int(word >> 16 & 0xFF)] ^ table[1024 + Int(word >> 24 & 0xFF)]
            let highMiddle = table[768 + Int(word >> 32 & 0xFF)] ^ table[512 + Int(word >> 40 & 0xFF)]
            let high = table[256 + Int(word >> 48 & 0xFF)] ^ table[Int(word >> 56)]
            state = (low ^ lowMiddle) ^ (highMiddle ^ high)
            offset += 8
        }
        while offset < count {
            let byte = base.load(fromByteOffset: offset, as: UInt8.self)
            state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
            offset += 1
        }
        return state
    }

    /// Eight tables of 256 entries: table k advances a byte over k zero bytes more.
    private static let tables: [UInt32] = {
        var tables = (0..<256).map { firstTableEntry(UInt32($0)) }
        for place in 256..<2048 {
            let before = tables[place - 256]
            tables.append(tables[Int(before & 0xFF)] ^ (before >> 8))
        }
        return tables
    }()

    private static func firstTableEntry(_ byte: UInt32) -> UInt32 {
        var state = byte
        for _ in 0..<8 { state = state & 1 == 1 ? 0xEDB8_8320 ^ (state >> 1) : state >> 1 }
        return state
    }
}
