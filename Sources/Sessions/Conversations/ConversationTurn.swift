package import StreamCore

/// Where an exchange stands in a conversation.
package struct ConversationTurn: Equatable, Sendable {
    /// How it is known that the request goes on from the one before.
    package enum Link: String, Sendable {
        /// It begins with all messages of that one.
        case messages
        /// It brings results of the tool calls of that one's answer.
        case toolCalls = "tool_call_id"
        /// It names that one's answer, or both name their conversation.
        case responseID = "response_id"
    }

    /// 1, 2, … in order of their first exchange.
    package var conversation: Int
    /// 1, 2, … as far as this capture goes back; attempts of one call share it.
    package var turn: Int
    /// The number of the exchange that it goes on from.
    package var previous: Int?
    package var link: Link?
    /// The numbers of those that go on from it.
    package var next: [Int] = []
    /// From the end of that one's answer to this request.
    package var gap: Nanoseconds?
    /// The request brings tools' results, so that the gap was spent on them.
    package var bringsResults: Bool
}

/// Exchanges that belong together, as one agent's loop does.
package struct Conversation: Equatable, Sendable {
    package var id: Int
    /// In order of their start, failed attempts included.
    package var exchanges: [Int]
    package var turns: Int
    /// How long requests and their answers took.
    package var modelTime: Nanoseconds
    /// How long results of tools were waited for.
    package var toolTime: Nanoseconds
    /// What else lay between an answer and the next request.
    package var idleTime: Nanoseconds
}
