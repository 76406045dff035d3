import StreamCore

/// Formats records as lines of a capture, into a buffer that a writer takes in batches.
///
/// It hands out `seq` and turns instants into `t` and `ts`. Bodies, the hot path, are in
/// `CaptureEncoder+Bodies.swift`; nothing there makes a String or an intermediate value.
package struct CaptureEncoder: Sendable {
    /// Whole lines, not yet taken.
    package internal(set) var buffer: [UInt8] = []
    /// The `seq` of the next line; counts over the parts of one file.
    package internal(set) var nextSequence: Int
    /// The exchanges begun, for the footer.
    package internal(set) var exchangeCount: Int

    /// Where `t` is 0, and the wall clock there.
    private var base = MonotonicInstant(nanoseconds: 0)
    private(set) var wallMicroseconds: Int64 = 0
    /// The line being formatted by the hot path.
    var scratch: [UInt8] = []

    /// - Parameters:
    ///   - nextSequence: more than 0 when lines are added to a file that has some.
    ///   - exchangeCount: the exchanges that the file has already.
    package init(nextSequence: Int = 0, exchangeCount: Int = 0) {
        self.nextSequence = nextSequence
        self.exchangeCount = exchangeCount
    }

    /// Gives the pending lines away and takes an emptied buffer in their place.
    package mutating func take(into other: inout [UInt8]) {
        other.removeAll(keepingCapacity: other.capacity <= 1 << 20)
        swap(&buffer, &other)
    }

    /// Forgets the pending lines once they are written.
    package mutating func discardBuffer() {
        buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 20)
    }

    /// Makes an instant the 0 of `t`.
    mutating func restart(at time: MonotonicInstant, wallMicroseconds: Int64) {
        base = time
        self.wallMicroseconds = wallMicroseconds
    }

    /// The `t` of an instant: nanoseconds since the header.
    func offset(of time: MonotonicInstant) -> Int64 {
        time.nanoseconds - base.nanoseconds
    }
}
