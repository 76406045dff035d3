import StreamCore

/// Builds Responses streams for tests.
enum ResponsesStream {
    /// A stream of events, each `{"type": …}`; the event's name is its type, as the real service has it.
    static func sse(_ events: [String]) -> String {
        events.map { event in
            let name = json(event)?["type"]?.stringValue ?? ""
            return "event: \(name)\ndata: \(event)\n\n"
        }.joined()
    }

    static func decode(_ events: [String], keeps: StreamDecoder.Keeping = .message) -> DecodedStream {
        DecodedStream(sse(events), path: "/v1/responses", keeps: keeps)
    }

    /// `response.TYPE` with these members.
    static func event(_ type: String, _ members: String) -> String {
        "{\"type\":\"response.\(type)\",\(members)}"
    }

    static let created = event("created", #""response":{"id":"resp_1","object":"response","model":"m","output":[]}"#)

    static func added(_ index: Int, _ item: String) -> String {
        event("output_item.added", "\"output_index\":\(index),\"item\":\(item)")
    }

    static func done(_ index: Int, _ item: String) -> String {
        event("output_item.done", "\"output_index\":\(index),\"item\":\(item)")
    }

    static func text(_ index: Int, _ piece: String, id: String = "msg") -> String {
        event(
            "output_text.delta",
            "\"item_id\":\"\(id)\",\"output_index\":\(index),\"content_index\":0,\"delta\":\"\(piece)\""
        )
    }

    /// The end of a response with this output.
    static func completed(_ output: String, _ more: String = "") -> String {
        event("completed", "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":\(output)\(more)}")
    }

    static func message(_ text: String, id: String = "msg", more: String = "") -> String {
        #"{"id":"\#(id)","type":"message","content":[{"type":"output_text","text":"\#(text)"}]\#(more)}"#
    }
}

extension DecodedStream {
    /// The output of the rebuilt response.
    var output: JSONValue? { decoder.message?["output"] }

    /// The calls as `name(arguments)`.
    var calls: [String] {
        (choice?.toolCalls ?? []).map { "\($0.name ?? "?")(\($0.arguments))" }
    }
}
