"""Responses: items of all common kinds, whose deltas interleave by output index, and the terminal snapshot."""

import json

from generated.case import Case, Dice, Truth, interleave, sse


def generate(seed: int) -> Case:
    dice = Dice(f"openai.responses {seed}")
    truth = Truth(reasoning=dice.text() if dice.chance(0.5) else "", text=dice.text(), tools=dice.tools())
    # A response that waits for its tools is as good as finished with them.
    truth.finish = "tool_calls" if truth.tools else "completed"
    truth.input_tokens, truth.output_tokens = dice.randint(1, 999), dice.randint(100, 999)
    items = _items(truth)
    events = [("response.created", {"response": _response(truth, [], "in_progress")})]
    events += interleave(dice, [_events(dice, index, item) for index, item in enumerate(items)])
    # Items are announced in order.
    added = [event for event in events if event[0] == "response.output_item.added"]
    added.sort(key=lambda event: event[1]["output_index"])
    events = [events[0], *added, *(event for event in events[1:] if event[0] != "response.output_item.added")]
    events.append(("response.completed", {"response": _response(truth, items, "completed")}))
    blocks = [
        sse({"type": name, **payload, "sequence_number": number}, dice, event=name)
        for number, (name, payload) in enumerate(events)
    ]
    return Case("openai.responses", "/v1/responses", "text/event-stream", blocks, truth, {"input": "x"})


def _items(truth: Truth) -> list[dict]:
    items = []
    if truth.reasoning:
        summary = [{"type": "summary_text", "text": truth.reasoning}]
        items.append({"id": "rs_1", "type": "reasoning", "summary": summary})
    part = {"type": "output_text", "text": truth.text, "annotations": []}
    items.append({"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [part]})
    for number, tool in enumerate(truth.tools):
        call = {"call_id": tool.id, "name": tool.name, "arguments": json.dumps(tool.arguments)}
        items.append({"id": f"fc_{number}", "type": "function_call", "status": "completed", **call})
    return items


def _events(dice: Dice, index: int, item: dict) -> list[tuple[str, dict]]:
    place = {"item_id": item["id"], "output_index": index}
    kinds = {"reasoning": _reasoning, "message": _message, "function_call": _function}
    skeleton, middle = kinds[item["type"]](dice, place, item)
    added = ("response.output_item.added", {"output_index": index, "item": skeleton})
    return [added, *middle, ("response.output_item.done", {"output_index": index, "item": item})]


def _reasoning(dice: Dice, place: dict, item: dict):
    at = {**place, "summary_index": 0}
    part = item["summary"][0]
    deltas = [("response.reasoning_summary_text.delta", {**at, "delta": piece}) for piece in dice.pieces(part["text"])]
    return {**item, "summary": []}, [
        ("response.reasoning_summary_part.added", {**at, "part": {**part, "text": ""}}),
        *deltas,
        ("response.reasoning_summary_text.done", {**at, "text": part["text"]}),
        ("response.reasoning_summary_part.done", {**at, "part": part}),
    ]


def _message(dice: Dice, place: dict, item: dict):
    at = {**place, "content_index": 0}
    part = item["content"][0]
    pieces = dice.pieces(part["text"])
    deltas = [("response.output_text.delta", {**at, "delta": piece, "logprobs": []}) for piece in pieces]
    return {**item, "content": [], "status": "in_progress"}, [
        ("response.content_part.added", {**at, "part": {**part, "text": ""}}),
        *deltas,
        ("response.output_text.done", {**at, "text": part["text"], "logprobs": []}),
        ("response.content_part.done", {**at, "part": part}),
    ]


def _function(dice: Dice, place: dict, item: dict):
    pieces = dice.pieces(item["arguments"])
    deltas = [("response.function_call_arguments.delta", {**place, "delta": piece}) for piece in pieces]
    done = {**place, "name": item["name"], "arguments": item["arguments"]}
    return {**item, "arguments": "", "status": "in_progress"}, [
        *deltas,
        ("response.function_call_arguments.done", done),
    ]


def _response(truth: Truth, items: list[dict], status: str) -> dict:
    usage = None
    if items:
        usage = {
            "input_tokens": truth.input_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": truth.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": truth.input_tokens + truth.output_tokens,
        }
    return {
        **{"id": "resp_1", "object": "response", "created_at": 1760000010, "status": status, "error": None},
        **{"incomplete_details": None, "instructions": None, "model": "gpt-test", "output": items, "tools": []},
        **{"parallel_tool_calls": True, "tool_choice": "auto", "temperature": 1.0, "top_p": 1.0, "metadata": {}},
        "usage": usage,
    }
