"""Random streams of each provider's grammar: what Weir rebuilds is what was meant, and what the SDKs make of it."""

import base64
import json
from pathlib import Path

import pytest
from generated import GENERATORS
from generated.case import Case
from rebuilt import chat_facts, messages_facts, responses_facts
from sdk_clients import run_sdk
from upstream import Answer, Request
from weir_process import Weir

SEEDS = range(200)
# SDKs that join streams themselves, and how their result is read.
ACCUMULATORS = {
    "openai.chat": chat_facts,
    "openai.responses": responses_facts,
    "anthropic.messages": messages_facts,
}


@pytest.mark.parametrize("family", GENERATORS)
def test_what_is_rebuilt_is_what_was_meant(family: str, weir: Weir, tmp_path: Path) -> None:
    cases = [GENERATORS[family](seed) for seed in SEEDS]
    shown = weir.json("show", _capture(tmp_path / "generated.weir.jsonl", cases), "--json")
    assert len(shown) == len(cases)
    wrong = [problem for seed, case in enumerate(cases) if (problem := _difference(case, shown[seed], seed))]
    assert not wrong, f"{len(wrong)} streams differ, the first: {wrong[0]}"


@pytest.mark.parametrize("family", ACCUMULATORS)
def test_the_official_sdk_agrees(family: str, upstream_with) -> None:
    cases = {f"seed-{seed}": GENERATORS[family](seed) for seed in SEEDS}

    def play(request: Request) -> Answer:
        case = cases[json.loads(request.body)["model"]]
        return Answer([case.body], headers=[("content-type", case.content_type)])

    upstream = upstream_with(play)
    for name, case in cases.items():
        outcome = run_sdk(case.dialect, name, upstream.url)
        assert outcome.exception is None, f"{name}: {outcome}"
        facts = ACCUMULATORS[family](outcome.result)
        truth = case.truth
        assert (facts.text, facts.reasoning, list(facts.tools)) == (truth.text, truth.reasoning, truth.calls), name
        assert (facts.input_tokens, facts.output_tokens) == (truth.input_tokens, truth.output_tokens), name


def _difference(case: Case, shown: dict, seed: int) -> str | None:
    truth, usage = case.truth, shown["usage"]
    calls = [(call["name"], call["arguments_json"]) for call in shown["tool_calls"]]
    ids = [call["id"] for call in shown["tool_calls"] if case.truth.tools[call["index"]].id]
    seen = {
        "dialect": (shown["dialect"], case.dialect),
        "state": (shown["state"], "complete"),
        "text": (shown["text"], truth.text),
        "reasoning": (shown["reasoning"], truth.reasoning),
        "tools": (calls, truth.calls),
        "ids": (ids, [tool.id for tool in truth.tools if tool.id]),
        "finish": (shown["finish_reason"], truth.finish),
        "tokens": ((usage["input_tokens"], usage["output_tokens"]), (truth.input_tokens, truth.output_tokens)),
        "errors": ([found for found in shown["findings"] if found["severity"] == "error"], []),
    }
    wrong = {name: pair for name, pair in seen.items() if pair[0] != pair[1]}
    return f"seed {seed}: {wrong}" if wrong else None


def _capture(path: Path, cases: list[Case]) -> Path:
    """A capture as someone would write it by hand: heads, bodies, one line for each block."""
    lines: list[dict] = [{"k": "hdr", "hdr": {"fmt": "weir-capture", "v": 1, "minor": 0}}]
    for number, case in enumerate(cases):
        x = f"{number:026}"
        url = f"https://upstream.example{case.path}"
        head = {"m": "POST", "u": url, "tg": case.path, "hv": "1.1", "h": [["content-type", "application/json"]]}
        lines.append({"k": "req", "t": number * 1000, "x": x, "req": head})
        lines.append({"k": "qb", "t": number * 1000, "x": x, "d": json.dumps(case.request)})
        answer = {"s": 200, "hv": "1.1", "h": [["content-type", case.content_type]]}
        lines.append({"k": "res", "t": number * 1000 + 1, "x": x, "res": answer})
        for block in case.blocks:
            lines.append({"k": "ev", "t": number * 1000 + 2, "x": x, **_payload(block)})
        lines.append({"k": "end", "t": number * 1000 + 3, "x": x, "end": {"why": "eof", "state": "complete"}})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def _payload(block: bytes) -> dict:
    try:
        return {"d": block.decode()}
    except UnicodeDecodeError:
        return {"b64": base64.b64encode(block).decode()}
