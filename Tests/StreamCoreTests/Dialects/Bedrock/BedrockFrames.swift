import StreamCore

/// Builds the frames that Bedrock sends.
enum BedrockFrames {
    static let type = "application/vnd.amazon.eventstream"

    static func event(_ type: String, _ payload: String) -> [UInt8] {
        EventStreamParserTests.frame([(":event-type", type), (":message-type", "event")], payload)
    }

    static func exception(_ type: String, _ payload: String) -> [UInt8] {
        EventStreamParserTests.frame([(":exception-type", type), (":message-type", "exception")], payload)
    }

    /// A chunk of `InvokeModel` around an event of the model's.
    static func chunk(_ event: String) -> [UInt8] {
        self.event("chunk", "{\"bytes\":\"\(base64(Array(event.utf8)))\",\"p\":\"abc\"}")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
            let bits = group[0] << 16 | group[1] << 8 | group[2]
            let characters = [18, 12, 6, 0].map { alphabet[bits >> $0 & 63] }
            let count = min(3, bytes.count - start) + 1
            text += String(characters[..<count]) + String(repeating: "=", count: 4 - count)
        }
        return text
    }
}

extension DecodedStream {
    /// A stream of AWS frames.
    init(frames: [[UInt8]], path: String = "") {
        self.init(context: DecodingContext(path: path, contentType: BedrockFrames.type))
        consume([Array(frames.joined())])
    }
}
