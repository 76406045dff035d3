/// Providers that are known to count a stream when they are asked to; gateways may have upstreams that cannot.
enum CountingProviders {
    static func contains(host: String) -> Bool {
        let host = host.lowercased()
        return hosts.contains { host == $0 || host.hasSuffix(".\($0)") }
    }

    private static let hosts = [
        "api.openai.com", "openai.azure.com", "services.ai.azure.com", "cognitiveservices.azure.com", "openrouter.ai",
        "api.deepseek.com", "api.mistral.ai", "api.groq.com", "api.together.xyz", "api.fireworks.ai", "api.x.ai",
        "api.perplexity.ai", "api.cerebras.ai", "aliyuncs.com", "api.moonshot.ai", "api.moonshot.cn",
        "generativelanguage.googleapis.com",
    ]
}
