import StreamCore

/// A note by which the recorder tells what is wrong with an exchange: what analysis cannot see in the records.
///
/// The raw value is the note's tag.
enum FindingNote: String, CaseIterable {
    /// The content coding of a body is broken; what follows the fault could not be stored.
    case badCoding = "HTTP-BAD-CODING"

    var code: LintCode {
        switch self {
        case .badCoding: .httpBadCoding
        }
    }
}

extension Finding {
    /// Nil for a note that tells nothing wrong, such as a person's mark.
    init?(_ note: RecordedNote) {
        guard let kind = note.tag.flatMap({ FindingNote(rawValue: $0) }) else { return nil }
        self.init(kind.code, note.text)
    }
}
