/// Streams that carry media as base64.
enum MediaStreamText {
    /// One partial image, and the whole one, of together that many bytes.
    static func image(byteCount: Int) -> [UInt8] {
        let head = #"{"type":"image_generation."#
        let payload = byteCount / 2
        return event(head + #"partial_image","partial_image_index":0,"b64_json":""#, payload: payload, #""}"#)
            + event(head + #"completed","b64_json":""#, payload: payload, #""}"#)
    }

    /// Pieces of speech.
    static func audio(byteCount: Int) -> [UInt8] {
        let piece = event(#"{"type":"speech.audio.delta","audio":""#, payload: 2048, #""}"#)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount + 4096)
        while bytes.count < byteCount { bytes += piece }
        return bytes + Array(#"data: {"type":"speech.audio.done"}"#.utf8) + [0x0A, 0x0A]
    }

    private static func event(_ head: String, payload: Int, _ tail: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes = Array("data: \(head)".utf8)
        bytes.reserveCapacity(payload + 256)
        for place in 0..<(payload / 4 * 4) { bytes.append(alphabet[(place &* 7 &+ place >> 6) & 63]) }
        return bytes + Array("\(tail)\n\n".utf8)
    }
}
