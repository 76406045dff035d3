import ArgumentParser
import Reports
import Sessions
import StreamCore

/// `--prices`: what tokens cost.
struct PriceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Add costs by these prices: a file as LiteLLM's model_prices_and_context_window.json.",
            valueName: "file"
        )
    )
    var prices: String?

    /// Nil without the option.
    ///
    /// - Throws: status 66 without such a file, 65 when it is no price file, 74 when it cannot be read.
    func load() throws -> PriceTable? {
        guard let prices else { return nil }
        var bytes: [UInt8] = []
        try RawInput(prices).read { bytes.append(contentsOf: $0) }
        do throws(PriceTable.ParseError) {
            return try bytes.withUnsafeBufferPointer { view throws(PriceTable.ParseError) in
                try PriceTable.parse(view, parser: JSONParser())
            }
        } catch {
            throw CommandFailure(ExitStatus.badData, "--prices \(prices): \(error)")
        }
    }
}

extension PriceTable {
    /// What an exchange cost.
    func cost(of exchange: AnalyzedExchange) -> ExchangeCost {
        ExchangeCost(
            of: exchange.answer.usage,
            isPartial: exchange.body.isUsagePartial,
            status: exchange.recorded.response?.head.status,
            query: PriceQuery(
                answered: exchange.model,
                requested: exchange.body.requestedModel,
                host: exchange.host,
                dialect: exchange.dialect
            ),
            by: self
        )
    }
}
