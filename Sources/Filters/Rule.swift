/// One rule of a filter file: what to do, and with which exchanges.
package struct Rule: Equatable, Sendable {
    /// The exchanges that it is for; nil means all.
    package var condition: FilterExpression?
    package var action: RuleAction
    /// Its line in the file, from 1, for messages.
    package var line: Int

    package init(condition: FilterExpression? = nil, action: RuleAction, line: Int = 1) {
        self.condition = condition
        self.action = action
        self.line = line
    }
}

/// What a rule does.
///
/// None of these touches the wire: the client always gets the original bytes.
package enum RuleAction: Equatable, Sendable {
    /// Takes secrets out of what is recorded.
    case redact(BodyRedaction)
    /// Marks the exchange with a word that `tag = …` finds.
    case tag(String)
    /// Keeps only the exchanges for which the expression holds.
    case keep(FilterExpression)
}

/// A pattern whose matches must not reach the disk.
package struct BodyRedaction: Equatable, Sendable {
    package enum Part: String, CaseIterable, Sendable {
        case requestBody = "request.body"
        case responseBody = "response.body"

        /// The last phase whose fields can decide about this part before it is written.
        var lastPhase: FilterPhase { self == .requestBody ? .request : .response }
    }

    /// What takes the place of a match.
    package enum Method: String, CaseIterable, Sendable {
        /// The same mark for every match.
        case mask
        /// A mark with a keyed hash: equal secrets stay recognisable, none can be guessed back.
        case hash
        /// Nothing.
        case drop
    }

    package var pattern: Pattern
    package var parts: Set<Part>
    package var method: Method

    package init(pattern: Pattern, parts: Set<Part> = Set(Part.allCases), method: Method = .hash) {
        self.pattern = pattern
        self.parts = parts
        self.method = method
    }
}
