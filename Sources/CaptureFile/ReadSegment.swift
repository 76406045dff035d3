package import StreamCore

/// The bytes of a block that one upstream read brought.
package struct ReadSegment: Hashable, Sendable {
    package var read: Int
    package var byteCount: Int
    /// When that read returned; nil where a file does not say.
    package var time: MonotonicInstant?

    package init(read: Int, byteCount: Int, time: MonotonicInstant?) {
        self.read = read
        self.byteCount = byteCount
        self.time = time
    }
}
