import StreamCore

/// Whether the way in which two prompts part explains what the provider read from its cache.
package struct CacheVerdict: Equatable, Sendable {
    /// One sentence.
    package var summary: String
    /// Whether the comparison explains the count; nil when there is none.
    package var isExplained: Bool?
    /// What the provider's documents say or the capture shows.
    package var known: [String] = []
    /// What may be, and cannot be seen from here.
    package var guesses: [String] = []
    /// How many of B's input tokens the common beginning is, by its share of the bytes; an estimate.
    package var commonTokens: Int?

    /// What is known of both exchanges beside their prompts.
    struct Situation {
        var dialect: String
        var models: (a: String?, b: String?)
        var usage: Usage
        /// From the end of A to the start of B.
        var pause: Nanoseconds?
    }

    init(_ diff: PromptDiff, _ situation: Situation) {
        summary = ""
        if let input = situation.usage.inputTokens, diff.b.bytes > 0 {
            commonTokens = Int(Double(input) * Double(diff.commonBytes) / Double(diff.b.bytes))
        }
        known = Self.rules(situation.dialect)
        guard diff.relation != .unknown else {
            summary = "no prompts to compare"
            return
        }
        guard let cached = situation.usage.cachedTokens else {
            summary = "unknown: the provider told no cached tokens for B"
            if situation.dialect == "anthropic.messages", diff.b.marks.isEmpty { addNoMarks() }
            return
        }
        judge(cached, diff, situation)
    }

    private mutating func judge(_ cached: Int, _ diff: PromptDiff, _ situation: Situation) {
        let input = situation.usage.inputTokens.map { " of \($0)" } ?? ""
        let read = "B read \(cached)\(input) input tokens from the cache"
        let models = situation.models
        if let old = models.a, let new = models.b, old != new {
            isExplained = cached == 0
            summary = "\(read); the models differ (\(old), \(new)), and each has a cache of its own"
            return
        }
        switch diff.relation {
        case .identical, .bContinuesA: judgeWhole(cached, read, diff, situation)
        default: judgeBroken(cached, read, diff, situation)
        }
    }

    /// All of A stands at the start of B: a cache can be read.
    private mutating func judgeWhole(_ cached: Int, _ read: String, _ diff: PromptDiff, _ situation: Situation) {
        guard cached == 0 else {
            isExplained = true
            summary = "\(read): all of A's prompt stands at its start"
            return
        }
        summary = "\(read), although all of A's prompt stands at its start"
        isExplained = false
        if situation.dialect == "anthropic.messages", diff.a.marks.isEmpty || diff.b.marks.isEmpty {
            addNoMarks()
            isExplained = true
        }
        addReasons(situation)
    }

    private mutating func judgeBroken(_ cached: Int, _ read: String, _ diff: PromptDiff, _ situation: Situation) {
        let place = diff.divergence?.path ?? "the start"
        let share = commonTokens.map { "about \($0) tokens (estimate)" } ?? "\(diff.commonBytes) bytes"
        summary = "\(read); the prompts part at \(place), after \(share)"
        // The estimate is by bytes: JSON of tools has other tokens than prose.
        let isBeyond = commonTokens.map { Double(cached) > Double($0) * 1.3 + 512 } ?? false
        let isMarkLess = situation.dialect == "anthropic.messages" && !diff.hasMarkBefore
        // Well above 1,024 tokens what comes before the place could have been read.
        let isMissed = cached == 0 && !isMarkLess && (commonTokens ?? 0) >= 1536
        isExplained = !isBeyond && !isMissed
        if isMissed { guesses.append("what comes before \(place) is long enough to have been read") }
        if isBeyond { guesses.append("B may have read what another request than A had written") }
        if diff.divergedIn == .tools {
            let effect = "a change in the tools comes before all messages"
            if Self.isDocumented(situation.dialect) { known.append(effect) } else { guesses.append(effect) }
        }
        if isMarkLess, cached == 0, diff.commonSections > 0 {
            known.append("no cache_control stands before \(place): what comes before it cannot be read alone")
        }
        if diff.divergence?.isVolatile ?? false {
            guesses.append("a time, a counter or an id at \(place) changes with each request")
        }
        if isMissed { addReasons(situation) }
    }

    private mutating func addNoMarks() {
        known.append("without cache_control Anthropic caches nothing, and a request here has none")
    }

    /// Why a prompt that could be read was not.
    private mutating func addReasons(_ situation: Situation) {
        if let tokens = commonTokens, tokens < 1024 {
            guesses.append("about \(tokens) tokens in common may be too few: most caches begin at 1,024")
            isExplained = true
        }
        if let pause = situation.pause, pause > .seconds(300) {
            let minutes = pause.count / 60_000_000_000
            guesses.append("\(minutes) minutes lie between them: caches that are not used last about 5 minutes")
        }
        guesses.append("another server of the provider may have answered")
    }

    /// Whether the provider says in which order its cache takes the parts of a prompt.
    private static func isDocumented(_ dialect: String) -> Bool {
        dialect == "anthropic.messages" || dialect == "bedrock.converse"
    }

    private static func rules(_ dialect: String) -> [String] {
        switch dialect {
        case "anthropic.messages", "bedrock.converse":
            ["the order of the cache is tools, system, messages; it ends at marks (cache_control)"]
        case "openai.chat", "openai.responses":
            ["tools and messages are both cached from 1,024 tokens on, in steps of 128; tools first is a guess"]
        default: ["that tools and system prompt come before the messages is a guess for this provider"]
        }
    }
}
