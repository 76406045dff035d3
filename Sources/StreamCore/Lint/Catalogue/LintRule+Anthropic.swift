/// Rules about Anthropic's Messages and Bedrock.
extension LintRule {
    static let anthNoEventName = LintRule(
        .error,
        "data without an `event:` line",
        """
        Anthropic's SDK goes by the event's name and skips every event that has none: the message comes out empty, \
        and no exception says why. Gateways that parse and write events anew lose the names.
        """,
        example: #"""
            data: {"type":"message_start",…}

            """#,
        breaks: [.anthropicPython],
        server: "Send `event:` with the value of `type` before each `data:`."
    )

    static let anthNameType = LintRule(
        .warning,
        "the event's name is not its type",
        """
        Clients go by one of the two. anthropic-python takes the type of every event whose name it knows, and skips \
        the others, `ping` for one, whatever their data says.
        """,
        example: #"""
            event: message
            data: {"type":"content_block_delta",…}
            """#,
        server: "Send the same in both."
    )

    static let anthNoStart = LintRule(
        .error,
        "content comes before message_start",
        "There is no message yet to add it to; accumulators raise.",
        example: #"""
            event: content_block_start
            data: {"type":"content_block_start",…} as the first event
            """#,
        breaks: [.anthropicPython],
        server: "Begin with `message_start`; only a `ping` may come before it."
    )

    static let anthIndex = LintRule(
        .error,
        "a block's index is not the next one",
        """
        An index is a place in the message's content. Where one is skipped, anthropic-python raises an IndexError; \
        where one is used again, it writes the new block's text into the old block.
        """,
        example: #"{"type":"content_block_start","index":2,…} right after index 0"#,
        breaks: [.anthropicPython],
        server: "Number blocks from 0, without gaps, never twice; server tools and their results count, too.",
        client: "Key blocks by their index, not by the order in which they come."
    )

    static let anthOverlap = LintRule(
        .warning,
        "a block starts while another one is open",
        """
        Anthropic's own service sends blocks one after the other. Clients that only know "the current block" mix \
        two up; those that go by the index are not hurt. llama.cpp stops all blocks at the end.
        """,
        example: #"""
            {"type":"content_block_start","index":1,…}
            {"type":"content_block_stop","index":0}
            """#,
        server: "Stop a block before the next one starts.",
        client: "Go by the index of each delta."
    )

    static let anthDeltaOrphan = LintRule(
        .error,
        "a delta for a block that is not open",
        """
        Either the block never started, and anthropic-python raises an IndexError, or it was stopped already: \
        clients that acted on the stop do not see what comes after it.
        """,
        example: #"{"type":"content_block_delta","index":3,…} and no start of block 3"#,
        breaks: [.anthropicPython],
        server: "Start a block before its deltas, and stop it after the last of them."
    )

    static let anthDeltaType = LintRule(
        .warning,
        "a delta of a type that does not fit its block",
        "SDKs leave it out of the message without a word: text in a tool_use block is lost.",
        example: #"{"index":1,"delta":{"type":"text_delta",…}} where block 1 is a tool_use"#,
        breaks: [.anthropicPython],
        server: "Give text, thinking and tool input blocks of their own."
    )

    static let anthUnclosed = LintRule(
        .warning,
        "a block was never stopped",
        """
        The final message is whole, but clients that act on the stop, to run a tool or to show a paragraph, never \
        do.
        """,
        example: #"{"type":"message_stop"} while block 0 is open"#,
        server: "Send `content_block_stop` for each block before `message_delta`."
    )

    static let anthNoStopReason = LintRule(
        .error,
        "message_stop without a stop reason",
        """
        The message ends with `stop_reason: null`. Agents do not know whether to run tools, to go on or to stop, \
        and the last token counts are missing, too.
        """,
        example: #"{"type":"message_stop"} without a message_delta before it"#,
        server: "Send `message_delta` with a `stop_reason` and the usage before `message_stop`."
    )

    static let anthNoMessageStop = LintRule(
        .error,
        "the stream ended without message_stop",
        """
        The answer may be cut off anywhere, even inside a tool's input. anthropic-python does not notice: \
        `get_final_message()` returns what it has.
        """,
        example: #"{"type":"content_block_delta",…} as the last event"#,
        breaks: [.anthropicPython],
        server: "End each message with `message_stop`, or with an `error` event when generation fails.",
        client: "Check `stop_reason` before use: null means that the message is not whole."
    )

    static let anthSignature = LintRule(
        .warning,
        "a thinking block has no signature, an empty one or several",
        """
        The signature proves that the thinking is the model's. Anthropic's API refuses a later request that sends \
        the block back without it. Servers of other models have none.
        """,
        example: #"{"type":"signature_delta","signature":""}"#,
        server: "Pass signatures on unchanged, one for each thinking block.",
        client: "Leave thinking blocks without a signature out of the next request."
    )

    static let anthUsageAdded = LintRule(
        .warning,
        "output_tokens is no running total",
        """
        Each count replaces the one before it. This one is lower: a gateway probably sends what is new since the \
        last event, and clients take that for all.
        """,
        example: #"{"usage":{"output_tokens":9}} and then {"usage":{"output_tokens":4}}"#,
        server: "Send totals."
    )

    static let anthStopMismatch = LintRule(
        .warning,
        "tool_use blocks but another stop reason, or the reverse",
        """
        Agents run tools when the reason is `tool_use`, and end their loop at `end_turn`: they skip the calls that \
        are there, or wait for calls that are not.
        """,
        example: #"{"delta":{"stop_reason":"end_turn"}} after a tool_use block"#,
        server: "Stop with `tool_use` exactly when a client's tool is called.",
        client: "Look at the blocks, not at the reason alone."
    )

    static let awsException = LintRule(
        .error,
        "an exception frame in the stream",
        """
        Bedrock reports the failure after a 200: throttling, a time-out, an error of the model. What came before \
        it is partial. botocore raises EventStreamError in the middle of the iteration.
        """,
        example: #"""
            :message-type exception
            :exception-type throttlingException
            {"message":"Too many tokens, please wait."}
            """#,
        breaks: [.botocore],
        client: "Catch `EventStreamError` around the loop, not only around the call; retry throttling with a pause."
    )

    static let awsNoMetadata = LintRule(
        .warning,
        "no metadata event after messageStop",
        "The answer is whole; its token counts and the latency that Bedrock measured are missing.",
        example: ":event-type messageStop as the last frame",
        server: "Pass the `metadata` event on: it comes after `messageStop`.",
        client: "Read on after `messageStop` until the stream ends."
    )
}
