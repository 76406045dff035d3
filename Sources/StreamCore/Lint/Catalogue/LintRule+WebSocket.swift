/// Rules about WebSockets.
extension LintRule {
    static let wsHandshake = LintRule(
        .error,
        "the answer to an upgrade does not fit the request",
        """
        Sec-WebSocket-Accept proves that the server understood the key; extensions and subprotocols must be among \
        those that were offered. Clients close the connection at once.
        """,
        example: "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        server: "Compute the value from the client's key (RFC 6455 4.2.2), and choose only from what is offered."
    )

    static let wsUnmasked = LintRule(
        .error,
        "a client frame is not masked",
        "RFC 6455 5.1: a server must close the connection when it meets one. Lenient servers hide the fault.",
        example: "81 02 68 69",
        client: "Mask every frame with a fresh random key."
    )

    static let wsMasked = LintRule(
        .error,
        "a server frame is masked",
        "RFC 6455 5.1: a client must close the connection when it meets one.",
        example: "81 82 37 FA 21 3D 5F 93",
        server: "Send frames without a mask."
    )

    static let wsReservedBits = LintRule(
        .error,
        "reserved bits are set without an extension that gives them a meaning",
        """
        RFC 6455 5.2: the receiver must fail the connection. Often it is a compressed frame where compression was \
        not agreed on, or RSV1 on another than the first frame of a message (RFC 7692 6.1).
        """,
        example: "C1 07 F2 48 CD C9 C9 07 00",
        server: "Compress only when Sec-WebSocket-Extensions says so."
    )

    static let wsOpcode = LintRule(
        .error,
        "a frame has a reserved opcode",
        "RFC 6455 5.2: 3 to 7 and 11 to 15 mean nothing yet; the receiver must fail the connection.",
        example: "83 00",
        server: "Look for two writers on one connection, or bytes that were written without a frame."
    )

    static let wsControl = LintRule(
        .error,
        "a ping, pong or close frame is fragmented or longer than 125 bytes",
        "RFC 6455 5.5: the receiver must fail the connection.",
        example: "09 01 3F",
        server: "Shorten the reason of close frames; send longer content as messages."
    )

    static let wsFragments = LintRule(
        .error,
        "the frames of messages are out of order",
        """
        RFC 6455 5.4: a continuation frame needs a message to continue, and a message must end before the next \
        begins. Several writers share the connection without a lock.
        """,
        example: "80 02 6C 6F",
        server: "Send whole messages from one writer at a time."
    )

    static let wsLength = LintRule(
        .error,
        "a frame's length is impossible, or written in more bytes than needed",
        """
        RFC 6455 5.2: the highest bit of a 64-bit length is 0; after another one nothing can be read. A length \
        must take as few bytes as it can, which many receivers do not check.
        """,
        example: "82 7F 80 00 00 00 00 00 00 01",
        server: "Look for two writers on one connection, or bytes that were written without a frame."
    )

    static let wsBadUtf8 = LintRule(
        .error,
        "a text message, or the reason of a close frame, is not UTF-8",
        "RFC 6455 8.1: the receiver must fail the connection with 1007.",
        example: "81 01 C3",
        server: "Send bytes as binary messages."
    )

    static let wsBadDeflate = LintRule(
        .error,
        "a compressed message cannot be inflated",
        """
        permessage-deflate was agreed on and the bytes are no deflate. With context takeover nothing after it can be \
        inflated either: what follows is stored as it came.
        """,
        example: "C1 03 FF FF FF",
        server: "Give each connection a compressor of its own, and reset it when no_context_takeover was agreed on."
    )

    static let wsAfterClose = LintRule(
        .warning,
        "a frame follows its sender's close frame",
        "RFC 6455 5.5.1: nothing may be sent after it; receivers drop what comes.",
        example: "88 02 03 E8 81 02 68 69",
        server: "Stop all writers before the close frame goes out."
    )

    static let wsCloseCode = LintRule(
        .error,
        "a close frame has a code that nobody may send",
        """
        RFC 6455 7.4: 1005, 1006 and 1015 only name what happened without a frame; below 1000, 1016 to 2999 and from \
        5000 on codes are not in use. Clients fail with 1002.
        """,
        example: "88 02 03 EE",
        server: "Close with 1000, another registered code, or one of your own from 4000 to 4999."
    )

    static let wsCloseError = LintRule(
        .error,
        "a side closed the connection because of a failure",
        "The code and the reason say which: 1011 is the server's own fault, 1009 a message that was too long.",
        example: "88 06 03 F3 6F 6F 70 73",
        client: "Read code and reason; open a new connection after 1011, 1012 and 1013."
    )

    static let wsAbnormalClose = LintRule(
        .error,
        "the connection ended without a close frame",
        """
        TCP ended first, which clients report as 1006: a crash, a time limit on the way, or a program that was ended. What \
        was being said is lost.
        """,
        example: "81 05 48 65",
        server: "Close with a code; raise the idle limits of proxies on the way, or send pings.",
        client: "Open a new connection and take the conversation up again."
    )
}
