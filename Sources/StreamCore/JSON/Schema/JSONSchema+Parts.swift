/// Keywords about a value's members and elements, and about several schemas for one value.
extension JSONSchema {
    func checkMembers(_ value: JSONValue, _ keywords: JSONObject, _ path: String, depth: Int) -> Violation? {
        guard let object = value.objectValue else { return nil }
        for name in keywords["required"]?.arrayValue?.compactMap(\.stringValue) ?? [] where object[name] == nil {
            return Violation(path: Self.join(path, name), message: "is missing")
        }
        let properties = keywords["properties"]?.objectValue
        let others = keywords["additionalProperties"]
        // Patterns are not evaluated: where there are some, a member may be one of theirs.
        let hasPatterns = keywords["patternProperties"] != nil
        for member in object.members {
            let place = Self.join(path, member.name)
            if let schema = properties?[member.name] {
                if let found = violation(of: member.value, by: schema, path: place, depth: depth + 1) { return found }
            } else if let others, !hasPatterns {
                if others.boolValue == false { return Violation(path: place, message: "is not a known member") }
                if let found = violation(of: member.value, by: others, path: place, depth: depth + 1) { return found }
            }
        }
        let count = object.members.count
        return Self.checkCount(count, "members", keywords["minProperties"], keywords["maxProperties"], path)
    }

    func checkElements(_ value: JSONValue, _ keywords: JSONObject, _ path: String, depth: Int) -> Violation? {
        guard let items = value.arrayValue else { return nil }
        let prefix = keywords["prefixItems"]?.arrayValue ?? keywords["items"]?.arrayValue ?? []
        let rest = keywords["items"].flatMap { $0.arrayValue == nil ? $0 : keywords["additionalItems"] }
        for (index, item) in items.enumerated() {
            guard let schema = prefix.indices.contains(index) ? prefix[index] : rest else { continue }
            let place = "\(path)[\(index)]"
            if let found = violation(of: item, by: schema, path: place, depth: depth + 1) { return found }
        }
        if keywords["uniqueItems"]?.boolValue == true, Set(items).count < items.count {
            return Violation(path: path, message: "holds an element twice")
        }
        return Self.checkCount(items.count, "elements", keywords["minItems"], keywords["maxItems"], path)
    }

    func checkCombinations(_ value: JSONValue, _ keywords: JSONObject, _ path: String, depth: Int) -> Violation? {
        for schema in keywords["allOf"]?.arrayValue ?? [] {
            if let found = violation(of: value, by: schema, path: path, depth: depth + 1) { return found }
        }
        if let choices = keywords["anyOf"]?.arrayValue {
            let found = choices.compactMap { violation(of: value, by: $0, path: path, depth: depth + 1) }
            if !choices.isEmpty, found.count == choices.count { return Self.closest(found, path: path) }
        }
        if let choices = keywords["oneOf"]?.arrayValue, !choices.isEmpty {
            let found = choices.compactMap { violation(of: value, by: $0, path: path, depth: depth + 1) }
            if found.count == choices.count { return Self.closest(found, path: path) }
            if choices.count - found.count > 1 {
                return Violation(path: path, message: "fits several of the forms of which it should be one")
            }
        }
        if let forbidden = keywords["not"], forbidden.objectValue != nil,
            violation(of: value, by: forbidden, path: path, depth: depth + 1) == nil
        {
            return Violation(path: path, message: "has a form that is ruled out")
        }
        return nil
    }

    /// Of several forms that all do not fit, the one that fits furthest is most likely the one that was meant.
    private static func closest(_ violations: [Violation], path: String) -> Violation {
        let deepest = violations.max { $0.path.count < $1.path.count }
        guard let deepest, deepest.path.count > path.count else {
            return Violation(path: path, message: "has none of the allowed forms")
        }
        return deepest
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
