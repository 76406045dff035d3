package import StreamCore

/// Bodies of requests as captures store them.
package enum RequestContent {
    /// The body without its content coding; as it came, when it has none or is not what its head says.
    package static func decoded(headers: [HeaderField], body: [UInt8]) -> [UInt8] {
        guard var decoding = RequestDecoding(headers: headers) else { return body }
        var decoded: [UInt8] = []
        body.withUnsafeBufferPointer { decoding.decode($0, into: &decoded) }
        decoding.finish(into: &decoded)
        return decoded
    }
}
