/// Reads the numbers and length-prefixed vectors of TLS messages (RFC 8446 section 3); every read is checked.
struct FieldReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }
    var bytes: ArraySlice<UInt8> { rest }

    /// A number of `count` bytes, the most significant first; nil when there are not so many.
    mutating func number(bytes count: Int) -> Int? {
        guard let field = take(count) else { return nil }
        return field.reduce(0) { $0 << 8 | Int($1) }
    }

    /// A vector after its length, which is a number of `count` bytes.
    mutating func vector(lengthBytes count: Int) -> FieldReader? {
        guard let length = number(bytes: count), let field = take(length) else { return nil }
        return FieldReader(field)
    }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
