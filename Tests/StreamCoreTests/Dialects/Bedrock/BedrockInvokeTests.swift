import StreamCore
import Testing

@Suite struct BedrockInvokeTests {
    private static let path = "/model/m/invoke-with-response-stream"
    private static let metrics =
        #""amazon-bedrock-invocationMetrics":{"inputTokenCount":4,"outputTokenCount":2,"cacheReadInputTokenCount":10,"invocationLatency":9,"firstByteLatency":3}"#

    private func read(_ chunks: [String]) -> DecodedStream {
        DecodedStream(frames: chunks.map(BedrockFrames.chunk))
    }

    private func document(_ body: String) -> StreamDecoder {
        StreamDecoder(document: body, path: "/model/m/invoke")
    }

    @Test func `Nova wraps Converse events by their name`() {
        let stream = read([
            #"{"messageStart":{"role":"assistant"}}"#,
            #"{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"a"}}}"#,
            #"{"contentBlockStart":{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"f"}}}}"#,
            #"{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"a\":1}"}}}}"#,
            #"{"contentBlockStop":{"contentBlockIndex":1}}"#, #"{"messageStop":{"stopReason":"tool_use"}}"#,
            "{\"metadata\":{\"usage\":{\"inputTokens\":4,\"outputTokens\":7}},\(Self.metrics)}",
        ])
        #expect(stream.decoder.dialect == "bedrock.invoke")
        #expect(stream.choice?.text == "a")
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(stream.decoder.answer.usage.outputTokens == 7)
        #expect(
            stream.decoder.message?["output"]?["message"]?["content"] == [
                ["text": "a"], ["toolUse": ["toolUseId": "t", "name": "f", "input": ["a": 1]]],
            ]
        )
        #expect(stream.outcomeState == .complete)
    }

    @Test func `Titan's text, reason and counts`() {
        let stream = read([
            #"{"outputText":"a","index":0,"totalOutputTextTokenCount":null,"completionReason":null,"inputTextTokenCount":5}"#,
            "{\"outputText\":\"b\",\"index\":0,\"totalOutputTextTokenCount\":2,\"completionReason\":\"FINISH\",\"inputTextTokenCount\":null,\(Self.metrics)}",
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.finishReason == "FINISH")
        let expected = Usage(inputTokens: 5, outputTokens: 2, totalTokens: 7, source: .provider)
        #expect(stream.decoder.answer.usage == expected)
        #expect(
            stream.decoder.message == [
                "inputTextTokenCount": 5,
                "results": [["tokenCount": 2, "outputText": "ab", "completionReason": "FINISH"]],
            ]
        )
    }

    @Test func `Llama counts the prompt once and the output in each chunk`() {
        let stream = read([
            #"{"generation":"a","prompt_token_count":5,"generation_token_count":1,"stop_reason":null}"#,
            "{\"generation\":\"b\",\"prompt_token_count\":null,\"generation_token_count\":2,\"stop_reason\":\"stop\",\(Self.metrics)}",
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.finishReason == "stop")
        #expect(stream.decoder.answer.usage.totalTokens == 7)
        #expect(
            stream.decoder.message == [
                "generation": "ab", "prompt_token_count": 5, "generation_token_count": 2, "stop_reason": "stop",
            ]
        )
    }

    @Test func `Mistral's outputs`() {
        let stream = read([
            #"{"outputs":[{"text":"a","stop_reason":null}]}"#,
            "{\"outputs\":[{\"text\":\"b\",\"stop_reason\":\"length\"}],\(Self.metrics)}",
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.finishReason == "length")
        #expect(stream.decoder.message == ["outputs": [["text": "ab", "stop_reason": "length"]]])
        // What Bedrock counted stands in where the model counts nothing.
        let expected = Usage(inputTokens: 14, outputTokens: 2, cachedTokens: 10, totalTokens: 16, source: .provider)
        #expect(stream.decoder.answer.usage == expected)
    }

    @Test func `Mistral's chat has messages and stop reasons`() {
        let stream = read([
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"a"},"stop_reason":null}]}"#,
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"b","tool_calls":[{"id":"t","function":{"name":"f","arguments":"{}"}}]},"stop_reason":"tool_calls"}]}"#,
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.choice?.toolCalls.map(\.name) == ["f"])
        #expect(stream.choice?.toolCalls.map(\.arguments) == ["{}"])
        #expect(stream.deltas.filter { $0.kind == .role }.count == 1)
        #expect(
            stream.decoder.message?["choices"] == [
                [
                    "index": 0,
                    "message": [
                        "role": "assistant", "content": "ab",
                        "tool_calls": [["id": "t", "function": ["name": "f", "arguments": "{}"]]],
                    ],
                    "stop_reason": "tool_calls",
                ]
            ]
        )
    }

    @Test func `DeepSeek's choices with a text`() {
        let stream = read([
            #"{"choices":[{"text":"a","stop_reason":null}]}"#, #"{"choices":[{"text":"b","stop_reason":"stop"}]}"#,
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.outcomeState == .complete)
        #expect(stream.decoder.message == ["choices": [["text": "ab", "stop_reason": "stop"]]])
    }

    @Test func `Cohere's generations and its first chat API`() {
        let command = read([
            #"{"text":"a","is_finished":false}"#, #"{"text":"b","is_finished":false}"#,
            "{\"is_finished\":true,\"finish_reason\":\"COMPLETE\",\(Self.metrics)}",
        ])
        #expect(command.choice?.text == "ab")
        #expect(command.choice?.finishReason == "COMPLETE")
        let chat = read([
            #"{"event_type":"stream-start","generation_id":"g","is_finished":false}"#,
            #"{"event_type":"text-generation","text":"ab","is_finished":false}"#,
            #"{"event_type":"stream-end","finish_reason":"COMPLETE","is_finished":true,"response":{"text":"ab","generation_id":"g"}}"#,
        ])
        #expect(chat.choice?.text == "ab")
        #expect(chat.outcomeState == .complete)
        #expect(chat.decoder.message == ["text": "ab", "generation_id": "g"])
    }

    @Test func `models that speak chat completions are read so`() {
        let stream = read([
            #"{"object":"chat.completion.chunk","model":"x","choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}]}"#,
            "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\(Self.metrics)}",
        ])
        #expect(stream.decoder.dialect == "bedrock.invoke")
        #expect(stream.choice?.text == "a")
        #expect(stream.decoder.model == "x")
        #expect(stream.decoder.message?["object"] == "chat.completion")
        #expect(stream.decoder.message?["amazon-bedrock-invocationMetrics"] == nil)
        #expect(stream.decoder.report?["amazon-bedrock-invocationMetrics"]?["firstByteLatency"] == 3)
        #expect(stream.decoder.sawTerminator)
    }

    @Test func `Anthropic's legacy completions are read so`() {
        let stream = read([
            #"{"type":"completion","completion":"a","stop_reason":null}"#,
            #"{"type":"completion","completion":"b","stop_reason":"stop_sequence"}"#,
        ])
        #expect(stream.choice?.text == "ab")
        #expect(stream.outcomeState == .complete)
    }

    @Test func `an answer that stops in the middle is truncated`() {
        let stream = read([#"{"outputs":[{"text":"a","stop_reason":null}]}"#])
        #expect(stream.outcomeState == .truncated)
        #expect(stream.choice?.text == "a")
    }

    @Test func `exceptions end it, errors of the model too`() {
        let frames = [
            BedrockFrames.chunk(#"{"outputText":"a","index":0}"#),
            BedrockFrames.exception("modelTimeoutException", #"{"message":"m"}"#),
        ]
        let stream = DecodedStream(frames: frames, path: Self.path)
        #expect(stream.decoder.error?.status == 408)
        #expect(stream.choice?.text == "a")
        let inner = read([#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#])
        #expect(inner.decoder.error?.type == "overloaded_error")
    }

    @Test func `chunks that are no base64 or no JSON lose nothing else`() {
        let stream = DecodedStream(
            frames: [
                BedrockFrames.event("chunk", #"{"bytes":"*"}"#), BedrockFrames.chunk("text"),
                BedrockFrames.chunk(#"{"generation":"#), BedrockFrames.chunk(#"{"generation":"a"}"#),
            ],
            path: Self.path
        )
        #expect(stream.choice?.text == "a")
        #expect(stream.deltas.dropLast().allSatisfy { $0.kind == .other })
    }

    @Test func `without streaming the answer is the model's`() {
        let anthropic =
            #"{"id":"x","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}"#
        #expect(document(anthropic).dialect == "bedrock.invoke")
        #expect(document(anthropic).answer.firstChoice?.text == "a")
        #expect(document(anthropic).message == withView(anthropic) { $0.value })
        let bodies = [
            #"{"inputTextTokenCount":5,"results":[{"tokenCount":2,"outputText":"a","completionReason":"FINISH"}]}"#,
            #"{"generation":"a","prompt_token_count":5,"generation_token_count":2,"stop_reason":"stop"}"#,
            #"{"outputs":[{"text":"a","stop_reason":"stop"}]}"#,
            #"{"choices":[{"text":"a","stop_reason":"stop"}]}"#,
            #"{"generations":[{"text":"a","finish_reason":"COMPLETE","id":"i"}],"id":"j","prompt":"p"}"#,
            #"{"text":"a","generation_id":"g","finish_reason":"COMPLETE","chat_history":[]}"#,
            #"{"output":{"message":{"role":"assistant","content":[{"text":"a"}]}},"stopReason":"end_turn"}"#,
            #"{"object":"chat.completion","choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}"#,
        ]
        for body in bodies {
            #expect(document(body).answer.firstChoice?.text == "a", "\(body)")
            #expect(document(body).answer.firstChoice?.finishReason != nil, "\(body)")
            #expect(document(body).dialect == "bedrock.invoke")
        }
        #expect(document(bodies[0]).answer.usage.totalTokens == 7)
    }

    @Test func `counts and the class of service may stand in the head`() {
        let headers = [
            HeaderField("X-Amzn-Bedrock-Input-Token-Count", "4"), HeaderField("X-Amzn-Bedrock-Output-Token-Count", "2"),
            HeaderField("X-Amzn-Bedrock-Cache-Read-Input-Token-Count", "10"),
            HeaderField("X-Amzn-Bedrock-Service-Tier", "priority"),
        ]
        let bare = StreamDecoder(
            document: #"{"outputs":[{"text":"a","stop_reason":"stop"}]}"#,
            path: "/model/m/invoke",
            headers: headers
        )
        #expect(
            bare.answer.usage
                == Usage(inputTokens: 14, outputTokens: 2, cachedTokens: 10, totalTokens: 16, source: .provider)
        )
        let counted = StreamDecoder(
            document: #"{"generation":"a","prompt_token_count":5,"generation_token_count":2,"stop_reason":"stop"}"#,
            path: "/model/m/invoke",
            headers: headers
        )
        #expect(counted.answer.usage.inputTokens == 5)
        #expect(counted.answer.usage.serviceTier == "priority")
    }

    @Test func `the path says whether it streams and which model is asked`() {
        let facts = RequestFacts(method: "POST", path: "/model/amazon.titan%3A0/invoke-with-response-stream", body: nil)
        #expect(facts.streamRequested == true)
        #expect(facts.model == "amazon.titan:0")
        #expect(RequestFacts(method: "POST", path: "/model/m/invoke", body: nil).streamRequested == false)
        #expect(RequestFacts(method: "POST", path: "/model/m/converse-stream", body: nil).streamRequested == true)
        #expect(RequestFacts(method: "POST", path: "/model/m/converse", body: nil).streamRequested == false)
    }
}
