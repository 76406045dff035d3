import Filters
import Sessions
import StreamCore

/// An exchange, or one event in it, as expressions ask about it.
struct ExchangeSubject: FilterSubject {
    private let exchange: TailExchange
    /// Nil while the exchange goes on: what only its end tells is null then.
    private let result: AnalyzedExchange?
    /// The event that is asked about; without one the `event` fields are null.
    var event: AnalyzedEvent?
    /// What filter files say about it.
    var tags: [String]

    /// An exchange that is over, or was read as far as it goes.
    init(_ result: AnalyzedExchange, event: AnalyzedEvent? = nil, tags: [String] = []) {
        exchange = TailExchange(result)
        self.result = result
        self.event = event
        self.tags = tags
    }

    /// An exchange that goes on.
    init(_ exchange: TailExchange, event: AnalyzedEvent? = nil) {
        self.exchange = exchange
        result = nil
        self.event = event
        tags = []
    }

    func value(of field: FilterField) -> FilterValue {
        switch field {
        case .requestHeader(let name): Self.texts(named: name, in: exchange.request?.headers)
        case .responseHeader(let name): Self.texts(named: name, in: exchange.response?.headers)
        case .named(let name): value(of: name)
        }
    }

    private func value(of name: FilterField.Name) -> FilterValue {
        switch name.phase {
        case .request: requestValue(of: name)
        case .response: responseValue(of: name)
        case .event: event.map { Self.value(of: name, in: $0) } ?? .null
        case .end: result.map { endValue(of: name, in: $0) } ?? .null
        }
    }

    private func requestValue(of name: FilterField.Name) -> FilterValue {
        guard let request = exchange.request else { return .null }
        return switch name {
        case .url: .text(request.url)
        case .host: Self.text(request.host)
        case .path: .text(request.path)
        case .method: .text(request.method)
        case .route: Self.text(request.route)
        case .requestBody: Self.text(result.map { String(decoding: $0.recorded.requestBody, as: UTF8.self) })
        default: .null
        }
    }

    private func responseValue(of name: FilterField.Name) -> FilterValue {
        switch name {
        case .status: Self.number(exchange.response?.status)
        case .dialect: Self.text(exchange.dialect)
        case .model: Self.text(exchange.model)
        case .stream: (result?.isStream ?? exchange.streamRequested).map { .flag($0) } ?? .null
        case .ttfb:
            if let result {
                Self.duration(result.metrics[.ttfb])
            } else if let attempt = exchange.attemptAt, let first = exchange.response?.firstByteAt {
                .duration(first - attempt)
            } else {
                .null
            }
        default: .null
        }
    }

    private static func value(of name: FilterField.Name, in event: AnalyzedEvent) -> FilterValue {
        switch name {
        case .eventType: .text(event.type)
        case .eventData: .text(event.data)
        case .eventNumber: number(event.ordinal)
        case .gap: event.gap.map { .duration($0) } ?? .null
        default: .null
        }
    }

    private func endValue(of name: FilterField.Name, in result: AnalyzedExchange) -> FilterValue {
        let metrics = result.metrics
        return switch name {
        case .state: .text(result.state.rawValue)
        case .events: .number(Double(result.events))
        case .bytes: .number(Double(result.recorded.body.count))
        case .ttfe: Self.duration(metrics[.ttfe])
        case .ttft: Self.duration(metrics[.ttft])
        case .ttfo: Self.duration(metrics[.ttfo])
        case .tpot: Self.duration(metrics[.tpot])
        case .duration: Self.duration(metrics[.endToEndWire])
        case .maximumGap: Self.duration(metrics[.maximumGap])
        case .stalls: metrics[.stalls]?.double.map { .number($0) } ?? .null
        case .findingSeverity: .texts(Set(result.findings.map(\.severity.rawValue)).sorted())
        case .finding: .texts(result.findings.map(\.code.rawValue))
        case .errorType: Self.text(result.error?.type)
        case .tag: .texts(tags)
        default: Self.value(of: name, in: result.answer)
        }
    }

    private static func value(of name: FilterField.Name, in answer: ModelAnswer) -> FilterValue {
        let choice = answer.firstChoice
        let calls = answer.choices.flatMap(\.toolCalls)
        return switch name {
        case .finish: text(choice?.finishReason)
        case .text: text(choice?.text)
        case .reasoning: text(choice?.reasoning)
        case .toolName: .texts(calls.compactMap(\.name))
        case .toolArguments: .texts(calls.map(\.arguments))
        case .tools: .number(Double(calls.count))
        case .usageInput: number(answer.usage.inputTokens)
        case .usageOutput: number(answer.usage.outputTokens)
        case .usageCached: number(answer.usage.cachedTokens)
        case .tokens: number(answer.usage.tokens)
        default: .null
        }
    }

    private static func text(_ value: String?) -> FilterValue {
        value.map { .text($0) } ?? .null
    }

    private static func number(_ value: Int?) -> FilterValue {
        value.map { .number(Double($0)) } ?? .null
    }

    private static func duration(_ value: MetricValue?) -> FilterValue {
        value?.double.map { .duration(Nanoseconds(Int64($0.rounded()))) } ?? .null
    }

    private static func texts(named name: String, in headers: [HeaderField]?) -> FilterValue {
        let values = (headers ?? []).filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
        return values.isEmpty ? .null : .texts(values)
    }
}

extension Usage {
    /// Input and output together; nil unless both are known.
    var tokens: Int? {
        guard let inputTokens, let outputTokens else { return totalTokens }
        return inputTokens + outputTokens
    }
}
