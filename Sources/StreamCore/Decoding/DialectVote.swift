/// Finds the dialect of a stream: the request proposes one, the first events confirm or overrule it.
///
/// The first event that only one dialect can have sent decides. A later one of the first three overrules
/// it only by majority: a gateway may put a foreign event before the provider's.
struct DialectVote: Sendable {
    private(set) var current: Dialect?
    private var names: [String] = []
    private var eventsLeft: Int

    private static let events = 3

    init(proposed: Dialect?, isFinal: Bool = false) {
        current = proposed
        eventsLeft = isFinal ? 0 : Self.events
    }

    /// Whether more events may change the dialect.
    var isOpen: Bool { eventsLeft > 0 }

    /// Names a stream of which nothing is known yet; events may still tell better.
    mutating func fallBack(to dialect: Dialect) {
        current = dialect
    }

    /// Takes an event's evidence; returns whether the dialect changed.
    ///
    /// An event without JSON counts only where its name tells: terminators, pings and texts have no say.
    mutating func count(_ event: DialectEvent) -> Bool {
        let claimant = DialectRegistry.claimant(of: event)
        if event.json != nil || claimant != nil { eventsLeft -= 1 }
        guard let claimant else { return false }
        names.append(claimant.name)
        let votes = names.count { $0 == claimant.name }
        let isMajority = names.count == 1 || votes * 2 > names.count
        guard isMajority, claimant.name != current?.name else { return false }
        current = claimant
        return true
    }
}
