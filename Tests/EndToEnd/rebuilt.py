"""What `weir show` must say of a rebuilt message, derived from the expectation files by each dialect's own rules."""

import json
from dataclasses import dataclass, replace

# Streams whose normalised view the catalogue leaves open (is a custom tool's text an argument, a transcript a text?).
UNSETTLED = {
    "gemini-code-execution",
    "openai-chat-audio",
    "openai-chat-custom-tool",
    "openai-chat-function-call",
    "openai-chat-mistral-thinking",
    # `<think>` in the content is shown as reasoning; the message keeps it as it came.
    "openai-chat-quirk-think-tags",
}
# Padding against traffic analysis, and what the OpenAI SDK adds of its own.
IGNORED = {"obfuscation", "parsed", "parsed_arguments"}
STATES = {
    "complete": "complete",
    "complete-no-terminator": "complete",
    "blocked": "complete",
    "truncated": "truncated",
    "error": "error",
}


@dataclass(frozen=True)
class Facts:
    """The normalised view of one answer."""

    text: str
    reasoning: str
    tools: tuple[tuple[str, object], ...]
    input_tokens: int | None
    output_tokens: int | None


def comparable(message: object) -> object:
    """A message without nulls, empty lists, padding, and the places that the OpenAI SDK leaves inside tool calls."""
    if isinstance(message, dict):
        ignored = IGNORED | ({"index"} if "function" in message else set())
        items = {key: comparable(item) for key, item in message.items() if key not in ignored}
        return {key: item for key, item in items.items() if item is not None and item != []}
    return [comparable(item) for item in message] if isinstance(message, list) else message


def shown_facts(shown: dict) -> Facts:
    """The same view, as `weir show --json` prints it."""
    tools = tuple((call["name"], call["arguments_json"]) for call in shown["tool_calls"] if call["choice"] == 0)
    usage = shown["usage"] or {}
    return Facts(
        shown["text"] or "", shown["reasoning"] or "", tools, usage.get("input_tokens"), usage.get("output_tokens")
    )


def expected_facts(dialect: str, expected: dict) -> Facts:
    facts = {
        "openai.chat": chat_facts,
        "openai.responses": responses_facts,
        "anthropic.messages": messages_facts,
        "gemini.generate": _gemini,
    }[dialect](expected["final"])
    # The expectation file names tools by their place; arguments that were cut off do not parse.
    cut = {int(place) for place in expected.get("partial_json", {})}
    tools = tuple((name, None if place in cut else value) for place, (name, value) in enumerate(facts.tools))
    return replace(facts, tools=tools)


def _parsed(arguments: object) -> object:
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments)
    except ValueError:
        return None


def chat_facts(final: dict) -> Facts:
    message = next((choice["message"] for choice in final["choices"] if choice["index"] == 0), {})
    reasoning = message.get("reasoning_content") or message.get("reasoning") or ""
    calls = [call["function"] for call in message.get("tool_calls") or [] if "function" in call]
    tools = tuple((call["name"], _parsed(call["arguments"])) for call in calls)
    usage = final.get("usage") or {}
    return Facts(
        message.get("content") or "", reasoning, tools, usage.get("prompt_tokens"), usage.get("completion_tokens")
    )


def responses_facts(final: dict) -> Facts:
    output = final.get("output") or []
    parts = [part for item in output if item["type"] == "message" for part in item["content"]]
    text = "".join(part["text"] for part in parts if part["type"] == "output_text")
    summaries = [part["text"] for item in output if item["type"] == "reasoning" for part in item.get("summary", [])]
    calls = [item for item in output if item["type"] in ("function_call", "custom_tool_call")]
    # What a custom tool gets is free text.
    tools = tuple((item["name"], _parsed(item["arguments"]) if "arguments" in item else None) for item in calls)
    usage = final.get("usage") or {}
    return Facts(text, "".join(summaries), tools, usage.get("input_tokens"), usage.get("output_tokens"))


def messages_facts(final: dict) -> Facts:
    blocks = final.get("content") or []
    text = "".join(block["text"] for block in blocks if block["type"] == "text")
    reasoning = "".join(block["thinking"] for block in blocks if block["type"] == "thinking")
    tools = tuple((block["name"], block["input"]) for block in blocks if block["type"].endswith("tool_use"))
    usage = final.get("usage") or {}
    prompt = [usage.get(key) for key in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")]
    total = sum(filter(None, prompt)) if prompt[0] is not None else None
    return Facts(text, reasoning, tools, total, usage.get("output_tokens"))


def _gemini(final: dict) -> Facts:
    candidates = final.get("candidates") or [{}]
    parts = (candidates[0].get("content") or {}).get("parts") or []
    text = "".join(part.get("text", "") for part in parts if not part.get("thought"))
    reasoning = "".join(part.get("text", "") for part in parts if part.get("thought"))
    tools = tuple(
        (part["functionCall"]["name"], part["functionCall"].get("args", {})) for part in parts if "functionCall" in part
    )
    usage = final.get("usageMetadata") or {}
    produced = [usage.get("candidatesTokenCount"), usage.get("thoughtsTokenCount")]
    output = sum(filter(None, produced)) if any(count is not None for count in produced) else None
    return Facts(text, reasoning, tools, usage.get("promptTokenCount"), output)
