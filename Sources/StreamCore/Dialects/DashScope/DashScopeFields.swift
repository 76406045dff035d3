/// What one event says of one choice.
struct DashScopeFields {
    var role: JSONView?
    /// A string, or a list of parts from models that see and hear.
    var content: JSONView?
    var reasoning: JSONView?
    var toolCalls: JSONView?
    /// Speech, in pieces of base64 whatever the texts are.
    var audio: JSONView?
    var finishReason: String?

    init(choice: JSONView) {
        let message = choice["message"]
        role = message?["role"]
        content = message?["content"]
        reasoning = message?["reasoning_content"]
        toolCalls = message?["tool_calls"]
        finishReason = Self.reason(choice)
    }

    /// The older form, and that of speech: text, thoughts and reason stand in the output itself.
    init?(plain output: JSONView) {
        guard output["text"] != nil || output["finish_reason"] != nil || output["audio"] != nil else { return nil }
        content = output["text"]
        reasoning = output["reasoning_content"]
        audio = output["audio"]
        finishReason = Self.reason(output)
    }

    /// The texts of the content, by their place among the texts.
    func forEachText(_ body: (_ place: Int, _ text: ByteView) -> Void) {
        guard let content else { return }
        if let text = content.bytes { return body(0, text) }
        var place = 0
        content.forEachElement { part in
            guard let text = part["text"]?.bytes else { return }
            body(place, text)
            place += 1
        }
    }

    /// Until there is a reason it is the text `null`.
    private static func reason(_ holder: JSONView) -> String? {
        guard let reason = holder["finish_reason"]?.nonEmptyString, reason != "null" else { return nil }
        return reason
    }
}

/// The texts of one choice, each told once.
struct DashScopeTexts: Sendable {
    private var channels: [CumulativeText] = []
    private let isCumulative: Bool?

    init(isCumulative: Bool?) {
        self.isCumulative = isCumulative
    }

    /// What the text in that place adds to those that came there before.
    mutating func pieces(of text: ByteView, at place: Int) -> [String] {
        while channels.count <= place { channels.append(CumulativeText(isCumulative: isCumulative)) }
        return channels[place].pieces(of: text).filter { !$0.isEmpty }
    }
}
