import NIOCore

/// Takes the data out of a chunked body (RFC 9112 7.1), and leaves everything unusual to the HTTP decoder.
///
/// It begins between two chunks and stops between two chunks: at the last chunk, at a chunk extension, at
/// anything that is not plainly a size. A decoder that has seen none of the chunks before goes on from there.
struct ChunkDataParser {
    enum Outcome: Equatable {
        /// All bytes are used up; the body goes on.
        case needsMore
        /// The bytes that are left begin at a chunk that only the decoder understands.
        case leftToDecoder
        /// A chunk's data does not end where its size says.
        case malformed
    }

    private enum State {
        /// Between chunks, or in a size that a read cut off. Next: `data`.
        case size
        /// This many bytes of the chunk's data are to come. Next: `lineFeed`, `carriageReturn`.
        case data(Int)
        /// Behind the data. Next: `lineFeed`.
        case carriageReturn
        /// Next: `size`.
        case lineFeed
    }

    private var state = State.size
    /// The beginning of a size that a read cut off.
    private var held: ByteBuffer?

    /// More digits than that are no size that anyone sends.
    private static let mostDigits = 8

    /// Hands on the data that the bytes hold, as slices of them.
    mutating func parse(_ bytes: inout ByteBuffer, _ body: (ByteBuffer) -> Void) -> Outcome {
        if var joined = held {
            joined.writeBuffer(&bytes)
            bytes = joined
            held = nil
        }
        while bytes.readableBytes > 0 {
            switch state {
            case .size:
                switch Self.size(in: bytes) {
                case .whole(let size, let length):
                    bytes.moveReaderIndex(forwardBy: length)
                    state = .data(size)
                case .cutOff:
                    held = bytes
                    bytes.clear()
                case .unusual:
                    return .leftToDecoder
                }
            case .data(let rest):
                let count = min(rest, bytes.readableBytes)
                guard let data = bytes.readSlice(length: count) else { return .malformed }
                body(data)
                state = count == rest ? .carriageReturn : .data(rest - count)
            case .carriageReturn:
                guard bytes.readInteger() == UInt8(ascii: "\r") else { return .malformed }
                state = .lineFeed
            case .lineFeed:
                guard bytes.readInteger() == UInt8(ascii: "\n") else { return .malformed }
                state = .size
            }
        }
        return .needsMore
    }

    private enum Size {
        case whole(Int, length: Int)
        case cutOff
        case unusual
    }

    private static func size(in bytes: ByteBuffer) -> Size {
        bytes.withUnsafeReadableBytes { view in
            var size = 0
            var place = 0
            while place < view.count, let digit = hexDigit(view[place]) {
                guard place < mostDigits else { return .unusual }
                size = size << 4 | digit
                place += 1
            }
            guard place < view.count else { return .cutOff }
            guard size > 0, view[place] == UInt8(ascii: "\r") else { return .unusual }
            guard place + 1 < view.count else { return .cutOff }
            return view[place + 1] == UInt8(ascii: "\n") ? .whole(size, length: place + 2) : .unusual
        }
    }

    private static func hexDigit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
