/// Rules about tool calls, in all dialects.
extension LintRule {
    static let toolNoIndex = LintRule(.error, "tool delta without index")

    static let toolIndexReused = LintRule(.error, "new id under a used index")

    static let toolIndexGap = LintRule(.warning, "indexes skip")

    static let toolIdRepeated = LintRule(.warning, "same id/name repeated in later deltas")

    static let toolNoId = LintRule(.warning, "call finished without id")

    static let toolDupId = LintRule(.warning, "two calls share an id")

    static let toolNoName = LintRule(.error, "call without a name")

    static let toolUnknownName = LintRule(.warning, "name not among request tools")

    static let toolArgsInvalid = LintRule(.error, "final arguments not a JSON object")

    static let toolArgsTruncated = LintRule(.warning, "invalid because finish was length/cut")

    static let toolArgsDouble = LintRule(.error, "two JSON documents glued (}{)")

    static let toolArgsSchema = LintRule(.warning, "violates the tool's schema")

    static let toolArgsStringified = LintRule(.warning, "JSON string containing JSON")

    static let toolForbidden = LintRule(
        .warning,
        "call despite tool_choice:'none' / parallel despite parallel_tool_calls:false"
    )

    static let toolCustomInChat = LintRule(.info, "type:'custom'")
}
