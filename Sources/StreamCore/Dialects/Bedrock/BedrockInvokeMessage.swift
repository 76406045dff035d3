/// Rebuilds what `InvokeModel` answers without streaming, in the grammar of the model.
package struct BedrockInvokeMessage: MessageBuilder {
    private var inner: (any MessageBuilder)?

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        if inner == nil, let json = event.json { inner = BedrockModelFamily(json)?.makeBuilder() }
        inner?.add(event)
    }

    /// Bedrock's counts are headers where there is no stream.
    package func message() -> JSONValue? {
        guard var message = inner?.message() else { return nil }
        message[BedrockModelFamily.metrics.description] = nil
        return message
    }

    package var partialJSON: [Int: String] { inner?.partialJSON ?? [:] }
}
