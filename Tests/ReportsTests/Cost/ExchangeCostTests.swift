import StreamCore
import Testing

@testable import Reports

struct ExchangeCostTests {
    private func cost(
        _ usage: Usage,
        _ model: String? = "gpt-4o",
        isPartial: Bool = false,
        status: Int = 200
    ) throws -> ExchangeCost {
        let query = PriceQuery(answered: model)
        return ExchangeCost(
            of: usage,
            isPartial: isPartial,
            status: status,
            query: query,
            by: try PriceFile.table()
        )
    }

    private func parts(_ cost: ExchangeCost) -> [String] {
        cost.parts.map { "\($0.name) \($0.tokens) \($0.dollars)" }
    }

    @Test func `input and output each have their price`() throws {
        let cost = try cost(Usage(inputTokens: 1000, outputTokens: 100, source: .provider))
        #expect(cost.dollars == 0.003)
        #expect(parts(cost) == ["input 1000 0.002", "output 100 0.001"])
        #expect(cost.notes.isEmpty && cost.why == nil && cost.price?.name == "gpt-4o")
    }

    @Test func `cached tokens are part of the input and paid once, as cached`() throws {
        let cost = try cost(Usage(inputTokens: 1000, outputTokens: 0, cachedTokens: 600, source: .provider))
        #expect(parts(cost) == ["input 400 0.0008", "cached 600 0.0006"])
        #expect(cost.dollars == 0.0014)
    }

    @Test func `writes to a cache have prices by how long they are kept`() throws {
        var usage = Usage(inputTokens: 1000, outputTokens: 0, cachedTokens: 500, source: .provider)
        usage.cacheWriteTokens = 300
        usage.longCacheWriteTokens = 100
        let cost = try cost(usage, "claude-sonnet-4")
        #expect(
            parts(cost) == [
                "input 200 0.0006", "cached 500 0.00015", "cache_write 200 0.0008", "cache_write_1h 100 0.0006",
            ]
        )
        #expect(cost.dollars == 0.00215)
    }

    @Test func `reasoning is part of the output and may have a price of its own`() throws {
        let usage = Usage(inputTokens: 0, outputTokens: 100, reasoningTokens: 80, source: .provider)
        #expect(parts(try cost(usage)) == ["output 20 0.0002", "reasoning 80 0.0008"])
        #expect(parts(try cost(usage, "gemini/gemini-2.5-pro")) == ["output 20 0.0002", "reasoning 80 0.0016"])
    }

    @Test func `where a price is missing the note says what was used`() throws {
        let usage = Usage(inputTokens: 10, outputTokens: 0, cachedTokens: 10, source: .provider)
        let cost = try cost(usage, "azure/gpt-4o")
        #expect(cost.dollars == 3e-05)
        #expect(cost.notes == ["no price for cached input: priced as input"])
        var priority = Usage(inputTokens: 10, outputTokens: 0, source: .provider)
        priority.serviceTier = "priority"
        #expect(try self.cost(priority).notes == ["no price for service tier priority: the usual one used"])
        priority.serviceTier = "flex"
        #expect(try self.cost(priority).dollars == 1e-05)
        priority.serviceTier = "default"
        #expect(try self.cost(priority).dollars == 2e-05)
    }

    @Test func `unknown is unknown, with the reason, and never nothing`() throws {
        let known = Usage(inputTokens: 1, outputTokens: 1, source: .provider)
        #expect(try cost(Usage()).dollars == nil)
        #expect(try cost(Usage()).why == "no usage told")
        #expect(try cost(Usage(), status: 429).why == "refused with status 429, no usage told")
        #expect(try cost(known, "gpt-9").why == "no price for gpt-9")
        #expect(try cost(known, nil).why == "no model named")
        #expect(try cost(Usage(outputTokens: 1, source: .provider)).why == "no input tokens told")
        let inputOnly = Usage(inputTokens: 100, source: .provider)
        #expect(try cost(inputOnly).why == "no output tokens told")
        #expect(try cost(inputOnly).parts.isEmpty)
        #expect(try cost(known, "text-embedding-3-small").why == "text-embedding-3-small has no price per output token")
        #expect(try cost(inputOnly, "text-embedding-3-small").dollars == 2e-06)
        #expect(try cost(Usage(inputTokens: 1, outputTokens: 1, source: .estimate)).why == "no usage told")
    }

    @Test(arguments: [("tts-1", "character"), ("whisper-1", "second"), ("dall-e-3", "image")])
    func `what is not priced by tokens has no cost, and the reason says by what`(model: String, unit: String) throws {
        let why = "\(model) is priced per \(unit), which is not counted"
        #expect(try cost(Usage(), model).why == why)
        #expect(try cost(Usage(inputTokens: 1, outputTokens: 1, source: .provider), model).why == why)
        #expect(try cost(Usage(inputTokens: 1, outputTokens: 1, source: .provider), model).dollars == nil)
        #expect(try cost(Usage(), model, status: 429).why == "refused with status 429, no usage told")
    }

    @Test func `tokens of images have prices of their own where the file has them`() throws {
        var usage = Usage(inputTokens: 50, outputTokens: 100, source: .provider)
        usage.imageInputTokens = 40
        usage.imageOutputTokens = 100
        #expect(
            parts(try cost(usage, "gpt-image-1")) == [
                "input 10 5e-05", "image_input 40 0.0004", "image_output 100 0.004",
            ]
        )
        let text = try cost(usage)
        #expect(parts(text) == ["input 50 0.0001", "image_output 100 0.001"])
        #expect(text.notes == ["image output priced as text"])
    }

    @Test func `searches are charged beside the tokens, so that the sum is a lower bound`() throws {
        var usage = Usage(inputTokens: 1000, outputTokens: 100, source: .provider)
        usage.webSearches = 2
        let cost = try cost(usage)
        #expect(cost.dollars == 0.003 && cost.isPartial)
        #expect(cost.notes == ["2 web searches charged beside the tokens"])
    }

    @Test func `a cut stream cost at least what was counted`() throws {
        let cost = try cost(Usage(inputTokens: 1000, outputTokens: 1, source: .provider), isPartial: true)
        #expect(cost.isPartial && cost.dollars == 0.00201)
    }

    @Test func `absurd counts do not overflow`() throws {
        var usage = Usage(inputTokens: 5, outputTokens: 3, reasoningTokens: .max, cachedTokens: .max, source: .provider)
        usage.cacheWriteTokens = -1
        usage.audioInputTokens = .max
        #expect(parts(try cost(usage)) == ["cached 5 5e-06", "reasoning 3 3e-05"])
        usage = Usage(inputTokens: .max, outputTokens: .max, source: .provider)
        #expect(try cost(usage).dollars?.isFinite == true)
    }
}
