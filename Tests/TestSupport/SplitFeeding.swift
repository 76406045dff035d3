/// Ways to feed one input to an incremental parser; its results must not depend on which.
package enum SplitFeeding {
    /// The input whole, byte by byte, and cut in two at every offset.
    package static func allCuts(of input: [UInt8]) -> [[[UInt8]]] {
        var cuts = [[input], byByte(input)]
        guard input.count > 1 else { return cuts }
        for place in 1..<input.count {
            cuts.append([Array(input[..<place]), Array(input[place...])])
        }
        return cuts
    }

    /// One read for each byte.
    package static func byByte(_ input: [UInt8]) -> [[UInt8]] {
        input.map { [$0] }
    }

    /// Reads of random lengths from 1 to `longest`.
    package static func random(_ input: [UInt8], longest: Int, using generator: inout SeededGenerator) -> [[UInt8]] {
        var reads: [[UInt8]] = []
        var start = 0
        while start < input.count {
            let end = min(start + Int.random(in: 1...longest, using: &generator), input.count)
            reads.append(Array(input[start..<end]))
            start = end
        }
        return reads
    }
}

/// A generator whose numbers are the same in each run (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
