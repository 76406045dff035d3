extension UnsafeBufferPointer<UInt8> {
    /// Whether the bytes are exactly that text.
    @inline(__always)
    func isText(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && startsWithText(text)
    }

    /// Whether the bytes begin with that text.
    @inline(__always)
    func startsWithText(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        let wanted = text.utf8Start
        for index in 0..<length where self[index] != wanted[index] { return false }
        return true
    }

    func endsWithText(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return false }
        return UnsafeBufferPointer(rebasing: self[(count - length)...]).startsWithText(text)
    }

    /// The first byte that is not JSON white space.
    var firstVisibleByte: UInt8? {
        first { !$0.isJSONWhitespace }
    }

    /// The text; invalid UTF-8 becomes U+FFFD.
    var text: String { String(decoding: self, as: UTF8.self) }
}
