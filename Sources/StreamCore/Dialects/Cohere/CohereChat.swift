/// Reads Cohere's v2 chat streams.
///
/// Content, tool calls and citations are numbered each by themselves.
package struct CohereChat: DialectReader {
    private var calls = WireIndexMap()
    private var hasRole = false
    package let model: String? = nil
    package private(set) var isComplete = false
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, json.isObject else { return readPlain(event, into: &deltas) }
        let type = event.name
        let message = json["delta"]?["message"]
        if type.isText("content-delta") || type.isText("content-start") {
            if let content = message?["content"] { readContent(content, into: &deltas) }
        } else if type.isText("tool-call-delta") {
            if let call = Self.only(message?["tool_calls"]) { readArguments(of: call, event: json, into: &deltas) }
        } else if type.isText("tool-call-start") {
            if let call = Self.only(message?["tool_calls"]) { openCall(call, event: json, into: &deltas) }
        } else if type.isText("tool-plan-delta") {
            append(.reasoning, message?["tool_plan"], into: &deltas)
        } else if type.isText("message-start") {
            readRole(message?["role"], into: &deltas)
        } else if type.isText("message-end") {
            sawTerminator = true
            if let end = json["delta"] { readEnd(end, into: &deltas) }
        } else if let found = ProviderError(in: event) {
            report(found, into: &deltas)
        } else if !event.isKeepAlive, !Self.closesPart(type) {
            deltas.append(Delta(.other, name: type.isEmpty ? nil : type.text))
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { return report(found, into: &deltas) }
        let message = document["message"]
        readRole(message?["role"], into: &deltas)
        append(.reasoning, message?["tool_plan"], into: &deltas)
        message?["content"]?.forEachElement { readContent($0, into: &deltas) }
        message?["tool_calls"]?.forEachElement { openCall($0, event: nil, into: &deltas) }
        readEnd(document, into: &deltas)
    }

    /// `[DONE]`, which the SDK accepts, or text that should not be here.
    private mutating func readPlain(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.data.startsWithText("[DONE]") {
            sawTerminator = true
        } else if let found = ProviderError(in: event) {
            report(found, into: &deltas)
        }
    }

    private mutating func readRole(_ role: JSONView?, into deltas: inout [Delta]) {
        guard !hasRole, let role, role.isNonEmptyString else { return }
        hasRole = true
        deltas.append(Delta(.role, text: role.string))
    }

    private func readContent(_ content: JSONView, into deltas: inout [Delta]) {
        append(.reasoning, content["thinking"], into: &deltas)
        append(.text, content["text"], into: &deltas)
    }

    private mutating func openCall(_ call: JSONView, event: JSONView?, into deltas: inout [Delta]) {
        let position = calls.open(event?["index"]?.int ?? calls.count)
        let name = call["function"]?["name"]?.nonEmptyString
        deltas.append(Delta(.toolStart, index: position, id: call["id"]?.nonEmptyString, name: name))
        append(.toolArguments, call["function"]?["arguments"], index: position, into: &deltas)
    }

    private mutating func readArguments(of call: JSONView, event: JSONView, into deltas: inout [Delta]) {
        let index = event["index"]?.int ?? max(0, calls.count - 1)
        // A call that never started still says what it brings.
        let position = calls.place(of: index) ?? calls.open(index)
        append(.toolArguments, call["function"]?["arguments"], index: position, into: &deltas)
    }

    private mutating func readEnd(_ end: JSONView, into deltas: inout [Delta]) {
        if let usage = end["usage"], usage.isObject { deltas.append(Delta(.usage, usage: Usage(cohere: usage))) }
        let failure = ProviderError(cohere: end)
        if let failure { report(failure, into: &deltas) }
        guard let reason = end["finish_reason"]?.nonEmptyString else { return }
        isComplete = failure == nil
        deltas.append(Delta(.finish, text: reason))
    }

    private func append(_ kind: Delta.Kind, _ text: JSONView?, index: Int? = nil, into deltas: inout [Delta]) {
        guard let text, text.isNonEmptyString else { return }
        deltas.append(Delta(kind, index: index, text: text.string))
    }

    private mutating func report(_ found: ProviderError, into deltas: inout [Delta]) {
        error = error ?? found
        deltas.append(found.delta)
    }

    /// A call comes as an object; in a list it would be the only one.
    static func only(_ calls: JSONView?) -> JSONView? {
        guard let calls else { return nil }
        return calls.isArray ? calls.first : calls
    }

    private static func closesPart(_ type: ByteView) -> Bool {
        type.isText("content-end") || type.isText("tool-call-end") || type.isText("citation-end")
    }
}

extension CohereChat {
    private static let eventTypes: [StaticString] = [
        "message-start", "content-start", "content-delta", "content-end", "tool-plan-delta", "tool-call-start",
        "tool-call-delta", "tool-call-end", "citation-start", "citation-end", "message-end",
    ]

    /// Whether an event can only be of this grammar, or a document is its whole answer.
    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json, json.isObject else { return false }
        let type = event.name
        if !type.isEmpty { return eventTypes.contains { type.isText($0) } && json["delta"] != nil || isEnd(type, json) }
        return json["finish_reason"]?.isString ?? false && json["message"]?["role"]?.isString ?? false
    }

    /// The events that close a part have no delta.
    private static func isEnd(_ type: ByteView, _ json: JSONView) -> Bool {
        closesPart(type) && json["index"]?.int != nil
    }
}

extension ProviderError {
    /// The failure that the end of an answer tells; nil when it ended well.
    fileprivate init?(cohere end: JSONView) {
        let reason = end["finish_reason"]?.string ?? ""
        let text = end["error"].flatMap { $0.isTruthy ? $0 : nil }
        guard text != nil || reason.hasPrefix("ERROR") || reason == "TIMEOUT" else { return nil }
        var raw = end.value
        raw["usage"] = nil
        let message = text.map { $0.string ?? $0["message"]?.string ?? $0.value.text() }
        self.init(type: reason, message: message ?? "the answer ended with \(reason)", raw: raw)
    }
}

extension Usage {
    /// The real counts; `billed_units` leave out what is free.
    init(cohere usage: JSONView) {
        let tokens = usage["tokens"]
        let input = tokens?["input_tokens"]?.int
        let output = tokens?["output_tokens"]?.int
        self.init(
            inputTokens: input,
            outputTokens: output,
            cachedTokens: usage["cached_tokens"]?.int,
            totalTokens: input == nil || output == nil ? nil : Self.sum(input, output),
            source: .provider
        )
    }
}
