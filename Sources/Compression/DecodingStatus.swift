/// Where a decoder stands after an input piece.
package enum DecodingStatus: Hashable, Sendable {
    /// All that the input so far says was handed over; more is to come.
    case needsInput
    /// The end of the coding was seen. Bytes after it are another gzip member or zstd frame, or are ignored.
    case ended
    /// The stream is broken; what was decoded before stands. The decoder stays in this state.
    case failed(DecodingFailure)
}

/// Why a coded body cannot be decoded further.
package enum DecodingFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes break the coding's format; `reason` is the library's own words.
    case corrupt(ContentCoding, reason: String)
    /// The body ended before the coding did.
    case truncated(ContentCoding)
    /// The frame wants a larger window than allowed.
    case windowTooLarge(ContentCoding, limit: Int)
    /// More than the allowed number of bytes came out.
    case outputTooLarge(limit: Int)
    /// Output outgrew input by more than the allowed factor.
    case expandsTooFar(ratio: Int)
    case outOfMemory(ContentCoding)

    package var description: String {
        switch self {
        case .corrupt(let coding, let reason): "not valid \(coding.rawValue): \(reason)"
        case .truncated(let coding): "the \(coding.rawValue) body ended in the middle"
        case .windowTooLarge(let coding, let limit):
            "the \(coding.rawValue) body needs a window of more than \(limit >> 20) MiB"
        case .outputTooLarge(let limit): "the body decodes to more than \(limit >> 20) MiB"
        case .expandsTooFar(let ratio): "the body expands more than \(ratio) times"
        case .outOfMemory(let coding): "no memory for a \(coding.rawValue) decoder"
        }
    }
}
