import StreamCore
import Testing

@Suite struct GeminiGenerateTests {
    private func read(_ parts: [String], finish: String = #","finishReason":"STOP""#) -> DecodedStream {
        var events = parts.map { "{\"candidates\":[{\"content\":{\"parts\":[\($0)],\"role\":\"model\"}}]}" }
        events.append("{\"candidates\":[{\"index\":0\(finish)}]}")
        return DecodedStream(ChatStream.sse(events), path: "/v1beta/models/g:streamGenerateContent?alt=sse")
    }

    private func parts(_ stream: DecodedStream) -> JSONValue? {
        stream.decoder.message?["candidates"]?.arrayValue?.first?["content"]?["parts"]
    }

    @Test func `neighbouring texts of one kind are joined`() {
        let stream = read([
            #"{"text":"a","thought":true}"#, #"{"text":"b","thought":true},{"text":"c"}"#, #"{"text":"d"}"#,
        ])
        #expect(stream.choice?.reasoning == "ab")
        #expect(stream.choice?.text == "cd")
        #expect(parts(stream) == [["text": "ab", "thought": true], ["text": "cd"]])
    }

    @Test func `a signature keeps its part apart`() {
        let stream = read([
            #"{"text":"a","thoughtSignature":"s"}"#, #"{"text":"b"}"#, #"{"text":"","thoughtSignature":"t"}"#,
            #"{"text":""}"#,
        ])
        #expect(
            parts(stream) == [
                ["text": "a", "thoughtSignature": "s"], ["text": "b"], ["text": "", "thoughtSignature": "t"],
            ]
        )
        #expect(stream.choice?.text == "ab")
    }

    @Test func `whole calls stay whole and their arguments are serialised`() {
        let stream = read([
            #"{"functionCall":{"name":"f","args":{"a":{"b":1}}}},{"functionCall":{"name":"f","id":"x"}}"#
        ])
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"a":{"b":1}}"#, ""])
        #expect(stream.choice?.toolCalls.map(\.id) == [nil, "x"])
        #expect(parts(stream)?.arrayValue?.count == 2)
    }

    @Test func `values set by path become the call's arguments`() {
        let stream = read([
            #"{"functionCall":{"name":"f","willContinue":true}}"#,
            #"{"functionCall":{"partialArgs":[{"jsonPath":"$.a","stringValue":"x","willContinue":true}],"willContinue":true}}"#,
            #"{"functionCall":{"partialArgs":[{"jsonPath":"$.a","stringValue":"y"},{"jsonPath":"$['b c'][1].d","numberValue":2}],"willContinue":true}}"#,
            #"{"functionCall":{}}"#, #"{"functionCall":{"name":"g","args":{}}}"#,
        ])
        #expect(stream.choice?.toolCalls.map(\.name) == ["f", "g"])
        #expect(stream.choice?.toolCalls.first?.arguments == #"{"a":"xy","b c":[null,{"d":2}]}"#)
        let call: JSONValue = ["name": "f", "args": ["a": "xy", "b c": [nil, ["d": 2]]]]
        #expect(parts(stream) == [["functionCall": call], ["functionCall": ["name": "g", "args": [:]]]])
        #expect(stream.deltas.compactMap(\.argumentPath) == ["$.a", "$.a", "$['b c'][1].d"])
    }

    @Test func `a call that never ends is not whole`() {
        let stream = read([
            #"{"functionCall":{"name":"f","willContinue":true}}"#,
            #"{"functionCall":{"partialArgs":[{"jsonPath":"$.a","boolValue":true}],"willContinue":true}}"#,
        ])
        #expect(stream.choice?.toolCalls.first?.arguments == #"{"a":true"#)
        #expect(stream.choice?.toolCalls.first?.isComplete(JSONParser(), choiceFinished: true) == false)
        #expect(parts(stream) == [["functionCall": ["name": "f", "args": ["a": true]]]])
    }

    @Test(arguments: [
        "$", "", "$..a", "$[99999999]", "$[-1]", "$['a", "$[a]", "$.a[", String(repeating: ".a", count: 5000),
    ])
    func `a path that leads nowhere sets nothing`(path: String) {
        let stream = read([
            #"{"functionCall":{"name":"f","partialArgs":[{"jsonPath":\#(JSONValue.string(path).text()),"numberValue":1}]}}"#
        ])
        #expect(stream.choice?.toolCalls.first?.arguments == "{}")
    }

    @Test func `media is counted in bytes and audio is joined`() {
        let stream = read([
            #"{"inlineData":{"mimeType":"audio/pcm","data":"AAEC"}}"#,
            #"{"inlineData":{"mimeType":"audio/pcm","data":"Aw=="}}"#,
            #"{"inlineData":{"mimeType":"image/png","data":"AAEC"}}"#,
            #"{"inlineData":{"mimeType":"image/png","data":"AAEC"}}"#,
        ])
        #expect(stream.deltas.filter { $0.kind == .media }.map(\.byteCount) == [3, 1, 3, 3])
        #expect(parts(stream)?.arrayValue?.count == 3)
        #expect(parts(stream)?.arrayValue?.first == ["inlineData": ["mimeType": "audio/pcm", "data": "AAECAw=="]])
    }

    @Test func `executed code is a call of the tool`() {
        let stream = read([#"{"executableCode":{"language":"PYTHON","code":"1"}}"#])
        #expect(stream.choice?.toolCalls.first?.name == "code_execution")
        #expect(stream.choice?.toolCalls.first?.arguments == #"{"language":"PYTHON","code":"1"}"#)
    }

    @Test func `thoughts stand beside the candidates' tokens and tool prompts beside the prompt`() {
        let usage =
            #"{"usageMetadata":{"promptTokenCount":8,"toolUsePromptTokenCount":2,"candidatesTokenCount":3,"thoughtsTokenCount":4,"cachedContentTokenCount":5,"totalTokenCount":17}}"#
        let stream = DecodedStream(ChatStream.sse([usage]))
        let expected = Usage(
            inputTokens: 10,
            outputTokens: 7,
            reasoningTokens: 4,
            cachedTokens: 5,
            totalTokens: 17,
            source: .provider
        )
        #expect(stream.decoder.answer.usage == expected)
    }

    @Test func `an unspecified reason is none`() {
        #expect(
            read([#"{"text":"a"}"#], finish: #","finishReason":"FINISH_REASON_UNSPECIFIED""#).outcomeState == .truncated
        )
        #expect(read([#"{"text":"a"}"#], finish: "").outcomeState == .truncated)
        #expect(read([#"{"text":"a"}"#]).outcomeState == .complete)
    }

    @Test func `candidates are told apart and each must finish`() {
        let stream = DecodedStream(
            ChatStream.sse([
                #"{"candidates":[{"index":1,"content":{"parts":[{"text":"b"}]}},{"content":{"parts":[{"text":"a"}]}}]}"#,
                #"{"candidates":[{"index":1,"finishReason":"STOP"}]}"#,
            ])
        )
        #expect(stream.decoder.answer.choices.map(\.text) == ["a", "b"])
        #expect(!stream.decoder.isComplete)
        #expect(stream.decoder.message?["candidates"]?.arrayValue?.map { $0["index"] } == [nil, 1])
    }

    @Test func `wrapped chunks are read and rebuilt wrapped`() {
        let stream = DecodedStream(
            ChatStream.sse([
                #"{"response":{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"modelVersion":"g"},"traceId":"t"}"#
            ])
        )
        #expect(stream.decoder.dialect == "gemini.generate")
        #expect(stream.choice?.text == "a")
        #expect(stream.decoder.model == "g")
        #expect(stream.decoder.message?["traceId"] == "t")
        #expect(stream.decoder.message?["response"]?["modelVersion"] == "g")
    }

    @Test func `a failure written as bare JSON between the events is an error`() {
        let text = """
            data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}

            {
              "error": {"code": 500, "message": "x", "status": "INTERNAL"}
            }

            """
        let stream = DecodedStream(text + "\n", path: "/m:streamGenerateContent")
        #expect(stream.decoder.error?.status == 500)
        #expect(stream.decoder.error?.type == "INTERNAL")
        #expect(stream.outcomeState == .error)
    }

    @Test func `thoughts are summaries`() {
        let stream = read([#"{"text":"a","thought":true}"#, #"{"text":"b"}"#])
        #expect(stream.deltas.filter { $0.kind == .reasoning }.map(\.name) == ["summary"])
        #expect(stream.deltas.filter { $0.kind == .text }.map(\.name) == [nil])
    }

    @Test func `a tool that runs at the provider's is a call and its answer a part of its own`() {
        let stream = read([
            #"{"toolCall":{"toolType":"GOOGLE_SEARCH_WEB","id":"t","args":{"q":1}}}"#,
            #"{"toolResponse":{"id":"t","response":{}}},{"fileData":{"fileUri":"u"}}"#,
            #"{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}}"#,
        ])
        #expect(stream.choice?.toolCalls.map(\.name) == ["GOOGLE_SEARCH_WEB"])
        #expect(stream.choice?.toolCalls.map(\.arguments) == [#"{"q":1}"#])
        #expect(parts(stream)?.arrayValue?.count == 4)
    }

    @Test func `each candidate keeps its own parts, calls and reason`() {
        let stream = DecodedStream(
            ChatStream.sse([
                #"{"candidates":[{"index":0,"content":{"parts":[{"text":"t","thought":true}]}},{"index":1,"content":{"parts":[{"functionCall":{"name":"f","willContinue":true}}]}}]}"#,
                #"{"candidates":[{"index":1,"content":{"parts":[{"functionCall":{"partialArgs":[{"jsonPath":"$.a","nullValue":"NULL_VALUE"}],"willContinue":true}}]}},{"index":0,"content":{"parts":[{"text":"x","thoughtSignature":"s"}]},"finishReason":"MAX_TOKENS"}]}"#,
                #"{"candidates":[{"index":1,"content":{"parts":[{"functionCall":{}}]},"finishReason":"STOP"}]}"#,
            ])
        )
        #expect(stream.decoder.answer.choices.map(\.finishReason) == ["MAX_TOKENS", "STOP"])
        #expect(stream.decoder.answer.choices.map(\.text) == ["x", nil])
        #expect(stream.decoder.answer.choices.last?.toolCalls.map(\.arguments) == [#"{"a":null}"#])
        #expect(stream.decoder.isComplete)
        let candidates = stream.decoder.message?["candidates"]?.arrayValue ?? []
        #expect(
            candidates.first?["content"]?["parts"] == [
                ["text": "t", "thought": true], ["text": "x", "thoughtSignature": "s"],
            ]
        )
        #expect(candidates.last?["content"]?["parts"] == [["functionCall": ["name": "f", "args": ["a": nil]]]])
    }

    @Test func `an array is read element by element, with an error in it`() {
        let text =
            "[{\n \"candidates\": [{\"content\": {\"parts\": [{\"text\": \"a]}\"}]}}]\n}\n,\r\n"
            + "{\"error\": {\"code\": 503, \"message\": \"m\", \"status\": \"UNAVAILABLE\"}}]"
        let context = DecodingContext(path: "/m:streamGenerateContent", contentType: "application/json; charset=UTF-8")
        for reads in [[Array(text.utf8)], text.utf8.map { [$0] }] {
            var stream = DecodedStream(context: context)
            stream.consume(reads)
            #expect(stream.choice?.text == "a]}")
            #expect(stream.decoder.error?.status == 503)
            #expect(stream.outcomeState == .error)
        }
    }

    @Test(arguments: [
        "SAFETY", "RECITATION", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "CONTINUATION", "NEW_REASON",
    ])
    func `every reason is an end, with or without content`(reason: String) {
        let stream = read([], finish: #","finishReason":"\#(reason)","finishMessage":"why""#)
        #expect(stream.choice?.finishReason == reason)
        #expect(stream.outcomeState == .complete)
        #expect(stream.decoder.message?["candidates"]?.arrayValue?.first?["finishMessage"] == "why")
    }

    @Test func `what a candidate and a chunk say last stands`() {
        let stream = DecodedStream(
            ChatStream.sse([
                #"{"candidates":[{"safetyRatings":[1],"content":{"parts":[{"text":"a"}],"role":"model"}}],"usageMetadata":{"promptTokenCount":1},"responseId":"r"}"#,
                #"{"candidates":[{"safetyRatings":[2],"groundingMetadata":{"x":1},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":2}}"#,
            ])
        )
        #expect(
            stream.decoder.message == [
                "candidates": [
                    [
                        "content": ["parts": [["text": "a"]], "role": "model"], "safetyRatings": [2],
                        "groundingMetadata": ["x": 1], "finishReason": "STOP",
                    ]
                ], "usageMetadata": ["promptTokenCount": 2], "responseId": "r",
            ]
        )
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers are joined in linear time`() {
        let piece = String(repeating: "x", count: 100)
        let stream = read([String](repeating: "{\"text\":\"\(piece)\"}", count: 20_000))
        #expect(stream.choice?.text?.utf8.count == 2_000_000)
        #expect(parts(stream)?.arrayValue?.first?["text"]?.stringValue?.utf8.count == 2_000_000)
    }
}
