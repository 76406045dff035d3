"""Mistral's chat: contents as strings or typed parts, whole tool calls on the finishing chunk."""

import json

from generated.case import Case, Dice, Truth, sse


def generate(seed: int) -> Case:
    dice = Dice(f"mistral {seed}")
    truth = Truth(text=dice.text(), tools=dice.tools(ids=""))
    truth.reasoning = dice.text() if dice.chance(0.5) else ""
    truth.finish = "tool_calls" if truth.tools else "stop"
    truth.input_tokens, truth.output_tokens = dice.randint(1, 999), dice.randint(100, 999)
    deltas: list[dict] = [{"role": "assistant", "content": ""}]
    if truth.reasoning:
        for piece in dice.pieces(truth.reasoning):
            deltas.append({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": piece}]}]})
    for piece in dice.pieces(truth.text):
        deltas.append({"content": [{"type": "text", "text": piece}] if truth.reasoning else piece})
    calls = [
        {"id": tool.id, "function": {"name": tool.name, "arguments": json.dumps(tool.arguments)}, "index": index}
        for index, tool in enumerate(truth.tools)
    ]
    last = {"content": "", "tool_calls": calls} if calls else {"content": ""}
    blocks = [_chunk(dice, delta) for delta in deltas]
    counts = {"prompt_tokens": truth.input_tokens, "completion_tokens": truth.output_tokens}
    usage = {**counts, "total_tokens": truth.input_tokens + truth.output_tokens}
    blocks.append(_chunk(dice, last, truth.finish, usage))
    blocks.append(sse("[DONE]", dice))
    return Case("openai.chat", "/v1/chat/completions", "text/event-stream", blocks, truth, {"messages": []})


def _chunk(dice: Dice, delta: dict, finish: str | None = None, usage: dict | None = None) -> bytes:
    head = {"id": "m1", "object": "chat.completion.chunk", "created": 1760000000, "model": "mistral-test"}
    chunk = {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return sse({**chunk, "usage": usage} if usage else chunk, dice)
