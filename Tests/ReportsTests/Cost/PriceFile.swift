import StreamCore

@testable import Reports

/// A small price file made by hand; whole dollars a million tokens, so that sums can be done on paper.
enum PriceFile {
    static let text = #"""
        {
          "sample_spec": {"input_cost_per_token": 0.0, "max_tokens": "an explanation", "litellm_provider": "one of …"},
          "gpt-4o": {"litellm_provider": "openai", "mode": "chat", "max_tokens": 16384,
            "input_cost_per_token": 2e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1e-06,
            "input_cost_per_token_flex": 1e-06, "output_cost_per_token_flex": 5e-06},
          "azure/gpt-4o": {"litellm_provider": "azure", "mode": "chat",
            "input_cost_per_token": 3e-06, "output_cost_per_token": 1.2e-05},
          "claude-sonnet-4": {"litellm_provider": "anthropic", "mode": "chat",
            "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
            "cache_read_input_token_cost": 3e-07, "cache_creation_input_token_cost": 4e-06,
            "cache_creation_input_token_cost_above_1hr": 6e-06,
            "input_cost_per_token_above_200k_tokens": 6e-06, "output_cost_per_token_above_200k_tokens": 2e-05},
          "anthropic.claude-sonnet-4-20250514-v1:0": {"litellm_provider": "bedrock_converse", "mode": "chat",
            "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05},
          "gemini/gemini-2.5-pro": {"litellm_provider": "gemini", "mode": "chat",
            "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-05, "output_cost_per_reasoning_token": 2e-05},
          "groq/llama-3": {"litellm_provider": "groq", "mode": "chat",
            "input_cost_per_token": 5e-08, "output_cost_per_token": 8e-08},
          "dashscope/qwen-flash": {"litellm_provider": "dashscope", "mode": "chat", "tiered_pricing": [
            {"range": [0, 256000.0], "input_cost_per_token": 1e-06, "output_cost_per_token": 4e-06},
            {"range": [256000.0, 1000000.0], "input_cost_per_token": 2e-06, "output_cost_per_token": 8e-06}]},
          "text-embedding-3-small": {"litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 2e-08},
          "gpt-image-1": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_token": 5e-06,
            "input_cost_per_image_token": 1e-05, "output_cost_per_image_token": 4e-05, "output_cost_per_image": 0.04},
          "tts-1": {"litellm_provider": "openai", "mode": "audio_speech", "input_cost_per_character": 1.5e-05},
          "whisper-1": {"litellm_provider": "openai", "mode": "audio_transcription", "input_cost_per_second": 1e-04,
            "output_cost_per_second": 1e-04},
          "dall-e-3": {"litellm_provider": "openai", "mode": "image_generation", "output_cost_per_image": 0.04},
          "my-model": {"input_cost_per_token": 1, "output_cost_per_token": 2}
        }
        """#

    static func parse(_ text: String) throws(PriceTable.ParseError) -> PriceTable {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { view throws(PriceTable.ParseError) in
            try PriceTable.parse(view, parser: JSONParser())
        }
    }

    static func table() throws -> PriceTable { try parse(text) }
}
