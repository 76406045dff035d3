import CaptureFile
package import StreamCore

/// Exchanges as `show --json`, `ls --json` and `decode --json` print them: every key, unknown is null.
package enum ExchangeJSON {
    /// The whole exchange; its messages must have been kept.
    package static func object(of exchange: AnalyzedExchange, parser: JSONParser) -> JSONObject {
        var object = head(of: exchange)
        object["request"] = RequestResponseJSON.request(of: exchange.recorded, parser: parser)
        object["response"] = RequestResponseJSON.response(of: exchange, parser: parser)
        object["headers_view"] = HeadersView(exchange.recorded, parser: parser).json
        append(exchange.body, state: exchange.state, to: &object)
        object["end"] = end(of: exchange)
        object["message"] = exchange.message ?? .null
        append(exchange, to: &object)
        object["server_times"] = .array(exchange.body.serverTimes.map(\.json))
        return object
    }

    /// The exchange without message, bodies and headers.
    package static func summary(of exchange: AnalyzedExchange) -> JSONObject {
        var object = head(of: exchange)
        object["request"] = RequestResponseJSON.requestLine(of: exchange.recorded).map { .object($0) } ?? .null
        object["response"] = RequestResponseJSON.statusLine(of: exchange.recorded).map { .object($0) } ?? .null
        append(exchange.body, state: exchange.state, to: &object)
        object["end"] = end(of: exchange)
        append(exchange, to: &object)
        return object
    }

    /// A body of which nothing else is known: no request, no timing; the exchange's own facts are null.
    package static func object(of body: AnalyzedBody, byteCount: Int) -> JSONObject {
        var object: JSONObject = JSONObject([
            ("exchange", .null), ("id", .null), ("started", .null), ("response", .null),
        ])
        append(body, state: body.state, to: &object)
        object["end"] = ["why": .string(EndReason.eof.rawValue), "at_event": .null, "detail": .null]
        object["message"] = body.message ?? .null
        append(answerOf: body, to: &object)
        object["events"] = JSONValue(body.events)
        object["reads"] = .null
        object["bytes"] = JSONValue(byteCount)
        object["findings"] = list(body.findings)
        object["server_times"] = .array(body.serverTimes.map(\.json))
        return object
    }
}

extension ExchangeJSON {
    private static func head(of exchange: AnalyzedExchange) -> JSONObject {
        let recorded = exchange.recorded
        // Files made by hand may tell no wall clock.
        let started = recorded.originWallMicroseconds > 0 ? recorded.wallMicroseconds(at: recorded.startedAt) : nil
        return JSONObject([
            ("exchange", JSONValue(recorded.number)),
            ("id", recorded.id.isEmpty ? .null : .string(recorded.id)),
            ("started", JSONValue(started.map { WallClock.text(microseconds: $0) })),
        ])
    }

    private static func append(_ body: AnalyzedBody, state: EndState, to object: inout JSONObject) {
        object["dialect"] = .string(body.dialect)
        object["model"] = JSONValue(body.model)
        object["stream_requested"] = JSONValue(body.streamRequested)
        object["stream"] = .bool(body.isStream)
        object["state"] = .string(state.rawValue)
    }

    private static func end(of exchange: AnalyzedExchange) -> JSONValue {
        let ending = exchange.recorded.end?.ending
        let wasCut = ending.map { $0.reason != .eof } ?? false
        var object: JSONObject = JSONObject([
            ("why", JSONValue(ending?.reason.rawValue)),
            ("at_event", wasCut && exchange.events > 0 ? JSONValue(exchange.events) : .null),
            ("detail", JSONValue(ending?.detail)),
        ])
        if let tunnel = ending?.tunnel {
            object["tunnel"] = [
                "sent": JSONValue(tunnel.sent), "received": JSONValue(tunnel.received),
                "duration_ns": JSONValue(exchange.tunnelDuration?.count),
            ]
        }
        return .object(object)
    }

    private static func append(_ exchange: AnalyzedExchange, to object: inout JSONObject) {
        append(answerOf: exchange.body, to: &object)
        object["events"] = JSONValue(exchange.events)
        object["reads"] = JSONValue(exchange.reads)
        object["bytes"] = JSONValue(exchange.recorded.body.count)
        object["timing"] = .object(exchange.metrics.json)
        object["findings"] = list(exchange.findings)
        if let socket = exchange.socket {
            object["websocket"] = SocketJSON.value(of: socket, from: exchange.recorded.startedAt)
        }
    }

