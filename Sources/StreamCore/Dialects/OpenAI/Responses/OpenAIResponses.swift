/// Reads Responses streams: OpenAI's, and those of gateways and servers that speak its grammar.
///
/// Deltas are a preview there: `done` events and the response at the end state the whole again. What no piece
/// told is told from them, and what pieces told otherwise is restated.
package struct OpenAIResponses: DialectReader {
    private var items: [OpenAIResponsesItem] = []
    private var places = OpenAIResponsesPlaces()
    private var progress = OpenAIResponsesProgress()
    private var hasRole = false
    /// The stream goes on where an earlier one was cut (`starting_after`): what it never tells came before.
    private var isResumed = false
    private var hasBegun = false
    /// Calls that wait for the client, less the outputs that are there already.
    private var pendingCalls = 0
    package private(set) var model: String?
    package private(set) var isComplete = false
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package mutating func prepare(for request: RequestFacts) {
        isResumed = request.resumesAfter != nil
    }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        guard let json = event.json, json.isObject else {
            // `[DONE]` is foreign here; some gateways append it.
            return report(ProviderError(in: event), into: &deltas)
        }
        let fields = OpenAIResponsesFields(json)
        let name = fields.type ?? event.type
        guard let effect = OpenAIResponsesEffect(name) else {
            return readUnknown(event, json, name: name, into: &deltas)
        }
        if !hasBegun {
            hasBegun = true
            if effect != .snapshot, json["sequence_number"]?.int ?? 0 > 0 { isResumed = true }
        }
        switch effect {
        case .append(let field): append(field, fields, into: &deltas)
        case .settle(let field): settle(field, fields, json, into: &deltas)
        case .openItem, .closeItem: readItem(fields, isEnd: effect == .closeItem, into: &deltas)
        case .openPart, .closePart, .openSummary, .closeSummary: readPart(fields, into: &deltas)
        case .snapshot: readModel(fields.response)
        case .end: readEnd(fields.response, name: name, into: &deltas)
        case .partialImage: readPartialImage(json, into: &deltas)
        case .status, .annotate: deltas.append(Delta(.other, name: name.text))
        case .nothing: break
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { report(found, into: &deltas) }
        readModel(document)
        readOutput(document, into: &deltas)
        let status = document["status"]?.bytes
        let isOpen = status.map { $0.isText("queued") || $0.isText("in_progress") } ?? false
        readUsage(document, into: &deltas)
        if !isOpen { readFinish(document, fallback: "completed", into: &deltas) }
    }
}

extension OpenAIResponses {
    private mutating func append(
        _ field: OpenAIResponsesField,
        _ fields: OpenAIResponsesFields,
        into deltas: inout [Delta]
    ) {
        guard let piece = fields.delta?.bytes, !piece.isEmpty else { return }
        if field == .audio {
            return deltas.append(Delta(.media, text: "audio", byteCount: Base64.decodedCount(piece)))
        }
        let place = place(fields)
        items[place].append(field, piece, part: fields.partIndex ?? 0, progress: &progress, into: &deltas)
    }

    private mutating func settle(
        _ field: OpenAIResponsesField,
        _ fields: OpenAIResponsesFields,
        _ json: JSONView,
        into deltas: inout [Delta]
    ) {
        guard let whole = json[field.member]?.bytes, !whole.isEmpty else { return }
        let place = place(fields)
        items[place].settle(field, whole, part: fields.partIndex ?? 0, progress: &progress, into: &deltas)
        if field == .arguments { items[place].name(json["name"], progress: &progress, into: &deltas) }
    }

    private mutating func readItem(_ fields: OpenAIResponsesFields, isEnd: Bool, into deltas: inout [Delta]) {
        guard let item = fields.item else { return }
        let known = isEnd ? places.place(fields) : places.placeOfStart(fields)
        let place = known ?? open(fields, item)
        if !hasRole, let role = item["role"], role.isNonEmptyString {
            hasRole = true
            deltas.append(Delta(.role, text: role.string))
        }
        if isEnd {
            items[place].settle(item, progress: &progress, into: &deltas)
        } else {
            items[place].describe(item, progress: &progress, into: &deltas)
        }
    }

    /// A part's text is usually empty at its start and told by its end.
    private mutating func readPart(_ fields: OpenAIResponsesFields, into deltas: inout [Delta]) {
        guard let part = fields.part, let field = OpenAIResponsesField(partType: part["type"]?.bytes),
            let text = part[field.member]?.bytes, !text.isEmpty
        else { return }
        let place = place(fields)
        items[place].settle(field, text, part: fields.partIndex ?? 0, progress: &progress, into: &deltas)
    }

    private func readPartialImage(_ json: JSONView, into deltas: inout [Delta]) {
        guard let image = json["partial_image_b64"]?.bytes else { return }
        deltas.append(Delta(.media, text: "image", byteCount: Base64.decodedCount(image)))
    }

    private mutating func readUnknown(
        _ event: DialectEvent,
        _ json: JSONView,
        name: ByteView,
        into deltas: inout [Delta]
    ) {
        if var found = ProviderError(in: event) {
            found.dropEnvelope()
            report(found, into: &deltas)
        } else if !event.isKeepAlive {
            deltas.append(Delta(.other, name: name.isEmpty ? nil : name.text))
        }
    }

