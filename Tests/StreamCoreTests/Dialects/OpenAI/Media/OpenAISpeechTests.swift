import StreamCore
import Testing

@Suite struct OpenAISpeechTests {
    private static let delta = #"{"type":"speech.audio.delta","audio":"AAEC"}"#
    private static let done = #"{"type":"speech.audio.done","usage":{"input_tokens":1,"output_tokens":2}}"#

    private func read(_ events: [String]) -> DecodedStream {
        DecodedStream(ChatStream.sse(events), path: "/v1/audio/speech")
    }

    @Test func `pieces are media by the bytes that they stand for`() {
        let stream = read([Self.delta, #"{"type":"speech.audio.delta","audio":""}"#, Self.done])
        #expect(stream.deltas.filter { $0.kind == .media } == [Delta(.media, text: "audio", byteCount: 3)])
        #expect(stream.decoder.answer.usage.outputTokens == 2)
        #expect(stream.classes == [.text, .other, .usage])
        #expect(stream.outcomeState == .complete)
        #expect(stream.decoder.sawTerminator)
    }

    @Test func `pieces that are padded or cut anywhere are joined by their bytes`() {
        let stream = read(["AA==", "AQ==", "AgM"].map { #"{"type":"speech.audio.delta","audio":"\#($0)"}"# })
        #expect(stream.decoder.message?["audio"] == "AAECAw==")
    }

    @Test func `without its end it is cut off, whatever else was sent`() {
        #expect(read([Self.delta]).outcomeState == .truncated)
        #expect(read([Self.delta, "[DONE]"]).outcomeState == .complete)
        #expect(read([#"{"type":"speech.new","x":1}"#]).decoder.message == nil)
    }

    @Test func `an error ends it`() {
        let stream = read([Self.delta, #"{"error":{"message":"m","type":"t"}}"#])
        #expect(stream.decoder.error?.message == "m")
        #expect(stream.outcomeState == .error)
        #expect(stream.decoder.message?["audio"] == "AAEC")
    }

    @Test func `its request asks for a stream by the format`() {
        let facts = { (body: String) in
            withView(body) { RequestFacts(method: "POST", path: "/v1/audio/speech", body: $0).streamRequested } ?? nil
        }
        #expect(facts(#"{"input":"x","stream_format":"sse"}"#) == true)
        #expect(facts(#"{"input":"x","stream_format":"audio"}"#) == false)
        #expect(facts(#"{"input":"x","stream":true}"#) == false)
    }
}
