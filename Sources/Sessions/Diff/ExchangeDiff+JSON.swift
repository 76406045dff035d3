package import StreamCore

extension ExchangeDiff {
    /// As `weir diff --json` prints it; unknown is null.
    package var json: JSONObject {
        JSONObject([
            ("a", side(a)), ("b", side(b)), ("prompt", promptJSON), ("cache", cacheJSON), ("message", messageJSON),
            ("tool_calls", .array(answer.calls.map(call))), ("timing", figures(timing)), ("usage", figures(usage)),
        ])
    }

    private func side(_ exchange: AnalyzedExchange) -> JSONValue {
        [
            "exchange": JSONValue(exchange.recorded.number),
            "id": exchange.recorded.id.isEmpty ? .null : .string(exchange.recorded.id),
            "dialect": .string(exchange.dialect),
            "model": JSONValue(exchange.model),
            "state": .string(exchange.state.rawValue),
            "status": JSONValue(exchange.recorded.response?.head.status),
        ]
    }

    private var promptJSON: JSONValue {
        [
            "relation": .string(prompt.relation.rawValue),
            "common_sections": JSONValue(prompt.commonSections),
            "common_bytes": JSONValue(prompt.commonBytes),
            "a": size(prompt.a),
            "b": size(prompt.b),
            "divergence": divergence(prompt.divergence),
            "tools": .array(
                prompt.tools.map { ["name": .string($0.name), "change": .string($0.kind.rawValue)] }
            ),
            "settings": .array(
                prompt.settings.map { ["name": .string($0.name), "a": $0.a ?? .null, "b": $0.b ?? .null] }
            ),
        ]
    }

    private func size(_ side: PromptDiff.Side) -> JSONValue {
        [
            "sections": JSONValue(side.sections), "bytes": JSONValue(side.bytes),
            "cache_marks": .array(side.marks.map { .string($0) }),
        ]
    }

    private func divergence(_ divergence: Divergence?) -> JSONValue {
        guard let divergence else { return .null }
        return [
            "path": .string(divergence.path),
            "change": .string(divergence.change.rawValue),
            "a": JSONValue(divergence.a),
            "b": JSONValue(divergence.b),
            "common_characters": JSONValue(divergence.commonCharacters),
        ]
    }

    private var cacheJSON: JSONValue {
        [
            "summary": .string(cache.summary),
            "explained": JSONValue(cache.isExplained),
            "cached_tokens": JSONValue(b.answer.usage.cachedTokens),
            "common_tokens": JSONValue(cache.commonTokens),
            "common_tokens_source": cache.commonTokens == nil ? .null : "estimate",
            "known": .array(cache.known.map { .string($0) }),
            "guesses": .array(cache.guesses.map { .string($0) }),
        ]
    }

    private var messageJSON: JSONValue {
        [
            "text": divergence(answer.text),
            "reasoning": divergence(answer.reasoning),
            "characters": ["a": JSONValue(answer.lengths.a), "b": JSONValue(answer.lengths.b)],
            "finish_reason": ["a": JSONValue(answer.finishReasons.a), "b": JSONValue(answer.finishReasons.b)],
        ]
    }

    private func call(_ call: AnswerDiff.Call) -> JSONValue {
        [
            "index": JSONValue(call.index), "a": JSONValue(call.a), "b": JSONValue(call.b),
            "divergence": divergence(call.divergence),
        ]
    }

    private func figures(_ figures: [Figure]) -> JSONValue {
        .object(
            JSONObject(
                figures.map { figure in
                    let values: JSONValue = [
                        "a": number(figure.a), "b": number(figure.b), "delta": number(figure.difference),
                    ]
                    return (figure.key, values)
                }
            )
        )
    }

    private func number(_ value: Double?) -> JSONValue {
        guard let value else { return .null }
        return Int64(exactly: value).map { .int($0) } ?? .double(value)
    }
}
