import StreamCore

/// How the exchanges of a capture belong together: attempts of one call, turns of one conversation.
package struct ExchangeLinks: Sendable {
    /// The calls with more than one attempt, in order of their first one.
    package private(set) var retries: [RetryGroup]
    /// Those with more than one turn, in order of their first one.
    package private(set) var conversations: [Conversation] = []
    private var turns: [Int: ConversationTurn] = [:]
    private var groups: [Int: Int] = [:]

    /// - Parameters:
    ///   - facts: of all exchanges of a capture.
    ///   - answer: what the exchange of that number answered; asked only where the requests do not tell.
    package init(_ facts: [CallFacts], answer: @escaping (Int) -> AnswerFacts) {
        let calls = facts.sorted { ($0.startedAt, $0.number) < ($1.startedAt, $1.number) }
        retries = RetryFinder.groups(of: calls)
        for (place, group) in retries.enumerated() {
            for attempt in group.attempts { groups[attempt.number] = place }
        }
        let places = Dictionary(calls.enumerated().map { ($1.number, $0) }) { first, _ in first }
        var firstAttempts: [Int: Int] = [:]
        for group in retries {
            for attempt in group.attempts.dropFirst() {
                firstAttempts[places[attempt.number] ?? 0] = places[group.attempts[0].number] ?? 0
            }
        }
        var linker = ConversationLinker(calls, firstAttempts: firstAttempts) { answer(calls[$0].number) }
        arrange(calls, linker.link(), firstAttempts)
    }

    /// The call's attempts; nil when there was only one.
    package func retries(of number: Int) -> RetryGroup? { groups[number].map { retries[$0] } }

    /// Its place in a conversation; nil when it stands alone.
    package func turn(of number: Int) -> ConversationTurn? { turns[number] }

    /// The conversation that an exchange is part of.
    package func conversation(of number: Int) -> Conversation? {
        turns[number].map { conversations[$0.conversation - 1] }
    }

    /// Numbers turns and conversations, and adds up their times.
    private mutating func arrange(
        _ calls: [CallFacts],
        _ links: [ConversationLinker.Previous?],
        _ firstAttempts: [Int: Int]
    ) {
        var roots: [Int] = []
        var numbers: [Int] = []
        for place in calls.indices {
            if let before = links[place]?.place {
                roots.append(roots[before])
                numbers.append(numbers[before] + 1)
            } else {
                roots.append(firstAttempts[place].map { roots[$0] } ?? place)
                numbers.append(1)
            }
        }
        let members = Dictionary(grouping: calls.indices) { roots[$0] }
        for root in members.keys.sorted() {
            guard let places = members[root], places.contains(where: { numbers[$0] > 1 }) else { continue }
            let id = conversations.count + 1
            for place in places {
                turns[calls[place].number] = turn(calls, place, links[place], numbers[place], conversation: id)
            }
            conversations.append(conversation(id, places.map { calls[$0] }, firstAttempts: firstAttempts, places))
        }
        for turn in turns.sorted(by: { $0.key < $1.key }) {
            guard let previous = turn.value.previous else { continue }
            turns[previous]?.next.append(turn.key)
        }
    }

    private func turn(
        _ calls: [CallFacts],
        _ place: Int,
        _ link: ConversationLinker.Previous?,
        _ number: Int,
        conversation: Int
    ) -> ConversationTurn {
        let before = link.map { calls[$0.place] }
        return ConversationTurn(
            conversation: conversation,
            turn: number,
            previous: before?.number,
            link: link?.link,
            gap: before?.endedAt.map { max(calls[place].startedAt - $0, .zero) },
            bringsResults: !(calls[place].outline?.answeredCalls.isEmpty ?? true)
        )
    }

    /// A later attempt's gap is no time of tools or people: it is part of its call.
    private func conversation(
        _ id: Int,
        _ calls: [CallFacts],
        firstAttempts: [Int: Int],
        _ places: [Int]
    ) -> Conversation {
        var result = Conversation(
            id: id,
            exchanges: calls.map(\.number),
            turns: 0,
            modelTime: .zero,
            toolTime: .zero,
            idleTime: .zero
        )
        for (call, place) in zip(calls, places) {
            guard let turn = turns[call.number] else { continue }
            result.turns = max(result.turns, turn.turn)
            if let end = call.endedAt { result.modelTime = result.modelTime + max(end - call.startedAt, .zero) }
            guard firstAttempts[place] == nil, let gap = turn.gap else { continue }
            if turn.bringsResults {
                result.toolTime = result.toolTime + gap
            } else {
                result.idleTime = result.idleTime + gap
            }
        }
        return result
    }
}
