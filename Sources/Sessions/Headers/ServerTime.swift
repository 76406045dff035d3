package import StreamCore

/// A time that a server measured itself.
package struct ServerTime: Equatable, Sendable {
    /// The header, or the metric of a `server-timing` header.
    package var name: String
    package var text: String
    /// Nil where the header's unit is not known.
    package var duration: Nanoseconds?
    /// What it is called for people, where that is known.
    package var title: String?

    /// The times that a response tells of.
    static func times(in headers: [HeaderField]) -> [ServerTime] {
        headers.flatMap { field -> [ServerTime] in
            let name = field.name.lowercased()
            guard isHeader(name) else { return [] }
            if name == "server-timing" { return serverTiming(field.value) }
            let duration = unit(of: name).flatMap { unit in Double(field.value).flatMap { scaled($0, by: unit) } }
            return [ServerTime(name: name, text: field.value, duration: duration)]
        }
    }

    static func isHeader(_ name: String) -> Bool {
        units[name] != nil || name == "server-timing" || name.hasSuffix("-processing-ms")
            || (name.hasPrefix("x-kong-") && name.hasSuffix("-latency"))
            || name.hasPrefix("fireworks-")
            || name == "x-amzn-bedrock-invocation-latency"
    }

    static let milliseconds = 1e6
    static let seconds = 1e9

    private static let units: [String: Double] = [
        "x-envoy-upstream-service-time": milliseconds, "x-inference-time": milliseconds,
        "x-time-per-token": milliseconds, "x-queue-time": milliseconds, "x-validation-time": milliseconds,
        "x-total-time": milliseconds, "x-compute-time": seconds,
        "x-litellm-response-duration-ms": milliseconds, "x-litellm-overhead-duration-ms": milliseconds,
    ]

    private static func unit(of name: String) -> Double? {
        if let unit = units[name] { return unit }
        guard name.hasPrefix("fireworks-") else { return milliseconds }
        // Beside times they are counts of tokens and names of deployments.
        return name.contains("time") ? seconds : nil
    }

    /// `cfCacheStatus;desc="DYNAMIC", total;dur=123.4` (W3C Server Timing: milliseconds).
    private static func serverTiming(_ value: String) -> [ServerTime] {
        value.split(separator: ",").compactMap { item in
            let members = item.split(separator: ";").map { $0.drop { $0 == " " } }
            guard let name = members.first, !name.isEmpty else { return nil }
            let duration = members.dropFirst().first { $0.hasPrefix("dur=") }
                .flatMap { Double($0.dropFirst(4)) }
            return ServerTime(
                name: "server-timing \(name)",
                text: members.dropFirst().joined(separator: ";"),
                duration: duration.flatMap { scaled($0, by: milliseconds) }
            )
        }
    }

    static func scaled(_ number: Double, by unit: Double) -> Nanoseconds? {
        let count = (number * unit).rounded()
        return count >= 0 ? Int64(exactly: count).map { Nanoseconds($0) } : nil
    }
}
