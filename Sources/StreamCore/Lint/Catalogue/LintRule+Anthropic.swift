/// Rules about Anthropic's Messages and Bedrock.
extension LintRule {
    static let anthNoEventName = LintRule(.error, "data without event:")

    static let anthNameType = LintRule(.warning, "event name ≠ type")

    static let anthNoStart = LintRule(.error, "content before message_start")

    static let anthIndex = LintRule(.error, "block index gap/reuse or start ≠ next position")

    static let anthOverlap = LintRule(.warning, "block started while another is open")

    static let anthDeltaOrphan = LintRule(.error, "delta for an unopened/closed block")

    static let anthDeltaType = LintRule(.warning, "delta type does not fit the block type")

    static let anthUnclosed = LintRule(.warning, "block without stop")

    static let anthNoStopReason = LintRule(.error, "message_stop without message_delta stop_reason")

    static let anthNoMessageStop = LintRule(.error, "ended without message_stop")

    static let anthSignature = LintRule(.warning, "thinking closed without (or with empty, or several) signature")

    static let anthUsageAdded = LintRule(.warning, "output_tokens not monotonic (delta instead of total)")

    static let anthStopMismatch = LintRule(.warning, "tool_use block but stop_reason ≠ tool_use, or reverse")

    static let awsException = LintRule(.error, "exception frame")

    static let awsNoMetadata = LintRule(.warning, "no metadata event after messageStop")
}
