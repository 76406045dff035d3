import StreamCore
import Testing

@Suite struct OpenAIChatMessageTests {
    private func message(_ events: [String]) -> JSONValue? {
        DecodedStream(ChatStream.sse(events), path: "/v1/chat/completions").decoder.message
    }

    private func chatMessage(_ deltas: [String]) -> JSONValue? {
        DecodedStream(ChatStream.deltas(deltas), path: "/v1/chat/completions").chatMessage
    }

    @Test func `identity is that of the first chunk that has it`() {
        let rebuilt = message([
            #"{"id":"","model":"","created":0,"object":"","choices":[]}"#,
            #"{"id":"a","model":"m","created":5,"object":"chat.completion.chunk","choices":[]}"#,
            #"{"id":"b","model":"n","created":6,"object":"chat.completion.chunk","choices":[]}"#,
        ])
        #expect(rebuilt == ["id": "a", "model": "m", "created": 5, "object": "chat.completion", "choices": []])
    }

    @Test func `unknown members are kept and padding is dropped`() {
        let rebuilt = message([
            #"{"choices":[{"index":0,"delta":{"content":"a"},"stop_reason":null,"seed":1}],"obfuscation":"xx","provider":"p"}"#,
            #"{"choices":[{"index":0,"delta":{"content":"b"},"stop_reason":7}],"obfuscation":"y","provider":null,"cost":0.5}"#,
        ])
        #expect(rebuilt?["provider"] == "p")
        #expect(rebuilt?["cost"] == 0.5)
        #expect(rebuilt?["obfuscation"] == nil)
        let choice = rebuilt?["choices"]?.arrayValue?.first
        #expect(choice?["stop_reason"] == 7)
        #expect(choice?["seed"] == 1)
    }

    @Test func `unknown members of a delta are joined by their kind`() {
        let rebuilt = chatMessage([
            #"{"channel":"ana","n":1,"list":[1],"object":{"s":"a","k":1},"flag":true}"#,
            #"{"channel":"lysis","n":2,"list":[2,3],"object":{"s":"b","l":2},"flag":false}"#,
            #"{"channel":null,"list":null,"object":null}"#,
        ])
        #expect(rebuilt?["channel"] == "analysis")
        #expect(rebuilt?["n"] == 2)
        #expect(rebuilt?["list"] == [1, 2, 3])
        #expect(rebuilt?["object"] == ["s": "ab", "k": 1, "l": 2])
        #expect(rebuilt?["flag"] == false)
    }

    @Test func `an empty content string counts as content`() {
        #expect(chatMessage([#"{"content":""}"#])?["content"] == "")
        #expect(chatMessage([#"{"content":null}"#])?["content"] == .null)
        #expect(chatMessage([#"{"role":"assistant"}"#])?["content"] == .null)
    }

