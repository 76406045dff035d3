import StreamCore
import Testing

@Suite struct OpenAIResponsesLintTests {
    /// The codes of a stream of these events, numbered from 0 and named for their types.
    private func codes(_ events: [String], request: String? = "{}", ending: LintedEnd.Ending = .ended) -> [String] {
        let numbered = events.enumerated().map { Self.numbered($1, $0) }
        return codes(text: ResponsesStream.sse(numbered), request: request, ending: ending)
    }

    /// The event with its place in the stream, unless it has one.
    private static func numbered(_ event: String, _ number: Int) -> String {
        event.contains("sequence_number") ? event : String(event.dropLast()) + ",\"sequence_number\":\(number)}"
    }

    private func codes(text: String, request: String? = "{}", ending: LintedEnd.Ending = .ended) -> [String] {
        LintedStream(text, path: "/v1/responses", request: request, ending: ending).codes
            .filter { $0.hasPrefix("RESP-") }
    }

    private let created = ResponsesStream.created
    private let added = ResponsesStream.added(0, #"{"id":"msg","type":"message","content":[]}"#)
    private let partAdded = ResponsesStream.event(
        "content_part.added",
        #""item_id":"msg","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}"#
    )
    private let partDone = ResponsesStream.event(
        "content_part.done",
        #""item_id":"msg","output_index":0,"content_index":0,"part":{"type":"output_text","text":"ab"}"#
    )
    private let done = ResponsesStream.done(0, ResponsesStream.message("ab"))
    private let completed = ResponsesStream.completed("[\(ResponsesStream.message("ab"))]")

    private func text(_ piece: String) -> String { ResponsesStream.text(0, piece) }

    private var whole: [String] {
        [created, added, partAdded, text("a"), text("b"), partDone, done, completed]
    }

    @Test func `a proper stream has no findings`() {
        #expect(codes(whole) == [])
        #expect(codes([#"{"type":"response.queued","response":{}}"#] + whole.dropFirst()) == [])
    }

    @Test func `a stream begins with created or queued`() {
        #expect(codes(Array(whole.dropFirst())) == ["RESP-NO-CREATED"])
        #expect(codes([#"{"type":"error","error":{"message":"m"}}"#]) == [])
        // A stream that goes on where another was cut has no beginning, where nobody knows of a body.
        let rest = [Self.numbered(text("b"), 5), Self.numbered(completed, 6)]
        #expect(codes(rest, request: nil) == [])
        #expect(codes(rest).contains("RESP-NO-CREATED"))
    }

    @Test func `events are named for their types`() {
        let unnamed = "data: {\"type\":\"response.created\",\"sequence_number\":0}\n\n"
        let misnamed = "event: response.queued\n" + unnamed
        let rest = ResponsesStream.sse([#"{"type":"response.failed","response":{},"sequence_number":1}"#])
        #expect(codes(text: unnamed + rest) == ["RESP-NAME-TYPE"])
        #expect(codes(text: misnamed + rest) == ["RESP-NAME-TYPE"])
        #expect(codes(text: "event: response.created\n" + unnamed + rest) == [])
    }

    @Test(arguments: [
        ([0, 1, 2], []), ([1, 2, 3], ["RESP-SEQ-GAP"]), ([0, 2, 3], ["RESP-SEQ-GAP"]),
        ([0, 0, 1], ["RESP-SEQ-REPEAT"]),
        ([0, 5, 1], ["RESP-SEQ-GAP", "RESP-SEQ-REPEAT"]),
    ])
    func `events are numbered without gaps`(numbers: [Int], expected: [String]) {
        let types = ["created", "in_progress", "incomplete"]
        let events = zip(types, numbers).map { #"{"type":"response.\#($0)","response":{},"sequence_number":\#($1)}"# }
        #expect(codes(text: ResponsesStream.sse(events)) == expected)
    }

    @Test func `a server that numbers nothing is only odd`() throws {
        let stream = LintedStream(ResponsesStream.sse(whole), path: "/v1/responses", request: "{}")
        let finding = try #require(stream.finding(.respSeqMissing))
        #expect(finding.severity == .info)
        #expect(finding.place.event == 1)
        let some = [
            #"{"type":"response.created","response":{},"sequence_number":0}"#,
            #"{"type":"response.failed","response":{}}"#,
        ]
        let mixed = LintedStream(ResponsesStream.sse(some), path: "/v1/responses", request: "{}")
        #expect(mixed.finding(.respSeqMissing)?.severity == .warning)
    }

    @Test func `indexes say where a piece belongs`() {
        let noOutput = ResponsesStream.event("output_text.delta", #""item_id":"msg","content_index":0,"delta":"ab""#)
        let noPart = ResponsesStream.event("output_text.delta", #""item_id":"msg","output_index":0,"delta":"ab""#)
        #expect(codes([created, added, noOutput, done, completed]) == ["RESP-NO-INDEX"])
        #expect(codes([created, added, noPart, done, completed]) == ["RESP-NO-INDEX"])
        let call = ResponsesStream.added(
            0,
            #"{"id":"f","type":"function_call","call_id":"c","name":"f","arguments":""}"#
        )
        let piece = ResponsesStream.event(
            "function_call_arguments.delta",
            #""item_id":"f","output_index":0,"delta":"{}""#
        )
        #expect(codes([created, call, piece, #"{"type":"response.incomplete","response":{}}"#]) == [])
        let audio = ResponsesStream.event("audio.delta", #""delta":"cG5n""#)
        #expect(codes([created, audio, #"{"type":"response.incomplete","response":{}}"#]) == [])
    }

    @Test func `a piece is of an item that was added`() {
        #expect(
            codes([created, text("ab"), #"{"type":"response.incomplete","response":{}}"#]) == ["RESP-UNKNOWN-ITEM"]
        )
        #expect(codes([created, added, text("ab"), #"{"type":"response.incomplete","response":{}}"#]) == [])
    }

    @Test func `what was opened is closed before the response is completed`() {
        #expect(codes(whole.filter { $0 != done }) == ["RESP-UNCLOSED"])
        #expect(codes(whole.filter { $0 != partDone }) == ["RESP-UNCLOSED"])
        #expect(codes([created, added, #"{"type":"response.incomplete","response":{}}"#]) == [])
    }

    @Test func `what is done is what its deltas made`() {
        #expect(codes([created, added, text("a"), done, completed]) == ["RESP-DONE-MISMATCH"])
        #expect(codes([created, added, done, completed]) == [])
        let stated = ResponsesStream.event(
            "output_text.done",
            #""item_id":"msg","output_index":0,"content_index":0,"text":"xy""#
        )
        #expect(codes([created, added, text("ab"), stated, done, completed]) == ["RESP-DONE-MISMATCH"])
        #expect(codes([created, added, partAdded, text("a"), partDone, done, completed]) == ["RESP-DONE-MISMATCH"])
        let call = #"{"id":"f","type":"function_call","call_id":"c","name":"f","arguments":"%"}"#
        func callStream(_ piece: String) -> [String] {
            let item = String(call.map { $0 == "%" ? "1" : $0 })
            let piece = ResponsesStream.event(
                "function_call_arguments.delta",
                #""item_id":"f","output_index":0,"delta":"\#(piece)""#
            )
            return [
                created, ResponsesStream.added(0, call), piece, ResponsesStream.done(0, item),
                ResponsesStream.completed("[\(item)]"),
            ]
        }
        #expect(codes(callStream("1")) == [])
        #expect(codes(callStream("2")) == ["RESP-DONE-MISMATCH"])
    }

    @Test func `the response ends with the items that were streamed`() {
        let other = ResponsesStream.completed("[\(ResponsesStream.message("other"))]")
        #expect(codes(whole.dropLast() + [other]) == ["RESP-FINAL-MISMATCH"])
        #expect(codes(whole.dropLast() + [ResponsesStream.completed("[]")]) == ["RESP-FINAL-MISMATCH"])
        let sorted = ResponsesStream.completed(
            #"[{"content":[{"text":"ab","type":"output_text"}],"type":"message","id":"msg","status":null,"encrypted_content":"x"}]"#
        )
        #expect(codes(whole.dropLast() + [sorted]) == [])
    }

    @Test func `a stream has an end`() {
        let cut = Array(whole.dropLast())
        #expect(codes(cut) == ["RESP-NO-TERMINAL"])
        #expect(codes(cut, ending: .cut) == [])
        #expect(codes(cut + [#"{"type":"error","error":{"message":"m"}}"#]) == [])
        for type in ["incomplete", "failed", "cancelled"] {
            #expect(codes([created, #"{"type":"response.\#(type)","response":{}}"#]) == [])
        }
    }

    @Test func `an error in its event itself is not seen by all clients`() {
        #expect(codes([created, #"{"type":"error","code":"c","message":"m"}"#]) == ["RESP-ERROR-FLAT"])
        #expect(codes([created, #"{"type":"error","error":{"code":"c","message":"m"}}"#]) == [])
    }

    @Test func `events that the specification has not are told, pings are not`() {
        let unknown = ResponsesStream.event("brand_new", #""x":1"#)
        #expect(
            codes([created, unknown, added, partAdded, text("ab"), partDone, done, completed]) == ["RESP-UNKNOWN-EVENT"]
        )
        let ping = "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\n"
        let events = whole.enumerated().map { Self.numbered($1, $0) }
        #expect(codes(text: ping + ResponsesStream.sse(events)) == [])
    }
}
