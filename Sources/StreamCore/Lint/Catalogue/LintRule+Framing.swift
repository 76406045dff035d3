/// Rules about server-sent events, JSON lines, binary frames.
extension LintRule {
    static let sseBom = LintRule(
        .warning,
        "the body begins with a byte order mark",
        """
        The standard says to skip it. openai-python and httpx-sse take it for a part of the first field's name and \
        lose the first event: the role, or all of a short answer. google-genai raises.
        """,
        example: #"\xEF\xBB\xBFdata: {"choices":[…]}"#,
        breaks: [.openAIPython, .httpxSSE, .googleGenAI],
        server: "Write UTF-8 without a mark.",
        client: "Strip one U+FEFF from the start of the body."
    )

    static let sseBadUtf8 = LintRule(
        .error,
        "a byte sequence that is not UTF-8",
        """
        Event streams are always UTF-8. Usually a server sent a token that is half a character (emoji and Chinese \
        take several tokens), or the text is Latin-1. openai-python raises a UnicodeDecodeError.
        """,
        example: #"data: {"content":"\xFF"}"#,
        breaks: [.openAIPython, .mistralAI],
        server: "Hold back incomplete characters until the next token completes them.",
        client: "Decode with replacement characters instead of raising."
    )

    static let sseMixedEol = LintRule(
        .info,
        "lines end in more than one way",
        #"""
        Parsers that look for one fixed blank line (`\n\n`) miss the others: openai-python hands these events on \#
        late, with the next such line. Often a proxy added lines of its own.
        """#,
        example: #"""
            data: a

            data: b␍
            ␍

            """#,
        breaks: [.openAIPython],
        server: "Write all lines with LF."
    )

    static let sseCrOnly = LintRule(
        .info,
        "lines end with a bare CR",
        "The standard allows it; hand-written parsers split at LF and see one endless line.",
        example: "data: a␍␍",
        breaks: [.handWritten],
        server: "Write all lines with LF."
    )

    static let sseUnknownField = LintRule(
        .warning,
        "a line whose field name the standard does not know",
        """
        It is ignored by every client. Often it is a misspelt name, or JSON lines were sent as an event \
        stream.
        """,
        example: #"Data: {"choices":[…]}"#,
        server: """
            Use only `data`, `event`, `id`, `retry`; names are lower case, without a space before the colon.
            """
    )

    static let sseErrorField = LintRule(
        .error,
        "an error stands in an `error:` line",
        """
        To a parser this is an unknown field, which it ignores: the answer just seems to end. Older llama.cpp \
        servers report failures this way.
        """,
        example: #"error: {"code":500,"message":"out of memory"}"#,
        breaks: [.openAIPython, .anthropicPython, .mistralAI, .httpxSSE],
        server: #"Send errors as `data: {"error": …}`."#,
        client: "Check the finish reason of each answer; only a parser that looks at ignored fields sees the error."
    )

    static let sseNoSpace = LintRule(
        .info,
        "`data:` without a space after the colon",
        """
        This is correct. Clients that cut off six characters lose the first brace, those that remove `data: ` \
        find nothing to remove; google-genai raises.
        """,
        example: #"data:{"choices":[…]}"#,
        breaks: [.googleGenAI, .handWritten],
        server: "Put one space after the colon.",
        client: "Remove one space if there is one."
    )

    static let sseComment = LintRule(
        .info,
        "comment lines",
        """
        The standard's way to keep a connection alive; parsers skip them. google-genai, and clients that take each \
        line for data, raise.
        """,
        example: ": OPENROUTER PROCESSING",
        breaks: [.googleGenAI, .handWritten],
        client: "Skip lines that begin with a colon."
    )

    static let sseEventNoData = LintRule(
        .warning,
        "a block with event, id or retry but without data",
        """
        It must not be dispatched. openai-python dispatches an empty event all the same and fails to parse it as \
        JSON; google-genai takes the `event:` line for data.
        """,
        example: #"""
            event: ping


            """#,
        breaks: [.openAIPython, .googleGenAI, .httpxSSE],
        server: "Give such events a payload, `data: {}`, or write a comment instead.",
        client: "Skip events whose data is empty."
    )

    static let sseEmptyData = LintRule(
        .warning,
        "an event whose data is empty",
        """
        It is dispatched, and the empty text is no JSON: SDKs raise. The first event of an MCP stream, which only \
        sets an id, is no finding.
        """,
        example: #"""
            data:


            """#,
        breaks: [.openAIPython, .googleGenAI],
        server: "Send a comment if it is only to keep the connection alive.",
        client: "Skip events whose data is empty."
    )

    static let sseIdThenBlank = LintRule(
        .warning,
        "a comment block or an extra blank line after an id was sent",
        """
        Once it has seen an id, openai-python dispatches an empty event at each blank line and fails to \
        parse it. A harmless keep-alive becomes an exception.
        """,
        example: #"""
            id: 7
            data: {…}

            : ping


            """#,
        breaks: [.openAIPython, .httpxSSE],
        server: "Send no ids where streams cannot be resumed, or keep the stream alive with real events."
    )

    static let sseBadRetry = LintRule(
        .info,
        "retry is no number of milliseconds",
        "Clients ignore the line and keep their own reconnection time.",
        example: "retry: 3s",
        server: "Write digits only, milliseconds: `retry: 3000`."
    )

    static let sseIdNul = LintRule(
        .warning,
        "an id that holds a NUL byte",
        "Clients ignore such an id; a resumed stream would begin at the wrong place.",
        example: #"id: 4\x00"#,
        server: "Use printable ids."
    )

    static let sseMultilineData = LintRule(
        .info,
        "one event has several data lines",
        """
        They are to be joined with LF, which parsers of the standard do. Clients that parse each line for \
        itself fail.
        """,
        example: #"""
            data: {
            data: "a": 1}


            """#,
        breaks: [.handWritten],
        server: "Write the payload on one line.",
        client: "Join the data lines of a block before parsing."
    )

    static let sseTail = LintRule(
        .error,
        "the body ended inside an event",
        """
        Without the blank line the event is not dispatched. openai-python and httpx-sse drop it; mistralai and \
        google-genai hand on what they have, which may be half of it.
        """,
        example: #"data: {"choices":[{"delta":{"content":"las"#,
        breaks: [.openAIPython, .httpxSSE],
        server: "End each event, the last one too, with a blank line before closing."
    )

    static let sseUnterminatedDone = LintRule(
        .warning,
        "no blank line follows `[DONE]`",
        """
        A parser does not dispatch it: clients that wait for the end wait until the connection closes. What came \
        before is whole.
        """,
        example: "data: [DONE]",
        server: "Write `data: [DONE]` and two line ends."
    )

    static let sseHugeEvent = LintRule(
        .warning,
        "an event of more than a mebibyte",
        """
        Images and audio come so. cohere-python and MCP's Python SDK refuse events over 1 MiB. What exceeds Weir's \
        own limit of 64 MiB is forwarded and recorded, but not decoded (a warning then, else a note).
        """,
        example: #"data: {"type":"image_generation.completed","b64_json":"iVBORw0KGgo… 2 MB …"}"#,
        breaks: [.coherePython, .mcpSDK],
        server: "Split large payloads into several events.",
        client: "Raise the parser's limit."
    )

    static let ndjsonBlankLine = LintRule(
        .warning,
        "a blank line between JSON lines",
        "Clients that parse each line fail on the empty one; ollama-python raises a JSONDecodeError.",
        example: #"""
            {"done":false}

            {"done":true}
            """#,
        breaks: [.ollamaPython],
        server: "End each line with exactly one LF.",
        client: "Skip blank lines."
    )

    static let ndjsonUnicodeEol = LintRule(
        .warning,
        "a raw character in a line at which Python's splitlines cuts",
        """
        U+2028, U+2029 and U+0085 are allowed in JSON strings, VT and FF only escaped. ollama-python reads lines as \
        Python's `splitlines` does, ends one there, and fails on half an object.
        """,
        example: #"{"response":"a\u2028b"} with the character itself"#,
        breaks: [.ollamaPython],
        server: "Escape these characters in JSON.",
        client: "Split at LF only."
    )

    static let awsCrc = LintRule(
        .error,
        "the checksum of a binary frame is wrong",
        """
        The frame was changed on the way, or whoever wrote it computes the sum wrongly. botocore raises; Weir shows \
        the frame all the same.
        """,
        example: "the last four bytes are not the CRC32 of those before them",
        breaks: [.botocore],
        server: "Compute the CRC32 over the prelude, and over the whole frame without its last four bytes."
    )

    static let awsShortFrame = LintRule(
        .error,
        "a binary frame is cut off, or its lengths are impossible",
        """
        Frames are found by the length at their start: behind a wrong one nothing can be found again, and the rest \
        of the body is not decoded.
        """,
        example: "a total length of 512 and 300 bytes until the end",
        breaks: [.botocore],
        server: "Look for what cuts the body: a limit of a proxy, or a recoding as text."
    )
}
