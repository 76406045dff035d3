/// The figures of one exchange; raw values are their JSON keys, cases stand in the order of the contract.
package enum MetricKey: String, CaseIterable, Hashable, Sendable {
    case ttfb = "ttfb_ns"
    case timeToHead = "tth_ns"
    case ttfe = "ttfe_ns"
    case firstReasoning = "ttf_reasoning_ns"
    case firstText = "ttf_text_ns"
    case firstTool = "ttf_tool_ns"
    case firstArguments = "ttf_args_ns"
    case firstMedia = "ttf_media_ns"
    case ttft = "ttft_ns"
    case ttftWithoutConnection = "ttft_nc_ns"
    case ttftAtClient = "ttft_client_ns"
    case ttfo = "ttfo_ns"
    case reasoning = "reasoning_ns"
    case secondEvent = "ttst_ns"
    case generation = "gen_ns"
    case endToEnd = "e2e_ns"
    case endToEndWire = "e2e_wire_ns"
    case tail = "tail_ns"
    case tokensOut = "tokens_out"
    case tokensVisible = "tokens_vis"
    case tpot = "tpot_ns"
    case speed = "tps"
    case endToEndSpeed = "tps_e2e"
    case gaps = "gap_ns"
    case arrivalGaps = "arr_ns"
    case gapsPerToken = "gap_tok_ns"
    case tokensPerEvent = "tok_per_event"
    case coalescing = "coalesce"
    case zeroGapShare = "zero_gap_share"
    case jitter = "jitter_ns"
    case stalls
    case stallTime = "stall_ns"
    case maximumGap = "max_gap_ns"
    case pingGap = "ping_gap_ns"
    case dns = "dns_ns"
    case tcp = "tcp_ns"
    /// The conversation with a proxy on the way.
    case via = "via_ns"
    case tls = "tls_ns"
    case send = "send_ns"
    case wait = "wait_ns"
    case proxyLatency = "proxy_ns"
    case proxyRequest = "proxy_req_ns"
    case clientBlocked = "down_blocked_ns"
    case clientQueue = "down_q_max"
    case upstreamPaused = "up_paused_ns"

    package enum Unit: String, Hashable, Sendable {
        case nanoseconds = "ns"
        case nanosecondsPerToken = "ns/token"
        case tokensPerSecond = "token/s"
        case tokens = "token"
        case count
        case bytes = "byte"
        case ratio = "1"
    }

    package var unit: Unit {
        switch self {
        case .tokensOut, .tokensVisible: .tokens
        case .tpot, .gapsPerToken: .nanosecondsPerToken
        case .speed, .endToEndSpeed: .tokensPerSecond
        case .tokensPerEvent, .coalescing, .zeroGapShare: .ratio
        case .stalls: .count
        case .clientQueue: .bytes
        default: .nanoseconds
        }
    }

    /// Whether it has one value for each gap or read.
    package var isList: Bool {
        switch self {
        case .gaps, .arrivalGaps, .gapsPerToken, .proxyLatency: true
        default: false
        }
    }
}

/// The value of a figure; each in its key's unit.
package enum MetricValue: Hashable, Sendable {
    /// Nanoseconds, tokens, counts, bytes.
    case whole(Int64)
    case number(Double)
    case list([Int64])

    /// The value as a number; nil for lists.
    package var double: Double? {
        switch self {
        case .whole(let value): Double(value)
        case .number(let value): value
        case .list: nil
        }
    }

    /// Times are whole nanoseconds in JSON.
    fileprivate func json(_ unit: MetricKey.Unit) -> JSONValue {
        switch self {
        case .whole(let value): .int(value)
        case .number(let value) where unit == .nanoseconds || unit == .nanosecondsPerToken: .int(Int64(value.rounded()))
        case .number(let value): .double(value)
        case .list(let values): .array(values.map { .int($0) })
        }
    }
}

extension StreamMetrics {
    /// The `timing` object: every key in order, null with its reason in `why` where there is no value.
    package var json: JSONObject {
        var object = JSONObject()
        for key in MetricKey.allCases {
            object[key.rawValue] = self[key]?.json(key.unit) ?? .null
            if key == .tokensOut { object["tokens_src"] = JSONValue(tokenSource.flatMap { Self.word(for: $0) }) }
            if key == .tls { object["reused"] = JSONValue(isReused) }
        }
        object["why"] = .object(
            JSONObject(
                MetricKey.allCases.compactMap { key in
                    why[key].map { (key.rawValue, .string($0)) }
                }
            )
        )
        return object
    }

    private static func word(for source: Usage.Source) -> String? {
        switch source {
        case .provider: "usage"
        case .tokenizer: "tokenizer"
        case .estimate: "estimate"
        case .none: nil
        }
    }
}
