import TestSupport

/// One change to the bytes of a stream.
enum Mutation: CustomStringConvertible {
    case flip(Int, UInt8)
    case drop(Int)
    case double(Int)
    /// A line with its end.
    case removeLine(Range<Int>)

    func apply(to bytes: [UInt8]) -> [UInt8] {
        var changed = bytes
        switch self {
        case .flip(let place, let bits): changed[place] ^= bits
        case .drop(let place): changed.remove(at: place)
        case .double(let place): changed.insert(bytes[place], at: place)
        case .removeLine(let line): changed.removeSubrange(line)
        }
        return changed
    }

    /// The first byte that differs.
    var place: Int {
        switch self {
        case .flip(let place, _), .drop(let place), .double(let place): place
        case .removeLine(let line): line.lowerBound
        }
    }

    var description: String {
        switch self {
        case .flip(let place, let bits): "byte \(place) xor \(bits)"
        case .drop(let place): "byte \(place) dropped"
        case .double(let place): "byte \(place) doubled"
        case .removeLine(let line): "line at \(line.lowerBound) removed"
        }
    }
}

extension Mutation {
    /// Every byte flipped, dropped and doubled, every line removed.
    static func all(of bytes: [UInt8], using generator: inout SeededGenerator) -> [Mutation] {
        var mutations: [Mutation] = bytes.indices.flatMap { place -> [Mutation] in
            [.flip(place, UInt8.random(in: 1...255, using: &generator)), .drop(place), .double(place)]
        }
        mutations += lines(of: bytes).map { .removeLine($0) }
        return mutations
    }

    /// Some of them: that many of each kind, at random places.
    static func some(of bytes: [UInt8], count: Int, using generator: inout SeededGenerator) -> [Mutation] {
        let place = { (generator: inout SeededGenerator) in Int.random(in: 0..<bytes.count, using: &generator) }
        var mutations: [Mutation] = (0..<count).flatMap { _ -> [Mutation] in
            // One bit makes another letter of a letter, which is the change that shows the least.
            let bits: UInt8 = Bool.random(using: &generator) ? 1 : UInt8.random(in: 1...255, using: &generator)
            return [.flip(place(&generator), bits), .drop(place(&generator)), .double(place(&generator))]
        }
        mutations += lines(of: bytes).shuffled(using: &generator).prefix(count).map { .removeLine($0) }
        return mutations
    }

    private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            lines.append(start..<end)
            start = end
        }
        return lines
    }
}
