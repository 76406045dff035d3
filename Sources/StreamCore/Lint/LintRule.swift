/// A page of the catalogue: what a code means, whom it hurts and how it is mended.
package struct LintRule: Hashable, Sendable {
    /// Clients that are known to fail where the rule is broken.
    package enum Client: String, Sendable, CaseIterable {
        case openAIPython = "openai-python"
        case anthropicPython = "anthropic-python"
        case googleGenAI = "google-genai"
        case ollamaPython = "ollama-python"
        case mistralAI = "mistralai"
        case coherePython = "cohere"
        case httpxSSE = "httpx-sse"
        case botocore
        case mcpSDK = "mcp SDKs"
        case handWritten = "hand-written clients"

        /// Whether it reads streams of a dialect; who reads those of no known dialect, nobody knows.
        package func reads(_ dialect: String) -> Bool {
            guard DialectRegistry.named(dialect)?.hasEnd ?? false else { return true }
            return switch self {
            case .openAIPython: dialect.hasPrefix("openai.")
            case .anthropicPython: dialect == "anthropic.messages" || dialect == "bedrock.invoke"
            case .googleGenAI: dialect.hasPrefix("gemini.")
            case .ollamaPython: dialect.hasPrefix("ollama.")
            case .mistralAI:
                dialect == "openai.chat" || dialect == "openai.completions" || dialect.hasPrefix("mistral.")
            case .coherePython: dialect.hasPrefix("cohere.")
            case .botocore: dialect.hasPrefix("bedrock.")
            case .mcpSDK: dialect == "mcp"
            case .httpxSSE, .handWritten: true
            }
        }
    }

    /// A single finding may be less severe, never more.
    package let severity: Finding.Severity
    /// The rule as a condition, in a line: what a stream does that has the finding.
    package let title: String
    /// What that means for whoever reads the stream; empty where the title says it all.
    package let meaning: String
    /// Bytes as they stand on the wire.
    package let example: String?
    package let breaks: [Client]
    package let serverFix: String?
    package let clientFix: String?

    init(
        _ severity: Finding.Severity,
        _ title: String,
        _ meaning: String = "",
        example: String? = nil,
        breaks: [Client] = [],
        server: String? = nil,
        client: String? = nil
    ) {
        self.severity = severity
        self.title = title
        self.meaning = meaning
        self.example = example
        self.breaks = breaks
        serverFix = server
        clientFix = client
    }

    /// Those of ``breaks`` that read streams of a dialect.
    package func breaks(in dialect: String) -> [Client] { breaks.filter { $0.reads(dialect) } }
}
