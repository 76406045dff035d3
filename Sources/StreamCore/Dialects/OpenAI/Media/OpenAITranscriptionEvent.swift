/// One event of a transcription stream: OpenAI's, Mistral's, or a chunk of vLLM's.
struct OpenAITranscriptionEvent {
    enum Kind {
        /// A piece of the text.
        case piece
        /// A stretch with its times and speaker; its text was told in pieces, unless only segments come.
        case segment
        /// The whole text again.
        case done
        /// vLLM's `choices`, which need no `index`.
        case chunk
        /// Mistral's `transcription.language`, and what may come.
        case other
    }

    var kind: Kind
    var json: JSONView

    /// Nil for events of another grammar.
    init?(_ json: JSONView) {
        guard json.isObject else { return nil }
        self.json = json
        if let object = json["object"]?.bytes {
            guard object.isText("transcription.chunk") || object.isText("translation.chunk") else { return nil }
            kind = .chunk
            return
        }
        guard let type = json["type"]?.bytes else { return nil }
        if type.isText("transcript.text.delta") || type.isText("transcription.text.delta") {
            kind = .piece
        } else if type.isText("transcript.text.segment") || type.isText("transcription.segment") {
            kind = .segment
        } else if type.isText("transcript.text.done") || type.isText("transcription.done") {
            kind = .done
        } else if type.startsWithText("transcript.") || type.startsWithText("transcription.") {
            kind = .other
        } else {
            return nil
        }
    }

    /// What it holds of the text.
    var text: JSONView? {
        switch kind {
        case .piece: json["delta"] ?? json["text"]
        case .segment, .done: json["text"]
        case .chunk: json["choices"]?.first?["delta"]?["content"]
        case .other: nil
        }
    }

    /// Counts of tokens; audio that is counted by its seconds has none.
    var usage: Usage? {
        guard let usage = json["usage"], usage.isObject, !usage["type"].isText("duration") else { return nil }
        return Usage(openAI: usage)
    }
}
