import Testing

@testable import Reports

struct PriceKeyTests {
    @Test func `names say what a price is for, from when on and in which class of service`() {
        #expect(PriceKey("input_cost_per_token") == PriceKey(.input))
        #expect(PriceKey("cache_read_input_token_cost_priority") == PriceKey(.cacheRead, tier: "priority"))
        #expect(PriceKey("input_cost_per_token_above_128k_tokens") == PriceKey(.input, threshold: 128_000))
        #expect(PriceKey("input_cost_per_token_above_500_tokens") == PriceKey(.input, threshold: 500))
        #expect(
            PriceKey("output_cost_per_token_above_200k_tokens_flex")
                == PriceKey(.output, threshold: 200_000, tier: "flex")
        )
        #expect(PriceKey("cache_creation_input_token_cost_above_1hr") == PriceKey(.longCacheWrite))
        #expect(
            PriceKey("cache_creation_input_token_cost_above_1hr_above_200k_tokens")
                == PriceKey(.longCacheWrite, threshold: 200_000)
        )
        #expect(PriceKey("input_cost_per_token_cache_hit") == PriceKey(.cacheRead))
    }

    @Test(arguments: [
        "mode", "output_cost_per_image", "cache_creation_input_token_cost_above_12hr", "input_cost_per_tokens",
        "input_cost_per_token_above_manyk_tokens", "input_cost_per_token_a_b", "input_cost_per_token_above_2k",
        "input_cost_per_token_above_9223372036854775807k_tokens",
    ])
    func `what is no price of tokens is none`(name: String) {
        #expect(PriceKey(name) == nil)
    }

    @Test(
        arguments: [
            ("output_cost_per_image", "image"), ("input_cost_per_second", "second"), ("cost_per_second", "second"),
            ("input_cost_per_character_above_128k_tokens", "character"), ("output_cost_per_second_1080p", "second"),
            ("input_cost_per_token", nil), ("input_cost_per_token_above_2k", nil), ("max_tokens", nil),
            ("output_cost_per_image_token", nil),
        ] as [(String, String?)]
    )
    func `other prices name what they count`(name: String, unit: String?) {
        #expect(PriceKey.unit(name) == unit)
    }
}
