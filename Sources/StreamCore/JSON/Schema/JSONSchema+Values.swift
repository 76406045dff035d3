/// Keywords about a value by itself.
extension JSONSchema {
    func checkType(_ value: JSONValue, _ keywords: JSONObject, _ path: String) -> Violation? {
        let types: [String] =
            switch keywords["type"] {
            case .string(let type)?: [type]
            case .array(let list)?: list.compactMap(\.stringValue)
            default: []
            }
        // Gemini writes types in capitals.
        let known = types.map { $0.lowercased() }.filter { Self.typeNames.contains($0) }
        guard !known.isEmpty, !known.contains(where: { value.isOf(type: $0) }) else { return nil }
        return Violation(path: path, message: "is \(value.typeName), not \(known.joined(separator: " or "))")
    }

    private static let typeNames: Set<String> = ["null", "boolean", "integer", "number", "string", "array", "object"]

    func checkChoice(_ value: JSONValue, _ keywords: JSONObject, _ path: String) -> Violation? {
        if let allowed = keywords["enum"]?.arrayValue, !allowed.contains(where: { $0.equals(value) }) {
            let shown = allowed.prefix(6).map { $0.text() }.joined(separator: ", ")
            return Violation(path: path, message: "is \(Self.shown(value)), not one of \(shown)")
        }
        if let only = keywords["const"], !only.equals(value) {
            return Violation(path: path, message: "is \(Self.shown(value)), not \(only.text())")
        }
        return nil
    }

    func checkBounds(_ value: JSONValue, _ keywords: JSONObject, _ path: String) -> Violation? {
        if let number = value.doubleValue { return checkNumber(number, keywords, path) }
        guard let length = value.stringValue?.unicodeScalars.count else { return nil }
        return Self.checkCount(length, "characters", keywords["minLength"], keywords["maxLength"], path)
    }

    private func checkNumber(_ number: Double, _ keywords: JSONObject, _ path: String) -> Violation? {
        // In draft 4 and OpenAPI the exclusive forms are flags beside the limits.
        let excludesMinimum = keywords["exclusiveMinimum"]?.boolValue ?? false
        let excludesMaximum = keywords["exclusiveMaximum"]?.boolValue ?? false
        let tooSmall =
            keywords["minimum"]?.doubleValue.map { excludesMinimum ? number <= $0 : number < $0 } ?? false
            || keywords["exclusiveMinimum"]?.doubleValue.map { number <= $0 } ?? false
        let tooLarge =
            keywords["maximum"]?.doubleValue.map { excludesMaximum ? number >= $0 : number > $0 } ?? false
            || keywords["exclusiveMaximum"]?.doubleValue.map { number >= $0 } ?? false
        if tooSmall { return Violation(path: path, message: "is below the minimum") }
        if tooLarge { return Violation(path: path, message: "is above the maximum") }
        if let step = keywords["multipleOf"]?.doubleValue, step > 0 {
            let rest = (number / step - (number / step).rounded()).magnitude
            if rest > 1e-9 { return Violation(path: path, message: "is not a multiple of \(step)") }
        }
        return nil
    }

    static func checkCount(
        _ count: Int,
        _ what: String,
        _ least: JSONValue?,
        _ most: JSONValue?,
        _ path: String
    ) -> Violation? {
        if let least = least?.intValue, count < least {
            return Violation(path: path, message: "has \(count) \(what), fewer than \(least)")
        }
        if let most = most?.intValue, count > most {
            return Violation(path: path, message: "has \(count) \(what), more than \(most)")
        }
        return nil
    }

    private static func shown(_ value: JSONValue) -> String {
        Excerpt.text(of: value.text(), longest: 40)
    }
}

extension JSONValue {
    fileprivate func isOf(type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .int, .uint: type == "integer" || type == "number"
        // 1.0 is an integer to a schema.
        case .double(let number): type == "number" || type == "integer" && number == number.rounded()
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .int, .uint, .double: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Equality of JSON: 1 and 1.0 are the same number, and members have no order.
    func equals(_ other: JSONValue) -> Bool {
        if let number = doubleValue, let otherNumber = other.doubleValue { return number == otherNumber }
        switch (self, other) {
        case (.array(let items), .array(let others)):
            return items.count == others.count && zip(items, others).allSatisfy { $0.equals($1) }
        case (.object(let members), .object(let others)):
            return members.members.count == others.members.count
                && members.members.allSatisfy { member in others[member.name].map { member.value.equals($0) } ?? false }
        default: return self == other
        }
    }
}
