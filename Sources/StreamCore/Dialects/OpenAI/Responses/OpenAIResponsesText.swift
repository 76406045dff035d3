/// The text of a whole output, channel by channel, as its pieces would have told it.
struct OpenAIResponsesText {
    private(set) var text = ""
    private(set) var refusal = ""
    private(set) var reasoning = ""
    /// Bytes of the text and of the reasoning, without what was put between paragraphs.
    private(set) var textCount = 0
    private(set) var reasoningCount = 0

    init(_ output: JSONView) {
        output.forEachElement { item in
            let isAnswer = !item["phase"].isText("commentary")
            OpenAIResponsesItem.forEachText(of: item) { field, _, piece in
                switch field {
                case .refusal: refusal += piece.text
                case .reasoning, .summary: addReasoning(piece, isParagraph: field == .summary)
                default:
                    guard isAnswer else { return }
                    text += piece.text
                    textCount += piece.count
                }
            }
        }
    }

    private mutating func addReasoning(_ piece: ByteView, isParagraph: Bool) {
        guard !piece.isEmpty else { return }
        if isParagraph, !reasoning.isEmpty { reasoning += OpenAIResponsesProgress.separator }
        reasoning += piece.text
        reasoningCount += piece.count
    }
}
