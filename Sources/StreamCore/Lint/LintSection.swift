/// A chapter of the catalogue: codes whose names begin alike.
package enum LintSection: String, Sendable, CaseIterable {
    case transport = "Connection and head"
    case webSocket = "WebSocket"
    case framing = "Events on the wire"
    case json = "JSON"
    case termination = "Ends, identity, errors"
    case chat = "OpenAI Chat Completions"
    case tools = "Tool calls"
    case usage = "Usage"
    case responses = "OpenAI Responses"
    case assistants = "OpenAI Assistants"
    case media = "Speech, transcripts, images"
    case anthropic = "Anthropic Messages"
    case bedrock = "AWS Bedrock"
    case gemini = "Google Gemini"
    case ollama = "Ollama"
    case cohere = "Cohere"
    case mistral = "Mistral Conversations"
    case mcp = "Model Context Protocol"
    case naive = "Clients of a few lines"

    private var prefixes: [String] {
        switch self {
        case .transport: ["HTTP", "NET", "EMPTY"]
        case .webSocket: ["WS"]
        case .framing: ["SSE", "NDJSON"]
        case .json: ["JSON", "PLAIN"]
        case .termination: ["TERM", "ID", "ERR"]
        case .chat: ["CHAT", "AZURE"]
        case .tools: ["TOOL"]
        case .usage: ["USAGE"]
        case .responses: ["RESP"]
        case .assistants: ["AST"]
        case .media: ["MEDIA"]
        case .anthropic: ["ANTH"]
        case .bedrock: ["AWS"]
        case .gemini: ["GEM"]
        case .ollama: ["OLL"]
        case .cohere: ["COH"]
        case .mistral: ["MIS"]
        case .mcp: ["MCP"]
        case .naive: ["NAIVE"]
        }
    }

    /// In the order of the catalogue.
    package var codes: [LintCode] {
        LintCode.allCases.filter { code in
            prefixes.contains { code.rawValue.prefix { $0 != "-" } == $0 }
        }
    }
}
