import Testing

@testable import Reports

struct PriceTableLookupTests {
    private func found(_ name: String?, _ host: String? = nil, asked: String? = nil, dialect: String = "none") throws
        -> String?
    {
        let query = PriceQuery(answered: name, requested: asked, host: host, dialect: dialect)
        return try PriceFile.table().price(for: query)?.name
    }

    @Test func `a model is found by its name`() throws {
        #expect(try found("gpt-4o", "api.openai.com") == "gpt-4o")
        #expect(try found("gpt-4o") == "gpt-4o")
        #expect(try found("GPT-4O", "gateway.example.com") == "gpt-4o")
    }

    @Test func `the provider stands in front`() throws {
        #expect(try found("gpt-4o", "team.openai.azure.com") == "azure/gpt-4o")
        #expect(try found("gemini-2.5-pro", "generativelanguage.googleapis.com") == "gemini/gemini-2.5-pro")
        #expect(try found("llama-3", "api.groq.com") == "groq/llama-3")
        // Of a gateway nothing is known but what it says.
        #expect(try found("groq/llama-3", "127.0.0.1") == "groq/llama-3")
        #expect(try found("openai/gpt-4o", "127.0.0.1") == "gpt-4o")
        #expect(try found("google/gemini-2.5-pro", "127.0.0.1") == "gemini/gemini-2.5-pro")
    }

    @Test func `another provider's price is no price`() throws {
        #expect(try found("gpt-4o", "openrouter.ai") == nil)
        #expect(try found("openai/gpt-4o", "openrouter.ai") == nil)
        #expect(try found("llama-3", "127.0.0.1") == nil)
        #expect(try found("anthropic/gpt-4o", "127.0.0.1") == nil)
        // Prices made by hand may not say whose they are.
        #expect(try found("my-model", "openrouter.ai") == "my-model")
    }

    @Test(arguments: [
        "gpt-4o-2024-08-06", "gpt-4o-20240806", "gpt-4o@20240806", "gpt-4o-latest", "gpt%2D4o",
    ])
    func `dated versions cost what the model costs, where the file has no price of theirs`(name: String) throws {
        #expect(try found(name, "api.openai.com") == "gpt-4o")
    }

    @Test(arguments: ["gpt-4o-mini", "gpt-4o-0806", "gpt-4o-1999-08-06", "gpt-4o-2024-0806", "gpt-4"])
    func `another model is not taken for it`(name: String) throws {
        #expect(try found(name, "api.openai.com") == nil)
    }

    @Test(arguments: [
        "anthropic.claude-sonnet-4-20250514-v1:0", "us.anthropic.claude-sonnet-4-20250514-v1:0",
        "apac.anthropic.claude-sonnet-4-20250514-v1%3A0",
        "arn:aws:bedrock:us-east-1:1234:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0",
    ])
    func `Bedrock's names lose region and ARN`(name: String) throws {
        let host = "bedrock-runtime.us-east-1.amazonaws.com"
        #expect(try found(name, host) == "anthropic.claude-sonnet-4-20250514-v1:0")
    }

    @Test func `resource paths end in the name`() throws {
        let host = "generativelanguage.googleapis.com"
        #expect(try found("models/gemini-2.5-pro", host) == "gemini/gemini-2.5-pro")
        #expect(try found("publishers/google/models/gemini-2.5-pro", host) == "gemini/gemini-2.5-pro")
    }

    @Test func `what answered comes before what was asked for`() throws {
        #expect(try found("claude-sonnet-4-20250514", "api.anthropic.com", asked: "gpt-4o") == "claude-sonnet-4")
        #expect(try found("some-deployment", "x.openai.azure.com", asked: "gpt-4o") == "azure/gpt-4o")
        #expect(try found(nil, asked: "gpt-4o") == "gpt-4o")
        #expect(try found(nil) == nil)
    }
}
