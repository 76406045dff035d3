import StreamCore

/// A note by which the recorder tells what is wrong with an exchange: what analysis cannot see in other records.
///
/// The raw value is the note's tag.
enum FindingNote: String, CaseIterable {
    /// The content coding of a body is broken; what follows the fault could not be stored.
    case badCoding = "HTTP-BAD-CODING"
    /// Why the upstream was not reached, or the client gone.
    case upstreamTLS = "NET-TLS"
    case clientTLS = "NET-CLIENT-TLS"
    /// A compressed message of a WebSocket is broken.
    case badDeflate = "WS-BAD-DEFLATE"

    var code: LintCode {
        switch self {
        case .badCoding: .httpBadCoding
        case .upstreamTLS: .netTls
        case .clientTLS: .netClientTls
        case .badDeflate: .wsBadDeflate
        }
    }

    /// Whether it tells what else would be told of the exchange's end, and tells it better.
    var explainsEnd: Bool { self == .upstreamTLS || self == .clientTLS }
}

extension Finding {
    /// Nil for a note that tells nothing wrong, such as a person's mark.
    init?(_ note: RecordedNote) {
        guard let kind = note.tag.flatMap({ FindingNote(rawValue: $0) }) else { return nil }
        self.init(kind.code, note.text)
    }
}
