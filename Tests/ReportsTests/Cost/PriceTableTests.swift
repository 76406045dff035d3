import StreamCore
import Testing

@testable import Reports

struct PriceTableTests {
    private func problem(_ text: String) -> String? {
        do throws(PriceTable.ParseError) {
            _ = try PriceFile.parse(text)
            return nil
        } catch { return error.description }
    }

    @Test func `models with a price per token are taken`() throws {
        let table = try PriceFile.table()
        #expect(table.count == 13)
        #expect(table["GPT-4o"]?.provider == "openai")
        #expect(table["dall-e-3"]?.rates.isEmpty == true)
        #expect(table["dall-e-3"]?.units == ["image"])
        #expect(table["sample_spec"] == nil)
    }

    @Test func `the dearer tier holds for all tokens of a long request`() throws {
        let sonnet = try #require(try PriceFile.table()["claude-sonnet-4"])
        #expect(sonnet.rate(.input, inputTokens: 200_000, tier: "") == 3e-06)
        #expect(sonnet.rate(.input, inputTokens: 200_001, tier: "") == 6e-06)
        #expect(sonnet.rate(.output, inputTokens: 200_001, tier: "") == 2e-05)
        // What has no price of its own above the limit keeps the one below it.
        #expect(sonnet.rate(.cacheRead, inputTokens: 200_001, tier: "") == 3e-07)
        let qwen = try #require(try PriceFile.table()["dashscope/qwen-flash"])
        #expect(qwen.rate(.output, inputTokens: 256_000, tier: "") == 4e-06)
        #expect(qwen.rate(.output, inputTokens: 256_001, tier: "") == 8e-06)
    }

    @Test func `a class of service has its own prices, else the usual ones hold`() throws {
        let model = try #require(try PriceFile.table()["gpt-4o"])
        #expect(model.rate(.input, inputTokens: 1, tier: "flex") == 1e-06)
        #expect(model.rate(.cacheRead, inputTokens: 1, tier: "flex") == 1e-06)
        #expect(model.rate(.input, inputTokens: 1, tier: "priority") == 2e-06)
    }

    @Test func `what is no price file is refused with what to do`() throws {
        #expect(try #require(problem("[1]")).hasPrefix("not a JSON object; write {\"MODEL\""))
        #expect(try #require(problem("{")).hasPrefix("not valid JSON: "))
        #expect(try #require(problem("")).hasPrefix("not valid JSON: "))
        #expect(try #require(problem(#"{"m": {"mode": "chat"}}"#)).hasPrefix("no model with a price per token; write"))
        #expect(
            problem(#"{"m": {"input_cost_per_token": "2"}}"#)
                == "m: input_cost_per_token is no price: write US dollars a token, such as 2.5e-06"
        )
        #expect(problem(#"{"m": {"output_cost_per_token": -1}}"#)?.hasPrefix("m: output_cost_per_token is no") == true)
    }
}
