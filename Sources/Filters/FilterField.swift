internal import StreamCore

/// What a comparison may ask about, from `model` to `request.header.NAME`.
package enum FilterField: Hashable, Sendable {
    case named(Name)
    /// A request header; the name is kept in lower case.
    case requestHeader(String)
    /// A response header; the name is kept in lower case.
    case responseHeader(String)

    /// The fields with a fixed name; the raw value is what people write.
    package enum Name: String, CaseIterable, Sendable {
        case url, host, path, method, status, dialect, model, route, stream, state, finish, text, reasoning
        case toolName = "tool.name"
        case toolArguments = "tool.arguments"
        /// How many tool calls the answer makes.
        case tools
        case usageInput = "usage.input"
        case usageOutput = "usage.output"
        case usageCached = "usage.cached"
        /// Input and output tokens together.
        case tokens
        case events, bytes, ttfb, ttfe, ttft, ttfo, tpot, duration
        case maximumGap = "max_gap"
        case stalls
        /// The codes of all findings.
        case finding
        /// The severities of all findings.
        case findingSeverity = "finding.severity"
        case requestBody = "request.body"
        case eventType = "event.type"
        case eventData = "event.data"
        case eventNumber = "event.n"
        case gap
        case errorType = "error.type"
        case tag
    }

    /// What kind of values a field has, and thereby which operators and literals fit.
    package enum ValueType: String, Sendable {
        case text = "text"
        case number = "a number"
        case duration = "a duration"
        case size = "a size"
        /// A comparison holds when it holds for any of the texts.
        case texts = "a list of texts"
        case flag = "true or false"
    }

    private static let requestHeaderPrefix = "request.header."
    private static let responseHeaderPrefix = "response.header."

    /// The field of that name, nil for an unknown one.
    package init?(_ text: String) {
        if let name = Name(rawValue: text) {
            self = .named(name)
        } else if let header = Self.header(in: text, after: Self.requestHeaderPrefix) {
            self = .requestHeader(header)
        } else if let header = Self.header(in: text, after: Self.responseHeaderPrefix) {
            self = .responseHeader(header)
        } else {
            return nil
        }
    }

    private static func header(in text: String, after prefix: String) -> String? {
        guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return nil }
        return text.dropFirst(prefix.count).lowercased()
    }

    /// The field as people write it.
    package var text: String {
        switch self {
        case .named(let name): name.rawValue
        case .requestHeader(let header): Self.requestHeaderPrefix + header
        case .responseHeader(let header): Self.responseHeaderPrefix + header
        }
    }

    package var type: ValueType {
        switch self {
        case .requestHeader, .responseHeader: .texts
        case .named(let name): name.type
        }
    }

    package var phase: FilterPhase {
        switch self {
        case .requestHeader: .request
        case .responseHeader: .response
        case .named(let name): name.phase
        }
    }

    /// Whether `=`, `!=` and `in` ignore the case of ASCII letters.
    package var ignoresCase: Bool {
        self == .named(.host) || self == .named(.method)
    }

    /// The only values that the field can have, when they are few; others are typing errors.
    package var allowedValues: [String]? {
        switch self {
        case .named(.state): EndState.allCases.map(\.rawValue)
        case .named(.findingSeverity): Finding.Severity.allCases.map(\.rawValue)
        default: nil
        }
    }

    /// The known name nearest to a mistyped one.
    package static func suggestion(for text: String) -> String? {
        if text.hasPrefix("header.") { return "request.\(text)` or `response.\(text)" }
        return Spelling.nearest(to: text, in: Name.allCases.map(\.rawValue))
    }
}

extension FilterField.Name {
    package var type: FilterField.ValueType {
        switch self {
        case .status, .tools, .usageInput, .usageOutput, .usageCached, .tokens, .events, .stalls, .eventNumber: .number
        case .ttfb, .ttfe, .ttft, .ttfo, .tpot, .duration, .maximumGap, .gap: .duration
        case .bytes: .size
        case .toolName, .toolArguments, .finding, .findingSeverity, .tag: .texts
        case .stream: .flag
        case .url, .host, .path, .method, .dialect, .model, .route, .state, .finish, .text, .reasoning, .requestBody,
            .eventType, .eventData, .errorType:
            .text
        }
    }

    package var phase: FilterPhase {
        switch self {
        case .url, .host, .path, .method, .route, .requestBody: .request
        case .status, .dialect, .model, .stream, .ttfb: .response
        case .eventType, .eventData, .eventNumber, .gap: .event
        case .state, .finish, .text, .reasoning, .toolName, .toolArguments, .tools, .usageInput, .usageOutput,
            .usageCached, .tokens, .events, .bytes, .ttfe, .ttft, .ttfo, .tpot, .duration, .maximumGap, .stalls,
            .finding, .findingSeverity, .errorType, .tag:
            .end
        }
    }
}
