/// Rebuilds what `InvokeModel` answers without streaming, in the grammar of the model.
package struct BedrockInvokeMessage: MessageBuilder {
    private var inner: (any MessageBuilder)?
    /// Bedrock's counts are headers where there is no stream.
    package private(set) var report: JSONValue?

    package init() {}

    package mutating func add(_ event: DialectEvent) {
        if let metrics = event.json?[BedrockModelFamily.metrics] {
            report = .object(JSONObject([(BedrockModelFamily.metrics.description, metrics.value)]))
        }
        if inner == nil, let json = event.json { inner = BedrockModelFamily(json)?.makeBuilder() }
        inner?.add(event)
    }

    package func message() -> JSONValue? {
        guard var message = inner?.message() else { return nil }
        message[BedrockModelFamily.metrics.description] = nil
        return message
    }

    package var partialJSON: [Int: String] { inner?.partialJSON ?? [:] }
}
