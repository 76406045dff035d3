"""Tokens, costs, retries, conversations and `weir diff`, on an agent's loop that went through the proxy."""

import json
from pathlib import Path

import pytest
from upstream import Answer, Request
from weir_process import Weir
from wire_client import WireClient, post

PRICES = {
    "sample_spec": {"input_cost_per_token": 0.0},
    "gpt-4o": {
        "litellm_provider": "openai",
        "mode": "chat",
        "input_cost_per_token": 2e-06,
        "output_cost_per_token": 1e-05,
        "cache_read_input_token_cost": 1e-06,
    },
}
USER = {"role": "user", "content": "What is the weather?"}
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
TURN = [USER, {"role": "assistant", "tool_calls": [CALL]}, {"role": "tool", "tool_call_id": "call_1", "content": "12°"}]
LIMITS = [("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-limit-requests", "60"), ("retry-after-ms", "10")]


def chunk(delta: dict, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    event = {"id": "c1", "object": "chat.completion.chunk", "model": "gpt-4o-2024-08-06", "choices": [choice]}
    return b"data: " + json.dumps(event).encode() + b"\n\n"


def counts(prompt: int, completion: int, cached: int = 0) -> bytes:
    details = {"cached_tokens": cached}
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "prompt_tokens_details": details}
    return b"data: " + json.dumps({"choices": [], "usage": usage}).encode() + b"\n\n"


def agent(request: Request) -> Answer:
    """Refuses the first attempt, then calls a tool, then answers from its result."""
    if request.header("x-stainless-retry-count") == "0":
        body = json.dumps({"error": {"message": "slow down", "type": "rate_limit"}}).encode()
        return Answer([body], status=429, headers=[("content-type", "application/json"), *LIMITS])
    done = b"data: [DONE]\n\n"
    headers = [("content-type", "text/event-stream")]
    if len(json.loads(request.body)["messages"]) == 1:
        call = chunk({"tool_calls": [{"index": 0, **CALL}]})
        return Answer([call, chunk({}, "tool_calls"), counts(1000, 20), done], headers=headers)
    answer = [chunk({"content": "12 degrees."}), chunk({}, "stop"), counts(1100, 30, 1000), done]
    return Answer(answer, headers=headers)


def ask(client: WireClient, messages: list[dict], retry: int) -> None:
    body = {"model": "gpt-4o", "stream": True, "messages": messages}
    client.request(post("/v1/chat/completions", json.dumps(body).encode(), f"x-stainless-retry-count: {retry}"))


@pytest.fixture
def loop(weir: Weir, upstream_with, capture: Path) -> Path:
    """A capture of three exchanges: an attempt that was refused, the one after it, and the next turn."""
    with weir.proxy("--upstream", upstream_with(agent).url, capture=capture) as proxy, WireClient(proxy.port) as client:
        ask(client, [USER], 0)
        ask(client, [USER], 1)
        ask(client, TURN, 1)
    return capture


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(PRICES))
    return path


def test_costs_are_those_of_the_price_file(weir: Weir, loop: Path, prices: Path) -> None:
    listed = weir.json("ls", loop, "--prices", prices, "--json")
    assert [entry["cost"]["usd"] for entry in listed] == [None, 0.0022, 0.0015]
    assert listed[0]["cost"]["why"] == "refused with status 429, no usage told"
    assert listed[2]["cost"]["parts"]["cached"] == {"tokens": 1000, "usd": 0.001}
    assert listed[2]["cost"]["priced_as"] == "gpt-4o"
    shown = weir.run("show", loop, 3, "--prices", prices).stdout.decode()
    assert "$0.0015 = input $0.0002 + cached $0.001 + output $0.0003 · priced as gpt-4o" in shown
    report = weir.json("report", loop, "--prices", prices, "--format", "json")
    assert report["cost"]["usd"] == 0.0037 and report["cost"]["unpriced"][0]["n"] == 1
    assert "cost" not in weir.json("ls", loop, "--json")[0]
    for form in ("text", "markdown", "csv"):
        text = weir.run("report", loop, "--prices", prices, "--format", form).stdout.decode()
        assert "0.0037" in text, form


