import StreamCore

extension StreamDecoder {
    /// A decoder that took a whole body that is no stream.
    init(document text: String, path: String, status: Int = 200, headers: [HeaderField] = []) {
        let context = DecodingContext(
            path: path,
            contentType: "application/json",
            status: status,
            responseHeaders: headers
        )
        self.init(context: context, keeps: .message, parser: JSONParser())
        var deltas: [Delta] = []
        Array(text.utf8).withUnsafeBufferPointer { consumeDocument($0, into: &deltas) }
        finish(into: &deltas)
    }
}
