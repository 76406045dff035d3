/// Rules about the connection, HTTP heads and codings.
extension LintRule {
    static let httpNotStream = LintRule(
        .warning,
        "a stream was asked for and one JSON document came",
        """
        The model or a gateway cannot stream, or the flag was lost on the way. The client waits for the whole \
        answer, and finds no event in it: openai-python's `.stream()` raises an AssertionError.
        """,
        example: #"{"id":"chatcmpl-1","object":"chat.completion","choices":[{"message":{"content":"Hi"}}]}"#,
        breaks: [.openAIPython],
        server: "Stream, or refuse the request with a 4xx that says that this model cannot.",
        client: "Look at the response's content type before choosing how to read it."
    )

    static let httpUnaskedStream = LintRule(
        .warning,
        "a stream came that was not asked for",
        """
        The request has `stream` off or left it out, and the answer is an event stream. Clients parse it as \
        one JSON document and fail.
        """,
        example: "content-type: text/event-stream",
        server: "Answer with one document unless the request asks for a stream.",
        client: #"Say `"stream": false` explicitly; some gateways stream by default."#
    )

    static let httpErrorStatus = LintRule(
        .error,
        "the response's status is 400 or above",
        "The body is an error document and no stream; `weir show N` prints its message, and what retries are advised.",
        example: "HTTP/1.1 429 Too Many Requests",
        client: "Check the status before reading events; wait as `retry-after` says, and only retry what may pass."
    )

    static let httpHtmlBody = LintRule(
        .error,
        "a 200 whose body is a page of markup",
        """
        A login page, a captive portal or a gateway's error page stands where the answer should be. The \
        status says success, so that clients try to parse it.
        """,
        example: "<!DOCTYPE html>",
        breaks: [.openAIPython],
        server: "Let gateways pass errors on with their status, as JSON.",
        client: "Check the content type; the base URL is perhaps that of the web site, not of the API."
    )

    static let httpContentType = LintRule(
        .warning,
        "an event stream under another content type, or something else under text/event-stream",
        "Browsers, cohere-python and httpx-sse decide by the content type and refuse the body.",
        example: "content-type: text/plain",
        breaks: [.coherePython, .httpxSSE],
        server: "Send `content-type: text/event-stream` with an event stream, and only then.",
        client: "Check the base URL: a wrong path may be answered by another program."
    )

    static let httpContentLength = LintRule(
        .warning,
        "an event stream with a content-length",
        """
        The length can only be known to someone who held the whole stream. What looks like a stream came all \
        at once.
        """,
        example: "content-length: 18214",
        server: "Send chunked, and find the proxy that buffers (`proxy_buffering off` in nginx)."
    )

    static let httpNoNocache = LintRule(
        .info,
        "no header tells those on the way not to buffer or cache the stream",
        "Nothing is wrong yet. A reverse proxy with default settings may hold the stream back.",
        example: "content-type: text/event-stream",
        server: "Send `cache-control: no-cache, no-transform` and `x-accel-buffering: no`."
    )

    static let sseCompressed = LintRule(
        .info,
        "an event stream with a content coding",
        """
        Compressors collect bytes before they write; unless they are flushed after each event, events come \
        in bursts.
        """,
        example: "content-encoding: gzip",
        server: "Do not compress event streams, or flush after each event.",
        client: "Ask for `accept-encoding: identity`; `weir proxy --identity` does it for you."
    )

    static let netAbruptEof = LintRule(
        .error,
        "the response broke off without its proper end",
        """
        The last chunk, or the end of the HTTP/2 stream, never came: the connection was reset or closed in the \
        middle. What came before is all there is. openai-python and anthropic-python raise httpx's \
        RemoteProtocolError, not an error of their own.
        """,
        example: "a connection that closes without the chunk of length 0",
        breaks: [.openAIPython, .anthropicPython],
        server: "Look for a crash, a time limit of a load balancer, or a worker that was restarted.",
        client: "Catch the transport's exception and keep what was streamed; retry if nothing was."
    )

