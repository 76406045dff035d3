/// Reads what `InvokeModel` streams: events of the model's own grammar in chunks of Bedrock's.
///
/// The first chunk tells the grammar. The last one of every model also holds Bedrock's own counts.
package struct BedrockInvoke: DialectReader {
    private var inner: (any DialectReader)?
    private var hasUsage = false
    private var sawMetrics = false
    private var ownError: ProviderError?

    package init() {}

    package var model: String? { inner?.model }
    package var isComplete: Bool { inner?.isComplete ?? false }
    package var sawTerminator: Bool { sawMetrics || inner?.sawTerminator ?? false }
    package var error: ProviderError? { ownError ?? inner?.error }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        let start = deltas.count
        if inner == nil, let json = event.json { inner = BedrockModelFamily(json)?.makeReader() }
        if inner != nil {
            inner?.read(event, into: &deltas)
        } else if let found = ProviderError(in: event) {
            ownError = ownError ?? found
            deltas.append(found.delta)
        } else if !event.isKeepAlive {
            deltas.append(Delta(.other, name: event.type.isEmpty ? nil : event.type.text))
        }
        hasUsage = hasUsage || deltas[start...].contains { $0.kind == .usage }
        if let metrics = event.json?[BedrockModelFamily.metrics], metrics.isObject {
            sawMetrics = true
            // What the model itself counted says more.
            if !hasUsage { deltas.append(Delta(.usage, usage: Usage(invocation: metrics))) }
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) {
            ownError = found
            deltas.append(found.delta)
        } else {
            inner = BedrockModelFamily(document)?.makeReader()
            inner?.readDocument(document, into: &deltas)
        }
    }

    package mutating func finish(into deltas: inout [Delta]) {
        inner?.finish(into: &deltas)
    }
}
