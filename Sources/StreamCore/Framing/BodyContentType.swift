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
        let type = Self.type(in: header ?? "")
        let framing: Framing? =
            switch type {
            case "text/event-stream": .sse
            case "application/vnd.amazon.eventstream": .eventStream
            case let type where Self.lineTypes.contains(type): .ndjson
            case let type where Self.opaqueFamilies.contains(String(type.prefix { $0 != "/" })): .unframed
            default: nil
            }
        self.framing = framing
        maySniff = framing != .eventStream && framing != .unframed
        isJSON = framing == nil && (type == "application/json" || type.hasSuffix("+json"))
    }

    /// What stands before the parameters, in lower case and without the white space of RFC 9110 5.6.3.
    private static func type(in header: String) -> String {
        let type = header.utf8.prefix { $0 != UInt8(ascii: ";") }
        let isPlain = type.allSatisfy { $0 > UInt8(ascii: " ") && $0 == $0.asciiLowercased }
        if isPlain { return String(Substring(type)) }
        let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t")]
        return String(decoding: type.lazy.filter { !blanks.contains($0) }.map(\.asciiLowercased), as: UTF8.self)
    }
}
