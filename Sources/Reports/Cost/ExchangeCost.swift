package import StreamCore

/// What an exchange cost, by a price file and the provider's own counts.
package struct ExchangeCost: Equatable, Sendable {
    /// The kinds of tokens in the order of a bill.
    static let partNames = [
        "input", "audio_input", "image_input", "cached", "cache_write", "cache_write_1h", "output", "reasoning",
        "audio_output", "image_output",
    ]

    /// A kind of token with its price.
    package struct Part: Equatable, Sendable {
        /// One of ``partNames``.
        package var name: String
        package var tokens: Int
        package var dollars: Double
    }

    /// Nil when it is not known; ``why`` says why.
    package var dollars: Double?
    package var why: String?
    /// The entry of the price file that was used.
    package var price: ModelPrice?
    package var parts: [Part] = []
    /// It cost at least this: the counts are from before the answer's end, or something is charged beside tokens.
    package var isPartial = false
    /// What was assumed.
    package var notes: [String] = []

    /// - Parameters:
    ///   - usage: what the provider counted; estimates are not priced.
    ///   - isPartial: whether the answer went on after the counts.
    ///   - status: the response's status.
    ///   - query: the model.
    ///   - table: the prices.
    package init(of usage: Usage, isPartial: Bool, status: Int?, query: PriceQuery, by table: PriceTable) {
        let price = table.price(for: query)
        if usage.source != .provider, let status, status >= 400 {
            why = "refused with status \(status), no usage told"
        } else if let price, price.rates.isEmpty {
            self.price = price
            why =
                "\(price.name) is priced per \(price.units.sorted().joined(separator: ", per ")), which is not counted"
        } else if usage.source != .provider {
            why = "no usage told"
        } else if query.model == nil {
            why = "no model named"
        } else if price == nil {
            why = "no price for \(query.model ?? "")"
        }
        guard why == nil, let price else { return }
        self.price = price
        self.isPartial = isPartial
        var bill = Bill(usage, price)
        bill.addInput()
        bill.addOutput()
        notes = bill.notes
        guard bill.problem == nil else {
            why = bill.problem
            return
        }
        parts = bill.parts
        dollars = Self.rounded(parts.reduce(0) { $0 + $1.dollars })
        if let searches = usage.webSearches, searches > 0 {
            self.isPartial = true
            notes.append("\(searches == 1 ? "1 web search" : "\(searches) web searches") charged beside the tokens")
        }
    }

    /// Prices have few digits; what binary fractions add to them is left off.
    static func rounded(_ dollars: Double) -> Double { (dollars * 1e12).rounded() / 1e12 }
}

/// Counts and prices brought together.
private struct Bill {
    let usage: Usage
    let price: ModelPrice
    let tier: String
    var parts: [ExchangeCost.Part] = []
    var notes: [String] = []
    var problem: String?

    init(_ usage: Usage, _ price: ModelPrice) {
        self.usage = usage
        self.price = price
        switch usage.serviceTier {
        case nil, "default", "standard", "auto", "on_demand", "scale": tier = ""
        case "batch": tier = "batches"
        case let name?: tier = name
        }
        if !price.has(tier: tier) { notes.append("no price for service tier \(tier): the usual one used") }
    }

    /// Cached tokens and those written to a cache are part of the input, each with its own price.
    mutating func addInput() {
        guard let input = usage.inputTokens else {
            problem = "no input tokens told"
            return
        }
        guard let plainRate = rate(.input) else {
            problem = "\(price.name) has no price per input token"
            return
        }
        let cached = min(max(usage.cachedTokens ?? 0, 0), input)
        let written = min(max(usage.cacheWriteTokens ?? 0, 0), input - cached)
        let long = min(max(usage.longCacheWriteTokens ?? 0, 0), written)
        let plain = input - cached - written
        let audio = min(max(usage.audioInputTokens ?? 0, 0), plain)
        // Where images have no price of their own, their tokens cost what those of texts do.
        let imageRate = rate(.imageInput)
        let image = imageRate == nil ? 0 : min(max(usage.imageInputTokens ?? 0, 0), plain - audio)
        add("input", plain - audio - image, plainRate)
        add("audio_input", audio, rate(.audioInput), orElse: plainRate, "audio input priced as text")
        add("image_input", image, imageRate ?? plainRate)
        add("cached", cached, rate(.cacheRead), orElse: plainRate, "no price for cached input: priced as input")
        let write = rate(.cacheWrite)
        add("cache_write", written - long, write, orElse: plainRate, "no price for cache writes: priced as input")
        add(
            "cache_write_1h",
            long,
            rate(.longCacheWrite),
            orElse: write ?? plainRate,
            "no price for one-hour cache writes: priced as others"
        )
    }

    /// Reasoning is part of the output.
    mutating func addOutput() {
        guard problem == nil else { return }
        guard let output = usage.outputTokens ?? (price.hasNoOutput ? 0 : nil) else {
            problem = "no output tokens told"
            return
        }
        let isOnlyImages = usage.imageOutputTokens.map { $0 >= output } ?? false
        guard let plainRate = rate(.output) ?? (isOnlyImages ? rate(.imageOutput) : nil) ?? (output == 0 ? 0 : nil)
        else {
            problem = "\(price.name) has no price per output token"
            return
        }
        let reasoning = min(max(usage.reasoningTokens ?? 0, 0), output)
        let audio = min(max(usage.audioOutputTokens ?? 0, 0), output - reasoning)
        let image = min(max(usage.imageOutputTokens ?? 0, 0), output - reasoning - audio)
        add("output", output - reasoning - audio - image, plainRate)
        add("reasoning", reasoning, rate(.reasoning) ?? plainRate)
        add("audio_output", audio, rate(.audioOutput), orElse: plainRate, "audio output priced as text")
        add("image_output", image, rate(.imageOutput), orElse: plainRate, "image output priced as text")
    }

    private func rate(_ kind: PriceKey.Kind) -> Double? {
        price.rate(kind, inputTokens: usage.inputTokens ?? 0, tier: tier)
    }

    private mutating func add(_ name: String, _ tokens: Int, _ rate: Double) {
        guard tokens > 0 else { return }
        let dollars = ExchangeCost.rounded(Double(tokens) * rate)
        parts.append(ExchangeCost.Part(name: name, tokens: tokens, dollars: dollars))
    }

    private mutating func add(_ name: String, _ tokens: Int, _ rate: Double?, orElse other: Double, _ note: String) {
        if rate == nil, tokens > 0 { notes.append(note) }
        add(name, tokens, rate ?? other)
    }
}
