import Compression
import StreamCore

/// Undoes a body's content coding for the view and the capture; the peer gets the original bytes.
struct BodyDecoding {
    /// The coding as the header names it.
    let encoding: String
    private let decoder: ContentDecoder
    private(set) var rawBytes = 0
    /// Set once the coded bytes turn out broken: from there on nothing can be shown.
    private(set) var failure: String?

    /// - Returns: nil for bodies without a coding.
    init?(headers: [HeaderField]) {
        let values = headers.filter { $0.name.equalsIgnoringCase("content-encoding") }.map(\.value)
        guard !values.isEmpty else { return nil }
        let value = values.joined(separator: ", ")
        // A coding that Weir does not know: the body is kept as it came.
        guard let codings = ContentCoding.list(headerValue: value), !codings.isEmpty else { return nil }
        encoding = value
        decoder = ContentDecoder(codings)
    }

    /// Decodes the bytes of one read; everything that they complete is handed over at once.
    mutating func decode(_ bytes: ByteView, into output: inout [UInt8]) {
        rawBytes += bytes.count
        guard failure == nil else { return }
        if case .failed(let reason) = decoder.decode(bytes, into: &output) { failure = reason.description }
    }

    /// The body has ended.
    ///
    /// One without bytes, as a HEAD request gets it, has no coding that could be broken.
    mutating func finish() {
        if failure == nil, rawBytes > 0, case .failed(let reason) = decoder.finish() { failure = reason.description }
    }
}
