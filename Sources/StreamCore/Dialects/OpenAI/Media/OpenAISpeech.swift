/// Reads speech streams (`stream_format: "sse"`): audio in pieces of base64, then the counts.
package struct OpenAISpeech: DialectReader {
    /// The events of this grammar.
    enum Event {
        case audio, done

        init?(_ event: DialectEvent) {
            let name = event.name
            if name.isText("speech.audio.delta") {
                self = .audio
            } else if name.isText("speech.audio.done") {
                self = .done
            } else {
                return nil
            }
        }
    }

    private var sawSentinel = false
    package let model: String? = nil
    package private(set) var isComplete = false
    package private(set) var error: ProviderError?

    package init() {}

    /// `[DONE]` is foreign here, but gateways send it.
    package var sawTerminator: Bool { isComplete || sawSentinel }

    package mutating func read(_ event: DialectEvent, into deltas: inout [Delta]) {
        switch Event(event) {
        case .audio:
            guard let audio = event.json?["audio"]?.bytes, !audio.isEmpty else { return }
            deltas.append(Delta(.media, text: "audio", byteCount: Base64.decodedCount(audio)))
        case .done:
            isComplete = true
            guard let usage = event.json?["usage"], usage.isObject else { return }
            var counts = Usage(openAI: usage)
            // What these models put out is audio.
            counts.audioOutputTokens = counts.audioOutputTokens ?? counts.outputTokens
            deltas.append(Delta(.usage, usage: counts))
        case nil:
            if event.data.startsWithText("[DONE]") { sawSentinel = true }
            report(ProviderError(in: event), into: &deltas)
        }
    }

    /// Without streaming the answer is audio, so a document can only be an error.
    package mutating func readDocument(_ document: JSONView, into deltas: inout [Delta]) {
        report(ProviderError(member: document), into: &deltas)
    }

    private mutating func report(_ found: ProviderError?, into deltas: inout [Delta]) {
        guard let found else { return }
        error = error ?? found
        deltas.append(found.delta)
    }
}