    static let netClientAbort = LintRule(
        .info,
        "the client closed the connection first",
        """
        A user pressed stop, or the client ran into its own time limit. Providers bill what was generated until \
        they notice; `weir show` has the last counts that came.
        """,
        example: "the client's connection closes before the last event",
        client: """
            Close streams on purpose with the SDK's `close()`; raise the read timeout for reasoning models.
            """
    )

    static let netIdleTimeout = LintRule(
        .warning,
        "given up after a long silence",
        "No byte came for as long as Weir's idle limit allows (10 minutes unless told otherwise).",
        example: "a head, and then nothing",
        server: "Send a comment (`: ping`) every few seconds while the model thinks.",
        client: "Raise the limit with `weir proxy --idle-timeout`, if the model really takes so long."
    )

    static let netBurst = LintRule(
        .info,
        "one read brought at least 10 events that hold over 80 % of the content",
        """
        Something between model and client collected the events. Each event's own time is lost; gaps of zero are an \
        artefact, and a user sees the answer all at once.
        """,
        example: "40 events in one read of 9 KiB, 6 s after the request",
        server: "Turn off buffering and compression in each proxy on the way (`proxy_buffering off` in nginx)."
    )

    static let netStall = LintRule(
        .warning,
        "no content came for much longer than usual in this stream",
        """
        A gap of at least a second and five times the median. The cause says whose it is: the upstream's, an \
        intermediary's that let go all at once, the client's that did not read, or Weir's.
        """,
        example: "+2.66 s before an event, where the others come every 120 ms",
        client: "`weir show N --part timing` shows the gap; `weir report` sums up the causes."
    )

    static let emptyBody = LintRule(
        .error,
        "a 200 without a single event",
        "The head promised an answer and none came: no text, no error, no terminator.",
        example: """
            HTTP/1.1 200 OK
            content-type: text/event-stream
            content-length: 0
            """,
        breaks: [.openAIPython],
        server: "Send an error event, or a failing status while that is still possible.",
        client: "Treat a stream without events as a failure and retry."
    )

    static let httpBadCoding = LintRule(
        .error,
        "the content coding of the body is broken",
        "The compressed bytes cannot be undone; what follows the fault was passed on, and could not be stored.",
        example: "content-encoding: gzip before a body that is none",
        server: "Check that nobody on the way cuts or recodes the body without changing `content-encoding`."
    )

    static let netProtocol = LintRule(
        .error,
        "what came is not valid HTTP",
        """
        A head, a chunk or a frame cannot be read. Often TLS was spoken to a plain port, or the other way round.
        """,
        example: "a chunk whose length is no hexadecimal number",
        server: "Look at the raw bytes; a broken chunk length means that two writers share a connection."
    )

    static let netConnect = LintRule(
        .error,
        "the upstream could not be reached",
        "Its name did not resolve, or nothing listens there. The detail says which step failed.",
        example: "connect to 127.0.0.1:8000: connection refused",
        client: "Check the base URL and its port."
    )

    static let netTls = LintRule(
        .error,
        "TLS with the upstream failed",
        """
        Its certificate has expired, is not valid yet, is for another host, or comes from an authority that this \
        machine does not trust; or the two have no TLS version in common. Weir checks certificates against \
        the system's roots and those of `--upstream-ca`. The client was answered with a 502 that says so.
        """,
        example: "the certificate expired on Feb  1 00:00:00 2026 GMT (CN=llm.example)",
        server: "Renew the certificate in time, and send the chain up to the root with it.",
        client: """
            The message names the certificate and what is wrong with it. `--upstream-ca FILE` trusts one more \
            authority; `--insecure-upstream` gives up checking, for tests.
            """
    )

    static let netClientTls = LintRule(
        .error,
        "TLS with the client failed: most likely it does not trust Weir's authority",
        """
        The client asked for a tunnel, met a certificate that Weir made for its host, and gave up before any \
        request. Programs with roots of their own (Java, Firefox, what runs in containers) and those that pin \
        certificates do so. Some give no reason and just go away.
        """,
        example: "the peer ended the connection: unknown CA (TLS alert 48)",
        client: """
            `weir ca` says how each runtime is told to trust it, and `weir run` tells them. A base URL needs no \
            certificate; `--passthrough HOST` leaves the host's traffic closed.
            """
    )
}
