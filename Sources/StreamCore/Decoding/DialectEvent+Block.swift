extension DialectEvent {
    /// Parses the payload of a block; the event is valid until the parser parses again.
    init(_ block: FramedBlock, parser: JSONParser) {
        self.init(type: block.type, data: block.data, json: nil)
        lastEventID = block.lastEventID
        parse(block.data, parser)
        guard block.isWrapper, let inner = json.flatMap(Self.unwrapped) else { return }
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

    /// Bedrock wraps the model's own events as base64.
    fileprivate static func unwrapped(_ json: JSONView) -> [UInt8]? {
        json["bytes"]?.bytes.flatMap(Base64.decode)
    }
}

extension FramedBlock {
    fileprivate var isWrapper: Bool { framing == .eventStream && type.isText("chunk") }

    /// The event that ``data`` wraps; nil where data is the event itself.
    package func wrappedData(_ parser: JSONParser) -> [UInt8]? {
        isWrapper ? parser.view(of: data).flatMap(DialectEvent.unwrapped) : nil
    }
}
