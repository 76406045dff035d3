import StreamCore
import Testing

@Suite struct OpenAIImagesTests {
    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1/images/generations")
    }

    private func partial(_ data: String, _ index: Int) -> String {
        #"{"type":"image_generation.partial_image","b64_json":"\#(data)","output_format":"png","#
            + #""created_at":7,"partial_image_index":\#(index)}"#
    }

    @Test func `each image is media of its type and size`() {
        let stream = read([partial("AAEC", 0), #"{"type":"image_edit.completed","b64_json":"AA=="}"#])
        #expect(
            stream.deltas == [
                Delta(.media, text: "image/png", byteCount: 3), Delta(.media, text: "image", byteCount: 1),
            ]
        )
        #expect(stream.outcomeState == .complete)
    }

    @Test func `partial images replace each other and stand until the whole one comes`() {
        let cut = read([partial("AAAA", 0), partial("AAEC", 1)])
        #expect(
            cut.decoder.message == [
                "created": 7, "data": [["b64_json": "AAEC", "partial_image_index": 1]], "output_format": "png",
            ]
        )
        #expect(cut.outcomeState == .truncated)
        let whole = read([partial("AAAA", 0), #"{"type":"image_generation.completed","b64_json":"AAEC"}"#])
        #expect(whole.decoder.message?["data"] == [["b64_json": "AAEC"]])
    }

    @Test func `several whole images are a list`() {
        let completed = #"{"type":"image_generation.completed","b64_json":"AAEC","revised_prompt":"p","size":"s"}"#
        let image: JSONValue = ["b64_json": "AAEC", "revised_prompt": "p"]
        #expect(read([completed, completed]).decoder.message == ["data": [image, image], "size": "s"])
    }

    @Test func `a whole answer is known by its images`() {
        var decoder = StreamDecoder(
            context: DecodingContext(path: "/x", contentType: "application/json", status: 200),
            keeps: .message,
            parser: JSONParser()
        )
        var deltas: [Delta] = []
        let body =
            #"{"created":1,"data":[{"b64_json":"AAEC"},{"url":"u"}],"output_format":"webp","usage":{"total_tokens":3}}"#
        Array(body.utf8).withUnsafeBufferPointer { decoder.consumeDocument($0, into: &deltas) }
        #expect(decoder.dialect == "openai.images")
        #expect(deltas.map(\.kind) == [.media, .media, .usage])
        #expect(deltas.map(\.text) == ["image/webp", "image/webp", nil])
        #expect(decoder.message == json(body))
    }

    @Test(arguments: [
        "event: error\ndata: {\"error\":{\"message\":\"m\"}}\n\n",
        "data: {\"type\":\"error\",\"error\":{\"message\":\"m\"}}\n\n", "data: {\"error\":\"m\"}\n\n",
    ])
    func `errors come in every shape`(text: String) {
        #expect(DecodedStream(text, path: "/v1/images/edits").decoder.error?.message == "m")
    }
}
