/// How a recorded answer is played again.
package struct ReplayOptions: Hashable, Sendable {
    package enum Speed: Hashable, Sendable {
        /// Recorded gaps are divided by it; 2 is twice as fast.
        case factor(Double)
        /// Nothing waits.
        case maximum
    }

    /// How long the first byte of the answer waits.
    package enum FirstByte: Hashable, Sendable {
        /// As long as it did, at the chosen speed.
        case recorded
        case none
        /// This long, whatever the speed.
        case delay(Nanoseconds)
    }

    /// Where the body is cut into writes.
    package enum Split: Hashable, Sendable {
        /// Where the recorded reads ended.
        case recorded
        /// After each event; each goes out when its last byte came.
        case event
        /// Every so many bytes; each piece goes out when its last byte came.
        case bytes(Int)
        /// As recorded, and after the first byte of each character of several bytes.
        case utf8
        /// As recorded, and between CR and LF.
        case crlf
    }

    package var speed: Speed
    package var firstByte: FirstByte
    /// No gap after the first byte is longer, at the chosen speed.
    package var maximumGap: Nanoseconds?
    package var split: Split
    /// How long pieces of what was one read wait for each other, so that they are not joined again.
    package var pieceGap: Nanoseconds

    package init(
        speed: Speed = .factor(1),
        firstByte: FirstByte = .recorded,
        maximumGap: Nanoseconds? = nil,
        split: Split = .recorded,
        pieceGap: Nanoseconds = .zero
    ) {
        self.speed = speed
        self.firstByte = firstByte
        self.maximumGap = maximumGap
        self.split = split
        self.pieceGap = pieceGap
    }
}
