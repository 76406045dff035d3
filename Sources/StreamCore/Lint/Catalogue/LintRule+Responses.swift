/// Rules about OpenAI's Responses, Assistants and media streams.
extension LintRule {
    static let respNoCreated = LintRule(
        .error,
        "the first event is neither response.created nor response.queued",
        "The SDK's accumulator has nothing to add to and raises.",
        example: "event: response.output_text.delta as the first event",
        breaks: [.openAIPython],
        server: "Begin each stream with `response.created`."
    )

    static let respNameType = LintRule(
        .warning,
        "the event's name is not its type, or is missing",
        "Clients go by one of the two.",
        example: #"""
            event: message
            data: {"type":"response.created",…}
            """#,
        server: "Send `event:` with the value of `type`."
    )

    static let respSeqGap = LintRule(
        .warning,
        "sequence numbers skip",
        "Events were lost on the way, or left out.",
        example: #""sequence_number":4 and then 6"#,
        client: "Fetch the response by its id to get the whole."
    )

    static let respSeqRepeat = LintRule(
        .warning,
        "a sequence number comes twice",
        "An event was sent again; adding it up doubles text.",
        example: #""sequence_number":4 and then 4"#,
        client: "Drop events whose number was seen."
    )

    static let respSeqMissing = LintRule(
        .warning,
        "events have no sequence number",
        "Lost events cannot be noticed, and a stream cannot be resumed.",
        example: #"{"type":"response.output_text.delta","delta":"a"}"#,
        server: "Number the events from 0."
    )

    static let respNoIndex = LintRule(
        .warning,
        "an event lacks output_index or content_index",
        "Where its text belongs can only be guessed.",
        example: #"{"type":"response.output_text.delta","item_id":"msg_1","delta":"a"}"#,
        server: "Send both indexes with each delta."
    )

    static let respUnknownItem = LintRule(
        .error,
        "a delta for an item that was never added",
        "Accumulators have no place for it.",
        example: "response.output_text.delta without response.output_item.added",
        breaks: [.openAIPython],
        server: "Add an item and its part before their deltas."
    )

    static let respUnclosed = LintRule(
        .warning,
        "an item or part is not done when the response completes",
        "Clients that wait for `done` never hand it on.",
        example: "response.completed without response.output_item.done",
        server: "Close parts, then items, then the response."
    )

    static let respDoneMismatch = LintRule(
        .error,
        "the text of a done event is not that of its deltas",
        "Who reads deltas and who reads `done` get different answers.",
        example: #"deltas "Hel" "lo" and done "Hello!""#,
        server: "Make `done` from what was sent."
    )

    static let respFinalMismatch = LintRule(
        .error,
        "the output of the final response is not what was streamed",
        "Who reads the stream and who reads the final object get different answers.",
        example: "response.completed with another text"
    )

    static let respNoTerminal = LintRule(
        .error,
        "the stream ended without completed, incomplete, failed or an error",
        "Whether the answer is whole, nobody said.",
        example: "the last event is a delta",
        server: "End each stream with one of them."
    )

    static let respErrorFlat = LintRule(
        .info,
        "an error event whose members stand at the top",
        "This is the documented shape; openai-python looks for a nested error and does not raise.",
        example: #"{"type":"error","code":"rate_limit_exceeded","message":"Slow down"}"#,
        breaks: [.openAIPython],
        client: "Look at the event's type, not only for exceptions."
    )

    static let respUnknownEvent = LintRule(
        .info,
        "an event type that the documentation does not list",
        "New or a gateway's own; clients skip it.",
        example: "event: response.status"
    )

    static let astNoDone = LintRule(
        .warning,
        "the run's stream has no done event",
        "The run ended, only the terminator is missing.",
        example: "thread.run.completed and then nothing",
        server: "End with `event: done`, `data: [DONE]`."
    )

    static let astNoRunEnd = LintRule(
        .error,
        "the stream ended before the run did",
        "Whether the run goes on, only the API can say.",
        example: "the last event is thread.message.delta",
        client: "Poll the run by its id."
    )

    static let astDeltaOrphan = LintRule(
        .error,
        "a delta for a message or step that was never created",
        "The SDK's accumulator raises.",
        example: "thread.message.delta without thread.message.created",
        breaks: [.openAIPython],
        server: "Send the created event first."
    )

    static let mediaDoneMismatch = LintRule(
        .error,
        "the transcript at the end is not that of its deltas",
        "Who reads deltas and who reads the end get different transcripts.",
        example: "transcript.text.done with another text"
    )
}
