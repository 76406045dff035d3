import StreamCore

/// The envelope of a line that tells of a stream's event, or of what became of it, read without parsing the line.
///
/// Only lines as writers lay them out are recognised: `{"k":"ev","seq":7,"t":320000000,"x":"01K…",`.
struct StreamLine {
    let sequence: Int
    let exchange: ByteView

    init?(_ line: ByteView) {
        var rest = line
        guard rest.drop("{\"k\":\"ev\",\"seq\":") || rest.drop("{\"k\":\"out\",\"seq\":"),
            let sequence = rest.dropNumber(), rest.drop(",\"t\":")
        else { return nil }
        _ = rest.drop("-")
        guard rest.dropNumber() != nil, rest.drop(",\"x\":\""),
            let end = rest.prefix(Self.longestID).firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        self.sequence = sequence
        exchange = ByteView(rebasing: rest[..<end])
    }

    private static let longestID = 64
}

extension ByteView {
    /// Takes a text off the start; false where it does not stand there.
    fileprivate mutating func drop(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for place in 0..<text.utf8CodeUnitCount where self[place] != text.utf8Start[place] { return false }
        self = ByteView(rebasing: self[text.utf8CodeUnitCount...])
        return true
    }

    /// Takes digits off the start; nil where none stand there, or more than any line has.
    fileprivate mutating func dropNumber() -> Int? {
        var value = 0
        var place = 0
        while place < count, (0x30...0x39).contains(self[place]) {
            guard place < 18 else { return nil }
            value = value * 10 + Int(self[place] - 0x30)
            place += 1
        }
        guard place > 0 else { return nil }
        self = ByteView(rebasing: self[place...])
        return value
    }
}
