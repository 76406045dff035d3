import StreamCore

/// Times that a server tells inside its answer.
extension ServerTime {
    /// The times that parts of an answer tell.
    ///
    /// Of two with one title the first counts.
    static func times(in parts: [JSONValue]) -> [ServerTime] {
        var times: [ServerTime] = []
        for part in parts {
            for place in places { place.add(from: part, to: &times) }
        }
        return times
    }

    private static let nanoseconds = 1.0

    private static let queueToTotal: KeyValuePairs = [
        "queue_time": "queue", "prompt_time": "prompt", "completion_time": "generation", "total_time": "total",
    ]

    private static let places = [
        // llama.cpp
        Place(["timings"], milliseconds, ["prompt_ms": "prompt", "predicted_ms": "generation"]),
        // Groq, Cerebras
        Place(["usage"], seconds, queueToTotal),
        Place(["x_groq", "usage"], seconds, queueToTotal),
        Place(["time_info"], seconds, queueToTotal),
        // Ollama
        Place(
            [],
            nanoseconds,
            [
                "load_duration": "load", "prompt_eval_duration": "prompt", "eval_duration": "generation",
                "total_duration": "total",
            ]
        ),
        // Bedrock
        Place(["metrics"], milliseconds, ["latencyMs": "total"]),
        Place(
            ["amazon-bedrock-invocationMetrics"],
            milliseconds,
            ["firstByteLatency": "first byte", "invocationLatency": "total"]
        ),
        // Fireworks
        Place(["perf_metrics"], seconds),
    ]
}

/// An object of an answer whose members are times in one unit.
private struct Place {
    private let path: [String]
    private let unit: Double
    /// Members and what they are called for people; nil where every member with a time in its name counts.
    private let titles: KeyValuePairs<String, String>?

    init(_ path: [String], _ unit: Double, _ titles: KeyValuePairs<String, String>? = nil) {
        self.path = path
        self.unit = unit
        self.titles = titles
    }

    func add(from part: JSONValue, to times: inout [ServerTime]) {
        guard let object = path.reduce(part as JSONValue?, { $0?[$1] })?.objectValue else { return }
        if let titles {
            for (key, title) in titles {
                if let value = object[key] { add(value, key, title, to: &times) }
            }
        } else {
            for (key, value) in object.members where key.contains("time") || key.contains("duration") {
                add(value, key, key, to: &times)
            }
        }
    }

    private func add(_ value: JSONValue, _ key: String, _ title: String, to times: inout [ServerTime]) {
        guard !times.contains(where: { $0.title == title }) else { return }
        guard let number = value.doubleValue ?? value.stringValue.flatMap({ Double($0) }) else { return }
        guard let duration = ServerTime.scaled(number, by: unit) else { return }
        let name = (path + [key]).joined(separator: ".")
        let text = value.stringValue ?? value.text()
        times.append(ServerTime(name: name, text: text, duration: duration, title: title))
    }
}
