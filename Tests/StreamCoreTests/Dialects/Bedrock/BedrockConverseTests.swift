import StreamCore
import Testing

@Suite struct BedrockConverseTests {
    private func delta(_ delta: String, _ index: Int) -> [UInt8] {
        BedrockFrames.event("contentBlockDelta", "{\"contentBlockIndex\":\(index),\"delta\":\(delta),\"p\":\"ab\"}")
    }

    private func start(_ start: String, _ index: Int) -> [UInt8] {
        BedrockFrames.event("contentBlockStart", "{\"contentBlockIndex\":\(index),\"start\":\(start)}")
    }

    private func call(_ name: String, _ index: Int) -> [UInt8] {
        start("{\"toolUse\":{\"toolUseId\":\"t-\(name)\",\"name\":\"\(name)\"}}", index)
    }

    private func input(_ piece: String, _ index: Int) -> [UInt8] {
        delta("{\"toolUse\":{\"input\":\(JSONValue.string(piece).text())}}", index)
    }

    private func stop(_ reason: String) -> [UInt8] {
        BedrockFrames.event("messageStop", "{\"stopReason\":\"\(reason)\"}")
    }

    private func metadata(_ members: String) -> [UInt8] {
        BedrockFrames.event("metadata", "{\(members)}")
    }

    private func content(_ stream: DecodedStream) -> [JSONValue]? {
        stream.decoder.message?["output"]?["message"]?["content"]?.arrayValue
    }

    @Test func `calls are told apart by their block, however they interleave`() {
        let stream = DecodedStream(frames: [
            call("f", 0), call("g", 1), input("{\"a\"", 0), input("{}", 1), input(":1}", 0), stop("tool_use"),
        ])
        #expect(stream.choice?.toolCalls.map(\.name) == ["f", "g"])
        #expect(stream.choice?.toolCalls.map(\.id) == ["t-f", "t-g"])
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#, "{}"])
        #expect(content(stream)?.map { $0["toolUse"]?["input"] } == [["a": 1], [:]])
    }

