/// How far a peer's body may grow when it is decoded.
package struct DecodingLimits: Hashable, Sendable {
    /// Bytes that one body may decode to.
    package var maximumOutput: Int
    /// Output bytes for each input byte, once the output exceeds ``ratioFloor``.
    package var maximumRatio: Int
    /// Bytes of output from which on ``maximumRatio`` counts: small bodies may expand at will.
    package var ratioFloor: Int
    /// Bytes of window that a zstd frame may ask for.
    ///
    /// RFC 9659 gives 8 MiB as the limit for HTTP. Brotli needs no such limit: its format ends at 16 MiB, and the buffer grows with the data.
    package var maximumZstdWindow: Int

    package init(
        maximumOutput: Int = 4 << 30,
        maximumRatio: Int = 1500,
        ratioFloor: Int = 16 << 20,
        maximumZstdWindow: Int = 8 << 20
    ) {
        self.maximumOutput = maximumOutput
        self.maximumRatio = maximumRatio
        self.ratioFloor = ratioFloor
        self.maximumZstdWindow = maximumZstdWindow
    }

    /// What is exceeded, if anything, by so many bytes from so many.
    func failure(produced: Int, received: Int) -> DecodingFailure? {
        if produced > maximumOutput { return .outputTooLarge(limit: maximumOutput) }
        let isTooDense = produced > ratioFloor && produced / maximumRatio > received
        return isTooDense ? .expandsTooFar(ratio: maximumRatio) : nil
    }
}
