/// A match expression as a tree: what `--where`, a rule's `when` and `assert` ask.
///
/// ``FilterParser`` makes it from text, ``description`` prints text that parses to the same tree, and
/// ``FilterMatcher`` answers it.
package indirect enum FilterExpression: Hashable, Sendable {
    case comparison(FilterField, FilterTest)
    case not(FilterExpression)
    /// Two or more, all of which must hold.
    case all([FilterExpression])
    /// Two or more, one of which must hold.
    case any([FilterExpression])
}

/// What a comparison asks of a field's value.
package enum FilterTest: Hashable, Sendable {
    case compare(FilterComparator, FilterLiteral)
    case isOneOf([FilterLiteral])
    case contains(String)
    case matches(Pattern)
    case doesNotMatch(Pattern)
}

/// The operators that take one literal; the raw value is what people write.
package enum FilterComparator: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// Whether the comparison needs an order, which texts do not have here.
    var needsOrder: Bool { self != .equal && self != .notEqual }
}

extension FilterExpression {
    /// Every field that the expression asks about, in the order of writing.
    package var fields: [FilterField] {
        switch self {
        case .comparison(let field, _): [field]
        case .not(let inner): inner.fields
        case .all(let parts), .any(let parts): parts.flatMap(\.fields)
        }
    }

    /// The first field whose value is known only after `phase`.
    package func firstField(after phase: FilterPhase) -> FilterField? {
        fields.first { $0.phase > phase }
    }
}

extension FilterExpression: CustomStringConvertible {
    package var description: String {
        switch self {
        case .comparison(let field, let test): "\(field.text) \(test)"
        case .not(let inner): "not \(inner.operand)"
        case .all(let parts): parts.map(\.operand).joined(separator: " and ")
        case .any(let parts): parts.map(\.alternative).joined(separator: " or ")
        }
    }

    /// The text in a place where `and` and `or` would bind wrongly.
    private var operand: String {
        switch self {
        case .comparison, .not: description
        case .all, .any: "(\(description))"
        }
    }

    /// The text as a part of an `or`, where only another `or` needs parentheses.
    private var alternative: String {
        if case .any = self { "(\(description))" } else { description }
    }
}

extension FilterTest: CustomStringConvertible {
    package var description: String {
        switch self {
        case .compare(let comparator, let literal): "\(comparator.rawValue) \(literal)"
        case .isOneOf(let literals): "in (\(literals.map(\.description).joined(separator: ", ")))"
        case .contains(let text): "contains \(FilterLiteral.text(text))"
        case .matches(let pattern): "~ \(pattern)"
        case .doesNotMatch(let pattern): "!~ \(pattern)"
        }
    }
}
