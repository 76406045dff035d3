import StreamCore
import Testing

/// What vendors send beside, instead of or after what OpenAI sends.
@Suite struct OpenAIChatVendorTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1/chat/completions")
    }

    private let content = ChatStream.choice(#""delta":{"content":"a"}"#)
    private let stop = ChatStream.choice(#""delta":{},"finish_reason":"stop""#)

    @Test func `OpenRouter's error inside a choice is the stream's error`() {
        let stream = read([
            content,
            ChatStream.choice(#""delta":{},"finish_reason":"error","error":{"code":502,"message":"upstream"}"#),
        ])
        #expect(stream.decoder.error?.message == "upstream")
        #expect(stream.decoder.error?.status == 502)
        #expect(stream.deltas.count { $0.kind == .error } == 1)
        #expect(stream.outcomeState == .error)
    }

    @Test func `a choice that finishes with error is an error, told or not`() {
        let silent = read([content, ChatStream.choice(#""delta":{},"finish_reason":"error""#), "[DONE]"])
        #expect(silent.outcomeState == .error)
        let told = read([
            content, #"{"error":{"message":"m"},"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}"#,
        ])
        #expect(told.decoder.error?.message == "m")
        #expect(told.deltas.count { $0.kind == .error } == 1)
    }

    @Test func `Copilot's events of its agents are no part of the message`() {
        let text =
            "event: copilot_confirmation\ndata: {\"type\":\"action\",\"id\":\"x\",\"title\":\"t\"}\n\n"
            + "event: copilot_references\ndata: [{\"id\":\"r\"}]\n\n" + ChatStream.sse([content, stop])
        let stream = DecodedStream(text, path: "/chat/completions")
        #expect(stream.decoder.message?["title"] == nil)
        #expect(stream.decoder.message?["id"] == nil)
        #expect(stream.choice?.text == "a")
    }

    @Test func `Together's text beside the delta is the same piece`() {
        let chunk = #"{"choices":[{"index":0,"text":"a","delta":{"content":"a","token_id":5},"logprobs":-0.5}]}"#
        let stream = DecodedStream(ChatStream.sse([chunk, chunk]))
        #expect(stream.decoder.dialect == "openai.chat")
        #expect(stream.choice?.text == "aa")
        #expect(stream.decoder.message?["choices"]?.arrayValue?.first?["text"] == nil)
    }

    @Test func `Cerebras counts the log probabilities of reasoning like those of content`() {
        let stream = read([
            ChatStream.choice(#""delta":{"reasoning":"a"},"reasoning_logprobs":{"content":[{"token":"a"}]}"#),
            ChatStream.choice(#""delta":{"reasoning":"b"},"reasoning_logprobs":{"content":[{"token":"b"}]}"#),
        ])
        let choice = stream.decoder.message?["choices"]?.arrayValue?.first
        #expect(choice?["reasoning_logprobs"] == ["content": [["token": "a"], ["token": "b"]]])
    }

    @Test func `a tool that Groq executed is one by its index`() {
        let stream = DecodedStream(
            ChatStream.deltas([
                #"{"executed_tools":[{"index":0,"type":"search","arguments":"{}"}]}"#,
                #"{"executed_tools":[{"index":0,"type":"search","output":"found"},{"index":1,"type":"python"}]}"#,
            ])
        )
        let expected: JSONValue = [
            ["index": 0, "type": "search", "arguments": "{}", "output": "found"], ["index": 1, "type": "python"],
        ]
        #expect(stream.chatMessage?["executed_tools"] == expected)
    }

    @Test func `Perplexity's steps are reasoning and its own terminator ends the stream`() {
        let stream = read([
            #"{"object":"chat.reasoning","type":"message","choices":[{"index":0,"delta":{"reasoning_steps":[{"thought":"Look","type":"web_search"}]}}]}"#,
            ChatStream.choice(#""delta":{"content":"a"}"#), stop,
            #"{"object":"chat.completion.done","type":"end_of_stream","choices":[]}"#,
        ])
        #expect(stream.choice?.reasoning == "Look")
        #expect(stream.decoder.sawTerminator)
        #expect(stream.chatMessage?["reasoning_steps"] == [["thought": "Look", "type": "web_search"]])
    }

    @Test func `OpenRouter's images count their bytes`() {
        let stream = DecodedStream(
            ChatStream.deltas([
                #"{"images":[{"type":"image_url","index":0,"image_url":{"url":"data:image/png;base64,cG5n"}},{"image_url":{"url":"https://e/x.png"}}]}"#
            ])
        )
        #expect(stream.deltas.filter { $0.kind == .media }.map(\.byteCount) == [3])
        #expect(stream.chatMessage?["images"]?.arrayValue?.count == 2)
    }

    @Test func `a tool call that is no list is one`() {
        let stream = DecodedStream(
            ChatStream.deltas([
                #"{"tool_calls":{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{"}}}"#,
                #"{"tool_calls":{"index":0,"function":{"arguments":"}"}}}"#,
            ])
        )
        #expect(stream.choice?.toolCalls.map(\.arguments) == ["{}"])
        #expect(stream.chatMessage?["tool_calls"]?.arrayValue?.count == 1)
    }

    @Test func `usage without counts erases none`() {
        let stream = read([
            #"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#,
            #"{"choices":[],"usage":{}}"#,
        ])
        #expect(stream.decoder.answer.usage.totalTokens == 3)
        #expect(stream.decoder.message?["usage"]?["total_tokens"] == 3)
    }

    @Test func `signatures of thoughts stay with the call that has them`() {
        let call =
            #"{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"sig"}}}]}"#
        let stream = DecodedStream(ChatStream.deltas([call]))
        let rebuilt = stream.chatMessage?["tool_calls"]?.arrayValue?.first
        #expect(rebuilt?["extra_content"] == ["google": ["thought_signature": "sig"]])
    }
}
