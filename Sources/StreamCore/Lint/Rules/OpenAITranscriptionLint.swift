/// Rules about transcription streams: the last event must hold what the pieces told.
struct OpenAITranscriptionLint: StreamLint {
    private var hasPieces = false
    private var count = 0
    /// Stands for the text, which may be hours of speech.
    private var checksum = CRC32()

    mutating func check(_ event: LintedEvent, into report: inout LintReport) {
        guard let known = event.object.flatMap(OpenAITranscriptionEvent.init), let text = known.text?.bytes else {
            return
        }
        switch known.kind {
        case .piece:
            hasPieces = true
            count += text.count
            checksum.update(text)
        case .done where hasPieces:
            guard text.count != count || CRC32.checksum(text) != checksum.value else { return }
            let difference =
                text.count == count
                ? "another text of the same length as" : "\(text.count) bytes, not the \(count) bytes of"
            report.add(.mediaDoneMismatch, "the last event holds \(difference) the pieces before it")
        case .segment, .done, .chunk, .other: break
        }
    }
}
