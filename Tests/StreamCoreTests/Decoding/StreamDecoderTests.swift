import StreamCore
import Testing

@Suite struct StreamDecoderTests {
    private static let start = #"{"type":"message_start","message":{"role":"assistant","model":"c","content":[]}}"#
    private static let chunk =
        #"{"object":"chat.completion.chunk","model":"g","choices":[{"index":0,"delta":{"content":"a"}}]}"#
    private static let candidate = #"{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"#

    private func document(
        _ body: String,
        path: String = "/v1/chat/completions",
        status: Int = 200,
        keeps: StreamDecoder.Keeping = .message
    ) -> (decoder: StreamDecoder, deltas: [Delta]) {
        let context = DecodingContext(path: path, contentType: "application/json", status: status)
        var decoder = StreamDecoder(context: context, keeps: keeps, parser: JSONParser())
        var deltas: [Delta] = []
        Array(body.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        return (decoder, deltas)
    }

    @Test func `the first event wins over the path`() {
        #expect(
            DecodedStream(ChatStream.sse([Self.start]), path: "/chat/completions").decoder.dialect
                == "anthropic.messages"
        )
        #expect(DecodedStream(ChatStream.sse([Self.chunk]), path: "/v1/messages").decoder.dialect == "openai.chat")
        #expect(
            DecodedStream(ChatStream.sse([Self.candidate]), path: "/v1/messages").decoder.dialect == "gemini.generate"
        )
        #expect(DecodedStream(ChatStream.sse([Self.chunk]), path: "/v1/messages").choice?.text == "a")
    }

    @Test func `a foreign event before the provider's is outvoted`() {
        let stream = DecodedStream(ChatStream.sse([Self.candidate, Self.chunk, Self.chunk, Self.chunk]))
        #expect(stream.decoder.dialect == "openai.chat")
    }

    @Test func `pings and events that anyone can send do not use up the vote`() {
        let pings = [String](repeating: #"{"type":"ping"}"#, count: 8)
        #expect(DecodedStream(ChatStream.sse(pings + [Self.start])).decoder.dialect == "anthropic.messages")
        let many = [String](repeating: #"{"x":1}"#, count: 16)
        #expect(DecodedStream(ChatStream.sse(many + [Self.start])).decoder.dialect == "sse")
    }

    @Test func `one foreign event later changes nothing`() {
        let stream = DecodedStream(
            ChatStream.sse([Self.chunk, Self.chunk, Self.candidate, Self.candidate, Self.candidate])
        )
        #expect(stream.decoder.dialect == "openai.chat")
        #expect(stream.choice?.text == "aa")
    }

    @Test func `events that anyone can send leave the path's dialect`() {
        let stream = DecodedStream("event: error\ndata: {\"error\":{\"message\":\"m\"}}\n\n", path: "/v1/messages")
        #expect(stream.decoder.dialect == "anthropic.messages")
    }

    @Test func `a chosen dialect is not overruled`() {
        let context = DecodingContext(contentType: "text/event-stream", forcedDialect: "sse")
        var stream = DecodedStream(context: context)
        stream.consume([Array(ChatStream.sse([Self.chunk]).utf8)])
        #expect(stream.decoder.dialect == "sse")
        #expect(stream.deltas.first?.name == "choices[0].delta.content")
    }

    @Test func `blocks are classed by what they bring`() {
        let stream = DecodedStream(
            ": keep-alive\n\nretry: 5\n\ndata:\n\n"
                + ChatStream.sse([
                    ChatStream.choice(#""delta":{"role":"assistant","content":""}"#),
                    ChatStream.choice(#""delta":{"reasoning":"r"}"#), ChatStream.choice(#""delta":{"content":"a"}"#),
                    ChatStream.choice(#""delta":{"tool_calls":[{"index":0,"id":"i","function":{"name":"f"}}]}"#),
                    ChatStream.choice(#""delta":{},"finish_reason":"stop""#),
                    #"{"choices":[],"usage":{"total_tokens":1}}"#,
                    #"{"choices":[]}"#, "[DONE]",
                ]) + "data: cut",
            path: "/chat/completions"
        )
        #expect(
            stream.classes == [
                .ping, .other, .ping, .role, .reasoning, .text, .tool, .stop, .usage, .other, .done, .partial,
            ]
        )
    }

    @Test func `comments and retries are no events`() {
        let stream = DecodedStream(": a\n\nretry: 1\n\ndata: {}\n\n: b\n\n")
        #expect(stream.decoder.eventCount == 1)
    }

    @Test func `an error line is the exchange's error and no event`() {
        let stream = DecodedStream(
            "error: {\"code\":400,\"message\":\"m\",\"type\":\"t\"}\n\nerror: text\n\n",
            path: "/chat/completions"
        )
        #expect(
            stream.decoder.error
                == ProviderError(
                    type: "t",
                    message: "m",
                    code: "400",
                    status: 400,
                    raw: ["code": 400, "message": "m", "type": "t"]
                )
        )
        #expect(stream.decoder.eventCount == 0)
        #expect(stream.classes == [.error, .error])
    }

    @Test func `an event with half a surrogate pair still decodes `() {
        var decoder = StreamDecoder(
            context: DecodingContext(path: "/chat/completions"),
            keeps: .answer,
            parser: JSONParser()
        )
        var deltas: [Delta] = []
        let text = ChatStream.choice(#""delta":{"content":"a\ud83d"}"#)
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            _ = decoder.consume(FramedBlock(kind: .event, bytes: bytes, data: bytes), into: &deltas)
        }
        #expect(decoder.answer.firstChoice?.text == "a\u{FFFD}")
    }

    @Test func `a whole chat answer is read as it is`() throws {
        let body =
            #"{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"<think>r</think>a","tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#
        let (decoder, _) = document(body)
        let choice = try #require(decoder.answer.firstChoice)
        #expect(choice.text == "a")
        #expect(choice.reasoning == "r")
        #expect(choice.toolCalls.map(\.name) == ["f"])
        #expect(choice.finishReason == "tool_calls")
        #expect(decoder.answer.usage.outputTokens == 2)
        #expect(decoder.message == json(body))
        #expect(decoder.model == "m")
        #expect(EndStateRule.state(reason: .eof, status: 200, outcome: decoder.outcome) == .complete)
    }

    @Test func `a whole Messages answer is read as it is`() {
        let body =
            #"{"type":"message","role":"assistant","model":"c","content":[{"type":"thinking","thinking":"r"},{"type":"text","text":"a"},{"type":"tool_use","id":"i","name":"f","input":{"x":1}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}}"#
        let (decoder, _) = document(body, path: "/unknown")
        #expect(decoder.dialect == "anthropic.messages")
        #expect(decoder.answer.firstChoice?.text == "a")
        #expect(decoder.answer.firstChoice?.reasoning == "r")
        #expect(decoder.answer.firstChoice?.toolCalls.map(\.arguments) == [#"{"x":1}"#])
        #expect(decoder.answer.firstChoice?.finishReason == "tool_use")
        #expect(decoder.answer.usage.totalTokens == 3)
        #expect(decoder.message == json(body))
    }

    @Test func `a whole Gemini answer and an array of chunks are read`() {
        let body =
            #"{"candidates":[{"content":{"parts":[{"text":"a"},{"functionCall":{"name":"f","args":{}}}]},"finishReason":"STOP"}],"modelVersion":"g"}"#
        let (single, _) = document(body, path: "/m:generateContent")
        #expect(single.answer.firstChoice?.text == "a")
        #expect(single.answer.firstChoice?.toolCalls.map(\.name) == ["f"])
        #expect(single.message == json(body))
        let (array, _) = document("[\(Self.candidate),\(Self.candidate)]", path: "/m:streamGenerateContent")
        #expect(array.answer.firstChoice?.text == "aa")
        #expect(array.message?["candidates"]?.arrayValue?.count == 1)
    }

    @Test(arguments: [
        (#"{"error":{"message":"m","type":"t","code":"c"}}"#, "/chat/completions", "t" as String?),
        (#"{"type":"error","error":{"type":"t","message":"m"}}"#, "/v1/messages", "t"),
        (#"[{"error":{"code":429,"message":"m","status":"t"}}]"#, "/m:streamGenerateContent", "t"),
        (#"{"detail":"m"}"#, "/x", nil), (#"{"message":"m"}"#, "/x", nil), ("m", "/x", nil),
    ])
    func `a failing status makes its body an error`(body: String, path: String, type: String?) {
        let (decoder, deltas) = document(body, path: path, status: 429)
        #expect(decoder.error?.message == "m")
        #expect(decoder.error?.type == type)
        #expect(decoder.error?.status == 429)
        #expect(decoder.answer.error == decoder.error)
        #expect(decoder.message == nil)
        #expect(deltas.map(\.kind) == [.error])
    }

    @Test func `a failing status without a body is named`() {
        #expect(document("", status: 502).decoder.error?.message == "HTTP status 502")
        #expect(document("{}", status: 502).decoder.error?.message == "HTTP status 502")
    }

    @Test func `a document of no dialect says nothing`() {
        for body in [#"{"data":[]}"#, "<html>", "", "[1,2]", "7"] {
            let (decoder, deltas) = document(body, path: "/v1/models")
            #expect(decoder.dialect == "none")
            #expect(decoder.message == nil)
            #expect(deltas.isEmpty)
            #expect(!decoder.outcome.hasEnd)
        }
    }

    @Test func `the model asked for stands in until one answers`() {
        var facts = RequestFacts()
        facts.model = "asked"
        facts.streamRequested = true
        let context = DecodingContext(path: "/chat/completions", contentType: "text/event-stream", request: facts)
        var stream = DecodedStream(context: context)
        #expect(stream.decoder.model == "asked")
        #expect(stream.decoder.streamRequested == true)
        stream.consume([Array(ChatStream.sse([Self.chunk]).utf8)])
        #expect(stream.decoder.model == "g")
    }

    @Test func `live decoders share a parser and stay small`() {
        let parser = JSONParser()
        let context = DecodingContext(path: "/chat/completions", contentType: "text/event-stream")
        var decoders = (0..<50).map { _ in StreamDecoder(context: context, keeps: .answer, parser: parser) }
        var deltas: [Delta] = []
        for round in 0..<20 {
            for place in decoders.indices {
                let text = ChatStream.choice("\"delta\":{\"content\":\"\(place).\(round) \"}")
                Array(text.utf8).withUnsafeBufferPointer { bytes in
                    _ = decoders[place].consume(FramedBlock(kind: .event, bytes: bytes, data: bytes), into: &deltas)
                }
            }
        }
        for place in decoders.indices {
            #expect(decoders[place].answer.firstChoice?.text == (0..<20).map { "\(place).\($0) " }.joined())
        }
        #expect(MemoryLayout<StreamDecoder>.size <= 1024)
    }
}
