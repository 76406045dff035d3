import StreamCore

/// Finds for each request the one that it goes on from.
///
/// A later request begins with all messages of the earlier one, or brings results of its tool calls, or names its
/// answer. Every request is looked at once, every message of it once.
struct ConversationLinker {
    /// The exchange before, by its place, and how that is known.
    typealias Previous = (place: Int, link: ConversationTurn.Link)

    /// Decodes an answer; asked only where the requests do not tell.
    private let answer: (Int) -> AnswerFacts
    private let calls: [CallFacts]
    /// By the fingerprint of all their messages, the requests with exactly these.
    private var asked: [Int: Candidates] = [:]
    private var issuers = Issuers()
    private var conversations: [String: Int] = [:]
    /// By the call's place, the first attempt of the same call.
    private let firstAttempts: [Int: Int]

    /// - Parameters:
    ///   - calls: in order of their start.
    ///   - firstAttempts: for places of later attempts the place of the first.
    ///   - answer: the answer to the call at a place.
    init(_ calls: [CallFacts], firstAttempts: [Int: Int], answer: @escaping (Int) -> AnswerFacts) {
        self.calls = calls
        self.firstAttempts = firstAttempts
        self.answer = answer
    }

    /// For each call the one before it; nil for those that begin a conversation.
    mutating func link() -> [Previous?] {
        var links: [Previous?] = []
        for place in calls.indices {
            if let first = firstAttempts[place] {
                links.append(links[first])
            } else {
                links.append(previous(of: place))
            }
            register(place)
        }
        return links
    }

    private mutating func register(_ place: Int) {
        guard let outline = calls[place].outline else { return }
        if let whole = outline.chain.last { asked[whole, default: Candidates()].places.append(place) }
        if let id = outline.conversationID { conversations[id] = place }
    }

    private mutating func previous(of place: Int) -> Previous? {
        guard let outline = calls[place].outline else { return nil }
        if let id = outline.conversationID, let before = conversations[id] { return (before, .responseID) }
        if let id = outline.previousID {
            return issuers.issuer(ofResponse: id, before: place, answer).map { ($0, .responseID) }
        }
        if let before = beginning(of: outline, at: place) { return (before, .messages) }
        guard !outline.answeredCalls.isEmpty else { return nil }
        let before = issuers.issuer(ofCalls: outline.answeredCalls, before: place, answer)
        return before.flatMap { calls[$0].hasEnded(before: calls[place]) ? ($0, .toolCalls) : nil }
    }

    /// The request whose messages are the longest beginning of these.
    private mutating func beginning(of outline: PromptOutline, at place: Int) -> Int? {
        guard outline.chain.count > 1 else { return nil }
        let (calls, answer) = (calls, answer)
        for count in stride(from: outline.chain.count - 1, to: 0, by: -1) {
            let found = asked[outline.chain[count - 1]]?
                .choose(outline.answeredCalls, outline.texts[count], answer) { candidate in
                    calls[candidate].hasEnded(before: calls[place])
                }
            if let found { return found }
        }
        return nil
    }
}

extension CallFacts {
    fileprivate func hasEnded(before other: CallFacts) -> Bool {
        endedAt.map { $0 <= other.startedAt } ?? false
    }
}

/// Requests with the same messages; which one was gone on from, their answers tell.
private struct Candidates {
    var places: [Int] = []
    private var indexed = 0
    private var byText: [Int: Int] = [:]
    private var byCall: [String: Int] = [:]

    /// The one that answered with these calls, or with this text, else the latest that had ended.
    mutating func choose(
        _ calls: [String],
        _ text: Int,
        _ answer: (Int) -> AnswerFacts,
        hasEnded: (Int) -> Bool
    ) -> Int? {
        if places.count == 1 { return hasEnded(places[0]) ? places[0] : nil }
        while indexed < places.count {
            let facts = answer(places[indexed])
            for id in facts.callIDs { byCall[id] = places[indexed] }
            if facts.text != 0 { byText[facts.text] = places[indexed] }
            indexed += 1
        }
        let known = calls.compactMap { byCall[$0] }.first ?? (text == 0 ? nil : byText[text])
        if let known, hasEnded(known) { return known }
        // The few latest: a request that goes on from far behind in a crowd of equal ones is told by its answer.
        return places.suffix(8).last(where: hasEnded)
    }

    init() {}
}

/// Whose answer an id comes from; answers are decoded when the first id is asked for.
private struct Issuers {
    private var indexed = 0
    private var calls: [String: Int] = [:]
    private var responses: [String: Int] = [:]
    /// Some servers number their calls from 0 in every answer: such an id says nothing.
    private var ambiguous: Set<String> = []

    init() {}

    mutating func issuer(ofCalls ids: [String], before place: Int, _ answer: (Int) -> AnswerFacts) -> Int? {
        index(before: place, answer)
        return ids.compactMap { ambiguous.contains($0) ? nil : calls[$0] }.max()
    }

    mutating func issuer(ofResponse id: String, before place: Int, _ answer: (Int) -> AnswerFacts) -> Int? {
        index(before: place, answer)
        return responses[id]
    }

    private mutating func index(before place: Int, _ answer: (Int) -> AnswerFacts) {
        while indexed < place {
            let facts = answer(indexed)
            for id in facts.callIDs {
                if calls[id] != nil { ambiguous.insert(id) }
                calls[id] = indexed
            }
            if let id = facts.responseID { responses[id] = indexed }
            indexed += 1
        }
    }
}
