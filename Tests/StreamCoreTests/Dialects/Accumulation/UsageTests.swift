import StreamCore
import Testing

@Suite struct UsageTests {
    private func usage(_ text: String) -> Usage {
        DecodedStream("data: {\"choices\":[],\"usage\":\(text)}\n\n").decoder.answer.usage
    }

    @Test func `reasoning is part of the completion where the provider counts it so`() {
        let found = usage(
            #"{"prompt_tokens":10,"completion_tokens":8,"total_tokens":18,"completion_tokens_details":{"reasoning_tokens":5}}"#
        )
        #expect(
            found == Usage(inputTokens: 10, outputTokens: 8, reasoningTokens: 5, totalTokens: 18, source: .provider)
        )
    }

    @Test func `reasoning beside the completion is added when the total says so`() {
        let found = usage(
            #"{"prompt_tokens":10,"completion_tokens":3,"total_tokens":18,"completion_tokens_details":{"reasoning_tokens":5}}"#
        )
        #expect(found.outputTokens == 8)
        #expect(usage(#"{"completion_tokens":3,"reasoning_tokens":5}"#).outputTokens == 8)
    }

    @Test(arguments: [
        #"{"prompt_tokens_details":{"cached_tokens":4}}"#, #"{"prompt_cache_hit_tokens":4}"#, #"{"cached_tokens":4}"#,
    ])
    func `cached tokens have several names`(text: String) {
        #expect(usage(text).cachedTokens == 4)
    }

    @Test func `what was not reported is unknown`() {
        #expect(usage("{}") == Usage(source: .provider))
        #expect(DecodedStream("data: {\"choices\":[]}\n\n").decoder.answer.usage == Usage(source: .none))
    }

    @Test func `absurd counts do not overflow`() {
        let top = "9223372036854775807"
        let found = usage(
            "{\"prompt_tokens\":\(top),\"completion_tokens\":\(top),\"reasoning_tokens\":\(top),\"total_tokens\":\(top)}"
        )
        #expect(found.inputTokens == .max)
        let gemini = DecodedStream(
            "data: {\"usageMetadata\":{\"candidatesTokenCount\":\(top),\"thoughtsTokenCount\":\(top)}}\n\n"
        )
        #expect(gemini.decoder.answer.usage.reasoningTokens == .max)
    }
}
