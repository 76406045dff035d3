"""What the pinned SDKs are known to do with streams that they cannot digest. Names are those of `samples.py`."""

# The SDK raises this, with or without a proxy.
RAISES = {
    "anthropic-error-overloaded": "APIStatusError",
    "anthropic-quirk-data-only": "AssertionError",
    "gemini-error-midstream": "ServerError",
    "openai-chat-content-filter": "ContentFilterFinishReasonError",
    "openai-chat-copilot-no-object": "AssertionError",
    "openai-chat-custom-tool": "AttributeError",
    "openai-chat-error-midstream": "APIError",
    "openai-chat-length": "LengthFinishReasonError",
    "openai-chat-multichoice": "LengthFinishReasonError",
    "openai-chat-quirk-error-then-done": "APIError",
    "openai-chat-quirk-tool-no-index": "TypeError",
    "openai-responses-error": "RuntimeError",
    "openai-responses-error-nested": "APIError",
    "openai-responses-failed": "RuntimeError",
    "openai-responses-incomplete": "RuntimeError",
}
# The SDK joins these streams wrongly: it adds up what should be replaced, or drops what it does not know.
JOINS_OTHERWISE = {
    "openai-chat-audio",
    "openai-chat-azure",
    "openai-chat-azure-async-filter",
    "openai-chat-llamacpp-timings",
    "openai-chat-mistral-text-usage",
    "openai-chat-mistral-thinking",
    "openai-chat-mistral-tools-whole",
    "openai-chat-moonshot-usage-in-choice",
    "openai-chat-quirk-role-repeated",
    "openai-chat-quirk-tool-id-repeated",
    "openai-chat-quirk-tool-same-index",
}
