/// Rules about Anthropic's Messages and Bedrock.
extension LintRule {
    static let anthNoEventName = LintRule(
        .error,
        "data without an `event:` line",
        """
        Anthropic's SDK goes by the event's name and skips all that have none: the message comes out empty.
        """,
        example: #"data: {"type":"message_start",…}"#,
        breaks: [.anthropicPython],
        server: "Send `event:` with the value of `type`."
    )

    static let anthNameType = LintRule(
        .warning,
        "the event's name is not its type",
        "Clients go by one of the two.",
        example: #"""
            event: message
            data: {"type":"content_block_delta",…}
            """#,
        server: "Send the same in both."
    )

    static let anthNoStart = LintRule(
        .error,
        "content comes before message_start",
        "There is no message to add it to.",
        example: "event: content_block_start as the first event",
        breaks: [.anthropicPython],
        server: "Begin with `message_start`."
    )

    static let anthIndex = LintRule(
        .error,
        "a block's index is not the next one",
        "Clients keep blocks in a list and add to it: they fail, or write into the wrong block.",
        example: "content_block_start with index 2 after index 0",
        breaks: [.anthropicPython],
        server: "Number blocks from 0, without gaps, never twice."
    )

    static let anthOverlap = LintRule(
        .warning,
        "a block starts while another one is open",
        #"Blocks come one after the other; clients that know only "the current block" mix them up."#,
        example: "content_block_start index 1 before content_block_stop index 0",
        server: "Stop a block before the next one starts."
    )

    static let anthDeltaOrphan = LintRule(
        .error,
        "a delta for a block that is not open",
        "It has no place to go.",
        example: "content_block_delta index 3, never started",
        breaks: [.anthropicPython],
        server: "Start a block before its deltas, and stop it after them."
    )

    static let anthDeltaType = LintRule(
        .warning,
        "a delta of a type that does not fit its block",
        "SDKs ignore it without a word.",
        example: "text_delta in a tool_use block"
    )

    static let anthUnclosed = LintRule(
        .warning,
        "a block was never stopped",
        "Clients that act on the stop, to run a tool for example, never do.",
        example: "message_stop without content_block_stop",
        server: "Send `content_block_stop` for each block."
    )

    static let anthNoStopReason = LintRule(
        .error,
        "message_stop without a stop reason",
        "Agents do not know whether to run tools or to stop.",
        example: "message_stop without message_delta",
        server: "Send `message_delta` with a `stop_reason` before `message_stop`."
    )

    static let anthNoMessageStop = LintRule(
        .error,
        "the stream ended without message_stop",
        "The SDK does not notice and returns what it has as a whole message.",
        example: "the last event is content_block_delta",
        server: "End each message with `message_stop`, or with an error event.",
        client: "Check `stop_reason`: null means that the message is not whole."
    )

    static let anthSignature = LintRule(
        .warning,
        "a thinking block has no signature, an empty one or several",
        "Such a block cannot be sent back: the next request with it is refused.",
        example: #"{"type":"signature_delta","signature":""}"#,
        server: "Pass signatures on unchanged.",
        client: "Leave thinking blocks without a signature out of the next request."
    )

    static let anthUsageAdded = LintRule(
        .warning,
        "output_tokens is no running total",
        """
        The counts are totals so far. A gateway sends what is new, and clients take the last one for all.
        """,
        example: #""output_tokens":9 and then "output_tokens":4"#,
        server: "Send totals."
    )

    static let anthStopMismatch = LintRule(
        .warning,
        "tool_use blocks but another stop reason, or the reverse",
        "Agents go by the reason.",
        example: #"{"stop_reason":"end_turn"} after a tool_use block"#,
        server: "Stop with `tool_use` exactly when there are calls."
    )

    static let awsException = LintRule(
        .error,
        "an exception frame",
        "Bedrock reports the failure in the stream, after a 200.",
        example: ":exception-type throttlingException",
        breaks: [.botocore],
        client: "Catch botocore's EventStreamError while iterating."
    )

    static let awsNoMetadata = LintRule(
        .warning,
        "no metadata event after messageStop",
        "Usage and latency are missing.",
        example: "the last frame is messageStop"
    )
}
