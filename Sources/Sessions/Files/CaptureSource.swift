/// Where a capture is read from.
package enum CaptureSource: Hashable, Sendable {
    case file(path: String)
    case standardInput

    /// The path, `-` for standard input.
    package var name: String {
        switch self {
        case .file(let path): path
        case .standardInput: "-"
        }
    }
}

/// Which exchange of a capture is meant.
package enum ExchangeSelector: Hashable, Sendable {
    /// 1, 2, … in order of arrival.
    case number(Int)
    case id(String)

    /// A number or an id.
    package init?(_ text: some StringProtocol) {
        guard !text.isEmpty else { return nil }
        if let number = Int(text) {
            guard number > 0 else { return nil }
            self = .number(number)
        } else {
            self = .id(String(text))
        }
    }

    package func matches(_ exchange: RecordedExchange) -> Bool {
        switch self {
        case .number(let number): exchange.number == number
        case .id(let id): exchange.id == id
        }
    }
}

/// What a FILE argument stands for.
package struct CaptureSelection: Hashable, Sendable {
    /// One file, all of a folder in the order of their names, or standard input.
    package var sources: [CaptureSource]
    /// From `FILE#N`.
    package var exchange: ExchangeSelector?

    package init(sources: [CaptureSource], exchange: ExchangeSelector? = nil) {
        self.sources = sources
        self.exchange = exchange
    }
}
