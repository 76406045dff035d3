/// Reads Chat Completions streams: OpenAI, and the vendors and servers that speak its grammar.
///
/// Vendors are told by the fields that they send, never by their host.
package struct OpenAIChat: DialectReader {
    private var choices: [OpenAIChatChoice] = []
    private var places = WireIndexMap()
    private var unfinished = 0
    package private(set) var model: String?
    package private(set) var sawTerminator = false
    package private(set) var error: ProviderError?

    package init() {}

    package var isComplete: Bool { !choices.isEmpty && unfinished == 0 }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.data.startsWithText("[DONE]") {
            sawTerminator = true
            return finish(into: &deltas)
        }
        if event.type.startsWithText("copilot_") {
            // What an agent of GitHub Copilot shows beside its answer: confirmations, references, errors.
            return deltas.append(Delta(.other, name: event.type.text))
        }
        guard let json = event.json, json.isObject else { return report(ProviderError(in: event), into: &deltas) }
        let chunk = OpenAIChatChunk(json)
        if chunk.mayBeError || !event.type.isEmpty { report(chunk.error(in: event), into: &deltas) }
        read(chunk, isDocument: false, into: &deltas)
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        let chunk = OpenAIChatChunk(document)
        if chunk.mayBeError { report(ProviderError(member: document), into: &deltas) }
        read(chunk, isDocument: true, into: &deltas)
        finish(into: &deltas)
    }

    package mutating func finish(into deltas: inout [Delta]) {
        for place in choices.indices { choices[place].flush(into: &deltas) }
    }

    private mutating func read(_ chunk: OpenAIChatChunk, isDocument: Bool, into deltas: inout [Delta]) {
        if chunk.isEnd { sawTerminator = true }
        if model == nil, let name = chunk.model, name.isNonEmptyString { model = name.string }
        var usage = chunk.usage
        chunk.choices?.forEachElement { view in
            let fields = OpenAIChatChoiceFields(view)
            let place = place(of: fields.index)
            choices[place].read(fields, isDocument: isDocument, into: &deltas)
            if let found = fields.error { report(found, into: &deltas) }
            if let reason = fields.finishReason, reason.isNonEmptyString {
                if choices[place].finish(reason.string ?? "", into: &deltas) { unfinished -= 1 }
                if reason.bytes?.isText("error") ?? false, error == nil { report(.unexplained, into: &deltas) }
            }
            usage = usage ?? fields.usage
        }
        if let usage {
            deltas.append(Delta(.usage, usage: Usage(openAI: usage, serviceTier: chunk.serviceTier)))
        }
    }

    private mutating func place(of index: Int) -> Int {
        if let place = places.place(of: index) { return place }
        choices.append(OpenAIChatChoice(index: index))
        unfinished += 1
        return places.open(index)
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension OpenAIChat {
    /// Whether an event is a chat chunk or a whole chat answer; `object` may be empty or missing.
    static func claims(_ json: JSONView) -> Bool {
        guard let choices = json["choices"], choices.isArray else { return false }
        if let object = json["object"]?.bytes, !object.isEmpty {
            return object.startsWithText("chat.")
        }
        guard let first = choices.first else { return true }
        return first["text"] == nil || first["delta"] != nil
    }
}

extension ProviderError {
    /// A choice finished with `error`, as OpenRouter's and Mistral's may, and nothing says why.
    fileprivate static let unexplained = ProviderError(
        type: "error",
        message: "the choice finished with an error that the stream does not explain"
    )
}
