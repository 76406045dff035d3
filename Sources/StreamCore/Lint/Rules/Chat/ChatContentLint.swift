/// Rules about text, reasoning, refusals, audio and filters.
struct ChatContentLint {
    private struct Choice {
        var text = GrowingText()
        var hasText = false
        var hasRefusal = false
        /// The last piece of audio ends with base64 padding.
        var audioIsPadded = false
        var toldRefusal = false
    }

    private var choices = ChoiceTable<Choice>()

    mutating func check(
        _ fields: OpenAIChatChoiceFields,
        choice view: JSONView,
        _ event: LintedEvent,
        into report: inout LintReport
    ) {
        choices.update(fields.index, or: Choice()) { choice in
            Self.check(fields, view, &choice, event, into: &report)
        }
    }

    private static func check(
        _ fields: OpenAIChatChoiceFields,
        _ view: JSONView,
        _ choice: inout Choice,
        _ event: LintedEvent,
        into report: inout LintReport
    ) {
        let subject = LintedEvent.subject(choice: fields.index)
        checkFilter(view, sent: choice.hasText, subject, into: &report)
        guard let raw = fields.delta, raw.isObject else { return }
        let delta = OpenAIChatDelta(raw)
        checkReasoning(raw, delta, choice, fields.index, event, into: &report)
        checkRepetition(delta, message: fields.message, of: &choice, subject, into: &report)
        checkAudio(delta.audio, of: &choice, subject, into: &report)
        choice.hasText = choice.hasText || event.has(.text, choice: fields.index)
        choice.hasRefusal = choice.hasRefusal || delta.refusal != nil
        if choice.hasText, choice.hasRefusal, !choice.toldRefusal {
            choice.toldRefusal = true
            report.add(.chatRefusalAndContent, "\(subject) has a refusal and content", subject: subject)
        }
    }

    mutating func finish(_ end: LintedEnd, into report: inout LintReport) {
        for (index, choice) in choices.sorted where choice.text.isCumulative {
            report.add(
                .chatCumulative,
                "each piece of content repeats all of it from the start: clients that join pieces show it many times",
                subject: LintedEvent.subject(choice: index),
                at: choice.text.place
            )
        }
    }

    private static func checkReasoning(
        _ raw: JSONView,
        _ delta: OpenAIChatDelta,
        _ choice: Choice,
        _ index: Int,
        _ event: LintedEvent,
        into report: inout LintReport
    ) {
        let subject = LintedEvent.subject(choice: index)
        if raw["reasoning"]?.isNonEmptyString ?? false, raw["reasoning_content"]?.isNonEmptyString ?? false {
            report.add(
                .chatDoubleReasoning,
                "reasoning and reasoning_content are both set: they say the same, count one",
                subject: subject
            )
        }
        let hasChannel = delta.reasoning != nil || delta.reasoningDetails != nil
        let isTagged =
            event.has(.reasoning, choice: index)
            || event.deltas.contains {
                $0.choice == index && $0.endsImpliedReasoning
            }
        if !hasChannel, isTagged, delta.content?.isString ?? false {
            report.add(.chatThinkTags, "reasoning stands inside content, between <think> tags", subject: subject)
        }
        if choice.hasText, hasChannel {
            report.add(.chatReasoningAfterContent, "reasoning goes on after visible text", subject: subject)
        }
    }

    private static func checkRepetition(
        _ delta: OpenAIChatDelta,
        message: JSONView?,
        of choice: inout Choice,
        _ subject: String,
        into report: inout LintReport
    ) {
        if let content = delta.content, content.isString {
            choice.text.append(content.bytes ?? .none, at: report.place)
            if message?["content"]?.isNonEmptyString ?? false {
                report.add(
                    .chatCumulative,
                    "the chunk holds its content twice: in delta and in message",
                    subject: subject
                )
            }
        }
    }

    private static func checkAudio(
        _ audio: JSONView?,
        of choice: inout Choice,
        _ subject: String,
        into report: inout LintReport
    ) {
        guard let data = audio?["data"]?.bytes, let last = data.last else { return }
        if choice.audioIsPadded {
            let message = "a piece of audio before this one ends with padding: joined as text they do not decode"
            report.add(.chatAudioPadding, message, subject: subject)
        }
        choice.audioIsPadded = last == UInt8(ascii: "=")
    }

    /// Azure's asynchronous filter judges text that was sent already.
    private static func checkFilter(_ choice: JSONView, sent: Bool, _ subject: String, into report: inout LintReport) {
        guard sent, let results = choice.present("content_filter_results") else { return }
        results.forEachMember { name, verdict in
            guard verdict["filtered"]?.bool ?? false else { return }
            let message = "the content filter flags text (\(name.text)) that was already sent"
            report.add(.azureLateFilter, message, subject: subject, evidence: Excerpt.text(of: results))
        }
    }
}

/// Tells a text that is sent whole each time from one that is sent in pieces.
///
/// Keeps the beginning of the last piece, not the text.
private struct GrowingText {
    /// Where the second piece repeated the first.
    private(set) var place: LintPlace?
    private var start: [UInt8] = []
    private var length = 0
    private var growths = 0
    private var isPieces = false

    private static let kept = 256
    /// Three pieces that each begin with all of the one before.
    private static let enough = 2

    var isCumulative: Bool { !isPieces && growths >= Self.enough }

    mutating func append(_ piece: ByteView, at place: LintPlace) {
        guard !isPieces, !piece.isEmpty else { return }
        if length > 0 {
            guard piece.count >= length, piece.starts(with: start) else { return isPieces = true }
            if piece.count > length {
                growths += 1
                if self.place == nil { self.place = place }
            }
        }
        length = piece.count
        start = Array(piece.prefix(Self.kept))
    }
}
