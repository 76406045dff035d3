package import StreamCore

/// The report as `weir report --format json` prints it.
package enum JSONReport {
    package static func value(_ report: LatencyReport) -> JSONValue {
        var result: JSONValue = [
            "captures": .array(report.captures.map { .string($0) }),
            "n": JSONValue(report.count),
            "groups": .array(report.groups.map(group)),
            "usage": CostJSON.value(report.usage),
        ]
        if let cost = report.cost { result["cost"] = CostJSON.value(cost) }
        return result
    }

    package static func text(_ report: LatencyReport) -> String {
        value(report).text(.pretty) + "\n"
    }

    private static func group(_ group: LatencyReport.Group) -> JSONValue {
        var result: JSONValue = [
            "key": .object(JSONObject(group.key.map { ($0.name, JSONValue($0.value)) })),
            "n": JSONValue(group.count),
            "states": .object(JSONObject(group.states.map { ($0.state.rawValue, JSONValue($0.count)) })),
            "metrics": .object(
                JSONObject(group.metrics.map { ($0.metric.key, distribution($0.distribution, $0.metric)) })
            ),
            "stalls": .array(group.stalls.map(stall)),
            "findings": .array(group.findings.map(finding)),
            "buffering": buffering(group.buffering),
            "weir": own(group.own),
            "load": load(group.load),
            "retries": [
                "calls": JSONValue(group.retries.calls),
                "retries": JSONValue(group.retries.retries),
                "lost_ns": JSONValue(group.retries.lost.count),
            ],
            "usage": CostJSON.value(group.usage),
        ]
        if let cost = group.cost { result["cost"] = CostJSON.value(cost) }
        if let goodput = group.goodput { result["slo"] = slo(goodput) }
        return result
    }

    private static func distribution(_ distribution: Distribution, _ metric: ReportMetric) -> JSONValue {
        var result: JSONValue = [
            "n": JSONValue(distribution.count),
            "mean": JSONValue(distribution.mean),
            "std": JSONValue(distribution.standardDeviation),
            "min": number(distribution.minimum, metric),
        ]
        for quantile in Distribution.Quantile.allCases {
            result[quantile.rawValue] = number(distribution[quantile], metric)
        }
        result["max"] = number(distribution.maximum, metric)
        result["ci"] = byQuantile { quantile in
            guard let interval = distribution.intervals[quantile] else { return .null }
            return [number(interval.lowerBound, metric), number(interval.upperBound, metric)]
        }
        if distribution.failures > 0 {
            result["failed"] = JSONValue(distribution.failures)
            // Null here means infinite: the rank falls on a failure.
            result["adj"] = byQuantile { quantile in
                number(distribution.adjusted[quantile].flatMap { $0.isFinite ? $0 : nil }, metric)
            }
        }
        return result
    }

    private static func byQuantile(_ value: (Distribution.Quantile) -> JSONValue) -> JSONValue {
        .object(JSONObject(Distribution.Quantile.allCases.map { ($0.rawValue, value($0)) }))
    }

    /// Times are whole nanoseconds everywhere; other values as they are, whole ones without a fraction.
    private static func number(_ value: Double?, _ metric: ReportMetric) -> JSONValue {
        guard let value else { return .null }
        if metric.unit == .time { return Int64(exactly: value.rounded()).map { .int($0) } ?? .null }
        return Int64(exactly: value).map { .int($0) } ?? .double(value)
    }

    private static func finding(_ summary: FindingSummary) -> JSONValue {
        [
            "code": .string(summary.code.rawValue),
            "severity": .string(summary.severity.rawValue),
            "exchanges": JSONValue(summary.exchanges),
            "count": JSONValue(summary.count),
        ]
    }

    private static func stall(_ share: StallShare) -> JSONValue {
        [
            "by": .string(share.cause.rawValue),
            "n": JSONValue(share.count),
            "share": .double(share.share),
            "total_ns": JSONValue(share.total.count),
            "longest_ns": JSONValue(share.longest.count),
            "exchange": JSONValue(share.longestExchange),
            "at_event": JSONValue(share.longestEvent),
        ]
    }

    private static func buffering(_ summary: BufferingSummary) -> JSONValue {
        let reasons = BufferingVerdict.Reason.allCases.compactMap { reason in
            summary.reasons[reason].map { count -> JSONValue in
                ["rule": .string(reason.rawValue), "n": JSONValue(count), "reason": .string(reason.title)]
            }
        }
        return [
            "verdict": .string(summary.level.rawValue),
            "streams": JSONValue(summary.streams),
            "suspected": JSONValue(summary.suspected),
            "certain": JSONValue(summary.certain),
            "reasons": .array(reasons),
        ]
    }

    private static func own(_ own: OwnCost) -> JSONValue {
        [
            "proxy_ns": distribution(own.reads, .ownLatency),
            "proxy_req_ns": distribution(own.requests, .ownRequestLatency),
            "lost": JSONValue(own.lostRecords),
        ]
    }

    private static func load(_ load: LoadSummary) -> JSONValue {
        [
            "rps": JSONValue(load.requestRate),
            "conc_max": JSONValue(load.maximumConcurrency),
            "tps_system": JSONValue(load.tokenRate),
            "tps_system_partial": .bool(load.isTokenRatePartial),
        ]
    }

    private static func slo(_ goodput: Goodput) -> JSONValue {
        let limits = goodput.objective.limits.map { ($0.metric.key, JSONValue($0.limit.count)) }
        return [
            "limits": .object(JSONObject(limits)),
            "good": JSONValue(goodput.good),
            "attempted": JSONValue(goodput.attempted),
            "goodput": JSONValue(goodput.rate),
            "slo_share": JSONValue(goodput.share),
        ]
    }
}
