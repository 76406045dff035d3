/// What a price is for, as the name of a member of a price file says it.
struct PriceKey: Hashable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case input = "input_cost_per_token"
        case output = "output_cost_per_token"
        case cacheRead = "cache_read_input_token_cost"
        case longCacheWrite = "cache_creation_input_token_cost_above_1hr"
        case cacheWrite = "cache_creation_input_token_cost"
        case reasoning = "output_cost_per_reasoning_token"
        case audioInput = "input_cost_per_audio_token"
        case audioOutput = "output_cost_per_audio_token"
        case imageInput = "input_cost_per_image_token"
        case imageOutput = "output_cost_per_image_token"
    }

    var kind: Kind
    /// The price holds for requests with more input tokens than this.
    var threshold = 0
    /// The class of service, such as `flex`; empty for the usual one.
    var tier = ""

    /// Reads names such as `input_cost_per_token_above_200k_tokens_priority`; nil for what is no price of tokens.
    init?(_ name: String) {
        // An older name, still beside the newer one.
        if name == "input_cost_per_token_cache_hit" {
            kind = .cacheRead
            return
        }
        guard let kind = Kind.allCases.first(where: { name.hasPrefix($0.rawValue) }) else { return nil }
        self.kind = kind
        var rest = name.dropFirst(kind.rawValue.count)
        while let word = Self.word(&rest) {
            if word == "above" {
                guard let limit = Self.word(&rest).flatMap(Self.count), Self.word(&rest) == "tokens" else { return nil }
                threshold = limit
            } else {
                guard tier.isEmpty else { return nil }
                tier = String(word)
            }
        }
        guard rest.isEmpty else { return nil }
    }

    init(_ kind: Kind, threshold: Int = 0, tier: String = "") {
        self.kind = kind
        self.threshold = threshold
        self.tier = tier
    }

    /// Takes `_word` off the front.
    private static func word(_ rest: inout Substring) -> Substring? {
        guard rest.first == "_" else { return nil }
        let word = rest.dropFirst().prefix { $0 != "_" }
        rest = rest.dropFirst(word.count + 1)
        return word
    }

    /// `200k` or `1000`.
    private static func count(_ text: Substring) -> Int? {
        guard text.last == "k" else { return Int(text) }
        return Int(text.dropLast()).flatMap { $0 > Int.max / 1000 ? nil : $0 * 1000 }
    }

    /// What a price counts that is not for tokens: `second` of `output_cost_per_second`; nil for other members.
    static func unit(_ name: String) -> String? {
        guard PriceKey(name) == nil, let mark = name.firstRange(of: "_cost_per_") ?? Self.start(name) else {
            return nil
        }
        let unit = name[mark.upperBound...].prefix { $0 != "_" }
        return unit == "token" || unit.isEmpty ? nil : String(unit)
    }

    /// `cost_per_second` has no side.
    private static func start(_ name: String) -> Range<String.Index>? {
        name.hasPrefix("cost_per_") ? name.firstRange(of: "cost_per_") : nil
    }
}
