package import StreamCore

/// Prices of models as LiteLLM's `model_prices_and_context_window.json` lists them: names, and for each its prices.
package struct PriceTable: Sendable {
    /// What is wrong with a price file.
    package struct ParseError: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    /// By the name in lower case.
    private let prices: [String: ModelPrice]

    package var count: Int { prices.count }

    package subscript(name: String) -> ModelPrice? { prices[name.lowercased()] }

    init(_ prices: [ModelPrice]) {
        self.prices = Dictionary(prices.map { ($0.name.lowercased(), $0) }) { first, _ in first }
    }

    /// Reads the text of a price file.
    package static func parse(_ bytes: ByteView, parser: JSONParser) throws(ParseError) -> PriceTable {
        let document: JSONView
        switch parser.parse(bytes) {
        case .success(let view): document = view
        case .failure(let failure): throw ParseError(description: "not valid JSON: \(failure.message)")
        }
        guard document.isObject else { throw ParseError(description: "not a JSON object; \(advice)") }
        var prices: [ModelPrice] = []
        var problem: ParseError?
        document.forEachMember { name, entry in
            let name = String(decoding: name, as: UTF8.self)
            // LiteLLM's explanation of the members.
            guard problem == nil, name != "sample_spec", entry.isObject else { return }
            do throws(ParseError) {
                let price = try Self.price(name, entry)
                if !price.rates.isEmpty || !price.units.isEmpty { prices.append(price) }
            } catch { problem = error }
        }
        if let problem { throw problem }
        guard prices.contains(where: { !$0.rates.isEmpty }) else {
            throw ParseError(description: "no model with a price per token; \(advice)")
        }
        return PriceTable(prices)
    }

    private static let advice =
        "write {\"MODEL\": {\"input_cost_per_token\": N, \"output_cost_per_token\": N}}, as LiteLLM's file does"

    private static func price(_ name: String, _ entry: JSONView) throws(ParseError) -> ModelPrice {
        var price = ModelPrice(
            name: name,
            provider: entry["litellm_provider"]?.string,
            mode: entry["mode"]?.string
        )
        try price.read(entry, threshold: nil)
        for tier in entry["tiered_pricing"]?.elements ?? [] {
            let start = tier["range"]?.first?.double.flatMap { Int(exactly: $0.rounded()) }
            try price.read(tier, threshold: start ?? 0)
        }
        return price
    }
}

extension ModelPrice {
    /// Takes the prices among an entry's members; in a tier they hold from its own threshold on.
    fileprivate mutating func read(_ entry: JSONView, threshold: Int?) throws(PriceTable.ParseError) {
        var problem: PriceTable.ParseError?
        entry.forEachMember { member, value in
            let member = String(decoding: member, as: UTF8.self)
            guard !value.isNull else { return }
            guard var key = PriceKey(member) else {
                if let unit = PriceKey.unit(member), value.double ?? 0 > 0 { units.insert(unit) }
                return
            }
            guard let rate = value.double, rate >= 0, rate.isFinite else {
                problem = PriceTable.ParseError(
                    description: "\(name): \(member) is no price: write US dollars a token, such as 2.5e-06"
                )
                return
            }
            if let threshold { key.threshold = threshold }
            rates[key] = rate
        }
        if let problem { throw problem }
    }
}
