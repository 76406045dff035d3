"""Cohere's second chat interface: thinking and text contents, tool calls by index."""

import json

from generated.case import Case, Dice, Truth, sse


def generate(seed: int) -> Case:
    dice = Dice(f"cohere {seed}")
    truth = Truth(text=dice.text(), tools=dice.tools())
    truth.reasoning = dice.text() if dice.chance(0.5) else ""
    truth.finish = "TOOL_CALL" if truth.tools else "COMPLETE"
    truth.input_tokens, truth.output_tokens = dice.randint(1, 999), dice.randint(100, 999)
    message = {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}
    events = [{"type": "message-start", "id": "c1", "delta": {"message": message}}]
    contents = [("thinking", truth.reasoning)] if truth.reasoning else []
    for index, (kind, text) in enumerate([*contents, ("text", truth.text)]):
        events.append(_event("content-start", index, {"content": {"type": kind, kind: ""}}))
        events += [_event("content-delta", index, {"content": {kind: piece}}) for piece in dice.pieces(text)]
        events.append({"type": "content-end", "index": index})
    for index, tool in enumerate(truth.tools):
        call = {"id": tool.id, "type": "function", "function": {"name": tool.name, "arguments": ""}}
        events.append(_event("tool-call-start", index, {"tool_calls": call}))
        for piece in dice.pieces(json.dumps(tool.arguments)):
            events.append(_event("tool-call-delta", index, {"tool_calls": {"function": {"arguments": piece}}}))
        events.append({"type": "tool-call-end", "index": index})
    counts = {"input_tokens": float(truth.input_tokens), "output_tokens": float(truth.output_tokens)}
    usage = {"billed_units": counts, "tokens": counts}
    events.append({"type": "message-end", "delta": {"finish_reason": truth.finish, "usage": usage}})
    blocks = [sse(event, dice, event=event["type"]) for event in events]
    return Case("cohere.chat", "/v2/chat", "text/event-stream", blocks, truth, {"messages": []})


def _event(kind: str, index: int, message: dict) -> dict:
    return {"type": kind, "index": index, "delta": {"message": message}}
