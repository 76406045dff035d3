import StreamCore

/// Builds Chat Completions streams for tests.
enum ChatStream {
    /// A stream whose events each hold one delta of choice 0, with a finish and `[DONE]`.
    static func deltas(_ deltas: [String], finish: String = "stop") -> String {
        var events = deltas.map { choice("\"delta\":\($0)") }
        events.append(choice("\"delta\":{},\"finish_reason\":\"\(finish)\""))
        return sse(events) + "data: [DONE]\n\n"
    }

    /// A stream of content pieces.
    static func content(_ pieces: [String]) -> String {
        deltas(pieces.map { "{\"content\":\(JSONValue.string($0).text())}" })
    }

    /// A stream whose events each hold one list of tool calls.
    static func toolCalls(_ calls: [String]) -> String {
        deltas(calls.map { "{\"tool_calls\":\($0)}" }, finish: "tool_calls")
    }

    /// A chunk with one choice of these members.
    static func choice(_ members: String, index: Int = 0) -> String {
        "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":\(index),\(members)}]}"
    }

    static func sse(_ events: [String]) -> String {
        events.map { "data: \($0)\n\n" }.joined()
    }
}

extension DecodedStream {
    /// The rebuilt message of choice 0.
    var chatMessage: JSONValue? {
        decoder.message?["choices"]?.arrayValue?.first?["message"]
    }

    /// The answer's first choice.
    var choice: ModelAnswer.Choice? { decoder.answer.firstChoice }

    /// The pieces of text and reasoning as they were told.
    var told: [String] {
        deltas.compactMap { delta in
            switch delta.kind {
            case .text: "text \(delta.text ?? "")"
            case .reasoning: "reasoning \(delta.text ?? "")"
            default: nil
            }
        }
    }
}
