package import StreamCore

/// The id of an exchange or of a file: 48 bits of wall-clock milliseconds and 80 random bits, as 26 characters.
///
/// It is kept as its text, because writing it is what happens most.
package struct ULID: Hashable, Sendable {
    /// The 26 characters, in memory order; two bytes of the last word stay zero.
    private var words: SIMD4<UInt64>

    package static let length = 26
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// - Parameters:
    ///   - milliseconds: since the Unix epoch.
    ///   - random: only the low 80 bits count.
    package init(milliseconds: UInt64, random: UInt128) {
        let value = UInt128(milliseconds) << 80 | (random & (UInt128(1) << 80 - 1))
        self.init { place in
            Self.alphabet[Int(truncatingIfNeeded: value >> (5 * (Self.length - 1 - place))) & 31]
        }
    }

    /// The id with that text, nil unless it is 26 characters of the alphabet.
    package init?(_ text: ByteView) {
        guard text.count == Self.length, text.allSatisfy(Self.alphabet.contains) else { return nil }
        self.init { text[$0] }
    }

    /// The id with that text, nil unless it is 26 characters of the alphabet.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let id = bytes.withUnsafeBufferPointer({ Self($0) }) else { return nil }
        self = id
    }

    private init(character: (Int) -> UInt8) {
        words = .zero
        withUnsafeMutableBytes(of: &words) { bytes in
            for place in 0..<Self.length { bytes[place] = character(place) }
        }
    }

    /// Calls `body` with the 26 characters.
    @inline(__always)
    package func withBytes<Result>(_ body: (ByteView) -> Result) -> Result {
        withUnsafeBytes(of: words) { bytes in
            body(ByteView(rebasing: bytes.bindMemory(to: UInt8.self)[..<Self.length]))
        }
    }
}

extension ULID: CustomStringConvertible {
    package var description: String {
        withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
