import StreamCore
import Testing

@testable import Reports

struct CostSummaryTests {
    private func sample(_ number: Int, _ usage: Usage, _ model: String, isPartial: Bool = false) throws -> ReportSample
    {
        var sample = ReportSample(number: number, state: .complete)
        sample.model = model
        sample.usage = usage
        sample.isUsagePartial = isPartial
        sample.cost = ExchangeCost(
            of: usage,
            isPartial: isPartial,
            status: 200,
            query: PriceQuery(answered: model),
            by: try PriceFile.table()
        )
        return sample
    }

    private func samples() throws -> [ReportSample] {
        let told = Usage(inputTokens: 1000, outputTokens: 100, cachedTokens: 400, source: .provider)
        return [
            try sample(1, told, "gpt-4o"),
            try sample(2, Usage(inputTokens: 500, outputTokens: 1, source: .provider), "gpt-4o", isPartial: true),
            try sample(3, told, "unheard-of"), try sample(4, Usage(), "gpt-4o"), try sample(5, told, "unheard-of"),
        ]
    }

    @Test func `costs add up, and what is unknown is counted by its reason`() throws {
        let summary = try #require(CostSummary(try samples()))
        // 600 · 2 + 400 · 1 + 100 · 10, and 500 · 2 + 1 · 10, in millionths of a dollar.
        #expect(summary.dollars == 0.00361)
        #expect(summary.priced == 2 && summary.partial == 1)
        #expect(summary.unpriced.map(\.why) == ["no price for unheard-of", "no usage told"])
        #expect(summary.unpriced.map(\.count) == [2, 1])
        #expect(summary.parts.map(\.tokens) == [1100, 400, 101])
    }

    @Test func `nothing known is null, and without prices there is nothing`() throws {
        #expect(CostSummary([ReportSample(number: 1, state: .complete)]) == nil)
        let summary = try #require(CostSummary([try sample(1, Usage(), "gpt-4o")]))
        #expect(summary.dollars == nil && summary.priced == 0)
    }

    @Test func `every format tells the cost`() throws {
        let report = LatencyReport(samples: try samples(), groupedBy: [.model])
        let json = JSONReport.value(report)
        #expect(json["cost"]?["usd"] == 0.00361)
        let groups = try #require(json["groups"]?.arrayValue)
        #expect(groups.map { $0["cost"]?["usd"] } == [0.00361, .null])
        #expect(groups[1]["cost"]?["unpriced"] == [["why": "no price for unheard-of", "n": 2]])
        #expect(groups[0]["usage"]?["input_tokens"] == 1500)
        #expect(groups[0]["usage"]?["untold"] == 1)
        #expect(groups[0]["metrics"]?["cost_usd"]?["max"] == 0.0026)
        #expect(CSVReport.text(report).contains("gpt-4o,cost_usd,2,0.001805,"))
        #expect(CSVReport.text(report).contains(",0.00361\r\n"))
        let cost = "at least $0.00361 (input $0.0022, cached $0.0004, output $0.00101) · $0.00181 each"
        #expect(MarkdownReport.text(report).contains("Cost: \(cost) "))
        let text = TextReport.text(report, style: ReportStyle(width: 120))
        #expect(text.contains("  Cost         \(cost) "))
        #expect(text.contains("no price for unheard-of (2)"))
    }

    @Test func `counts add up with their source`() throws {
        let summary = UsageSummary(try samples())
        #expect(summary.told == 4 && summary.untold == 1 && summary.partial == 1)
        #expect(summary.inputTokens == 3500 && summary.cachedTokens == 1200 && summary.outputTokens == 301)
        let text = SpendingText.tokens(summary)
        #expect(
            text == "3,500 in (1,200 cached, 34%) · 301 out · told for 4 of 5 · 1 cut before the last count"
        )
    }
}
