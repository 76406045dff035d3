/// ALPN protocol names in the form of RFC 7301 section 3.1: each after its length.
enum ApplicationProtocols {
    static func encode(_ names: [String]) -> [UInt8] {
        names.flatMap { name -> [UInt8] in
            let bytes = Array(name.utf8.prefix(255))
            return bytes.isEmpty ? [] : [UInt8(bytes.count)] + bytes
        }
    }

    /// The range of the first of our names that the peer offers, in the peer's list.
    static func select(_ ours: [String], from offered: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        let ranges = split(offered)
        for name in ours {
            let found = ranges.first { offered[$0].elementsEqual(name.utf8) }
            if let found { return found }
        }
        return nil
    }

    static func decode(_ offered: UnsafeBufferPointer<UInt8>) -> [String] {
        split(offered).map { String(decoding: offered[$0], as: UTF8.self) }
    }

    private static func split(_ list: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = 0
        while position < list.count {
            let end = position + 1 + Int(list[position])
            guard end <= list.count else { break }
            ranges.append(position + 1..<end)
            position = end
        }
        return ranges
    }
}
