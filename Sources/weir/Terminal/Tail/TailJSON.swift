import CaptureFile
import Sessions
import StreamCore

/// `--json`: a line for each event, and one when an exchange is opened, has its headers, has ended.
///
/// `t_ns` counts from the start of the exchange: the request's first byte.
struct TailJSON: TailFormat {
    mutating func append(_ item: TailItem, tags: [String], to output: inout [UInt8]) {
        switch item {
        case .opened(let exchange, let time): append(Self.opened(exchange, at: time), to: &output)
        case .headers(let exchange, let time): append(Self.headers(exchange, at: time), to: &output)
        case .event(let event, let exchange): Self.append(event, of: exchange, to: &output)
        case .ended(let result): append(Self.ended(result, tags: tags), to: &output)
        case .bytes, .restarted: break
        }
    }

    private func append(_ object: JSONObject, to output: inout [UInt8]) {
        JSONValue.object(object).append(to: &output)
        output.append(0x0A)
    }

    private static func phase(
        _ name: String,
        _ number: Int,
        _ id: String,
        _ time: Nanoseconds
    ) -> JSONObject {
        JSONObject([
            ("exchange", JSONValue(number)), ("id", .string(id)), ("phase", .string(name)), ("t_ns", .int(time.count)),
        ])
    }

    private static func opened(_ exchange: TailExchange, at time: MonotonicInstant) -> JSONObject {
        var object = phase("opened", exchange.number, exchange.id, time - exchange.startedAt)
        let started = exchange.originWallMicroseconds &+ exchange.startedAt.nanoseconds / 1000
        object["started"] = .string(WallClock.text(microseconds: started))
        object["method"] = JSONValue(exchange.request?.method)
        object["url"] = JSONValue(exchange.request?.url)
        object["target"] = JSONValue(exchange.request?.target)
        object["model"] = JSONValue(exchange.model)
        object["stream_requested"] = JSONValue(exchange.streamRequested)
        return object
    }

    private static func headers(_ exchange: TailExchange, at time: MonotonicInstant) -> JSONObject {
        var object = phase("headers", exchange.number, exchange.id, time - exchange.startedAt)
        object["status"] = JSONValue(exchange.response?.status)
        object["by"] = JSONValue(exchange.response?.author.rawValue)
        object["content_type"] = JSONValue(exchange.response?.headers.first(named: "content-type"))
        object["dialect"] = JSONValue(exchange.dialect)
        object["model"] = JSONValue(exchange.model)
        return object
    }

    private static func ended(_ result: AnalyzedExchange, tags: [String]) -> JSONObject {
        let recorded = result.recorded
        let time = (recorded.end?.endedAt ?? recorded.lastSeenAt) - recorded.startedAt
        var object = phase("ended", recorded.number, recorded.id, time)
        object["state"] = .string(result.state.rawValue)
        object["why"] = JSONValue(recorded.end?.ending.reason.rawValue)
        object["detail"] = JSONValue(recorded.end?.ending.detail)
        object["dialect"] = .string(result.dialect)
        object["model"] = JSONValue(result.model)
        object["stream"] = .bool(result.isStream)
        object["finish_reason"] = JSONValue(result.answer.firstChoice?.finishReason)
        object["events"] = JSONValue(result.events)
        object["reads"] = JSONValue(result.reads)
        object["bytes"] = JSONValue(recorded.body.count)
        for key in [MetricKey.ttft, .endToEnd, .tpot, .maximumGap] {
            object[key.rawValue] = JSONValue(result.metrics[key]?.double.map { Int64($0.rounded()) })
        }
        object["usage"] = usage(result.answer.usage)
        if !result.isStream { object["deltas"] = .array(result.documentDeltas.map(ExchangeJSON.delta)) }
        object["tags"] = .array(tags.map { .string($0) })
        object["findings"] = ExchangeJSON.list(result.findings)
        if let socket = result.socket {
            object["websocket"] = SocketJSON.value(of: socket, from: recorded.startedAt)
        }
        return object
    }

    private static func usage(_ usage: Usage) -> JSONValue {
        [
            "input_tokens": JSONValue(usage.inputTokens), "output_tokens": JSONValue(usage.outputTokens),
            "reasoning_tokens": JSONValue(usage.reasoningTokens), "cached_tokens": JSONValue(usage.cachedTokens),
            "total_tokens": JSONValue(usage.totalTokens), "source": .string(usage.source.rawValue),
        ]
    }
}

extension TailJSON {
    /// Written without a tree in between: there may be thousands a second.
    private static func append(_ event: AnalyzedEvent, of exchange: TailExchange, to output: inout [UInt8]) {
        JSONWriter.append(raw: "{\"exchange\":", to: &output)
        JSONWriter.append(exchange.number, to: &output)
        append("id", exchange.id, to: &output)
        append("n", event.index, to: &output)
        append("event", event.ordinal, to: &output)
        append("t_ns", Int((event.time - exchange.startedAt).count), to: &output)
        append("gap_ns", event.gap.map { Int($0.count) }, to: &output)
        append("read", event.read, to: &output)
        append("kind", event.kind.rawValue, to: &output)
        append("type", event.type, to: &output)
        append("data", event.data, to: &output)
        append("last_event_id", event.lastEventID, to: &output)
        append("retry", event.retry, to: &output)
        append("deltas", event.deltas, to: &output) { ExchangeJSON.delta($0).append(to: &$1) }
        append("findings", event.findings, to: &output) { ExchangeJSON.finding($0).append(to: &$1) }
        if let wrapped = event.wrapped { append("wrapped", wrapped, to: &output) }
        if let message = event.message { append(message, to: &output) }
        JSONWriter.append(raw: "}\n", to: &output)
    }

    /// Whose message it is, and of which kind.
    private static func append(_ message: AnalyzedMessage, to output: inout [UInt8]) {
        for (name, value) in SocketJSON.members(of: message) {
            JSONWriter.append(raw: ",", to: &output)
            JSONWriter.append(string: name, to: &output)
            JSONWriter.append(raw: ":", to: &output)
            value.append(to: &output)
        }
    }

    private static func append(key: StaticString, to output: inout [UInt8]) {
        JSONWriter.append(raw: ",\"", to: &output)
        JSONWriter.append(raw: key, to: &output)
        JSONWriter.append(raw: "\":", to: &output)
    }

    private static func append(_ key: StaticString, _ text: String, to output: inout [UInt8]) {
        append(key: key, to: &output)
        JSONWriter.append(string: text, to: &output)
    }

    private static func append(_ key: StaticString, _ number: Int?, to output: inout [UInt8]) {
        append(key: key, to: &output)
        if let number { JSONWriter.append(number, to: &output) } else { JSONWriter.append(raw: "null", to: &output) }
    }

    private static func append<Item>(
        _ key: StaticString,
        _ items: [Item],
        to output: inout [UInt8],
        _ item: (Item, inout [UInt8]) -> Void
    ) {
        append(key: key, to: &output)
        JSONWriter.append(raw: "[", to: &output)
        for (place, element) in items.enumerated() {
            if place > 0 { JSONWriter.append(raw: ",", to: &output) }
            item(element, &output)
        }
        JSONWriter.append(raw: "]", to: &output)
    }
}
