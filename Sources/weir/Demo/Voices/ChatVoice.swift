/// The `openai.chat` dialect: chunks without names, `[DONE]` at the end.
struct ChatVoice: DemoVoice {
    let id: String
    let model: String
    let usage: DemoUsage

    var opening: String {
        chunk(#"{"role":"assistant","content":""}"#)
    }

    func writes(for step: DemoStep) -> [String] {
        switch step {
        case .reasoning(let text): [chunk(#"{"content":null,"reasoning_content":\#(DemoText.quoted(text))}"#)]
        case .text(let text): [chunk(#"{"content":\#(DemoText.quoted(text))}"#)]
        case .tool(let index, let id, let name):
            [call(index, #""id":"\#(id)","type":"function","function":{"name":"\#(name)","arguments":""}"#)]
        case .arguments(let index, let text):
            [call(index, #""function":{"arguments":\#(DemoText.quoted(text))}"#)]
        case .ping: [": keep-alive\n\n"]
        case .finish(let reason): [chunk("{}", finish: #""\#(reason)""#), usageChunk + "data: [DONE]\n\n"]
        case .silence, .splitCharacter: []
        }
    }

    private func call(_ index: Int, _ members: String) -> String {
        chunk(#"{"tool_calls":[{"index":\#(index),\#(members)}]}"#)
    }

    private func chunk(_ delta: String, finish: String = "null") -> String {
        event(#"[{"index":0,"delta":\#(delta),"finish_reason":\#(finish)}]"#, usage: "null")
    }

    private var usageChunk: String {
        let prompt = #""prompt_tokens":\#(usage.input),"prompt_tokens_details":{"cached_tokens":\#(usage.cached)}"#
        let details = #""completion_tokens_details":{"reasoning_tokens":\#(usage.reasoning)}"#
        let total = usage.input + usage.output
        let tokens = #"{\#(prompt),"completion_tokens":\#(usage.output),\#(details),"total_tokens":\#(total)}"#
        return event("[]", usage: tokens)
    }

    private func event(_ choices: String, usage: String) -> String {
        let head = #""id":"\#(id)","object":"chat.completion.chunk","created":1767225600,"model":"\#(model)""#
        return #"data: {\#(head),"choices":\#(choices),"usage":\#(usage)}"# + "\n\n"
    }
}
