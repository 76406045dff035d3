/// What a content type says about a body's framing.
struct BodyContentType: Hashable, Sendable {
    /// The framing that it names, nil when it names none.
    let framing: Framing?
    /// Whether the first bytes may say otherwise.
    let maySniff: Bool
    /// A JSON document: one value, or an array that comes element by element.
    let isJSON: Bool

    private static let lineTypes: Set<String> = [
        "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl",
        "application/jsonlines", "application/x-jsonlines", "application/json-lines", "application/json-seq",
        "application/stream+json", "text/x-ndjson",
    ]
    private static let opaqueFamilies: Set<String> = ["image", "audio", "video", "font", "multipart", "model"]

    /// - Parameter header: the header's value, parameters included.
    init(_ header: String?) {
        let type = (header ?? "").prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        let family = String(type.prefix { $0 != "/" })
        let framing: Framing? =
            switch type {
            case "text/event-stream": .sse
            case "application/vnd.amazon.eventstream": .eventStream
            case let type where Self.lineTypes.contains(type): .ndjson
            case _ where Self.opaqueFamilies.contains(family): .unframed
            default: nil
            }
        self.framing = framing
        maySniff = framing != .eventStream && framing != .unframed
        isJSON = framing == nil && (type == "application/json" || type.hasSuffix("+json"))
    }
}
