/// Rules about OpenAI's Responses, Assistants and media streams.
extension LintRule {
    static let respNoCreated = LintRule(
        .error,
        "the first event is neither response.created nor response.queued",
        "The accumulator has nothing to add to: openai-python raises a RuntimeError at the first event.",
        example: #"""
            event: response.output_text.delta
            data: {"type":"response.output_text.delta",…} as the first event
            """#,
        breaks: [.openAIPython],
        server: "Begin each stream with `response.created`."
    )

    static let respNameType = LintRule(
        .warning,
        "the event's name is not its type, or is missing",
        "Clients go by one of the two: openai-python by the type, event handlers of browsers by the name.",
        example: #"""
            event: message
            data: {"type":"response.created",…}
            """#,
        server: "Send `event:` with the value of `type`."
    )

    static let respSeqGap = LintRule(
        .warning,
        "sequence numbers skip",
        "Events were lost on the way, or left out: text that is joined from deltas may have a hole.",
        example: #"{"sequence_number":4,…} and then {"sequence_number":6,…}"#,
        server: "Number what is sent, from 0, by 1.",
        client: "Take the text of the `done` events or of the final response, or fetch the response by its id."
    )

    static let respSeqRepeat = LintRule(
        .warning,
        "a sequence number comes twice, or goes back",
        "An event was sent again; adding its delta doubles the text.",
        example: #"{"sequence_number":4,…} and then {"sequence_number":4,…}"#,
        server: "Send each event once; after `starting_after` only those behind it.",
        client: "Drop events whose number was seen."
    )

    static let respSeqMissing = LintRule(
        .warning,
        "events have no sequence number",
        """
        Lost events go unnoticed, and a stream cannot be resumed behind the last one that came. Servers that \
        number nothing at all, such as llama.cpp, get a note only.
        """,
        example: #"{"type":"response.output_text.delta","delta":"a"}"#,
        server: "Number the events from 0."
    )

    static let respNoIndex = LintRule(
        .warning,
        "an event lacks output_index, or the index of its part",
        """
        Where its text belongs can only be guessed from the item's id. openai-python raises a TypeError on a text \
        delta without `output_index`.
        """,
        example: #"{"type":"response.output_text.delta","item_id":"msg_1","delta":"a"}"#,
        breaks: [.openAIPython],
        server: "Send `output_index` and `content_index` (or `summary_index`) with each event of a part."
    )

    static let respUnknownItem = LintRule(
        .error,
        "an event for an item that was never added",
        "Accumulators have no place for it: openai-python raises an IndexError.",
        example: "response.output_text.delta without response.output_item.added before it",
        breaks: [.openAIPython],
        server: "Send `response.output_item.added`, then `response.content_part.added`, before the deltas."
    )

    static let respUnclosed = LintRule(
        .warning,
        "an item or part is not done when the response completes",
        "Clients that act on `done`, to run a tool for example, never do; the final response has it all.",
        example: "response.completed without response.output_item.done",
        server: "Close parts, then items, then the response."
    )

    static let respDoneMismatch = LintRule(
        .error,
        "the text of a done event is not that of its deltas",
        """
        Who joins deltas and who reads `done` get different answers. A delta was lost, sent twice, or changed by \
        a gateway that only rewrites one of the two.
        """,
        example: #"deltas "Hel", "lo" and then {"type":"response.output_text.done","text":"Hello!"}"#,
        server: "Build `done` from what was sent.",
        client: "Take the text of `done` for the answer; deltas are a preview."
    )

    static let respFinalMismatch = LintRule(
        .error,
        "the output of the final response is not what was streamed",
        """
        Who shows the stream and who stores the final object get different answers: openai-python's \
        `get_final_response()` returns the final one, whatever the deltas were.
        """,
        example: #"{"type":"response.completed","response":{"output":[…]}} with another text"#,
        server: "State the same items in `output` as in their `response.output_item.done`.",
        client: "Take the final response for the answer."
    )

    static let respNoTerminal = LintRule(
        .error,
        "the stream ended without completed, incomplete, failed or an error",
        """
        Whether the answer is whole, nobody said, and there is no usage. openai-python raises a RuntimeError when \
        the final response is asked for.
        """,
        example: "response.output_text.delta as the last event",
        breaks: [.openAIPython],
        server: "End each stream with one of them.",
        client: "Fetch the response by its id; if it is stored it may still be running."
    )

    static let respErrorFlat = LintRule(
        .info,
        "an error event whose members stand at the top",
        """
        This is the documented shape. openai-python raises only for a nested `error`: this one arrives as an \
        ordinary event, and all that is raised later is that `response.completed` is missing.
        """,
        example: #"{"type":"error","code":"rate_limit_exceeded","message":"Slow down"}"#,
        breaks: [.openAIPython],
        client: "Handle events of the type `error` in the loop."
    )

    static let respUnknownEvent = LintRule(
        .info,
        "an event type that the documentation does not list",
        "It is new, or a gateway's own. SDKs hand it on without types; Weir keeps it and shows it.",
        example: "event: response.status",
        client: "Ignore types that you do not know."
    )

    static let astNoDone = LintRule(
        .warning,
        "the run's stream has no done event",
        "The run ended and nothing of it is lost. Clients that wait for `done` wait until the connection closes.",
        example: "event: thread.run.completed as the last event",
        server: "End with `event: done`, `data: [DONE]`."
    )

    static let astNoRunEnd = LintRule(
        .error,
        "the stream ended before the run did",
        """
        Messages may be cut off, and the run may still go on: openai-python returns what it has without an \
        exception.
        """,
        example: "event: thread.message.delta as the last event",
        breaks: [.openAIPython],
        server: "Send the run's last event: completed, incomplete, requires_action, failed, cancelled or expired.",
        client: "Poll the run by its id."
    )

    static let astDeltaOrphan = LintRule(
        .error,
        "a delta for a message or step that was never created",
        "openai-python raises: a RuntimeError for a message, a KeyError for a step.",
        example: "event: thread.message.delta without thread.message.created before it",
        breaks: [.openAIPython],
        server: "Send the `created` event first."
    )

    static let mediaDoneMismatch = LintRule(
        .error,
        "the transcript at the end is not that of its deltas",
        "Who joins deltas and who reads the end get different transcripts.",
        example: #"deltas "I see", " skies" and then {"type":"transcript.text.done","text":"I see skies."}"#,
        server: "Send the last text as it was streamed; send corrections as deltas of their own.",
        client: "Take the text of `transcript.text.done`."
    )
}