    private mutating func place(_ fields: OpenAIResponsesFields) -> Int {
        places.place(fields) ?? open(fields, nil)
    }

    private mutating func open(_ fields: OpenAIResponsesFields, _ item: JSONView?) -> Int {
        let place = places.open(fields)
        items.append(OpenAIResponsesItem(place: place))
        if let type = item?["type"]?.bytes, type.endsWithText("_call_output") { pendingCalls -= 1 }
        if let item, OpenAIResponsesCall(item)?.awaitsClient ?? false { pendingCalls += 1 }
        return place
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension OpenAIResponses {
    private mutating func readModel(_ response: JSONView?) {
        if model == nil, let name = response?["model"], name.isNonEmptyString { model = name.string }
    }

    private mutating func readEnd(_ response: JSONView?, name: ByteView, into deltas: inout [Delta]) {
        sawTerminator = true
        let status = String(decoding: name.dropFirst("response.".utf8.count), as: UTF8.self)
        if let response {
            readModel(response)
            readOutput(response, into: &deltas)
            readUsage(response, into: &deltas)
        }
        readFinish(response, fallback: status, into: &deltas)
    }

    private mutating func readOutput(_ response: JSONView, into deltas: inout [Delta]) {
        guard let output = response["output"], output.isTruthy else { return }
        var index = 0
        output.forEachElement { item in
            let fields = OpenAIResponsesFields(item: item, outputIndex: index)
            index += 1
            if let place = places.place(fields) {
                items[place].settle(item, progress: &progress, into: &deltas)
                return
            }
            let place = open(fields, item)
            // What was streamed before the resumption is restated, not told again.
            if isResumed, item["type"].isText("message") || item["type"].isText("reasoning") { return }
            items[place].settle(item, progress: &progress, into: &deltas)
        }
        restate(OpenAIResponsesText(output), into: &deltas)
    }

    /// Compares by length: the reader keeps no text, and a lost or doubled piece changes it.
    private func restate(_ whole: OpenAIResponsesText, into deltas: inout [Delta]) {
        let told = items.reduce(0) { $0 + $1.toldText }
        if told != whole.textCount { deltas.append(.restated(.text, text: whole.text)) }
        let refused = items.reduce(0) { $0 + $1.toldRefusal }
        if refused != whole.refusal.utf8.count { deltas.append(.restated(.refusal, text: whole.refusal)) }
        let reasoned = items.reduce(0) { $0 + $1.toldReasoning + $1.toldSummary }
        if reasoned != whole.reasoningCount { deltas.append(.restated(.reasoning, text: whole.reasoning)) }
    }

    private func readUsage(_ response: JSONView, into deltas: inout [Delta]) {
        guard let usage = response["usage"], usage.isObject else { return }
        deltas.append(Delta(.usage, usage: Usage(openAI: usage, serviceTier: response["service_tier"])))
    }

    /// There is no finish reason: the status is one, an incomplete response has its own, and one that ends
    /// with calls for the client stopped for them.
    private mutating func readFinish(_ response: JSONView?, fallback: String, into deltas: inout [Delta]) {
        let status = response?["status"]?.string ?? fallback
        if status == "failed" || fallback == "failed" {
            let found = response.flatMap { ProviderError(failed: $0) }
            // A whole answer reported its error before.
            if error == nil {
                report(found ?? ProviderError(type: "failed", message: "the response failed"), into: &deltas)
            }
            return deltas.append(Delta(.finish, text: "failed"))
        }
        isComplete = true
        let reason = response.flatMap { Self.reason(of: $0, status: status) }
        let isWaiting = status == "completed" && pendingCalls > 0
        deltas.append(Delta(.finish, text: reason ?? (isWaiting ? "tool_calls" : status)))
    }

    /// Realtime has it among the details of its status, with reasons for all that is not complete.
    private static func reason(of response: JSONView, status: String) -> String? {
        if let reason = response["incomplete_details"]?["reason"]?.string { return reason }
        return status == "incomplete" ? response["status_details"]?["reason"]?.string : nil
    }
}

extension OpenAIResponses {
    /// Whether an event is one of this grammar, or a document is a whole response.
    static func claims(_ event: DialectEvent) -> Bool {
        guard let json = event.json, json.isObject else { return false }
        if json["object"].isText("response") { return json["output"] != nil }
        return OpenAIResponsesEffect(event.name) != nil
    }
}

extension ProviderError {
    /// The error of a response that failed; Realtime has it among the details of its status.
    fileprivate init?(failed response: JSONView) {
        guard let found = ProviderError(member: response) ?? response["status_details"].flatMap(Self.init(member:))
        else { return nil }
        self = found
    }

    /// A flat error stands in the event itself, whose own members are no part of it.
    fileprivate mutating func dropEnvelope() {
        guard case .object(var object) = raw, object["sequence_number"] != nil || object["type"] == "error" else {
            return
        }
        object["sequence_number"] = nil
        if object["type"] == "error" {
            object["type"] = nil
            type = code
        }
        raw = .object(object)
    }
}
