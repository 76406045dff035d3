import CaptureFile
import StreamCore

/// The ids, heads and headers that the tests share.
enum CaptureSamples {
    static let origin = MonotonicInstant(nanoseconds: 5_000_000_000)
    static let id = ULID("01KA0000000000000000000001") ?? ULID(milliseconds: 0, random: 0)
    static let header = CaptureHeader(
        file: "01KA00000000000000000000FF",
        wallMicroseconds: 1_770_000_000_123_456,
        clock: "boottime",
        tool: CaptureHeader.Tool(name: "weir", version: "1.0.0"),
        mode: "proxy"
    )

    static func at(_ nanoseconds: Int64) -> MonotonicInstant {
        origin + Nanoseconds(nanoseconds)
    }

    static var requestHead: RequestHead {
        RequestHead(
            method: "POST",
            url: "https://api.example/v1/chat/completions",
            target: "/openai/v1/chat/completions",
            version: "1.1",
            headers: [HeaderField("Host", "127.0.0.1:9347"), HeaderField("X", "a\"b")],
            firstByteAt: at(500),
            connection: ConnectionID(rawValue: 3)
        )
    }

    static var responseHead: ResponseHead {
        ResponseHead(
            status: 200,
            version: "2",
            headers: [HeaderField("content-type", "text/event-stream")],
            firstByteAt: at(1_000_000)
        )
    }

    /// An encoder that has written the header, whose line is taken off.
    static func encoder() -> CaptureEncoder {
        var encoder = CaptureEncoder()
        encoder.header(header, at: origin)
        encoder.discardBuffer()
        return encoder
    }
}

extension CaptureEncoder {
    /// The pending lines without the last LF.
    var text: String {
        String(decoding: buffer.dropLast(), as: UTF8.self)
    }

    mutating func event(_ block: CaptureBlock, _ bytes: [UInt8], id: ULID = CaptureSamples.id) {
        bytes.withUnsafeBufferPointer { event(id, block, bytes: $0) }
    }
}
