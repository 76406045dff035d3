/// The prompts that a completion repeats before its text (`echo: true`), which are no tokens of the answer.
package struct EchoedPrompts: Equatable, Sendable {
    private var byteCounts: [Int] = []
    private var choicesPerPrompt = 1

    package init() {}

    /// The prompts of a request; of those that come as token numbers nothing is known.
    init(_ body: JSONView) {
        guard body["echo"]?.bool ?? false, let prompt = body["prompt"] else { return }
        choicesPerPrompt = max(1, body["n"]?.int ?? 1)
        if let text = prompt.bytes {
            byteCounts = [text.count]
        } else {
            prompt.forEachElement { byteCounts.append($0.bytes?.count ?? 0) }
        }
    }

    /// The bytes of the prompt that a choice begins with; choices are numbered prompt by prompt.
    func byteCount(ofChoice index: Int) -> Int {
        let prompt = index / choicesPerPrompt
        return byteCounts.indices.contains(prompt) ? byteCounts[prompt] : 0
    }
}
