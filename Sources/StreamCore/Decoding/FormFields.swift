/// The short text fields of a `multipart/form-data` body (RFC 7578), as uploads of audio and images carry them.
struct FormFields {
    /// Values by name; the first of a name stands.
    private(set) var values: [String: String] = [:]
    /// All names in order, files included.
    private(set) var names: [String] = []

    private static let longestValue = 4096
    private static let mostFields = 64

    /// Nil when the body does not begin with a boundary.
    init?(_ body: ByteView) {
        guard let base = body.baseAddress, body.startsWithText("--") else { return nil }
        let end = ByteScan.firstLineEnd(in: base, 0..<body.count)
        guard end > 2, end <= 72, end < body.count else { return nil }
        let boundary = ByteView(rebasing: body[..<end])
        var place = end
        while names.count < Self.mostFields, let start = Self.afterLineEnd(body, place) {
            let next = Self.find(boundary, in: body, from: start)
            addPart(ByteView(rebasing: body[start..<(next ?? body.count)]), isWhole: next != nil)
            guard let next else { return }
            place = next + boundary.count
        }
    }

    /// The place after the line end at that place; nil without one, as after the last boundary.
    private static func afterLineEnd(_ body: ByteView, _ place: Int) -> Int? {
        guard place + 1 < body.count, body[place] == ByteScan.carriageReturn, body[place + 1] == ByteScan.lineFeed
        else { return nil }
        return place + 2
    }

    /// The next place at the start of a line where the boundary stands.
    private static func find(_ boundary: ByteView, in body: ByteView, from start: Int) -> Int? {
        guard let base = body.baseAddress else { return nil }
        var place = start
        while place < body.count {
            let feed = ByteScan.first(of: ByteScan.lineFeed, or: ByteScan.lineFeed, in: base, place..<body.count)
            place = feed + 1
            if place < body.count, body[place...].starts(with: boundary) { return place }
        }
        return nil
    }

    /// Takes the head and the value of a part, its last line end included.
    private mutating func addPart(_ part: ByteView, isWhole: Bool) {
        var start = 0
        var disposition = ""
        while let end = part[start...].firstIndex(of: ByteScan.lineFeed) {
            let line = String(decoding: part[start..<end], as: UTF8.self)
            start = end + 1
            if line.lowercased().hasPrefix("content-disposition:") { disposition = line }
            if line.allSatisfy(\.isWhitespace) { break }
        }
        guard let name = Self.parameter("name", of: disposition) else { return }
        names.append(name)
        let value = part[start...].dropLast(2)
        guard isWhole, Self.parameter("filename", of: disposition) == nil, value.count <= Self.longestValue else {
            return
        }
        if values[name] == nil { values[name] = String(decoding: value, as: UTF8.self) }
    }

    private static func parameter(_ name: String, of header: String) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].drop(while: \.isWhitespace) == name else { continue }
            let value = pair[1].filter { $0 != "\"" && !$0.isNewline }
            return String(value)
        }
        return nil
    }
}
