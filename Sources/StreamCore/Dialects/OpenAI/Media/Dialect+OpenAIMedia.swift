extension Dialect {
    static let openAITranscription = Dialect(
        name: "openai.transcription",
        paths: [PathRule("/audio/transcriptions"), PathRule("/audio/translations")],
        streamSwitch: .bodyFlag,
        terminator: "[DONE]",
        claims: { $0.json.map(OpenAITranscription.claims) ?? false },
        makeReader: { OpenAITranscription() },
        makeBuilder: { OpenAITranscriptionMessage() },
        makeLint: { OpenAITranscriptionLint() }
    )

    static let openAISpeech = Dialect(
        name: "openai.speech",
        paths: [PathRule("/audio/speech", keys: ["input"])],
        streamSwitch: .bodyText("stream_format", "sse"),
        terminator: "speech.audio.done",
        claims: { OpenAISpeech.Event($0) != nil },
        makeReader: { OpenAISpeech() },
        makeBuilder: { OpenAISpeechMessage() }
    )

    static let openAIImages = Dialect(
        name: "openai.images",
        paths: [PathRule("/images/generations", keys: ["prompt"]), PathRule("/images/edits")],
        streamSwitch: .bodyFlag,
        terminator: nil,
        claims: { OpenAIImages.Event($0) != nil || ($0.json.map(OpenAIImages.claims(document:)) ?? false) },
        makeReader: { OpenAIImages() },
        makeBuilder: { OpenAIImagesMessage() }
    )
}
