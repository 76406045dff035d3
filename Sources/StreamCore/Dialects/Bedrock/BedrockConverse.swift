/// Reads Converse streams of Bedrock, one grammar for the models of all families.
///
/// Text and reasoning have no start event: their block opens with its first delta. The counts come behind
/// the stop.
package struct BedrockConverse: DialectReader {
    private var places = WireIndexMap()
    /// For each block its place among the calls, nil for what is no call.
    private var calls: [Int?] = []
    private var callCount = 0
    private var hasRole = false
    /// Only a prompt router says who answers.
    package private(set) var model: String?
    package private(set) var isComplete = false
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let known = BedrockConverseEvent(event) else { return readOther(event, into: &deltas) }
        let payload = known.payload
        switch known.name {
        case .messageStart: readRole(payload["role"], into: &deltas)
        case .contentBlockStart: readStart(payload, into: &deltas)
        case .contentBlockDelta: readDelta(payload, into: &deltas)
        case .contentBlockStop: break
        case .messageStop: readStop(payload["stopReason"], into: &deltas)
        case .metadata:
            sawTerminator = true
            readMetadata(payload, into: &deltas)
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { return report(found, into: &deltas) }
        let message = document["output"]?["message"]
        readRole(message?["role"], into: &deltas)
        message?["content"]?.forEachElement { readBlock($0, into: &deltas) }
        readStop(document["stopReason"], into: &deltas)
        readMetadata(document, into: &deltas)
    }

    private mutating func readRole(_ role: JSONView?, into deltas: inout [Delta]) {
        guard !hasRole, let role = role?.nonEmptyString else { return }
        hasRole = true
        deltas.append(Delta(.role, text: role))
    }

    private mutating func readStart(_ payload: JSONView, into deltas: inout [Delta]) {
        guard let start = payload["start"] else { return }
        let index = payload["contentBlockIndex"]?.int ?? places.count
        if let call = start["toolUse"] {
            _ = openCall(call, index: index, into: &deltas)
        } else {
            open(index, call: nil)
            start.forEachMember { key, _ in deltas.append(Delta(.other, name: key.text)) }
        }
    }

    private mutating func readDelta(_ payload: JSONView, into deltas: inout [Delta]) {
        guard let delta = payload["delta"] else { return }
        let index = payload["contentBlockIndex"]?.int ?? max(0, places.count - 1)
        delta.forEachMember { key, value in
            if key.isText("text") {
                append(.text, value, into: &deltas)
            } else if key.isText("toolUse") {
                let known = places.place(of: index).flatMap { calls[$0] }
                // A call that never started still says what it brings.
                let position = known ?? openCall(value, index: index, into: &deltas)
                readInput(value["input"], position: position, into: &deltas)
            } else if key.isText("reasoningContent"), let text = value["text"] {
                append(.reasoning, text, into: &deltas)
            } else {
                readPayload(key, value, into: &deltas)
            }
        }
    }

    /// A block of an answer that came whole.
    private mutating func readBlock(_ block: JSONView, into deltas: inout [Delta]) {
        block.forEachMember { key, value in
            if key.isText("text") {
                append(.text, value, into: &deltas)
            } else if key.isText("toolUse") {
                let position = openCall(value, index: places.count, into: &deltas)
                readInput(value["input"], position: position, into: &deltas)
            } else if key.isText("reasoningContent"), let text = value["reasoningText"]?["text"] {
                append(.reasoning, text, into: &deltas)
            } else if key.isText("citationsContent") {
                value["content"]?.forEachElement { part in
                    if let text = part["text"] { append(.text, text, into: &deltas) }
                }
            } else {
                readPayload(key, value, into: &deltas)
            }
        }
    }

    /// An image, or what is no content: signatures, redacted thoughts, citations, results of tools.
    private func readPayload(_ key: ByteView, _ value: JSONView, into deltas: inout [Delta]) {
        if key.isText("image"), let data = value["source"]?["bytes"]?.bytes, !data.isEmpty {
            deltas.append(Delta(.media, text: "image", byteCount: Base64.decodedCount(data)))
        } else {
            deltas.append(Delta(.other, name: key.text))
        }
    }

    private mutating func openCall(_ call: JSONView, index: Int, into deltas: inout [Delta]) -> Int {
        open(index, call: callCount)
        callCount += 1
        let id = call["toolUseId"]?.nonEmptyString
        deltas.append(Delta(.toolStart, index: callCount - 1, id: id, name: call["name"]?.nonEmptyString))
        return callCount - 1
    }

    private mutating func open(_ index: Int, call: Int?) {
        _ = places.open(index)
        calls.append(call)
    }

    private func readInput(_ input: JSONView?, position: Int, into deltas: inout [Delta]) {
        guard let input, !input.isNull else { return }
        let text = input.string ?? input.value.text()
        if !text.isEmpty { deltas.append(Delta(.toolArguments, index: position, text: text)) }
    }

    private mutating func readStop(_ reason: JSONView?, into deltas: inout [Delta]) {
        guard let reason = reason?.nonEmptyString else { return }
        isComplete = true
        deltas.append(Delta(.finish, text: reason))
    }

    private mutating func readMetadata(_ holder: JSONView, into deltas: inout [Delta]) {
        if let name = holder["trace"]?["promptRouter"]?["invokedModelId"]?.nonEmptyString { model = name }
        if let usage = Usage(converse: holder) { deltas.append(Delta(.usage, usage: usage)) }
    }

    /// Unknown events are not fatal; an SDK's exception may have been sent on by its name.
    private mutating func readOther(_ event: DialectEvent, into deltas: inout [Delta]) {
        if let found = ProviderError(in: event) ?? ProviderError(wrappedException: event.json) {
            report(found, into: &deltas)
        } else if !event.isKeepAlive {
            deltas.append(Delta(.other, name: event.type.isEmpty ? nil : event.type.text))
        }
    }

    private func append(_ kind: Delta.Kind, _ text: JSONView, into deltas: inout [Delta]) {
        guard text.isNonEmptyString else { return }
        deltas.append(Delta(kind, text: text.string))
    }

    private mutating func report(_ found: ProviderError, into deltas: inout [Delta]) {
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension BedrockConverse {
    /// Whether an event can only be of this grammar, or a document is its whole answer.
    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json else { return false }
        if let known = BedrockConverseEvent(event) { return known.name != .metadata }
        return isAnswer(json)
    }

    static func isAnswer(_ document: JSONView) -> Bool {
        document["stopReason"]?.isString ?? false && document["output"]?["message"]?["content"]?.isArray ?? false
    }
}