def test_retries_are_grouped(weir: Weir, loop: Path) -> None:
    first, second, third = weir.json("show", loop, "--json")
    assert first["retry"]["attempts"] == second["retry"]["attempts"] == [1, 2]
    assert second["retry"]["attempt"] == 2 and second["retry"]["results"] == ["429", "200"]
    assert second["retry"]["advised_ns"] == 10_000_000
    assert third["retry"] is None
    groups = weir.json("report", loop, "--format", "json", "--group-by", "host")["groups"]
    assert groups[0]["retries"]["retries"] == 1 and groups[0]["retries"]["lost_ns"] > 0


def test_turns_are_linked(weir: Weir, loop: Path) -> None:
    listed = weir.json("ls", loop, "--json")
    assert [entry["conversation"]["turn"] for entry in listed] == [1, 1, 2]
    last = listed[2]["conversation"]
    assert last["previous"] == 2 and last["by"] == "messages" and last["gap"] == "tools"
    assert "conversation 1" in weir.run("ls", loop).stdout.decode()
    groups = weir.json("report", loop, "--format", "json", "--group-by", "conversation")["groups"]
    assert [group["key"] for group in groups] == [{"conversation": "1"}]


def test_headers_are_understood(weir: Weir, loop: Path) -> None:
    view = weir.json("show", loop, 1, "--json")["headers_view"]
    assert view["response"]["rate_limits"][0]["remaining"] == 0
    assert view["response"]["retry"]["after_ns"] == 10_000_000
    assert view["request"]["retry_count"] == 0
    assert "0 of 60 left" in weir.run("show", loop, 1).stdout.decode()


def test_diff_tells_what_both_have_in_common(weir: Weir, loop: Path) -> None:
    diff = weir.json("diff", f"{loop}#2", 3, "--json")
    assert diff["prompt"]["relation"] == "b_continues_a"
    assert diff["prompt"]["common_sections"] == 1 and diff["prompt"]["b"]["sections"] == 3
    assert diff["cache"]["explained"] is True and diff["cache"]["cached_tokens"] == 1000
    assert diff["usage"]["input_tokens"] == {"a": 1000, "b": 1100, "delta": 100}
    assert diff == weir.json("diff", f"{loop}#3", "--json")
    assert "B goes on from A" in weir.run("diff", f"{loop}#2", f"{loop}#3").stdout.decode()


@pytest.mark.parametrize(
    ("text", "status", "names"),
    [
        (None, 66, "no such file"),
        ("no json", 65, "not valid JSON"),
        ("[]", 65, "not a JSON object"),
        ('{"m": {"mode": "chat"}}', 65, "no model with a price"),
        ('{"m": {"input_cost_per_token": "free"}}', 65, "m: input_cost_per_token"),
    ],
)
def test_bad_price_files_get_one_line(
    weir: Weir, loop: Path, tmp_path: Path, text: str | None, status: int, names: str
) -> None:
    path = tmp_path / "bad.json"
    if text is not None:
        path.write_text(text)
    for command in ("ls", "show", "report"):
        done = weir.run(command, loop, "--prices", path)
        assert done.returncode == status and done.stdout == b""
        assert len(done.stderr.splitlines()) == 1 and names in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "status", "names"),
    [(["{loop}#9", "1"], 66, "9"), (["{loop}", "1"], 64, "FILE#N"), (["{loop}#1"], 64, "goes on from no other")],
)
def test_diff_says_what_it_needs(weir: Weir, loop: Path, arguments: list[str], status: int, names: str) -> None:
    done = weir.run("diff", *(word.format(loop=loop) for word in arguments))
    assert done.returncode == status and done.stdout == b""
    assert names in done.stderr.decode()
