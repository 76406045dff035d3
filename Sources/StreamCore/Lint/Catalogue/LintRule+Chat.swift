/// Rules about OpenAI's Chat Completions.
extension LintRule {
    static let chatObject = LintRule(.warning, "object ≠ chat.completion.chunk")

    static let chatNullChoices = LintRule(.error, "choices null/absent on a content chunk")

    static let chatRoleMissing = LintRule(.info, "no role in the first delta of a choice")

    static let chatRoleRepeated = LintRule(.info, "role on later deltas")

    static let chatFirstIndex = LintRule(.warning, "first chunk's choice index > 0")

    static let chatIndexGap = LintRule(.warning, "choice indexes not 0…n−1, or more than n")

    static let chatFinishMissing = LintRule(.error, "a started choice never finished")

    static let chatFinishTwice = LintRule(.warning, "second finish_reason for a choice")

    static let chatDeltaAfterFinish = LintRule(.warning, "text/tool delta after finish")

    static let chatFinishMismatch = LintRule(.warning, "tool calls but finish stop, or tool_calls with none")

    static let chatFinishUnknown = LintRule(.info, "value outside the enum (error, eos, abort)")

    static let chatTruncatedLength = LintRule(.info, "finish length/content_filter")

    static let chatEmpty = LintRule(.warning, "finish stop, no content, no tools, no refusal")

    static let chatCumulative = LintRule(.error, "content grows as prefix of next (or is repeated in message)")

    static let chatThinkTags = LintRule(.info, "<think> inside content")

    static let chatDoubleReasoning = LintRule(.info, "reasoning and reasoning_content both set")

    static let chatReasoningAfterContent = LintRule(.info, "reasoning after visible text")

    static let chatRefusalAndContent = LintRule(.info, "both non-empty")

    static let chatJsonMode = LintRule(.error, "response_format JSON asked, final content not JSON (or schema fails)")

    static let chatAudioPadding = LintRule(.info, "base64 piece padded before the last")

    static let azureLateFilter = LintRule(.warning, "async filter flags text already sent")
}
