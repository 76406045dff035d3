/// Tells streams that repeat the whole text in each event from those that send pieces.
///
/// Three texts that each grow from the one before settle it; until then at most one text is remembered.
struct CumulativeText: Sendable {
    private enum State {
        /// Followed by growing or incremental.
        case empty
        /// One text came; followed by probable or incremental.
        case first(String)
        /// The second began with the first, and only what it adds was told; followed by either end.
        case probable(earlier: String, whole: String)
        case cumulative(count: Int)
        case incremental
    }

    private var state = State.empty
    /// A text that repeats is no new piece: whole texts are what the provider usually sends.
    private var takesRepeats = false

    private static let longestMemory = 64 << 10

    init() {}

    /// - Parameter isCumulative: what the request settled; nil where only growth tells, and whole texts are likely.
    init(isCumulative: Bool?) {
        takesRepeats = true
        guard let isCumulative else { return }
        state = isCumulative ? .cumulative(count: 0) : .incremental
    }

    /// What a text adds to those before it.
    mutating func pieces(of text: ByteView) -> [String] {
        switch state {
        case .incremental: return [text.text]
        case .empty:
            guard !text.isEmpty else { return [] }
            state = text.count <= Self.longestMemory ? .first(text.text) : .incremental
            return [text.text]
        case .first(let earlier):
            let added = growth(from: earlier, to: text)
            state = added == nil ? .incremental : .probable(earlier: earlier, whole: text.text)
            return [added ?? text.text]
        case .probable(let earlier, let whole):
            if let added = growth(from: whole, to: text) {
                state = .cumulative(count: text.count)
                return [added]
            }
            state = .incremental
            // The second text was a piece after all: the part that was left out comes late.
            return [earlier, text.text]
        case .cumulative(let count):
            guard !text.isEmpty else { return [] }
            state = .cumulative(count: text.count)
            let start = text.count < count ? 0 : count
            return start == text.count ? [] : [String(decoding: text[start...], as: UTF8.self)]
        }
    }

    private func growth(from earlier: String, to text: ByteView) -> String? {
        let count = earlier.utf8.count
        guard text.count > count || takesRepeats && text.count == count, text.starts(with: earlier.utf8) else {
            return nil
        }
        return String(decoding: text[count...], as: UTF8.self)
    }
}
