/// Rules about payloads as JSON.
extension LintRule {
    static let jsonInvalid = LintRule(
        .error,
        "an event's data is not JSON where it must be",
        """
        SDKs raise in the middle of the stream, and what came before is lost to most callers; cohere-python skips \
        the event and goes on without it.
        """,
        example: #"data: {"choices":[{"delta":"#,
        breaks: [.openAIPython, .googleGenAI, .mistralAI, .coherePython],
        server: "Build payloads with a JSON library; never split one over two events.",
        client: "Catch the parser's error for a single event and go on."
    )

    static let jsonConcatenated = LintRule(
        .error,
        "two JSON values in one event's data",
        """
        A blank line between two events is missing, or a proxy joined two chunks. Parsers refuse the extra \
        data.
        """,
        example: #"data: {"id":1}{"id":2}"#,
        breaks: [.openAIPython],
        server: "Write a blank line after each event.",
        client: "Nothing helps but a parser that takes one value after the other."
    )

    static let jsonNotObject = LintRule(
        .warning,
        "an event's data is an array or a single value",
        """
        Clients read members of it: openai-python raises an AttributeError, mistralai a validation error; \
        google-genai yields an empty chunk.
        """,
        example: "data: null",
        breaks: [.openAIPython, .mistralAI],
        server: "Send objects; write a comment to keep the connection alive."
    )

    static let jsonDupKey = LintRule(
        .warning,
        "an object has one member twice",
        """
        Parsers differ in which of the two they keep, so that clients of different languages see different \
        answers.
        """,
        example: #"{"content":"a","content":"b"}"#,
        server: "Write each member once; look for code that assembles JSON as text.",
        client: "Let the parser refuse such objects, where it can."
    )

    static let jsonLoneSurrogate = LintRule(
        .warning,
        "a string holds half of a surrogate pair",
        """
        It is no text: it cannot be written as UTF-8, and programs raise when they print, store or send it. An \
        emoji was cut in two, and its halves were sent in two pieces.
        """,
        example: #"{"content":"\ud83d"}"#,
        server: "Cut texts between characters, not between UTF-16 units.",
        client: "Replace lone halves before encoding."
    )

    static let plainTextPing = LintRule(
        .warning,
        "a keep-alive that is sent as data",
        "Clients take it for a payload and fail to parse it.",
        example: "data: ping",
        breaks: [.openAIPython, .mistralAI, .googleGenAI],
        server: "Send a comment, `: ping`, instead.",
        client: "Skip data that is not an object."
    )
}
