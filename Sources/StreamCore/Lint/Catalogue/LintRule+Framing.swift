/// Rules about server-sent events, JSON lines, binary frames.
extension LintRule {
    static let sseBom = LintRule(.warning, "EF BB BF at start")

    static let sseBadUtf8 = LintRule(.error, "invalid byte sequence")

    static let sseMixedEol = LintRule(.info, "more than one line-end style")

    static let sseCrOnly = LintRule(.info, "bare CR line ends")

    static let sseUnknownField = LintRule(.warning, "line with an unknown field name")

    static let sseErrorField = LintRule(.error, "error: {…} line (llama.cpp)")

    static let sseNoSpace = LintRule(.info, "data: without space")

    static let sseComment = LintRule(.info, "comments present")

    static let sseEventNoData = LintRule(.warning, "event:/retry: block without data")

    static let sseEmptyData = LintRule(.warning, "data is '' (not MCP priming)")

    static let sseIdThenBlank = LintRule(.warning, "after an id:, a comment block or extra blank line")

    static let sseBadRetry = LintRule(.info, "non-digit retry")

    static let sseIdNul = LintRule(.warning, "NUL in id")

    static let sseMultilineData = LintRule(.info, "one event has ≥ 2 data lines")

    static let sseTail = LintRule(.error, "undispatched block at EOF (has data)")

    static let sseUnterminatedDone = LintRule(.warning, "[DONE] present but no blank line after")

    static let sseHugeEvent = LintRule(.info, "event > 1 MiB")

    static let ndjsonBlankLine = LintRule(.warning, "empty line in NDJSON")

    static let ndjsonUnicodeEol = LintRule(.warning, "raw U+2028/2029/0085/VT/FF in a line")

    static let awsCrc = LintRule(.error, "bad checksum / cut frame")

    static let awsShortFrame = LintRule(.error, "bad checksum / cut frame")
}
