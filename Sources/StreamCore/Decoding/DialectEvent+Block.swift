extension DialectEvent {
    /// Parses the payload of a block; the event is valid until the parser parses again.
    init(_ block: FramedBlock, parser: JSONParser) {
        self.init(type: block.type, data: block.data, json: nil)
        lastEventID = block.lastEventID
        parse(block.data, parser)
        guard block.framing == .eventStream, block.type.isText("chunk"), let text = json?["bytes"]?.bytes,
            let inner = Base64.decode(text)
        else { return }
        // Bedrock wraps the model's own events.
        isUnwrapped = true
        json = nil
        inner.withUnsafeBufferPointer { parse($0, parser) }
    }

    private mutating func parse(_ bytes: ByteView, _ parser: JSONParser) {
        guard let first = bytes.firstVisibleByte, first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            !bytes.startsWithText("[DONE]")
        else { return }
        switch parser.parse(bytes) {
        case .success(let view):
            json = view
            jsonRepairs = parser.repairs
        case .failure(let failure): jsonFailure = failure.message
        }
    }
}
