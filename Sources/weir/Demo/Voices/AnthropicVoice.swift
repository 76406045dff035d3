/// The `anthropic.messages` dialect: named events, content blocks one after another.
struct AnthropicVoice: DemoVoice {
    let id: String
    let model: String
    let usage: DemoUsage

    private enum Block {
        case thinking, text, tool
    }

    /// The block that is open, and how many were opened.
    private var open: Block?
    private var blocks = 0

    init(id: String, model: String, usage: DemoUsage) {
        self.id = id
        self.model = model
        self.usage = usage
    }

    var opening: String {
        let input = #""input_tokens":\#(usage.input),"cache_read_input_tokens":\#(usage.cached),"output_tokens":1"#
        let message =
            #""id":"\#(id)","type":"message","role":"assistant","model":"\#(model)","content":[],"stop_reason":null,"#
            + #""stop_sequence":null,"usage":{\#(input)}"#
        return event("message_start", #""message":{\#(message)}"#) + event("ping")
    }

    mutating func writes(for step: DemoStep) -> [String] {
        switch step {
        case .reasoning(let text):
            let start = begin(.thinking, #"{"type":"thinking","thinking":"","signature":""}"#)
            return [start + delta(#""type":"thinking_delta","thinking":\#(DemoText.quoted(text))"#)]
        case .text(let text):
            let start = begin(.text, #"{"type":"text","text":""}"#)
            return [start + delta(#""type":"text_delta","text":\#(DemoText.quoted(text))"#)]
        case .tool(_, let id, let name):
            let end = close()
            return [end + begin(.tool, #"{"type":"tool_use","id":"\#(id)","name":"\#(name)","input":{}}"#)]
        case .arguments(_, let text):
            return [delta(#""type":"input_json_delta","partial_json":\#(DemoText.quoted(text))"#)]
        case .ping: return [event("ping")]
        case .finish(let reason): return [close(), ending(reason)]
        case .silence, .splitCharacter: return []
        }
    }

    /// Opens a block, unless one of its kind is open, and closes the one before.
    private mutating func begin(_ block: Block, _ content: String) -> String {
        guard open != block else { return "" }
        let end = close()
        open = block
        blocks += 1
        return end + event("content_block_start", #""index":\#(blocks - 1),"content_block":\#(content)"#)
    }

    private mutating func close() -> String {
        guard let block = open else { return "" }
        let signature = block == .thinking ? delta(#""type":"signature_delta","signature":"ZGVtbw==""#) : ""
        open = nil
        return signature + event("content_block_stop", #""index":\#(blocks - 1)"#)
    }

    private func delta(_ members: String) -> String {
        event("content_block_delta", #""index":\#(blocks - 1),"delta":{\#(members)}"#)
    }

    private func ending(_ reason: String) -> String {
        let delta = #""delta":{"stop_reason":"\#(reason)","stop_sequence":null}"#
        return event("message_delta", #"\#(delta),"usage":{"output_tokens":\#(usage.output)}"#) + event("message_stop")
    }

    private func event(_ name: String, _ members: String = "") -> String {
        let rest = members.isEmpty ? "" : ",\(members)"
        return "event: \(name)\ndata: " + #"{"type":"\#(name)"\#(rest)}"# + "\n\n"
    }
}
