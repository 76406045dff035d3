/// A stream's grammar that has no whole to rebuild: where its text is, is known and not guessed.
///
/// ``GenericStream`` finds the shape by its first telling event; errors and ends that all streams share stay with it.
protocol StreamShape: Sendable {
    init()

    /// Whether an event can only be of this shape.
    static func claims(_ event: DialectEvent) -> Bool

    /// Appends what the event means.
    mutating func read(_ event: DialectEvent, into deltas: inout [Delta])

    /// The last event was the end.
    var isEnded: Bool { get }

    var model: String? { get }
}

extension StreamShape {
    var model: String? { nil }
}

/// The shapes that are known: a new one is a file in `Shapes` and a line here.
enum StreamShapes {
    private static let all: [any StreamShape.Type] = [
        LMStudioChat.self, CohereChatV1.self, UIMessageStream.self, AgentUserInteraction.self,
        AgentToAgent.self, DifyChat.self, ReplicatePrediction.self,
    ]

    /// The shape that an event can only be of.
    static func claimant(of event: DialectEvent) -> (any StreamShape.Type)? {
        all.first { $0.claims(event) }
    }
}

/// The places of tool calls that a stream names by ID.
struct NamedCalls: Sendable {
    private var places: [String: Int] = [:]
    private var count = 0

    /// Opens a call, unless one with that ID is open; without an ID each is another.
    mutating func start(id: String?, name: String?, into deltas: inout [Delta]) {
        if let id, places[id] != nil { return }
        deltas.append(Delta(.toolStart, index: place(of: id), id: id, name: name))
    }

    /// A piece of the arguments of a call; without an ID of the last one.
    mutating func arguments(_ text: String, id: String?, into deltas: inout [Delta]) {
        let place = id == nil ? max(0, count - 1) : place(of: id)
        deltas.append(Delta(.toolArguments, index: place, text: text))
    }

    private mutating func place(of id: String?) -> Int {
        if let id, let place = places[id] { return place }
        count += 1
        if let id { places[id] = count - 1 }
        return count - 1
    }
}

extension [Delta] {
    /// Appends text of that kind unless it is empty or none.
    mutating func append(_ kind: Delta.Kind, text: JSONView?) {
        guard let text, text.isNonEmptyString else { return }
        append(Delta(kind, text: text.string))
    }
}

extension JSONView {
    /// A string as it is, any other value as JSON text.
    var plainText: String { string ?? value.text() }
}
