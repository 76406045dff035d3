import NIOCore
import NIOHTTP1

/// Pieces of HTTP/1.1 messages (RFC 9112), without the detour of strings.
extension ByteBuffer {
    mutating func writeField(_ name: String, _ value: String) {
        writeString(name)
        writeStaticString(": ")
        writeString(value)
        writeStaticString("\r\n")
    }

    mutating func writeFields(_ fields: some Sequence<(name: String, value: String)>) {
        for (name, value) in fields { writeField(name, value) }
    }

    /// A chunk's first line.
    mutating func writeChunkSize(_ size: Int) {
        var shift = max(0, (Int.bitWidth - size.leadingZeroBitCount - 1) / 4 * 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: size >> shift & 15)
            writeInteger(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            shift -= 4
        }
        writeStaticString("\r\n")
    }

    /// The chunk of no bytes that ends a body, and what follows it.
    mutating func writeLastChunk(trailers: HTTPHeaders?) {
        writeStaticString("0\r\n")
        if let trailers { writeFields(trailers) }
        writeStaticString("\r\n")
    }
}
