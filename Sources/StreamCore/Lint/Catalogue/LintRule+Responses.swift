/// Rules about OpenAI's Responses, Assistants and media streams.
extension LintRule {
    static let respNoCreated = LintRule(.error, "first event is not created/queued (oa RuntimeError)")

    static let respNameType = LintRule(.warning, "SSE event name ≠ type, or no event name")

    static let respSeqGap = LintRule(.warning, "sequence_number not +1 / repeated / absent (llama.cpp: I)")

    static let respSeqRepeat = LintRule(.warning, "sequence_number not +1 / repeated / absent (llama.cpp: I)")

    static let respSeqMissing = LintRule(.warning, "sequence_number not +1 / repeated / absent (llama.cpp: I)")

    static let respNoIndex = LintRule(.warning, "output_index/content_index absent")

    static let respUnknownItem = LintRule(.error, "delta for an item never added")

    static let respUnclosed = LintRule(.warning, "item/part without done before completed")

    static let respDoneMismatch = LintRule(.error, "done value ≠ joined deltas")

    static let respFinalMismatch = LintRule(.error, "terminal output ≠ folded output")

    static let respNoTerminal = LintRule(.error, "ended without completed/incomplete/failed/error")

    static let respErrorFlat = LintRule(.info, "flat error event: oa does not raise")

    static let respUnknownEvent = LintRule(.info, "type not in the table")

    static let astNoDone = LintRule(.warning, "no done / no terminal run event")

    static let astNoRunEnd = LintRule(.error, "no done / no terminal run event")

    static let astDeltaOrphan = LintRule(.error, "delta before its created event (oa RuntimeError)")

    static let mediaDoneMismatch = LintRule(.error, "transcript done ≠ joined deltas")
}
