/// Rules about what breaks clients written by hand in a few lines.
extension LintRule {
    static let naiveEmptyChoices = LintRule(.info, "NAIVE-EMPTY-CHOICES")

    static let naiveComment = LintRule(.info, "NAIVE-COMMENT")

    static let naiveNoSpace = LintRule(.info, "NAIVE-NO-SPACE")

    static let naiveMultiline = LintRule(.info, "NAIVE-MULTILINE")

    static let naiveDataInText = LintRule(.info, "NAIVE-DATA-IN-TEXT")

    static let naiveDoneSpace = LintRule(.info, "NAIVE-DONE-SPACE")
}
