import Sessions

/// Turns what a tail shows into bytes for stdout.
protocol TailFormat {
    /// Whether body bytes are wanted beside events.
    static var wantsBytes: Bool { get }

    /// Appends what the item says.
    mutating func append(_ item: TailItem, tags: [String], to output: inout [UInt8])

    /// Appends what was held back; nothing follows.
    mutating func finish(to output: inout [UInt8])
}

extension TailFormat {
    static var wantsBytes: Bool { false }

    mutating func finish(to output: inout [UInt8]) {}
}

/// `--raw`: the bodies as they were stored, byte for byte.
struct TailRaw: TailFormat {
    static let wantsBytes = true

    mutating func append(_ item: TailItem, tags: [String], to output: inout [UInt8]) {
        if case .bytes(let bytes, _) = item { output += bytes }
    }
}
