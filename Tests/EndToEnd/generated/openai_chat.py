"""Chat Completions: text, reasoning, parallel and interleaved tool calls, usage or none."""

import json

from generated.case import Case, Dice, Truth, interleave, sse


def generate(seed: int) -> Case:
    dice = Dice(f"openai.chat {seed}")
    truth = _truth(dice)
    line_end = dice.choice(["\n", "\n", "\r\n"])
    blocks = [_chunk(dice, delta, line_end) for delta in _deltas(dice, truth)]
    blocks.append(_chunk(dice, {}, line_end, finish=truth.finish))
    if truth.input_tokens is not None:
        blocks.append(_chunk(dice, None, line_end, usage=truth))
    if dice.chance(0.2):
        blocks.insert(dice.randrange(len(blocks)), f": keep-alive{line_end}{line_end}".encode())
    blocks.append(sse("[DONE]", dice, line_end=line_end))
    return Case("openai.chat", "/v1/chat/completions", "text/event-stream", blocks, truth, {"messages": []})


def _truth(dice: Dice) -> Truth:
    truth = Truth(text=dice.text() if dice.chance(0.8) else "", tools=dice.tools())
    if dice.chance(0.4):
        truth.reasoning = dice.text()
    truth.finish = "tool_calls" if truth.tools else "stop"
    if dice.chance(0.7):
        truth.input_tokens, truth.output_tokens = dice.randint(1, 999), dice.randint(100, 999)
    return truth


def _deltas(dice: Dice, truth: Truth) -> list[dict]:
    reasoning = [{"reasoning_content": piece} for piece in dice.pieces(truth.reasoning) if truth.reasoning]
    text = [{"content": piece} for piece in dice.pieces(truth.text) if truth.text]
    calls = interleave(dice, [_call(dice, index, tool) for index, tool in enumerate(truth.tools)])
    # Calls are opened in the order of their indexes, then their pieces interleave.
    first = [delta for delta in calls if "id" in delta["tool_calls"][0]]
    first.sort(key=lambda delta: delta["tool_calls"][0]["index"])
    calls = first + [delta for delta in calls if delta not in first]
    return [{"role": "assistant", "content": ""}, *reasoning, *text, *calls]


def _call(dice: Dice, index: int, tool) -> list[dict]:
    first = {"index": index, "id": tool.id, "type": "function", "function": {"name": tool.name, "arguments": ""}}
    later = [
        {"index": index, "function": {"arguments": piece}} for piece in dice.pieces(json.dumps(tool.arguments))
    ]
    return [{"tool_calls": [piece]} for piece in [first, *later]]


def _chunk(dice: Dice, delta: dict | None, line_end: str, finish: str | None = None, usage: Truth | None = None):
    choices = [] if delta is None else [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1760000000, "model": "gpt-test"}
    chunk = {**head, "choices": choices}
    if usage:
        total = usage.input_tokens + usage.output_tokens
        counts = {"prompt_tokens": usage.input_tokens, "completion_tokens": usage.output_tokens}
        chunk["usage"] = {**counts, "total_tokens": total}
    return sse(chunk, dice, line_end=line_end)
