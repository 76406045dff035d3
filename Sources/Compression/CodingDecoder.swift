/// One coding undone piece by piece: what ``ContentDecoder`` chains.
protocol CodingDecoder: AnyObject {
    /// Where the stream stands after the input so far.
    var status: DecodingStatus { get }

    /// Decodes all of `input`, handing over what it completes until `emit` answers false.
    func decode(
        _ input: UnsafeBufferPointer<UInt8>,
        emit: (UnsafeBufferPointer<UInt8>) -> Bool
    ) -> DecodingStatus

    /// Tells whether the input so far is a whole stream.
    func finish() -> DecodingStatus
}

/// Bytes of output that a native library fills at a time; lives for one call only.
let outputPieceSize = 16 << 10

/// A native library's view of a piece of input that is being eaten.
struct InputCursor {
    var next: UnsafePointer<UInt8>?
    var remaining: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        next = bytes.baseAddress
        remaining = bytes.count
    }

    mutating func skip(_ count: Int) {
        next = next.map { $0 + count }
        remaining -= count
    }
}
