/// Checks values against a JSON Schema (draft 2020-12, and the OpenAPI 3.0 dialect that Gemini takes).
///
/// For telling a developer what a model got wrong: keywords that it does not know (`format`, `pattern`,
/// remote references …) hold for every value, so that a violation is never invented.
struct JSONSchema {
    private let root: JSONValue

    init(_ root: JSONValue) {
        self.root = root
    }

    /// Where a value breaks the schema, and how.
    struct Violation: Equatable, CustomStringConvertible {
        /// A path as in `order.items[2].price`; empty is the value itself.
        var path: String
        var message: String

        var description: String { path.isEmpty ? message : "\(path) \(message)" }
    }

    /// References may go in circles.
    private static let deepest = 64

    /// The first violation in the order of the value's members; nil when the value keeps the schema.
    func firstViolation(of value: JSONValue) -> Violation? {
        violation(of: value, by: root, path: "", depth: 0)
    }

    func violation(of value: JSONValue, by schema: JSONValue, path: String, depth: Int) -> Violation? {
        if schema.boolValue == false { return Violation(path: path, message: "is not allowed") }
        guard let keywords = schema.objectValue, depth < Self.deepest else { return nil }
        if value.isNull, keywords["nullable"]?.boolValue == true { return nil }
        if let reference = keywords["$ref"]?.stringValue, let target = resolve(reference),
            let violation = violation(of: value, by: target, path: path, depth: depth + 1)
        {
            return violation
        }
        return checkType(value, keywords, path) ?? checkChoice(value, keywords, path)
            ?? checkBounds(value, keywords, path)
            ?? checkMembers(value, keywords, path, depth: depth)
            ?? checkElements(value, keywords, path, depth: depth)
            ?? checkCombinations(value, keywords, path, depth: depth)
    }

    /// A reference within the schema, as in `#/$defs/city`.
    private func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        var found: JSONValue? = root
        for step in reference.dropFirst().split(separator: "/") {
            let name = String(step.replacing("~1", with: "/").replacing("~0", with: "~"))
            found =
                found?[name]
                ?? Int(name).flatMap { index in
                    found?.arrayValue.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                }
        }
        return found
    }
}
