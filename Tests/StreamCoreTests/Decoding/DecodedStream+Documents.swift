import StreamCore

extension StreamDecoder {
    /// A decoder that took a whole body that is no stream.
    init(document text: String, path: String, status: Int = 200) {
        let context = DecodingContext(path: path, contentType: "application/json", status: status)
        self.init(context: context, keeps: .message, parser: JSONParser())
        var deltas: [Delta] = []
        Array(text.utf8).withUnsafeBufferPointer { consumeDocument($0, into: &deltas) }
    }
}