    @Test func `annotations are collected`() {
        let rebuilt = chatMessage([#"{"annotations":[{"type":"url_citation"}]}"#, #"{"annotations":[{"type":"b"}]}"#])
        #expect(rebuilt?["annotations"]?.arrayValue?.count == 2)
    }

    @Test func `reasoning details with one index and type are one detail`() {
        let rebuilt = chatMessage([
            #"{"reasoning_details":[{"type":"reasoning.text","text":"a","index":0,"format":"x"}]}"#,
            #"{"reasoning_details":[{"type":"reasoning.text","text":"b","signature":"s","index":0}]}"#,
            #"{"reasoning_details":[{"type":"reasoning.encrypted","data":"d","index":0}]}"#,
            #"{"reasoning_details":[{"type":"reasoning.text","text":"c"}]}"#,
        ])
        let expected: JSONValue = [
            ["type": "reasoning.text", "text": "ab", "index": 0, "format": "x", "signature": "s"],
            ["type": "reasoning.encrypted", "data": "d", "index": 0], ["type": "reasoning.text", "text": "c"],
        ]
        #expect(rebuilt?["reasoning_details"] == expected)
    }

    @Test func `audio is joined by its bytes`() {
        let rebuilt = chatMessage([
            #"{"audio":{"id":"i","data":"AA=="}}"#, #"{"audio":{"data":"AQI="}}"#,
            #"{"audio":{"data":"AwQF","transcript":"a"}}"#,
            #"{"audio":{"transcript":"b","expires_at":9}}"#,
        ])
        #expect(rebuilt?["audio"] == ["id": "i", "data": "AAECAwQF", "transcript": "ab", "expires_at": 9])
    }

    @Test func `audio that is one base64 text cut anywhere is joined too`() {
        let whole = "AAECAwQFBgcICQ=="
        for cut in 1..<whole.count {
            let rebuilt = chatMessage([
                #"{"audio":{"data":"\#(whole.prefix(cut))"}}"#, #"{"audio":{"data":"\#(whole.dropFirst(cut))"}}"#,
            ])
            #expect(rebuilt?["audio"]?["data"]?.stringValue == whole)
        }
    }

    @Test func `audio that is not base64 stays as it came`() {
        let rebuilt = chatMessage([
            #"{"audio":{"data":"AAEC"}}"#, #"{"audio":{"data":"!no"}}"#, #"{"audio":{"data":"AAEC"}}"#,
        ])
        #expect(rebuilt?["audio"]?["data"] == "AAEC!noAAEC")
    }

    @Test func `log probabilities are collected`() {
        let rebuilt = message([
            ChatStream.choice(#""delta":{},"logprobs":{"content":[{"token":"a"}],"refusal":null}"#),
            ChatStream.choice(#""delta":{},"logprobs":null"#),
            ChatStream.choice(#""delta":{},"logprobs":{"content":[{"token":"b"}],"refusal":[{"token":"c"}]}"#),
        ])
        let logprobs = rebuilt?["choices"]?.arrayValue?.first?["logprobs"]
        #expect(logprobs == ["content": [["token": "a"], ["token": "b"]], "refusal": [["token": "c"]]])
    }

    @Test func `a late finish reason stands and null erases none`() {
        let rebuilt = message([
            ChatStream.choice(#""delta":{},"finish_reason":"stop""#),
            ChatStream.choice(#""finish_reason":null,"content_filter_results":{"hate":1}"#),
            ChatStream.choice(#""finish_reason":"content_filter","content_filter_results":{}"#),
        ])
        let choice = rebuilt?["choices"]?.arrayValue?.first
        #expect(choice?["finish_reason"] == "content_filter")
        #expect(choice?["content_filter_results"] == ["hate": 1])
    }

    @Test func `Groq's own object is joined and serves as usage`() {
        let rebuilt = message([
            #"{"choices":[],"x_groq":{"id":"r","seed":1}}"#, #"{"choices":[],"x_groq":{"usage":{"total_tokens":5}}}"#,
        ])
        #expect(rebuilt?["x_groq"] == ["id": "r", "seed": 1, "usage": ["total_tokens": 5]])
        #expect(rebuilt?["usage"] == ["total_tokens": 5])
    }

    @Test func `typed content parts are joined with their neighbours`() {
        let rebuilt = chatMessage([
            #"{"content":"a"}"#, #"{"content":[{"type":"text","text":"b"}]}"#, #"{"content":"c"}"#,
            #"{"content":[{"type":"reference","reference_ids":[1]}]}"#, #"{"content":"d"}"#,
            #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"x"}],"closed":true}]}"#,
            #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"y"}]}]}"#,
        ])
        let expected: JSONValue = [
            ["type": "text", "text": "abc"], ["type": "reference", "reference_ids": [1]],
            ["type": "text", "text": "d"],
            ["type": "thinking", "thinking": [["type": "text", "text": "x"]], "closed": true],
            ["type": "thinking", "thinking": [["type": "text", "text": "y"]]],
        ]
        #expect(rebuilt?["content"] == expected)
    }

    @Test func `nothing at all rebuilds to nothing`() {
        #expect(message(["[DONE]"]) == nil)
        #expect(message([#"{"error":{"message":"m"}}"#]) == nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func `long answers are joined in linear time`() {
        let piece = String(repeating: "x", count: 100)
        let events = [String](
            repeating: ChatStream.choice(
                #""delta":{"content":"\#(piece)","reasoning":"\#(piece)","tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"\#(piece)"}}]}"#
            ),
            count: 20_000
        )
        let stream = DecodedStream(ChatStream.sse(events), path: "/chat/completions")
        #expect(stream.chatMessage?["content"]?.stringValue?.utf8.count == 2_000_000)
        #expect(stream.chatMessage?["reasoning"]?.stringValue?.utf8.count == 2_000_000)
        #expect(stream.choice?.toolCalls.first?.arguments.utf8.count == 2_000_000)
    }
}
