"""Random streams whose meaning is known, in the grammar of each provider."""

from generated import anthropic, bedrock, cohere, gemini, mistral, ollama, openai_chat, openai_responses

GENERATORS = {
    "openai.chat": openai_chat.generate,
    "openai.responses": openai_responses.generate,
    "anthropic.messages": anthropic.generate,
    "gemini.generate": gemini.generate,
    "ollama.chat": ollama.generate,
    "cohere.chat": cohere.generate,
    "mistral": mistral.generate,
    "bedrock.converse": bedrock.generate,
}
