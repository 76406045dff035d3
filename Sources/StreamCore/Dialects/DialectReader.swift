/// Reads the events of one answer in one vendor family's grammar.
///
/// A reader is cheap: it runs beside every live stream. It keeps only what the grammar needs to give
/// deltas their place. The provider's own message is rebuilt by a ``MessageBuilder``.
package protocol DialectReader: Sendable {
    init()

    /// Takes what the request says, before the first event.
    mutating func prepare(for request: RequestFacts)

    /// Appends what the event means. Unknown fields and types are never fatal.
    mutating func read(_ event: DialectEvent, into deltas: inout [Delta])

    /// Takes what the client says in between, on a connection that carries more than one answer.
    mutating func readRequest(_ event: DialectEvent)

    /// How far such a connection is; nil for the reader of one answer.
    var conversation: ConversationProgress? { get }

    /// Reads a whole non-streaming answer of the same provider.
    mutating func readDocument(_ document: JSONView, into deltas: inout [Delta])

    /// Appends what was held back until now; no event follows.
    mutating func finish(into deltas: inout [Delta])

    /// The model that answers, as soon as it is known.
    var model: String? { get }

    /// The dialect's finish was seen: the answer is whole, a terminator may still follow.
    var isComplete: Bool { get }

    /// The dialect's last event was seen (`[DONE]`, `message_stop`).
    var sawTerminator: Bool { get }

    /// The stream may end here without loss: another goes on where it stopped, or it has no end.
    var isOpenEnded: Bool { get }

    /// The first error that the stream reported.
    var error: ProviderError? { get }
}

extension DialectReader {
    package mutating func prepare(for request: RequestFacts) {}

    package mutating func finish(into deltas: inout [Delta]) {}
    package var isOpenEnded: Bool { false }
    package mutating func readRequest(_ event: DialectEvent) {}
    package var conversation: ConversationProgress? { nil }
}

/// The questions and answers of a connection that carries many.
///
/// Answers are numbered from 0 in the order in which they begin; their deltas have that number as their choice.
package struct ConversationProgress: Equatable, Sendable {
    /// How often the client asked for an answer, by a message of its own.
    package var asked = 0
    /// How often the provider took it that the client wants one, because it stopped speaking.
    package var heard = 0
    package var begun = 0
    package var ended = 0
    /// The number of the answer that the last event was about; nil when it was about none.
    package var current: Int?

    package init() {}
}
