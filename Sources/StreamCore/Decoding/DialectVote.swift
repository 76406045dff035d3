/// Finds the dialect of a stream: the request proposes one, the first events confirm or overrule it.
///
/// The first event that only one dialect can have sent decides. A later one of the first three such events
/// overrules it only by majority: a gateway may put a foreign event before the provider's.
struct DialectVote: Sendable {
    private(set) var current: Dialect?
    private var names: [String] = []
    private var votesLeft: Int
    /// Pings and other events that anyone can send decide nothing, but are not looked at for ever.
    private var blanksLeft = 16

    private static let votes = 3

    init(proposed: Dialect?, isFinal: Bool = false) {
        current = proposed
        votesLeft = isFinal ? 0 : Self.votes
    }

    /// Whether more events may change the dialect.
    var isOpen: Bool { votesLeft > 0 && blanksLeft > 0 }

    /// Names a stream of which nothing is known yet; events may still tell better.
    mutating func fallBack(to dialect: Dialect) {
        current = dialect
    }

    /// Takes an event's evidence; returns whether the dialect changed.
    ///
    /// An event without JSON counts only where its name tells: terminators, pings and texts have no say.
    mutating func count(_ event: DialectEvent, framing: Framing) -> Bool {
        guard let claimant = DialectRegistry.claimant(of: event, framing: framing) else {
            if event.json != nil { blanksLeft -= 1 }
            return false
        }
        votesLeft -= 1
        names.append(claimant.name)
        let votes = names.count { $0 == claimant.name }
        let isMajority = names.count == 1 || votes * 2 > names.count
        guard isMajority, claimant.name != current?.name else { return false }
        current = claimant
        return true
    }
}
