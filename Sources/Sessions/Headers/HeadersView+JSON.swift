import CaptureFile
package import StreamCore

extension HeadersView {
    /// The `headers_view` member of `show --json`.
    package var json: JSONValue {
        var answer = fields(response)
        answer["rate_limits"] = .array(rateLimits.map(limit))
        answer["retry"] = retry.isEmpty ? .null : advice
        answer["timing"] = .array(times.map(\.json))
        var asked = fields(request)
        asked["retry"] = nil
        asked["retry_count"] = JSONValue(retryCount)
        return ["request": asked, "response": answer]
    }

    /// The headers of each group that has some, as `{name, value}`.
    private func fields(_ groups: [HeaderGroup: [HeaderField]]) -> JSONValue {
        var object = JSONObject()
        for group in HeaderGroup.allCases {
            guard let fields = groups[group] else { continue }
            object[group.rawValue] = .array(
                fields.map { ["name": .string($0.name.lowercased()), "value": .string($0.value)] }
            )
        }
        return .object(object)
    }

    private func limit(_ limit: RateLimit) -> JSONValue {
        [
            "name": limit.name.isEmpty ? .null : .string(limit.name),
            "limit": JSONValue(limit.limit),
            "remaining": JSONValue(limit.remaining),
            "reset": JSONValue(limit.resetText),
            "reset_ns": JSONValue(wait(until: limit.reset)?.count),
            "reset_at": JSONValue(instant(of: limit.reset)),
        ]
    }

    private var advice: JSONValue {
        [
            "after_ns": JSONValue(wait(until: retry.wait)?.count),
            "at": JSONValue(instant(of: retry.wait)),
            "source": JSONValue(retry.source),
            "should_retry": JSONValue(retry.shouldRetry),
        ]
    }

    private func instant(of time: HeaderTime?) -> String? {
        switch time {
        case nil: nil
        case .at(let microseconds)?: WallClock.text(microseconds: microseconds)
        case .after(let duration)?: answeredAt.map { WallClock.text(microseconds: $0 + duration.count / 1000) }
        }
    }
}

extension ServerTime {
    var json: JSONValue {
        ["name": .string(name), "value": .string(text), "ns": JSONValue(duration?.count)]
    }
}
