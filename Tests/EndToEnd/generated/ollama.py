"""Ollama's chat: JSON lines, thinking, whole tool calls, counts in the last line."""

from generated.case import Case, Dice, Truth, compact


def generate(seed: int) -> Case:
    dice = Dice(f"ollama {seed}")
    truth = Truth(text=dice.text(), tools=dice.tools(ids=None))
    truth.reasoning = dice.text() if dice.chance(0.5) else ""
    truth.input_tokens, truth.output_tokens = dice.randint(1, 999), dice.randint(100, 999)
    messages = [{"content": "", "thinking": piece} for piece in dice.pieces(truth.reasoning) if truth.reasoning]
    messages += [{"content": piece} for piece in dice.pieces(truth.text)]
    for tool in truth.tools:
        call = {"function": {"name": tool.name, "arguments": tool.arguments}}
        messages.append({"content": "", "tool_calls": [call]})
    head = {"model": "llama-test", "created_at": "2026-01-01T00:00:00Z"}
    lines = [{**head, "message": {"role": "assistant", **message}, "done": False} for message in messages]
    counts = {"prompt_eval_count": truth.input_tokens, "eval_count": truth.output_tokens, "eval_duration": 1000}
    last = {"role": "assistant", "content": ""}
    lines.append({**head, "message": last, "done": True, "done_reason": "stop", **counts})
    blocks = [(compact(line, dice) + "\n").encode() for line in lines]
    return Case("ollama.chat", "/api/chat", "application/x-ndjson", blocks, truth, {"messages": []})
