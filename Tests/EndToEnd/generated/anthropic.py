"""Messages: thinking with its signature, text blocks, tool use, pings anywhere."""

import json

from generated.case import Case, Dice, Truth, sse


def generate(seed: int) -> Case:
    dice = Dice(f"anthropic {seed}")
    truth = Truth(tools=dice.tools(ids="toolu_"), text=dice.text())
    truth.reasoning = dice.text() if dice.chance(0.5) else ""
    truth.finish = "tool_use" if truth.tools else "end_turn"
    truth.input_tokens, truth.output_tokens = dice.randint(1, 999), dice.randint(100, 999)
    events = [_start(truth)]
    for index, (block, deltas) in enumerate(_blocks(dice, truth)):
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        events += [{"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas]
        events.append({"type": "content_block_stop", "index": index})
    stop = {"stop_reason": truth.finish, "stop_sequence": None}
    events.append({"type": "message_delta", "delta": stop, "usage": {"output_tokens": truth.output_tokens}})
    events.append({"type": "message_stop"})
    for _ in range(dice.randint(0, 2)):
        events.insert(dice.randint(1, len(events) - 1), {"type": "ping"})
    blocks = [sse(event, dice, event=event["type"]) for event in events]
    return Case("anthropic.messages", "/v1/messages", "text/event-stream", blocks, truth, {"messages": []})


def _start(truth: Truth) -> dict:
    usage = {"input_tokens": truth.input_tokens, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-test", "content": []}
    return {"type": "message_start", "message": {**message, "stop_reason": None, "stop_sequence": None, "usage": usage}}


def _blocks(dice: Dice, truth: Truth) -> list[tuple[dict, list[dict]]]:
    blocks = []
    if truth.reasoning:
        deltas = [{"type": "thinking_delta", "thinking": piece} for piece in dice.pieces(truth.reasoning)]
        deltas.append({"type": "signature_delta", "signature": "c2lnbmF0dXJl"})
        blocks.append(({"type": "thinking", "thinking": "", "signature": ""}, deltas))
    # The text may be several blocks; they join to the whole.
    middle = dice.randint(0, len(truth.text))
    for text in filter(None, [truth.text[:middle], truth.text[middle:]]):
        deltas = [{"type": "text_delta", "text": piece} for piece in dice.pieces(text)]
        blocks.append(({"type": "text", "text": ""}, deltas))
    for tool in truth.tools:
        pieces = ["", *dice.pieces(json.dumps(tool.arguments))] if tool.arguments else [""]
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
        blocks.append(({"type": "tool_use", "id": tool.id, "name": tool.name, "input": {}}, deltas))
    return blocks
