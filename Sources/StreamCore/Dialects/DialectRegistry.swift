/// A vendor family's grammar: how it is recognised, read and rebuilt.
package struct Dialect: Sendable {
    /// How the client says that it wants a stream.
    package enum StreamSwitch: Sendable {
        /// `stream: true` in the body.
        case bodyFlag
        /// On unless the body says `stream: false`.
        case onUnlessFalse
        /// The method's name at the end of the path; with another the body's flag counts where there is one.
        case path(streaming: [String])
    }

    package var name: String
    package var paths: [PathRule]
    package var streamSwitch: StreamSwitch
    /// The event that ends a stream; nil where closing does.
    package var terminator: String?
    /// Whether an early event (or a whole answer) can only be of this dialect.
    var claims: @Sendable (_ type: ByteView, _ json: JSONView) -> Bool
    package var makeReader: @Sendable () -> any DialectReader
    /// Nil for streams that have no whole to rebuild.
    package var makeBuilder: (@Sendable () -> any MessageBuilder)?

    /// Whether the dialect says how a stream must end; without that nothing is ever truncated.
    package var hasEnd: Bool { makeBuilder != nil }
}

/// The one table of dialects: a new one is a value type of its own and an entry here.
package enum DialectRegistry {
    package static let dialects: [Dialect] = [.openAIChat, .anthropicMessages, .geminiGenerate]

    /// Streams of no known dialect, named for their framing.
    package static let fallbacks: [Dialect] = [.serverSentEvents, .lines]

    package static func named(_ name: String) -> Dialect? {
        (dialects + fallbacks).first { $0.name == name }
    }

    /// The dialect that a request speaks of: its path, confirmed by the keys of its body where they are known.
    package static func proposed(method: String, path: String, bodyKeys: [String]?) -> Dialect? {
        guard method == "POST" else { return nil }
        let path = PathRule.normalised(path)
        return dialects.first { $0.paths.contains { $0.matches(path, bodyKeys: bodyKeys) } }
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
        case .jsonArray, .eventStream, .unframed: nil
        }
    }

    /// The dialect that an early event belongs to, nil when it could be anyone's.
    package static func claimant(type: ByteView, json: JSONView) -> Dialect? {
        dialects.first { $0.claims(type, json) }
    }
}

extension Dialect {
    static let openAIChat = Dialect(
        name: "openai.chat",
        paths: [
            PathRule("/chat/completions", keys: ["messages"]),
            PathRule("/agents/completions", keys: ["messages"]),
            PathRule("/fim/completions", keys: ["prompt"]),
        ],
        streamSwitch: .bodyFlag,
        terminator: "[DONE]",
        claims: { _, json in OpenAIChat.claims(json) },
        makeReader: { OpenAIChat() },
        makeBuilder: { OpenAIChatMessage() }
    )

    static let anthropicMessages = Dialect(
        name: "anthropic.messages",
        paths: [
            PathRule("/messages", except: "/threads/", keys: ["messages"]),
            PathRule(":streamRawPredict", within: "publishers/anthropic"),
            PathRule(":rawPredict", within: "publishers/anthropic"),
        ],
        streamSwitch: .path(streaming: [":streamRawPredict"]),
        terminator: "message_stop",
        claims: { _, json in AnthropicMessages.claims(json) },
        makeReader: { AnthropicMessages() },
        makeBuilder: { AnthropicMessage() }
    )

    static let geminiGenerate = Dialect(
        name: "gemini.generate",
        paths: [PathRule(":streamGenerateContent"), PathRule(":generateContent")],
        streamSwitch: .path(streaming: [":streamGenerateContent"]),
        terminator: nil,
        claims: { _, json in GeminiGenerate.claims(json) },
        makeReader: { GeminiGenerate() },
        makeBuilder: { GeminiMessage() }
    )

    static let serverSentEvents = Dialect(
        name: "sse",
        paths: [],
        streamSwitch: .bodyFlag,
        terminator: nil,
        claims: { _, _ in false },
        makeReader: { GenericStream() },
        makeBuilder: nil
    )

    static let lines = Dialect(
        name: "ndjson",
        paths: [],
        streamSwitch: .bodyFlag,
        terminator: nil,
        claims: { _, _ in false },
        makeReader: { GenericStream() },
        makeBuilder: nil
    )
}
