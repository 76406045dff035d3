import StreamCore
import Testing

@Suite struct GenericStreamTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/events")
    }

    @Test(arguments: [
        (#"{"delta":{"text":"x"}}"#, "delta.text"), (#"{"delta":"x"}"#, "delta"), (#"{"content":"x"}"#, "content"),
        (#"{"text":"x"}"#, "text"), (#"{"response":"x"}"#, "response"), (#"{"token":{"text":"x"}}"#, "token.text"),
        (#"{"output":{"text":"x"}}"#, "output.text"), (#"{"message":{"content":"x"}}"#, "message.content"),
        (#"{"answer":"x"}"#, "answer"), (#"{"choices":[{"text":"x"}]}"#, "choices[0].text"),
    ])
    func `text is guessed and marked`(event: String, channel: String) {
        // Some of these are of a known dialect, too.
        var stream = DecodedStream(context: DecodingContext(contentType: "text/event-stream", forcedDialect: "sse"))
        stream.consume([Array(ChatStream.sse([event]).utf8)])
        #expect(stream.deltas == [Delta(.text, text: "x", name: channel)])
        #expect(stream.decoder.answer.isGuessed)
        #expect(stream.decoder.message == nil)
    }

    @Test func `pieces are told as they come`() {
        #expect(read([#"{"text":"a"}"#, #"{"text":"b"}"#, #"{"text":"ab"}"#]).told == ["text a", "text b", "text ab"])
    }

    @Test func `texts that grow are told by what they add`() {
        let stream = read([
            #"{"text":"a"}"#, #"{"text":"ab"}"#, #"{"text":"abc"}"#, #"{"text":"abc"}"#, #"{"text":"abcd"}"#,
        ])
        #expect(stream.told == ["text a", "text b", "text c", "text d"])
    }

    @Test func `a second piece that happens to repeat the first is not lost`() {
        let stream = read([#"{"text":"ha"}"#, #"{"text":"haha"}"#, #"{"text":"!"}"#])
        #expect(stream.decoder.answer.firstChoice?.text == "hahaha!")
    }

    @Test(arguments: [
        "data: [DONE]\n\n", "event: done\ndata: {}\n\n", "event: end\ndata: x\n\n", "data: {\"done\":true}\n\n",
        "data: {\"is_finished\":true}\n\n", "data: {\"type\":\"job.completed\"}\n\n",
        "data: {\"type\":\"message-end\"}\n\n",
        "data: {\"type\":\"chat.done\"}\n\n", "event: complete\ndata: x\n\n", "event: close\ndata: x\n\n",
    ])
    func `common ends are recognised`(text: String) {
        let stream = DecodedStream(text, path: "/events")
        #expect(stream.decoder.sawTerminator)
        #expect(stream.classes == [.done])
    }

    @Test(arguments: [
        "event: error\ndata: m\n\n", "data: {\"error\":\"m\"}\n\n",
        "data: {\"object\":\"error\",\"message\":\"m\"}\n\n",
        "data: {\"type\":\"error\",\"message\":\"m\"}\n\n", "data: {\"code\":\"Throttling\",\"message\":\"m\"}\n\n",
    ])
    func `common errors are recognised`(text: String) {
        let stream = DecodedStream(text, path: "/events")
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.outcomeState == .error)
    }

    @Test(arguments: [
        #"{"code":200,"message":"success","text":"a"}"#, #"{"code":"0","message":"fine","text":"a"}"#,
        #"{"code":"Success","message":"OK","text":"a"}"#,
    ])
    func `a code of success is no error`(event: String) {
        let stream = read([event])
        #expect(stream.decoder.error == nil)
        #expect(stream.told == ["text a"])
    }

    @Test func `growth is looked for in one channel`() {
        let stream = read([#"{"text":"a"}"#, #"{"answer":"ab"}"#, #"{"answer":"abc"}"#, #"{"answer":"abcd"}"#])
        #expect(stream.told == ["text a", "text ab", "text c", "text d"])
    }

    @Test func `a stream that says nothing of its end is complete`() {
        #expect(read(["{}", "[1]", "plain"]).outcomeState == .complete)
    }

    @Test func `lines of JSON are named for their framing`() {
        var stream = DecodedStream(context: DecodingContext(path: "/x", contentType: "application/x-ndjson"))
        stream.consume([Array("{\"response\":\"a\"}\n{\"response\":\"b\",\"done\":true}\n".utf8)])
        #expect(stream.decoder.dialect == "ndjson")
        #expect(stream.told == ["text a", "text b"])
        #expect(stream.decoder.sawTerminator)
    }

    @Test func `usage and model are read where they have the common names`() {
        let stream = read([#"{"model":"m","usage":{"input_tokens":1,"output_tokens":2}}"#])
        #expect(stream.decoder.model == "m")
        #expect(stream.decoder.answer.usage.outputTokens == 2)
    }
}
