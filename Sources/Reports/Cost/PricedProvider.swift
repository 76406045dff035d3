/// Who answers, as price files call them; it decides between the prices of one model at several providers.
struct PricedProvider: Equatable {
    /// What stands before a model's name, the closest first.
    var prefixes: [String]
    /// How `litellm_provider` begins.
    var families: [String]

    private init(_ name: String, prefixes: [String] = [], families: [String] = []) {
        self.prefixes = prefixes + [name]
        self.families = [name] + families
    }

    /// Nil when the host is nobody's whom price files know, such as a gateway of one's own.
    init?(host: String?, dialect: String) {
        guard let host = host?.lowercased() else { return nil }
        if let known = Self.hosts.first(where: { host == $0.host || host.hasSuffix(".\($0.host)") }) {
            self.init(known.provider, families: known.families)
        } else if host.hasPrefix("bedrock"), host.contains("amazonaws.com") {
            let region = host.split(separator: ".").dropFirst().first.map { ["bedrock/\($0)"] } ?? []
            self.init("bedrock", prefixes: region)
        } else if host.hasSuffix("aiplatform.googleapis.com") {
            self.init("vertex_ai")
        } else if dialect.hasPrefix("ollama.") {
            self.init("ollama")
        } else {
            return nil
        }
    }

    /// The provider that stands before a model's name, as gateways write it: `openai/gpt-4o`.
    init(vendor: Substring) {
        switch vendor {
        case "google": self.init("gemini", families: ["vertex_ai"])
        case "mistralai": self.init("mistral")
        case "x-ai": self.init("xai")
        default: self.init(String(vendor))
        }
    }

    /// Whether a price is this provider's; a file made by hand may not say whose its prices are.
    func isOwner(of price: ModelPrice) -> Bool {
        guard let provider = price.provider else { return true }
        return families.contains { provider == $0 || provider.hasPrefix("\($0)_") || provider.hasPrefix("\($0)-") }
    }

    private static let hosts: [(host: String, provider: String, families: [String])] = [
        ("api.openai.com", "openai", ["text-completion-openai"]),
        ("api.anthropic.com", "anthropic", []),
        ("openai.azure.com", "azure", []),
        ("cognitiveservices.azure.com", "azure", []),
        ("services.ai.azure.com", "azure_ai", []),
        ("generativelanguage.googleapis.com", "gemini", ["vertex_ai"]),
        ("openrouter.ai", "openrouter", []),
        ("api.deepseek.com", "deepseek", []),
        ("api.mistral.ai", "mistral", []),
        ("codestral.mistral.ai", "codestral", ["text-completion-codestral"]),
        ("api.groq.com", "groq", []),
        ("api.together.xyz", "together_ai", []),
        ("api.fireworks.ai", "fireworks_ai", []),
        ("api.x.ai", "xai", []),
        ("api.cohere.com", "cohere", []),
        ("api.cohere.ai", "cohere", []),
        ("api.perplexity.ai", "perplexity", []),
        ("api.cerebras.ai", "cerebras", []),
        ("api.moonshot.ai", "moonshot", []),
        ("api.moonshot.cn", "moonshot", []),
        ("aliyuncs.com", "dashscope", []),
        ("api.githubcopilot.com", "github_copilot", []),
        ("api.deepinfra.com", "deepinfra", []),
        ("api.novita.ai", "novita", []),
        ("api.sambanova.ai", "sambanova", []),
        ("api.hyperbolic.xyz", "hyperbolic", []),
        ("api.z.ai", "zai", []),
    ]
}
