/// SipHash-2-4 (Aumasson and Bernstein, 2012) under a key that lives as long as the run.
///
/// It names secrets in a capture: equal ones look equal, and nobody without the key can try guesses.
package struct RedactionHash: Sendable {
    private let first: UInt64
    private let second: UInt64

    /// - Parameter key: random; the low half is the cipher's k0. It must never be written anywhere.
    package init(key: UInt128) {
        first = UInt64(truncatingIfNeeded: key)
        second = UInt64(truncatingIfNeeded: key >> 64)
    }

    package func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var state = State(first, second)
        var word: UInt64 = 0
        var count = 0
        for byte in bytes {
            word |= UInt64(byte) << UInt64(count % 8 * 8)
            count += 1
            if count % 8 == 0 {
                state.absorb(word)
                word = 0
            }
        }
        state.absorb(word | UInt64(count & 0xFF) << 56)
        return state.finish()
    }

    private struct State {
        private var v0, v1, v2, v3: UInt64

        init(_ first: UInt64, _ second: UInt64) {
            v0 = first ^ 0x736F_6D65_7073_6575
            v1 = second ^ 0x646F_7261_6E64_6F6D
            v2 = first ^ 0x6C79_6765_6E65_7261
            v3 = second ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xFF
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = Self.rotate(v1, 13) ^ v0
            v0 = Self.rotate(v0, 32)
            v2 &+= v3
            v3 = Self.rotate(v3, 16) ^ v2
            v0 &+= v3
            v3 = Self.rotate(v3, 21) ^ v0
            v2 &+= v1
            v1 = Self.rotate(v1, 17) ^ v2
            v2 = Self.rotate(v2, 32)
        }

        private static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            word << bits | word >> (64 - bits)
        }
    }
}