    private static func append(answerOf body: AnalyzedBody, to object: inout JSONObject) {
        let choice = body.answer.firstChoice
        object["text"] = JSONValue(choice.map { $0.text ?? "" })
        object["text_guessed"] = .bool(body.answer.isGuessed)
        object["reasoning"] = JSONValue(choice.map { $0.reasoning ?? "" })
        object["refusal"] = JSONValue(choice?.refusal)
        object["choices"] = .array(body.answer.choices.map { self.choice($0, of: body) })
        object["tool_calls"] = .array(body.toolCalls.map(toolCall))
        object["media"] = .array(body.answer.choices.flatMap(media))
        object["usage"] = usage(body.answer.usage, isPartial: body.isUsagePartial)
        object["finish_reason"] = JSONValue(choice?.finishReason)
        object["error"] = body.error.map(error) ?? .null
    }

    private static func choice(_ choice: ModelAnswer.Choice, of body: AnalyzedBody) -> JSONValue {
        [
            "index": JSONValue(choice.index),
            "text": .string(choice.text ?? ""),
            "reasoning": .string(choice.reasoning ?? ""),
            "refusal": JSONValue(choice.refusal),
            "tool_calls": .array(body.toolCalls.filter { $0.call.choice == choice.index }.map(toolCall)),
            "finish_reason": JSONValue(choice.finishReason),
        ]
    }

    private static func toolCall(_ tool: AnalyzedToolCall) -> JSONValue {
        [
            "choice": JSONValue(tool.call.choice),
            "index": JSONValue(tool.call.index),
            "id": JSONValue(tool.call.id),
            "name": JSONValue(tool.call.name),
            "arguments": .string(tool.call.arguments),
            "arguments_json": tool.arguments ?? .null,
            "complete": .bool(tool.isComplete),
        ]
    }

    private static func media(_ choice: ModelAnswer.Choice) -> [JSONValue] {
        choice.media.map { media in
            [
                "choice": JSONValue(choice.index),
                "kind": .string(media.kind),
                "pieces": JSONValue(media.pieces),
                "bytes": JSONValue(media.byteCount),
            ]
        }
    }

    /// With `isPartial` the stream was cut after these counts.
    package static func usage(_ usage: Usage, isPartial: Bool) -> JSONValue {
        [
            "input_tokens": JSONValue(usage.inputTokens),
            "output_tokens": JSONValue(usage.outputTokens),
            "reasoning_tokens": JSONValue(usage.reasoningTokens),
            "cached_tokens": JSONValue(usage.cachedTokens),
            "total_tokens": JSONValue(usage.totalTokens),
            "source": .string(usage.source.rawValue),
            "partial": usage.source == .none ? .null : .bool(isPartial),
            "cache_write_tokens": JSONValue(usage.cacheWriteTokens),
            "audio_input_tokens": JSONValue(usage.audioInputTokens),
            "audio_output_tokens": JSONValue(usage.audioOutputTokens),
            "image_input_tokens": JSONValue(usage.imageInputTokens),
            "image_output_tokens": JSONValue(usage.imageOutputTokens),
            "web_searches": JSONValue(usage.webSearches),
            "service_tier": JSONValue(usage.serviceTier),
            "charged_usd": JSONValue(usage.chargedDollars),
        ]
    }

    private static func error(_ error: ProviderError) -> JSONValue {
        [
            "type": JSONValue(error.type),
            "message": .string(error.message),
            "status": JSONValue(error.status),
        ]
    }

    package static func list(_ findings: [Finding]) -> JSONValue {
        .array(findings.map(finding))
    }

    package static func finding(_ finding: Finding) -> JSONValue {
        [
            "code": .string(finding.code.rawValue),
            "severity": .string(finding.severity.rawValue),
            "event": JSONValue(finding.place.event),
            "n": JSONValue(finding.place.block),
            "offset": JSONValue(finding.place.offset),
            "message": .string(finding.message),
            "subject": JSONValue(finding.subject),
            "evidence": JSONValue(finding.evidence),
            "count": JSONValue(finding.count),
        ]
    }
}
