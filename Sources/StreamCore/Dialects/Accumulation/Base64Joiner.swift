/// Joins pieces of base64 by the bytes that they stand for.
///
/// Pieces may each be padded, or one long text cut anywhere. What is not base64 is kept behind the rest as it came.
struct Base64Joiner {
    private var bytes: [UInt8] = []
    private var pendingBits: UInt32 = 0
    private var pendingCount = 0
    private var foreign = ""

    mutating func append(_ piece: ByteView) {
        guard foreign.isEmpty else { return foreign += piece.text }
        for (offset, character) in piece.enumerated() {
            if let value = Base64.value(of: character) {
                append(value)
            } else if character == Base64.padding {
                pendingCount = 0
            } else if !character.isJSONWhitespace {
                foreign = String(decoding: piece[offset...], as: UTF8.self)
                return
            }
        }
    }

    /// The whole as one base64 text.
    var text: String { Base64.encode(bytes) + foreign }

    private mutating func append(_ sixBits: UInt32) {
        pendingBits = pendingBits << 6 | sixBits
        pendingCount += 6
        guard pendingCount >= 8 else { return }
        pendingCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: pendingBits >> UInt32(pendingCount)))
    }
}
