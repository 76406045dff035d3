/// Reads streams of Mistral's conversations and agents: messages, calls, built-in tools and handoffs, numbered together.
package struct MistralConversations: DialectReader {
    private var calls = MistralCalls()
    private var hasRole = false
    package private(set) var model: String?
    package private(set) var isComplete = false
    package private(set) var error: ProviderError?
    package private(set) var sawTerminator = false

    package init() {}

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, json.isObject, let kind = MistralEvent(event.name) else {
            if event.data.startsWithText("[DONE]") {
                sawTerminator = true
            } else if let found = ProviderError(in: event) {
                report(found, into: &deltas)
            } else if !event.isKeepAlive {
                deltas.append(Delta(.other, name: event.name.isEmpty ? nil : event.name.text))
            }
            return
        }
        switch kind {
        case .started: break
        case .message: readMessage(json, into: &deltas)
        case .functionCall, .toolStarted, .toolDelta: calls.read(json, into: &deltas)
        case .toolDone, .handoff: deltas.append(Delta(.other, name: event.name.text))
        case .done: readEnd(json, into: &deltas)
        case .failed:
            sawTerminator = true
            report(ProviderError(fieldLine: .none, json: json), into: &deltas)
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { return report(found, into: &deltas) }
        var number = 0
        document["outputs"]?.forEachElement { entry in
            let type = entry["type"]
            if type.isText("message.output") {
                readMessage(entry, into: &deltas)
            } else if type.isText("function.call") || type.isText("tool.execution") {
                calls.read(entry, number: number, into: &deltas)
            } else {
                deltas.append(Delta(.other, name: type?.string))
            }
            number += 1
        }
        readEnd(document, into: &deltas)
    }

    private mutating func readMessage(_ json: JSONView, into deltas: inout [Delta]) {
        if model == nil { model = json["model"]?.nonEmptyString }
        if !hasRole, let role = json["role"]?.nonEmptyString {
            hasRole = true
            deltas.append(Delta(.role, text: role))
        }
        guard let content = json["content"] else { return }
        if let text = content.nonEmptyString { return deltas.append(Delta(.text, text: text)) }
        if content.isObject { return readChunk(content, into: &deltas) }
        content.forEachElement { readChunk($0, into: &deltas) }
    }

    /// A typed piece in place of a string: text, thoughts, or a reference to something.
    private func readChunk(_ chunk: JSONView, into deltas: inout [Delta]) {
        if let thinking = chunk["thinking"] {
            if let text = thinking.nonEmptyString { deltas.append(Delta(.reasoning, text: text)) }
            thinking.forEachElement { piece in
                if let text = piece["text"]?.nonEmptyString { deltas.append(Delta(.reasoning, text: text)) }
            }
        } else if let text = chunk["text"] {
            if text.isNonEmptyString { deltas.append(Delta(.text, text: text.string)) }
        } else {
            deltas.append(Delta(.other, name: chunk["type"]?.string))
        }
    }

    /// No reason is given: an answer that is done is done.
    private mutating func readEnd(_ json: JSONView, into deltas: inout [Delta]) {
        isComplete = true
        sawTerminator = true
        if let usage = json["usage"], usage.isObject { deltas.append(Delta(.usage, usage: Usage(mistral: usage))) }
        deltas.append(Delta(.finish))
    }

    private mutating func report(_ found: ProviderError, into deltas: inout [Delta]) {
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension MistralConversations {
    /// Whether an event can only be of this grammar, or a document is its whole answer.
    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json, json.isObject else { return false }
        if MistralEvent(event.name) != nil { return true }
        return json["object"].isText("conversation.response") && json["outputs"]?.isArray ?? false
    }
}

extension Usage {
    /// OpenAI's counts; what connectors brought is read like the prompt.
    fileprivate init(mistral usage: JSONView) {
        self.init(openAI: usage)
        inputTokens = Self.sum(inputTokens, usage["connector_tokens"]?.int)
    }
}

/// The calls of functions and built-in tools: name and id repeat in every piece, arguments are joined.
private struct MistralCalls: Sendable {
    private var places = WireIndexMap()
    private var ids: [String?] = []

    mutating func read(_ json: JSONView, number: Int? = nil, into deltas: inout [Delta]) {
        let id = json["tool_call_id"]?.nonEmptyString ?? json["id"]?.nonEmptyString
        let number = number ?? json["output_index"]?.int ?? max(0, ids.count - 1)
        let known = places.place(of: number).flatMap { ids[$0] == id || id == nil ? $0 : nil }
        let position = known ?? places.open(number)
        if known == nil {
            ids.append(id)
            deltas.append(Delta(.toolStart, index: position, id: id, name: json["name"]?.nonEmptyString))
        }
        guard let arguments = json.present("arguments") else { return }
        let text = arguments.string ?? arguments.value.text()
        if !text.isEmpty { deltas.append(Delta(.toolArguments, index: position, text: text)) }
    }
}
