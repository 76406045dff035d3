/// The one table of dialects: a new one is a folder with its `Dialect+Family.swift`, and a line here.
///
/// Evidence in order of weight: a person's choice; the first events of a stream, of which only those count
/// that one dialect alone can have sent; the request's path and the keys of its body; the content type,
/// which decides the framing and names what nobody claims. Hosts and `Accept` are no evidence: gateways put
/// many vendors behind one host, and SDKs accept JSON where they ask for a stream.
package enum DialectRegistry {
    /// In order of precedence where two rules or claims would match.
    package static let dialects: [Dialect] = [
        .openAIChat,
        .openAICompletions,
        .openAIRealtime,
        .openAIResponses,
        .openAIAssistants,
        .openAITranscription,
        .openAISpeech,
        .openAIImages,
        .anthropicMessages,
        .geminiGenerate,
        .ollamaChat,
        .ollamaGenerate,
        .cohereChat,
        .mistralConversations,
        .bedrockConverse,
        .bedrockInvoke,
        .dashScopeGeneration,
        .geminiInteractions,
        .mcp,
    ]

    private static let carriers = dialects.filter(\.isCarrier)

    /// Streams of no known dialect, named for their framing.
    package static let fallbacks: [Dialect] = [.serverSentEvents, .lines, .webSocketMessages]

    package static func named(_ name: String) -> Dialect? {
        (dialects + fallbacks).first { $0.name == name }
    }

    /// The dialect that a request speaks of: its path, confirmed by the keys of its body where they are known.
    package static func proposed(method: String, path: String, bodyKeys: [String]?) -> Dialect? {
        let path = PathRule.normalised(path)
        return dialects.first { $0.paths.contains { $0.matches(path, method: method, bodyKeys: bodyKeys) } }
    }

    /// The name for a stream of no known dialect; nil when the content type is unknown or no stream's.
    package static func fallback(contentType: String?) -> Dialect? {
        BodyContentType(contentType).framing.flatMap { fallback(framing: $0) }
    }

    /// The name for a stream of no known dialect, by how it is framed.
    package static func fallback(framing: Framing) -> Dialect? {
        switch framing {
        case .sse: .serverSentEvents
        case .ndjson: .lines
        case .webSocket: .webSocketMessages
        case .jsonArray, .eventStream, .unframed: nil
        }
    }

    /// The dialect that an early event belongs to, nil when it could be anyone's.
    ///
    /// With its framing known, a stream that has a grammar but no dialect of its own is named for the framing.
    package static func claimant(of event: DialectEvent, framing: Framing? = nil) -> Dialect? {
        // An event that one carries in its own frame looks like another's.
        let claimant = carriers.first { $0.claims(event) } ?? dialects.first { $0.claims(event) }
        if let claimant { return claimant }
        guard let framing, GenericStream.knows(event) else { return nil }
        return fallback(framing: framing)
    }
}
