import StreamCore
import Testing

@Suite struct MCPMessagesTests {
    private static let result = #"{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"a"}]}}"#
    private static let progress =
        #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1,"total":4}}"#

    private func read(_ text: String, method: String = "POST") -> DecodedStream {
        let context = DecodingContext(method: method, path: "/mcp", contentType: "text/event-stream")
        var stream = DecodedStream(context: context)
        stream.consume([Array(text.utf8)])
        return stream
    }

    @Test func `the response is the content and the end`() {
        let stream = read(ChatStream.sse([Self.progress, Self.result]))
        #expect(stream.told == ["text a"])
        #expect(stream.decoder.isComplete)
        #expect(stream.outcomeState == .complete)
        #expect(stream.decoder.message == ["content": [["type": "text", "text": "a"]]])
    }

    @Test func `notifications and requests are told by their method`() {
        let stream = read(
            ChatStream.sse([
                Self.progress,
                #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":2,"message":"half way"}}"#,
                #"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":{"x":1}}}"#,
                #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#,
                #"{"jsonrpc":"2.0","id":9,"method":"ping"}"#,
            ])
        )
        #expect(
            stream.deltas == [
                Delta(.other, text: "1/4", name: "notifications/progress"),
                Delta(.other, text: "half way", name: "notifications/progress"),
                Delta(.other, text: #"{"x":1}"#, name: "notifications/message"),
                Delta(.other, name: "notifications/tools/list_changed"), Delta(.other, name: "ping"),
            ]
        )
        #expect(stream.decoder.message == nil)
    }

    @Test func `a tool that fails is no error of the protocol`() {
        let failed = read(
            ChatStream.sse([
                #"{"jsonrpc":"2.0","id":1,"result":{"isError":true,"content":[{"type":"text","text":"no"}]}}"#
            ])
        )
        #expect(failed.outcomeState == .complete)
        #expect(failed.decoder.error == nil)
        let error = read(ChatStream.sse([#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"m"}}"#]))
        #expect(error.outcomeState == .error)
        #expect(error.decoder.error?.code == "-32601")
        #expect(error.decoder.error?.status == nil)
        #expect(error.decoder.message == nil)
    }

    @Test func `without a response the stream was cut, unless it can be resumed`() {
        #expect(read(ChatStream.sse([Self.progress])).outcomeState == .truncated)
        #expect(read("id: a\n" + ChatStream.sse([Self.progress])).outcomeState == .complete)
        #expect(read("id: a\nretry: 500\ndata:\n\n").outcomeState == .complete)
    }

    @Test func `what the server has to say ends at any time`() {
        #expect(read(ChatStream.sse([Self.progress]), method: "GET").outcomeState == .complete)
        #expect(read("event: endpoint\ndata: /messages?s=1\n\n").outcomeState == .complete)
    }

    @Test func `a priming event is a ping and no first event`() {
        let stream = read("id: a\nretry: 500\ndata:\n\nid: b\n" + ChatStream.sse([Self.result]))
        #expect(stream.classes == [.ping, .text])
        #expect(stream.first["event"] == 2)
    }

    @Test func `content of every kind is told`() {
        let stream = read(
            ChatStream.sse([
                #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"audio","mimeType":"audio/wav","data":"AAEC"},{"type":"resource","resource":{"uri":"u","mimeType":"image/png","blob":"AA=="}},{"type":"resource","resource":{"uri":"u","text":"t"}},{"type":"resource_link","uri":"u"}]}}"#
            ])
        )
        #expect(
            stream.deltas == [
                Delta(.media, text: "audio/wav", byteCount: 3), Delta(.media, text: "image/png", byteCount: 1),
                Delta(.text, text: "t"), Delta(.other, name: "resource_link"), Delta(.finish, text: "complete"),
            ]
        )
    }

    @Test func `a whole response is read as it is`() {
        var decoder = StreamDecoder(
            context: DecodingContext(path: "/x", contentType: "application/json", status: 200),
            keeps: .message,
            parser: JSONParser()
        )
        var deltas: [Delta] = []
        Array(Self.result.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        #expect(decoder.dialect == "mcp")
        #expect(decoder.answer.firstChoice?.text == "a")
    }

    @Test(arguments: [
        ("/mcp", ["jsonrpc", "method"] as [String]?, "mcp" as String?), ("/mcp", nil, "mcp"),
        ("/any/path", ["jsonrpc", "id", "method"], "mcp"), ("/any/path", nil, nil), ("/any/path", ["method"], nil),
        ("/messages", ["jsonrpc"], "mcp"), ("/v1/messages", ["messages", "model"], "anthropic.messages"),
    ])
    func `a server has any path and its requests are known by their body`(
        path: String,
        keys: [String]?,
        name: String?
    ) {
        #expect(DialectRegistry.proposed(method: "POST", path: path, bodyKeys: keys)?.name == name)
    }

    @Test(arguments: [
        ("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n", "mcp"),
        ("data: [{\"jsonrpc\":\"2.0\",\"method\":\"x\"}]\n\n", "mcp"),
        ("event: endpoint\ndata: https://x/messages\n\n", "mcp"), ("event: endpoint\ndata: hello\n\n", "sse"),
        ("data: {\"jsonrpc\":\"1.0\",\"id\":1,\"result\":{}}\n\n", "sse"), ("data: {\"jsonrpc\":\"2.0\"}\n\n", "sse"),
    ])
    func `streams are known by their messages`(text: String, name: String) {
        #expect(DecodedStream(text).decoder.dialect == name)
    }
}
