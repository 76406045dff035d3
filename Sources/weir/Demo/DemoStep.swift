/// What a model of the demo does next; a ``DemoVoice`` puts it into the events of a dialect.
enum DemoStep: Sendable {
    /// Pieces, parted by `|`; each comes in an event of its own.
    case reasoning(String)
    case text(String)
    /// Begins the tool call of this index.
    case tool(Int, id: String, name: String)
    /// Pieces of a tool call's arguments, parted by `|`.
    case arguments(Int, String)
    case ping
    case finish(String)
    /// Nothing comes for this many milliseconds.
    case silence(Int)
    /// The next event comes in two reads, cut inside its last character of several bytes.
    case splitCharacter

    /// The same, one step for each event.
    var pieces: [DemoStep] {
        switch self {
        case .reasoning(let text): Self.pieces(of: text).map { .reasoning($0) }
        case .text(let text): Self.pieces(of: text).map { .text($0) }
        case .arguments(let index, let text): Self.pieces(of: text).map { .arguments(index, $0) }
        case .tool, .ping, .finish, .silence, .splitCharacter: [self]
        }
    }

    private static func pieces(of text: String) -> [String] {
        text.split(separator: "|").map(String.init)
    }
}

/// The tokens that a model of the demo says it used.
struct DemoUsage: Sendable {
    /// Without those that came from a cache.
    var input: Int
    var cached = 0
    /// With the reasoning.
    var output: Int
    var reasoning = 0
}
