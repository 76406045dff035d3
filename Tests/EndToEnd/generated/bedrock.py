"""Bedrock's Converse: binary frames with their checksums, blocks by index."""

import json
import struct
import zlib

from generated.case import Case, Dice, Truth, compact


def generate(seed: int) -> Case:
    dice = Dice(f"bedrock {seed}")
    truth = Truth(text=dice.text(), tools=dice.tools(ids="tooluse_"))
    truth.reasoning = dice.text() if dice.chance(0.5) else ""
    truth.finish = "tool_use" if truth.tools else "end_turn"
    truth.input_tokens, truth.output_tokens = dice.randint(1, 999), dice.randint(100, 999)
    events: list[tuple[str, dict]] = [("messageStart", {"role": "assistant"})]
    for index, (start, deltas) in enumerate(_blocks(dice, truth)):
        if start:
            events.append(("contentBlockStart", {"contentBlockIndex": index, "start": start}))
        events += [("contentBlockDelta", {"contentBlockIndex": index, "delta": delta}) for delta in deltas]
        events.append(("contentBlockStop", {"contentBlockIndex": index}))
    events.append(("messageStop", {"stopReason": truth.finish}))
    counts = {"inputTokens": truth.input_tokens, "outputTokens": truth.output_tokens}
    usage = {**counts, "totalTokens": truth.input_tokens + truth.output_tokens}
    events.append(("metadata", {"usage": usage, "metrics": {"latencyMs": 7}}))
    blocks = [_frame(name, compact(payload, dice).encode()) for name, payload in events]
    path = "/model/anthropic.claude-test-v1%3A0/converse-stream"
    return Case("bedrock.converse", path, "application/vnd.amazon.eventstream", blocks, truth, {"messages": []})


def _blocks(dice: Dice, truth: Truth) -> list[tuple[dict | None, list[dict]]]:
    blocks: list[tuple[dict | None, list[dict]]] = []
    if truth.reasoning:
        deltas = [{"reasoningContent": {"text": piece}} for piece in dice.pieces(truth.reasoning)]
        blocks.append((None, [*deltas, {"reasoningContent": {"signature": "c2ln"}}]))
    blocks.append((None, [{"text": piece} for piece in dice.pieces(truth.text)]))
    for tool in truth.tools:
        pieces = dice.pieces(json.dumps(tool.arguments))
        start = {"toolUse": {"toolUseId": tool.id, "name": tool.name}}
        blocks.append((start, [{"toolUse": {"input": piece}} for piece in pieces]))
    return blocks


def _frame(event: str, payload: bytes) -> bytes:
    names = {":event-type": event, ":content-type": "application/json", ":message-type": "event"}
    headers = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for name, value in names.items()
    )
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))
