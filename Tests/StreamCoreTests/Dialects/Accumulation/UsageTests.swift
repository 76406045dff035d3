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

    @Test(arguments: [
        #"{"prompt_tokens_details":{"cache_write_tokens":4}}"#,
        #"{"prompt_tokens_details":{"cache_creation_tokens":4}}"#,
        #"{"cache_creation_input_tokens":4}"#,
    ])
    func `tokens written to a cache have several names`(text: String) {
        #expect(usage(text).cacheWriteTokens == 4)
    }

    @Test func `audio is counted in its own details`() {
        let found = usage(
            #"{"prompt_tokens_details":{"audio_tokens":3},"completion_tokens_details":{"audio_tokens":5}}"#
        )
        #expect(found.audioInputTokens == 3 && found.audioOutputTokens == 5)
        let gemini = DecodedStream(
            #"data: {"usageMetadata":{"promptTokensDetails":[{"modality":"TEXT","tokenCount":1},{"modality":"AUDIO","tokenCount":7}]}}"#
                + "\n\n"
        )
        #expect(gemini.decoder.answer.usage.audioInputTokens == 7)
        #expect(gemini.decoder.answer.usage.audioOutputTokens == nil)
        let transcript = usage(#"{"input_token_details":{"audio_tokens":4}}"#)
        #expect(transcript.audioInputTokens == 4)
    }

    @Test func `images and searches are counted where the provider does`() {
        let found = usage(
            #"{"input_tokens_details":{"image_tokens":3},"output_tokens_details":{"image_tokens":5},"server_tool_use":{"web_search_requests":2}}"#
        )
        #expect(found.imageInputTokens == 3 && found.imageOutputTokens == 5 && found.webSearches == 2)
        #expect(usage(#"{"num_search_queries":1}"#).webSearches == 1)
        let gemini = DecodedStream(
            #"data: {"usageMetadata":{"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}}"# + "\n\n"
        )
        #expect(gemini.decoder.answer.usage.imageOutputTokens == 1290)
        let start = #"data: {"type":"message_start","message":{"usage":{"input_tokens":1,"output_tokens":1}}}"#
        let delta = #"data: {"type":"message_delta","usage":{"server_tool_use":{"web_search_requests":3}}}"#
        #expect(DecodedStream("\(start)\n\n\(delta)\n\n").decoder.answer.usage.webSearches == 3)
    }

    @Test(
        arguments: [
            (#"{"cost":0.25}"#, 0.25), (#"{"cost":{"total_cost":0.5}}"#, 0.5),
            (#"{"cost_in_usd_ticks":20000000000}"#, 2), (#"{"cost":"much"}"#, nil),
        ] as [(String, Double?)]
    )
    func `some providers tell what they charge`(text: String, dollars: Double?) {
        #expect(usage(text).chargedDollars == dollars)
    }

    @Test func `the class of service stands beside the usage or in it`() {
        #expect(usage(#"{"service_tier":"flex"}"#).serviceTier == "flex")
        let beside = DecodedStream(
            "data: {\"choices\":[],\"service_tier\":\"priority\",\"usage\":{\"prompt_tokens\":1}}\n\n"
        )
        #expect(beside.decoder.answer.usage.serviceTier == "priority")
    }

    @Test func `what was not reported is unknown`() {
        #expect(usage(#"{"prompt_tokens":null}"#) == Usage(source: .provider))
        // Some servers send an empty object where others send null.
        #expect(usage("{}") == Usage(source: .none))
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
