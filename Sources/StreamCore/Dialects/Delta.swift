/// What one event adds to the answer, in one vocabulary for all dialects.
package struct Delta: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case role, text, reasoning, refusal
        /// A tool call began: `id` and `name` as far as they are known.
        case toolStart = "tool_start"
        /// A piece of a tool call's arguments in `text`.
        case toolArguments = "tool_args"
        /// Token counts arrived; `usage` holds them.
        case usage
        /// A choice ended; `text` is the provider's reason.
        case finish
        /// An error in the stream; `text` is its message, `name` its type, `id` its code.
        case error
        /// Audio or image payload; `text` is its MIME type or kind, `byteCount` its decoded size.
        case media
        case other
    }

    package var kind: Kind
    /// The choice or candidate, from 0.
    package var choice: Int
    /// The position of a tool call (``toolStart``, ``toolArguments``) in its choice, from 0, whatever the wire says.
    package var index: Int?
    package var text: String?
    package var id: String?
    package var name: String?
    package var usage: Usage? { counts?.usage }
    package var byteCount: Int?
    /// Apart, because nearly all deltas have none and there are thousands of them.
    private var counts: Counts?

    private final class Counts: Equatable, Sendable {
        let usage: Usage

        init(_ usage: Usage) {
            self.usage = usage
        }

        static func == (left: Counts, right: Counts) -> Bool { left.usage == right.usage }
    }

    package init(
        _ kind: Kind,
        choice: Int = 0,
        index: Int? = nil,
        text: String? = nil,
        id: String? = nil,
        name: String? = nil,
        usage: Usage? = nil,
        byteCount: Int? = nil
    ) {
        self.kind = kind
        self.choice = choice
        self.index = index
        self.text = text
        self.id = id
        self.name = name
        counts = usage.map { Counts($0) }
        self.byteCount = byteCount
    }

    /// Whether it is a token that a user waits for: text, reasoning, refusal, tool name or arguments, media, not empty.
    package var isContent: Bool {
        switch kind {
        case .text, .reasoning, .refusal, .toolArguments: !(text ?? "").isEmpty
        case .toolStart: !(name ?? "").isEmpty || !(id ?? "").isEmpty
        case .media: true
        case .role, .usage, .finish, .error, .other: false
        }
    }
}

/// Token counts, normalised.
///
/// `inputTokens` includes cached tokens and `outputTokens` includes reasoning. Unknown is nil.
package struct Usage: Equatable, Sendable {
    package enum Source: String, Sendable {
        case provider, tokenizer, estimate, none
    }

    package var inputTokens: Int?
    package var outputTokens: Int?
    package var reasoningTokens: Int?
    package var cachedTokens: Int?
    package var totalTokens: Int?
    package var source: Source
    /// Of the input: written to the provider's prompt cache by this request.
    package var cacheWriteTokens: Int?
    /// Of those: kept for an hour, which costs more than the usual minutes (Anthropic).
    package var longCacheWriteTokens: Int?
    package var audioInputTokens: Int?
    package var audioOutputTokens: Int?
    package var imageInputTokens: Int?
    package var imageOutputTokens: Int?
    /// Searches of the web, which are charged beside the tokens.
    package var webSearches: Int?
    /// The class of service that answered: `default`, `flex`, `priority`, ….
    package var serviceTier: String?
    /// What the provider says that it charges, in US dollars.
    package var chargedDollars: Double?

    package init(
        inputTokens: Int? = nil,
        outputTokens: Int? = nil,
        reasoningTokens: Int? = nil,
        cachedTokens: Int? = nil,
        totalTokens: Int? = nil,
        source: Source = .none
    ) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.reasoningTokens = reasoningTokens
        self.cachedTokens = cachedTokens
        self.totalTokens = totalTokens
        self.source = source
    }
}
