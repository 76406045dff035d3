/// Which model an exchange was with, as far as prices depend on it.
package struct PriceQuery: Equatable, Sendable {
    /// As the answer names it.
    package var answered: String?
    /// As the request names it.
    package var requested: String?
    package var host: String?
    package var dialect: String

    package init(answered: String?, requested: String? = nil, host: String? = nil, dialect: String = "none") {
        self.answered = answered
        self.requested = requested
        self.host = host
        self.dialect = dialect
    }

    /// The name for people; nil when nobody named a model.
    var model: String? { answered ?? requested }
}

extension PriceTable {
    /// The price of the model that answered; nil when the file does not have it.
    ///
    /// What answered is more exact than what was asked for. Another provider's price for a model of the same name
    /// is no price.
    func price(for query: PriceQuery) -> ModelPrice? {
        let provider = PricedProvider(host: query.host, dialect: query.dialect)
        for name in [query.answered, query.requested].compactMap(\.self) {
            for variant in ModelNames.variants(of: name) {
                if let price = price(named: variant, of: provider) { return price }
            }
        }
        return nil
    }

    private func price(named name: String, of provider: PricedProvider?) -> ModelPrice? {
        for prefix in provider?.prefixes ?? [] {
            if let price = self["\(prefix)/\(name)"] { return price }
        }
        if let price = self[name], provider?.isOwner(of: price) ?? true { return price }
        // Gateways write `vendor/model`, and most files list the model alone.
        guard provider == nil, let slash = name.firstIndex(of: "/") else { return nil }
        let vendor = PricedProvider(vendor: name[..<slash])
        let rest = String(name[name.index(after: slash)...])
        for prefix in vendor.prefixes {
            if let price = self["\(prefix)/\(rest)"] { return price }
        }
        return self[rest].flatMap { vendor.isOwner(of: $0) ? $0 : nil }
    }
}
