package import StreamCore

/// What an exchange cost, by a price file and the provider's own counts.
package struct ExchangeCost: Equatable, Sendable {
    /// The kinds of tokens in the order of a bill.
    static let partNames = [
        "input", "audio_input", "cached", "cache_write", "cache_write_1h", "output", "reasoning", "audio_output",
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
    /// The counts are from before the answer's end: it cost at least this.
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
        guard usage.source == .provider else {
            let isRefused = status.map { $0 >= 400 } ?? false
            why = isRefused ? "refused with status \(status ?? 0), no usage told" : "no usage told"
            return
        }
        guard let model = query.model else {
            why = "no model named"
            return
        }
        guard let price = table.price(for: query) else {
            why = "no price for \(model)"
            return
        }
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
        add("input", plain - audio, plainRate)
        add("audio_input", audio, rate(.audioInput), orElse: plainRate, "audio input priced as text")
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
        guard let plainRate = rate(.output) ?? (output == 0 ? 0 : nil) else {
            problem = "\(price.name) has no price per output token"
            return
        }
        let reasoning = min(max(usage.reasoningTokens ?? 0, 0), output)
        let audio = min(max(usage.audioOutputTokens ?? 0, 0), output - reasoning)
        add("output", output - reasoning - audio, plainRate)
        add("reasoning", reasoning, rate(.reasoning) ?? plainRate)
        add("audio_output", audio, rate(.audioOutput), orElse: plainRate, "audio output priced as text")
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
