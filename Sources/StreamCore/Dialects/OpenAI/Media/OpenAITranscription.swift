/// Reads transcription streams: OpenAI's and llama.cpp's `transcript.*`, Mistral's `transcription.*`, vLLM's chunks.
package struct OpenAITranscription: DialectReader {
    private var hasPieces = false
    private var hasText = false
    private var isDone = false
    private var sawSentinel = false
    package private(set) var model: String?
    package private(set) var isComplete = false
    package private(set) var error: ProviderError?

    package init() {}

    /// `[DONE]` may follow the event with the whole text, which is an end of its own; vLLM has nothing else.
    package var sawTerminator: Bool { isDone || sawSentinel }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        if event.data.startsWithText("[DONE]") {
            sawSentinel = true
        } else if let known = event.json.flatMap(OpenAITranscriptionEvent.init) {
            read(known, into: &deltas)
        } else {
            report(ProviderError(in: event), into: &deltas)
        }
    }

    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        if let found = ProviderError(member: document) { return report(found, into: &deltas) }
        guard let text = document["text"], text.isString else { return }
        tell(text, into: &deltas)
        isComplete = true
        if let usage = document["usage"], usage.isObject, !usage["type"].isText("duration") {
            deltas.append(Delta(.usage, usage: Usage(openAI: usage)))
        }
    }

    private mutating func read(_ event: OpenAITranscriptionEvent, into deltas: inout [Delta]) {
        if model == nil, let name = event.json["model"], name.isNonEmptyString { model = name.string }
        let before = deltas.count
        switch event.kind {
        case .piece:
            hasPieces = true
            tell(event.text, into: &deltas)
        case .segment where !hasPieces: tell(event.text, into: &deltas)
        case .segment, .other: deltas.append(Delta(.other, name: event.json["type"]?.string))
        case .done:
            if !hasText { tell(event.text, into: &deltas) }
            isComplete = true
            isDone = true
        case .chunk: readChunk(event, into: &deltas)
        }
        if let usage = event.usage { deltas.append(Delta(.usage, usage: usage)) }
        if deltas.count == before, event.kind == .chunk { report(ProviderError(member: event.json), into: &deltas) }
    }

    private mutating func readChunk(_ event: OpenAITranscriptionEvent, into deltas: inout [Delta]) {
        tell(event.text, into: &deltas)
        guard let reason = event.json["choices"]?.first?["finish_reason"], reason.isNonEmptyString else { return }
        isComplete = true
        deltas.append(Delta(.finish, text: reason.string))
    }

    private mutating func tell(_ text: JSONView?, into deltas: inout [Delta]) {
        guard let text, text.isNonEmptyString else { return }
        hasText = true
        deltas.append(Delta(.text, text: text.string))
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = error ?? found
        deltas.append(found.delta)
    }
}

extension OpenAITranscription {
    /// Whether an event is of this grammar; whole transcripts are told by their path alone.
    static func claims(_ json: JSONView) -> Bool {
        OpenAITranscriptionEvent(json) != nil
    }
}
