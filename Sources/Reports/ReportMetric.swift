/// A metric that reports summarise: its JSON key, its name for people and its unit.
package struct ReportMetric: Hashable, Sendable {
    package enum Unit: Sendable {
        /// Nanoseconds in JSON, milliseconds in tables.
        case time
        case perSecond
        case count
        case share
        case bytes
        case dollars

        /// What tables print behind the name.
        package var title: String {
            switch self {
            case .time: "ms"
            case .perSecond: "/s"
            case .count, .share: ""
            case .bytes: "B"
            case .dollars: "$"
            }
        }
    }

    package var key: String
    package var title: String
    package var unit: Unit

    /// Somebody waits for it, so an exchange that failed waited for ever.
    package var isWaitedFor: Bool { Self.waits.contains(key) }

    private static let waits: Set<String> = [
        "ttfb_ns", "tth_ns", "ttfe_ns", "ttft_ns", "ttft_nc_ns", "ttft_client_ns", "ttfo_ns", "e2e_ns", "e2e_wire_ns",
        "tpot_ns",
    ]

    /// A larger value is a better one.
    package var isBetterWhenLarger: Bool { unit == .perSecond }

    /// Metrics that are one number an exchange, in the order of METRICS §1.
    package static let scalars: [ReportMetric] = [
        time("ttfb_ns", "first byte"),
        time("tth_ns", "headers"),
        time("ttfe_ns", "first event"),
        time("ttf_reasoning_ns", "first reasoning"),
        time("ttf_text_ns", "first text"),
        time("ttf_tool_ns", "first tool call"),
        time("ttf_args_ns", "first tool argument"),
        time("ttf_media_ns", "first media"),
        time("ttft_ns", "TTFT"),
        time("ttft_nc_ns", "TTFT without connecting"),
        time("ttft_client_ns", "TTFT seen by client"),
        time("ttfo_ns", "first answer token"),
        time("reasoning_ns", "reasoning"),
        time("ttst_ns", "second event after first"),
        time("gen_ns", "generation"),
        time("e2e_ns", "end to end"),
        time("e2e_wire_ns", "end to end on the wire"),
        time("tail_ns", "tail"),
        ReportMetric(key: "tokens_out", title: "output tokens", unit: .count),
        ReportMetric(key: "tokens_vis", title: "visible tokens", unit: .count),
        time("tpot_ns", "TPOT"),
        ReportMetric(key: "tps", title: "tokens/s", unit: .perSecond),
        ReportMetric(key: "tps_e2e", title: "tokens/s end to end", unit: .perSecond),
        ReportMetric(key: "tok_per_event", title: "tokens per event", unit: .count),
        ReportMetric(key: "coalesce", title: "events per read", unit: .count),
        ReportMetric(key: "zero_gap_share", title: "gaps inside one read", unit: .share),
        time("jitter_ns", "jitter"),
        time("stall_ns", "stalled"),
        time("max_gap_ns", "longest gap"),
        time("ping_gap_ns", "ping interval"),
        time("dns_ns", "DNS"), time("tcp_ns", "TCP connect"), time("via_ns", "proxy on the way"),
        time("tls_ns", "TLS handshake"),
        time("send_ns", "send"), time("wait_ns", "wait"),
        time("down_blocked_ns", "client blocked"),
        time("up_paused_ns", "upstream paused"),
    ]

    /// Metrics that are a list an exchange; `gap_stream_ns` has one value a stream, its median gap.
    package static let gaps = time("gap_ns", "gap between events")
    package static let arrivalGaps = time("arr_ns", "gap between reads")
    package static let streamGaps = time("gap_stream_ns", "median gap of a stream")
    package static let ownLatency = time("proxy_ns", "Weir's own latency")
    package static let ownRequestLatency = time("proxy_req_ns", "Weir's own latency, request")

    /// Of all exchanges that have them, complete or not: what was paid for counts.
    package static let spent: [ReportMetric] = [
        ReportMetric(key: "tokens_in", title: "input tokens", unit: .count),
        ReportMetric(key: "tokens_cached", title: "cached input tokens", unit: .count),
        ReportMetric(key: "cost_usd", title: "cost", unit: .dollars),
    ]

    /// Always in a report, with `n` 0 when nothing was measured.
    package static let always: Set<String> = ["ttft_ns", "tpot_ns", "tps", "e2e_ns", "gap_ns"]

    private static func time(_ key: String, _ title: String) -> ReportMetric {
        ReportMetric(key: key, title: title, unit: .time)
    }

    /// Names people use on the command line, beside the JSON keys.
    package static func named(_ name: String) -> ReportMetric? {
        let aliases = ["e2e": "e2e_ns", "duration": "e2e_wire_ns", "gap": "gap_ns", "max_gap": "max_gap_ns"]
        let key = aliases[name] ?? name
        return (scalars + [gaps, arrivalGaps, streamGaps] + spent).first { $0.key == key || $0.key == "\(key)_ns" }
    }
}
