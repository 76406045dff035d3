import StreamCore
import TestSupport
import Testing

/// What a grammar does not know yet: members, blocks, deltas and events that providers add without notice.
@Suite struct UnknownMembersTests {
    /// Events of one answer in which every member that ends with `_new` is unknown and must be in the message.
    struct Stream: CustomStringConvertible, Sendable {
        var dialect: String
        var path: String
        var events: [String]
        var isLines = false

        var description: String { dialect }

        /// The names of the unknown members, as they stand in the events.
        var unknown: Set<String> {
            let names = events.joined().split(separator: "\"").filter { $0.hasSuffix("_new") }
            return Set(names.map(String.init))
        }

        var bytes: [UInt8] {
            let text = events.map { event -> String in
                if isLines { return event + "\n" }
                let name = json(event)?["type"] ?? json(event)?["event_type"]
                return (name?.stringValue.map { "event: \($0)\n" } ?? "") + "data: \(event)\n\n"
            }
            return Array(text.joined().utf8)
        }
    }

    static let streams = [
        Stream(
            dialect: "openai.chat",
            path: "/v1/chat/completions",
            events: [
                #"{"id":"1","object":"chat.completion.chunk","a_new":[1],"choices":[{"index":0,"b_new":1,"delta":{"role":"assistant","content":"a","c_new":{},"tool_calls":[{"index":0,"id":"c","type":"function","d_new":1,"function":{"name":"f","arguments":"{}","e_new":1}}]}}]}"#,
                #"{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"f_new":1}}"#,
            ]
        ),
        Stream(
            dialect: "openai.completions",
            path: "/v1/completions",
            events: [
                #"{"id":"1","object":"text_completion","a_new":1,"choices":[{"index":0,"text":"a","b_new":1,"finish_reason":"stop"}]}"#
            ]
        ),
        Stream(
            dialect: "openai.responses",
            path: "/v1/responses",
            events: [
                #"{"type":"response.created","sequence_number":0,"response":{"id":"r","output":[],"a_new":1}}"#,
                #"{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"h","type":"hologram_new"}}"#,
                #"{"type":"response.output_item.added","sequence_number":2,"output_index":1,"item":{"id":"m","type":"message","content":[],"c_new":1}}"#,
                #"{"type":"response.content_part.added","sequence_number":3,"output_index":1,"content_index":0,"item_id":"m","part":{"type":"output_new","d_new":1}}"#,
            ]
        ),
        Stream(
            dialect: "anthropic.messages",
            path: "/v1/messages",
            events: [
                #"{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"a_new":1,"usage":{"output_tokens":1,"b_new":1}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"hologram_new","c_new":1}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"hologram_delta","d_new":"x"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn","e_new":1},"usage":{"f_new":1},"g_new":1}"#,
                #"{"type":"message_stop"}"#,
            ]
        ),
        Stream(
            dialect: "gemini.generate",
            path: "/v1beta/models/g:streamGenerateContent",
            events: [
                #"{"a_new":1,"usageMetadata":{"b_new":1},"candidates":[{"index":0,"c_new":1,"finishReason":"STOP","content":{"role":"model","d_new":1,"parts":[{"e_new":1},{"text":"a","f_new":1}]}}]}"#
            ]
        ),
        Stream(
            dialect: "gemini.interactions",
            path: "/v1beta/interactions",
            events: [
                #"{"event_type":"interaction.created","interaction":{"id":"i","a_new":1}}"#,
                #"{"event_type":"step.start","index":0,"step":{"type":"step_new","b_new":1}}"#,
                #"{"event_type":"step.delta","index":0,"delta":{"type":"delta","c_new":"x"}}"#,
                #"{"event_type":"interaction.completed","interaction":{"id":"i","status":"completed","d_new":1}}"#,
            ]
        ),
        Stream(
            dialect: "ollama.chat",
            path: "/api/chat",
            events: [
                #"{"model":"m","created_at":"t","a_new":1,"message":{"role":"assistant","content":"a","b_new":1,"tool_calls":[{"c_new":1,"function":{"name":"f","arguments":{},"d_new":1}}]},"done":false}"#,
                #"{"model":"m","created_at":"t","message":{"role":"assistant","content":""},"done":true,"e_new":1}"#,
            ],
            isLines: true
        ),
        Stream(
            dialect: "cohere.chat",
            path: "/v2/chat",
            events: [
                #"{"type":"message-start","id":"i","delta":{"message":{"role":"assistant","a_new":1}}}"#,
                #"{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"content_new","b_new":"x"}}}}"#,
                #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"b_new":"y","c_new":1}}}}"#,
                #"{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"t","d_new":1,"function":{"name":"f","arguments":"","e_new":1}}}}}"#,
                #"{"type":"message-end","delta":{"finish_reason":"COMPLETE","f_new":1,"usage":{"g_new":1}}}"#,
            ]
        ),
        Stream(
            dialect: "mistral.conversations",
            path: "/v1/conversations",
            events: [
                #"{"type":"conversation.response.started","conversation_id":"c","a_new":1}"#,
                #"{"type":"message.output.delta","output_index":0,"id":"m","content":"a","b_new":1}"#,
                #"{"type":"function.call.delta","output_index":1,"id":"f","name":"f","tool_call_id":"t","arguments":"{}","c_new":1}"#,
                #"{"type":"conversation.response.done","usage":{"d_new":1},"e_new":1}"#,
            ]
        ),
        Stream(
            dialect: "dashscope.generation",
            path: "/api/v1/services/aigc/text-generation/generation",
            events: [
                #"{"a_new":1,"request_id":"r","usage":{"b_new":1},"output":{"c_new":1,"choices":[{"d_new":1,"finish_reason":"stop","message":{"role":"assistant","content":"a","e_new":1}}]}}"#
            ]
        ),
        Stream(
            dialect: "openai.images",
            path: "/v1/images/generations",
            events: [#"{"type":"image_generation.completed","b64_json":"AAAA","a_new":1,"usage":{"b_new":1}}"#]
        ),
        Stream(
            dialect: "openai.speech",
            path: "/v1/audio/speech",
            events: [
                #"{"type":"speech.audio.delta","audio":"AAAA","a_new":1}"#,
                #"{"type":"speech.audio.done","b_new":1,"usage":{"c_new":1}}"#,
            ]
        ),
        Stream(
            dialect: "openai.transcription",
            path: "/v1/audio/transcriptions",
            events: [
                #"{"type":"transcript.text.delta","delta":"a"}"#,
                #"{"type":"transcript.text.done","text":"a","a_new":1}"#,
            ]
        ),
        Stream(
            dialect: "mcp",
            path: "/mcp",
            events: [#"{"jsonrpc":"2.0","id":1,"result":{"a_new":1,"content":[{"type":"content_new","b_new":1}]}}"#]
        ),
    ]

    @Test(arguments: streams)
    func `unknown members and types are in the message`(stream: Stream) {
        let type = stream.isLines ? "application/x-ndjson" : "text/event-stream"
        var decoded = DecodedStream(context: DecodingContext(path: stream.path, contentType: type))
        decoded.consume([stream.bytes])
        #expect(decoded.decoder.dialect == stream.dialect)
        let text = decoded.decoder.message?.text() ?? ""
        for name in stream.unknown.sorted() { #expect(text.contains(name)) }
    }

    @Test(arguments: SampleCase.all.filter { $0.fileExtension == "sse" })
    func `an unknown event in the middle changes nothing and is shown`(sample: SampleCase) throws {
        let bytes = try sample.bytes()
        let context = DecodingContext(path: sample.path, contentType: sample.contentType)
        var plain = DecodedStream(context: context)
        plain.consume([bytes])
        var mixed = DecodedStream(context: context)
        let half = bytes.indices.filter { bytes[...$0].suffix(2) == [0x0A, 0x0A] }
        let place = half.isEmpty ? bytes.startIndex : half[half.count / 2] + 1
        let event = Array("event: weather.changed\ndata: {\"type\":\"weather.changed\",\"rain\":1}\n\n".utf8)
        mixed.consume([Array(bytes[..<place]) + event + Array(bytes[place...])])
        #expect(mixed.decoder.dialect == plain.decoder.dialect)
        #expect(mixed.decoder.answer == plain.decoder.answer)
        #expect(mixed.outcomeState == plain.outcomeState)
        #expect(mixed.decoder.eventCount == plain.decoder.eventCount + 1)
    }
}
