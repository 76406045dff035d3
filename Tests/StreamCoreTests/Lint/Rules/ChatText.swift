import StreamCore

/// Chat Completions streams for the rules' tests, written as little as can be.
enum ChatText {
    static let path = "/v1/chat/completions"
    static let done = "data: [DONE]\n\n"
    static let role = chunk(#"{"role":"assistant","content":""}"#)
    static let stop = chunk("{}", finish: "stop")

    /// An event with one choice.
    static func chunk(_ delta: String, finish: String? = nil, index: Int = 0, more: String = "") -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return event(#"[{"index":\#(index),"delta":\#(delta),"finish_reason":\#(reason)}]"#, more: more)
    }

    /// An event with these choices.
    static func event(_ choices: String, more: String = "") -> String {
        #"data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":\#(choices)\#(more)}"#
            + "\n\n"
    }

    static func text(_ text: String) -> String { chunk(#"{"content":"\#(text)"}"#) }

    static func call(_ call: String) -> String { chunk(#"{"tool_calls":[\#(call)]}"#) }

    /// A stream of one choice that says so little that nothing is wrong with it.
    static func stream(_ middle: String..., finish: String = "stop") -> String {
        role + middle.joined() + chunk("{}", finish: finish) + done
    }

    /// A stream of one tool call.
    static func toolStream(name: String = "f", arguments: String, finish: String = "tool_calls") -> String {
        let escaped = arguments.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        let call =
            #"{"index":0,"id":"call_1","type":"function","function":{"name":"\#(name)","arguments":"\#(escaped)"}}"#
        return stream(Self.call(call), finish: finish)
    }
}

extension LintedStream {
    /// The codes of a chat stream without those of hand-written clients and of the transport.
    static func chat(_ text: String, request: String? = nil, ending: LintedEnd.Ending = .ended) -> [String] {
        LintedStream(text, path: ChatText.path, request: request, ending: ending).codes.filter {
            !$0.hasPrefix("NAIVE-")
        }
    }
}