    @Test func `a call without input has an empty object, one that was cut its whole members`() {
        let empty = DecodedStream(frames: [call("f", 0), stop("tool_use")])
        #expect(content(empty)?.first?["toolUse"] == ["toolUseId": "t-f", "name": "f", "input": [:]])
        let cut = DecodedStream(frames: [call("f", 0), input(#"{"a":1,"b":"x"#, 0), stop("max_tokens")])
        #expect(content(cut)?.first?["toolUse"]?["input"] == ["a": 1])
        #expect(cut.decoder.partialJSON == [0: #"{"a":1,"b":"x"#])
    }

    @Test func `blocks that never started are not lost`() {
        let stream = DecodedStream(frames: [
            delta(#"{"text":"b"}"#, 1), delta(#"{"reasoningContent":{"text":"r"}}"#, 0), input("{}", 2),
        ])
        #expect(stream.told == ["text b", "reasoning r"])
        #expect(stream.choice?.toolCalls.map(\.arguments) == ["{}"])
        #expect(
            content(stream) == [
                ["reasoningContent": ["reasoningText": ["text": "r"]]], ["text": "b"], ["toolUse": ["input": [:]]],
            ]
        )
    }

    @Test func `redacted thoughts, citations, images and results keep their places`() {
        let stream = DecodedStream(frames: [
            delta(#"{"reasoningContent":{"redactedContent":"cmVk"}}"#, 0), delta(#"{"text":"a"}"#, 1),
            delta(#"{"citation":{"title":"t","location":{"web":{"url":"u"}}}}"#, 1), delta(#"{"text":"b"}"#, 1),
            start(#"{"image":{"format":"png"}}"#, 2), delta(#"{"image":{"source":{"bytes":"AAAA"}}}"#, 2),
            delta(#"{"image":{"source":{"bytes":"AAA="}}}"#, 2),
            start(#"{"toolResult":{"toolUseId":"t","status":"success"}}"#, 3),
            delta(#"{"toolResult":[{"text":"r"}]}"#, 3), delta(#"{"toolResult":[{"text":"s"}]}"#, 3),
        ])
        #expect(
            content(stream) == [
                ["reasoningContent": ["redactedContent": "cmVk"]],
                [
                    "citationsContent": [
                        "content": [["text": "ab"]],
                        "citations": [["title": "t", "location": ["web": ["url": "u"]]]],
                    ]
                ],
                ["image": ["format": "png", "source": ["bytes": "AAAAAAA="]]],
                ["toolResult": ["toolUseId": "t", "status": "success", "content": [["text": "r"], ["text": "s"]]]],
            ]
        )
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.reasoning == nil)
        #expect(stream.deltas.filter { $0.kind == .media }.map(\.byteCount) == [3, 2])
    }

    @Test func `cached tokens are part of the input, whatever the total says`() {
        let stream = DecodedStream(frames: [
            stop("end_turn"),
            metadata(
                #""usage":{"inputTokens":4,"outputTokens":9,"totalTokens":13,"cacheReadInputTokens":100,"cacheWriteInputTokens":20},"metrics":{"latencyMs":7}"#
            ),
        ])
        var expected = Usage(inputTokens: 124, outputTokens: 9, cachedTokens: 100, totalTokens: 133, source: .provider)
        expected.cacheWriteTokens = 20
        #expect(stream.decoder.answer.usage == expected)
        let onlyTotal = DecodedStream(frames: [stop("end_turn"), metadata(#""usage":{"totalTokens":13}"#)])
        #expect(onlyTotal.decoder.answer.usage == Usage(totalTokens: 13, source: .provider))
    }

    @Test func `cache writes are told by how long they are kept, and the class of service beside them`() {
        let usage = DecodedStream(frames: [
            stop("end_turn"),
            metadata(
                #""usage":{"inputTokens":4,"outputTokens":9,"cacheWriteInputTokens":20,"cacheDetails":[{"ttl":"5m","inputTokens":12},{"ttl":"1h","inputTokens":8}]},"serviceTier":{"type":"flex"}"#
            ),
        ]).decoder.answer.usage
        #expect(usage.inputTokens == 24)
        #expect(usage.cacheWriteTokens == 20)
        #expect(usage.longCacheWriteTokens == 8)
        #expect(usage.serviceTier == "flex")
    }

    @Test func `the stop completes, the metadata behind it ends`() {
        let stopped = DecodedStream(frames: [delta(#"{"text":"a"}"#, 0), stop("end_turn")])
        #expect(stopped.decoder.isComplete && !stopped.decoder.sawTerminator)
        #expect(stopped.outcomeState == .complete)
        let ended = DecodedStream(frames: [stop("end_turn"), metadata(#""metrics":{"latencyMs":1}"#)])
        #expect(ended.decoder.sawTerminator)
        #expect(DecodedStream(frames: [delta(#"{"text":"a"}"#, 0)]).outcomeState == .truncated)
    }

    @Test func `a prompt router names the model`() {
        let stream = DecodedStream(frames: [
            stop("end_turn"), metadata(#""trace":{"promptRouter":{"invokedModelId":"nova-lite"}}"#),
        ])
        #expect(stream.decoder.model == "nova-lite")
        #expect(stream.decoder.message?["trace"]?["promptRouter"]?["invokedModelId"] == "nova-lite")
    }

    @Test func `padding is no part of the message`() {
        let stream = DecodedStream(frames: [
            BedrockFrames.event("messageStart", #"{"role":"assistant","conversationId":"c","p":"abc"}"#),
            BedrockFrames.event("messageStop", #"{"stopReason":"end_turn","p":"a"}"#),
        ])
        #expect(
            stream.decoder.message == [
                "output": ["message": ["role": "assistant", "content": []]], "conversationId": "c",
                "stopReason": "end_turn",
            ]
        )
    }

    @Test(arguments: [
        ("throttlingException", 429), ("internalServerException", 500), ("modelStreamErrorException", 424),
        ("validationException", 400), ("serviceUnavailableException", 503), ("modelTimeoutException", 408),
    ])
    func `each exception is an error with its status`(type: String, status: Int) {
        let frames = [delta(#"{"text":"a"}"#, 0), BedrockFrames.exception(type, #"{"message":"m"}"#)]
        let stream = DecodedStream(frames: frames)
        #expect(stream.decoder.error?.type == type)
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.decoder.error?.status == status)
        #expect(stream.classes == [.text, .error])
        #expect(stream.outcomeState == .error)
    }

    @Test func `what else an exception says is kept`() {
        let payload = #"{"message":"m","originalStatusCode":500,"originalMessage":"o"}"#
        let stream = DecodedStream(frames: [BedrockFrames.exception("modelStreamErrorException", payload)])
        #expect(
            stream.decoder.error?.raw == [
                "type": "modelStreamErrorException", "message": "m", "originalStatusCode": 500, "originalMessage": "o",
            ]
        )
        let plain = DecodedStream(frames: [BedrockFrames.exception("fooException", "not JSON")])
        #expect(plain.decoder.error?.message == "not JSON")
        #expect(plain.decoder.error?.status == nil)
    }

    @Test func `an error frame tells by its headers`() {
        let frame = EventStreamParserTests.frame(
            [(":message-type", "error"), (":error-code", "InternalError"), (":error-message", "An internal error")],
            ""
        )
        let stream = DecodedStream(frames: [frame], path: "/model/m/converse-stream")
        #expect(stream.decoder.error?.type == "InternalError")
        #expect(stream.decoder.error?.message == "An internal error")
        #expect(stream.decoder.error?.raw == ["type": "InternalError", "message": "An internal error"])
    }

    @Test func `an exception is an error in a stream of no known dialect, too`() {
        let stream = DecodedStream(frames: [BedrockFrames.exception("InternalStreamFailure", "{}")])
        #expect(stream.decoder.dialect == "none")
        #expect(stream.decoder.error?.type == "InternalStreamFailure")
    }

    @Test func `an initial response and unknown events are no content`() {
        let stream = DecodedStream(
            frames: [BedrockFrames.event("initial-response", "{}"), BedrockFrames.event("dream", #"{"a":1}"#)],
            path: "/model/m/converse-stream"
        )
        #expect(stream.deltas.map(\.name) == ["initial-response", "dream"])
        #expect(stream.deltas.filter(\.isContent).isEmpty)
    }

    @Test func `events that a gateway sends on under their names are read`() {
        let events = [
            #"{"messageStart":{"role":"assistant"}}"#,
            #"{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"a"}}}"#,
            #"{"messageStop":{"stopReason":"end_turn"}}"#, #"{"metadata":{"usage":{"outputTokens":1}}}"#,
        ]
        let stream = DecodedStream(ChatStream.sse(events))
        #expect(stream.decoder.dialect == "bedrock.converse")
        #expect(stream.choice?.text == "a")
        #expect(stream.decoder.sawTerminator)
        let failed = DecodedStream(ChatStream.sse([events[0], #"{"throttlingException":{"message":"m"}}"#]))
        #expect(failed.decoder.error?.type == "throttlingException")
    }

    @Test func `without streaming there is one object`() {
        let body =
            #"{"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"r","signature":"s"}}},{"text":"a"},{"citationsContent":{"content":[{"text":"b"}],"citations":[]}},{"toolUse":{"toolUseId":"t","name":"f","input":{"a":1}}}]}},"stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{"latencyMs":1}}"#
        let decoder = StreamDecoder(document: body, path: "/x")
        #expect(decoder.dialect == "bedrock.converse")
        #expect(decoder.answer.firstChoice?.text == "ab")
        #expect(decoder.answer.firstChoice?.reasoning == "r")
        #expect(decoder.answer.firstChoice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(decoder.answer.firstChoice?.finishReason == "tool_use")
        #expect(decoder.answer.usage.totalTokens == 3)
        #expect(decoder.message == withView(body) { $0.value })
    }

    @Test func `a failing status makes its body an error`() {
        let decoder = StreamDecoder(document: #"{"message":"m"}"#, path: "/model/m/converse-stream", status: 403)
        #expect(decoder.error?.message == "m")
        #expect(decoder.error?.status == 403)
        #expect(decoder.dialect == "bedrock.converse")
    }

    @Test(arguments: [
        ("ThrottlingException", #"{"message":"m"}"#),
        ("ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/", #"{"message":"m"}"#),
        ("com.amazon.coral.service#ThrottlingException", #"{"Message":"m"}"#),
        ("Other", #"{"__type":"com.amazon.coral.service#ThrottlingException","message":"m"}"#),
    ])
    func `a header names the kind of failure where the body does not`(header: String, body: String) {
        let headers = [HeaderField("X-Amzn-ErrorType", header)]
        let decoder = StreamDecoder(document: body, path: "/model/m/converse-stream", status: 429, headers: headers)
        #expect(decoder.error?.type == "ThrottlingException")
        #expect(decoder.error?.message == "m")
    }

    @Test func `a cut frame leaves what came before it`() {
        var bytes = Array([delta(#"{"text":"a"}"#, 0), delta(#"{"text":"b"}"#, 0)].joined())
        bytes.removeLast(3)
        let stream = DecodedStream(frames: [bytes])
        #expect(stream.choice?.text == "a")
        #expect(stream.classes == [.text, .partial])
        #expect(stream.outcomeState == .truncated)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers are joined in linear time`() {
        let piece = String(repeating: "x", count: 100)
        let texts = [[UInt8]](repeating: delta("{\"text\":\"\(piece)\"}", 0), count: 10_000)
        let inputs = [[UInt8]](repeating: input(piece, 1), count: 10_000)
        let stream = DecodedStream(frames: texts + inputs)
        #expect(stream.choice?.text?.utf8.count == 1_000_000)
        #expect(content(stream)?.first?["text"]?.stringValue?.utf8.count == 1_000_000)
        #expect(stream.decoder.partialJSON[1]?.utf8.count == 1_000_000)
    }
}
