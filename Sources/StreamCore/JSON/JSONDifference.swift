/// Finds where two JSON values part.
package enum JSONDifference {
    /// The JSON pointer (RFC 6901) of the first place that differs; nil when the values are equal, "" for the root.
    ///
    /// Members are compared without their order. Numbers are equal when their values are (`1` and `1.0`).
    /// - Parameters:
    ///   - left: the value that may hold wildcards.
    ///   - right: the other value.
    ///   - isWildcard: strings of `left` that equal anything, such as redacted ones.
    /// - Returns: the pointer, nil without a difference.
    package static func firstPointer(
        _ left: JSONValue,
        _ right: JSONValue,
        isWildcard: (String) -> Bool = { _ in false }
    ) -> String? {
        switch (left, right) {
        case (.string(let text), _) where isWildcard(text):
            return nil
        case (.object(let left), .object(let right)):
            return firstPointer(left, right, isWildcard: isWildcard)
        case (.array(let left), .array(let right)):
            for (index, (old, new)) in zip(left, right).enumerated() {
                if let rest = firstPointer(old, new, isWildcard: isWildcard) { return "/\(index)\(rest)" }
            }
            return left.count == right.count ? nil : "/\(min(left.count, right.count))"
        default:
            if let left = left.doubleValue, let right = right.doubleValue { return left == right ? nil : "" }
            return left == right ? nil : ""
        }
    }

    private static func firstPointer(
        _ left: JSONObject,
        _ right: JSONObject,
        isWildcard: (String) -> Bool
    ) -> String? {
        for (name, old) in left.members {
            guard let new = right[name] else { return "/\(escaped(name))" }
            if let rest = firstPointer(old, new, isWildcard: isWildcard) { return "/\(escaped(name))\(rest)" }
        }
        return right.names.first { left[$0] == nil }.map { "/\(escaped($0))" }
    }

    private static func escaped(_ name: String) -> String {
        name.contains { $0 == "~" || $0 == "/" }
            ? name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
                .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
            : name
    }
}
