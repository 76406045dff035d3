package import StreamCore

/// What a field is worth for one exchange or event.
package enum FilterValue: Equatable, Sendable {
    /// Unknown, or not there. It makes every comparison false, `!=` and `!~` too; `not` then makes it true.
    case null
    case text(String)
    case texts([String])
    /// Counts, statuses and sizes in bytes.
    case number(Double)
    case duration(Nanoseconds)
    case flag(Bool)
}

/// Something that an expression can be asked about: an exchange, or an event in its exchange.
package protocol FilterSubject {
    func value(of field: FilterField) -> FilterValue
}

/// Answers an expression for a subject; never fails.
///
/// A comparison with a null field, or with a value of another type than the field should have, is false.
/// For lists a comparison holds when it holds for any element; `!=` and `!~` hold when no element is
/// equal or matches, so they hold for an empty list. A pattern that reaches its limit does not match.
package struct FilterMatcher: Sendable {
    package let expression: FilterExpression

    package init(_ expression: FilterExpression) {
        self.expression = expression
    }

    package func matches(_ subject: borrowing some FilterSubject) -> Bool {
        Self.holds(expression, for: subject)
    }

    private static func holds(_ expression: FilterExpression, for subject: borrowing some FilterSubject) -> Bool {
        switch expression {
        case .comparison(let field, let test):
            return test.holds(for: subject.value(of: field), ignoringCase: field.ignoresCase)
        case .not(let inner):
            return !holds(inner, for: subject)
        case .all(let parts):
            for part in parts where !holds(part, for: subject) { return false }
            return true
        case .any(let parts):
            for part in parts where holds(part, for: subject) { return true }
            return false
        }
    }
}

extension FilterTest {
    fileprivate func holds(for value: FilterValue, ignoringCase: Bool) -> Bool {
        switch self {
        case .compare(.notEqual, let literal):
            value.isComparable(with: literal) && !value.equals(literal, ignoringCase: ignoringCase)
        case .compare(.equal, let literal):
            value.equals(literal, ignoringCase: ignoringCase)
        case .compare(let comparator, let literal):
            value.isOrdered(comparator, literal)
        case .isOneOf(let literals):
            literals.contains { value.equals($0, ignoringCase: ignoringCase) }
        case .contains(let part):
            value.texts?.contains { $0.contains(bytesOf: part) } ?? false
        case .matches(let pattern):
            value.texts?.contains { pattern.matches($0) } ?? false
        case .doesNotMatch(let pattern):
            value.texts.map { texts in !texts.contains { pattern.matches($0) } } ?? false
        }
    }
}

extension FilterValue {
    /// The texts to look at, nil when the value is no text.
    fileprivate var texts: [String]? {
        switch self {
        case .text(let text): [text]
        case .texts(let texts): texts
        case .null, .number, .duration, .flag: nil
        }
    }

    fileprivate func isComparable(with literal: FilterLiteral) -> Bool {
        switch (self, literal) {
        case (.text, .text), (.texts, .text), (.number, .number), (.number, .size), (.duration, .duration),
            (.flag, .flag):
            true
        default: false
        }
    }

    fileprivate func equals(_ literal: FilterLiteral, ignoringCase: Bool) -> Bool {
        switch (self, literal) {
        case (.text(let text), .text(let wanted)):
            text == wanted || (ignoringCase && text.equalsIgnoringCase(wanted))
        case (.texts(let texts), .text(let wanted)):
            texts.contains(wanted)
        case (.flag(let flag), .flag(let wanted)):
            flag == wanted
        default:
            isOrdered(.equal, literal)
        }
    }

    fileprivate func isOrdered(_ comparator: FilterComparator, _ literal: FilterLiteral) -> Bool {
        switch (self, literal) {
        case (.number(let number), .number(let wanted)): comparator.holds(number, wanted)
        case (.number(let number), .size(let wanted)): comparator.holds(number, Double(wanted))
        case (.duration(let duration), .duration(let wanted)): comparator.holds(duration, wanted)
        default: false
        }
    }
}

extension FilterComparator {
    fileprivate func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

extension String {
    /// Whether the bytes of `part` occur; no Unicode equivalence, which would need a pass per character.
    fileprivate func contains(bytesOf part: String) -> Bool {
        var text = self
        var part = part
        return text.withUTF8 { text in
            part.withUTF8 { part in
                guard let first = part.first else { return true }
                guard text.count >= part.count else { return false }
                for start in 0...(text.count - part.count) where text[start] == first {
                    if text[start..<(start + part.count)].elementsEqual(part) { return true }
                }
                return false
            }
        }
    }
}
