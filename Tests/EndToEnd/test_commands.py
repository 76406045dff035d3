"""The commands that look at captures: JSON shapes, exit codes, piped output, and `tail` on a live capture."""

import json
import re
from pathlib import Path

import pytest
from capture_file import CaptureFile
from player import stream_headers
from samples import sample
from upstream import Answer
from waiting import eventually
from weir_process import ESSENTIAL, OTHERS, Weir
from wire_client import WireClient, post

SHOWN = set(
    "exchange id started request response dialect model stream_requested stream state end message text reasoning "
    "refusal choices tool_calls usage finish_reason error events reads bytes timing findings".split()
)
STATES = {"complete", "truncated", "error", "client_abort", "upstream_reset", "timeout", "proxy_stop", "open"}
STREAMS = [
    "openai-chat-unicode",
    "anthropic-thinking",
    "gemini-thoughts-parallel-calls",
    "openai-chat-quirk-error-then-done",
]
PATHS = {"openai.chat": "/v1/chat/completions", "anthropic.messages": "/v1/messages"}


@pytest.fixture(scope="module")
def session(weir: Weir, players, tmp_path_factory) -> Path:
    """A capture of four streams in three dialects, one of them an error."""
    capture = tmp_path_factory.mktemp("session") / "session.weir.jsonl"
    with weir.proxy("--upstream", players["http"].url, capture=capture) as proxy, WireClient(proxy.port) as client:
        for name in STREAMS:
            path = PATHS.get(sample(name).dialect, f"/v1/models/{name}:streamGenerateContent?alt=sse")
            client.request(post(path, json.dumps({"model": name, "stream": True}).encode(), "authorization: Bearer x"))
    return capture


def test_version(weir: Weir) -> None:
    assert re.search(r"\d+\.\d+\.\d+", weir.run("--version").stdout.decode())


@pytest.mark.parametrize("command", sorted(ESSENTIAL | OTHERS))
def test_help_shows_an_example(weir: Weir, command: str) -> None:
    done = weir.run(command, "--help")
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "example" in text.lower() and f"weir {command}" in text.lower().split("example", 1)[1]
    assert command in weir.run("--help").stdout.decode()


def test_ls_lists_show_s_objects_without_the_bodies(weir: Weir, session: Path) -> None:
    listed, shown = weir.json("ls", session, "--json"), weir.json("show", session, "--json")
    assert [entry["exchange"] for entry in listed] == [1, 2, 3, 4]
    for short, full in zip(listed, shown, strict=True):
        assert "message" not in short and "headers" not in short["request"] and "body" not in short["request"]
        for key in (
            "id",
            "started",
            "dialect",
            "model",
            "state",
            "events",
            "reads",
            "bytes",
            "usage",
            "timing",
            "findings",
        ):
            assert short[key] == full[key], key


def test_show_has_every_key_of_the_contract(weir: Weir, session: Path) -> None:
    for entry in weir.json("show", session, "--json"):
        assert SHOWN <= entry.keys()
        assert entry["state"] in STATES
        assert {"method", "url", "target", "http_version", "headers", "body"} <= entry["request"].keys()
        assert {"status", "http_version", "headers", "body", "by"} <= entry["response"].keys()
        assert entry["response"]["body"] is None, "a streamed body is in the events"
        assert {"why", "at_event", "detail"} <= entry["end"].keys()
        assert {
            "input_tokens",
            "output_tokens",
            "reasoning_tokens",
            "cached_tokens",
            "total_tokens",
            "source",
        } <= entry["usage"].keys()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)", entry["started"])
        for key, value in entry["timing"].items():
            if key.endswith("_ns") and not isinstance(value, list):
                assert value is None or (isinstance(value, int) and value >= 0), key
        assert {
            key for key, value in entry["timing"].items() if value is None and key in ("ttft_ns", "ttfo_ns")
        } <= entry["timing"]["why"].keys()


def test_timing_agrees_with_the_capture(weir: Weir, session: Path) -> None:
    exchange, shown = CaptureFile(session).numbered[0], weir.json("show", session, 1, "--json")
    times = [line["t"] for line in exchange.kind("ev")]
    content = [line["t"] for line in exchange.kind("ev") if line.get("cls") in ("text", "reasoning", "tool")]
    started = exchange.only("qe")["qe"]["att"]
    assert shown["timing"]["ttfe_ns"] == times[0] - started
    assert shown["timing"]["ttft_ns"] == content[0] - started
    assert shown["timing"]["e2e_ns"] == content[-1] - started


def test_naming_an_exchange(weir: Weir, session: Path) -> None:
    second = weir.json("show", session, 2, "--json")
    assert weir.json("show", f"{session}#2", "--json") == second
    assert weir.json("show", session, second["id"], "--json") == second


@pytest.mark.parametrize(
    "part",
    ["request", "response", "headers", "events", "message", "text", "tools", "usage", "timing", "findings", "curl"],
)
def test_parts_of_show_when_piped(weir: Weir, session: Path, part: str) -> None:
    done = weir.run("show", session, 2, "--part", part)
    assert done.returncode == 0 and b"\x1b[" not in done.stdout
    if part == "text":
        assert done.stdout.decode().rstrip("\n") == "Four."
    if part == "curl":
        assert done.stdout.startswith(b"curl ")


@pytest.mark.parametrize(
    ("expression", "numbers"),
    [
        ('dialect = "openai.chat"', [1, 4]),
        ("state = error", [4]),
        ("model ~ /^gemini/", [3]),
        ('tool.name = "get_weather"', [3]),
        ("tokens > 1000000", []),
    ],
)
def test_where(weir: Weir, session: Path, expression: str, numbers: list[int]) -> None:
    assert [entry["exchange"] for entry in weir.json("ls", session, "--where", expression, "--json")] == numbers


@pytest.mark.parametrize("attach", ["before", "after"])
def test_tail_loses_no_event(weir: Weir, capture: Path, upstream_with, attach: str) -> None:
    """Whenever the tail came: while the stream is held at a gate, or when most of it is over."""
    played = sample("anthropic-thinking")
    upstream = upstream_with(lambda _: Answer(played.events, headers=stream_headers(played), gate=gate))
    gate, total = upstream.gate(), len(played.events)
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        client.send(post("/v1/messages", b'{"stream":true}'))
        gate.open(1 if attach == "before" else total - 1)
        next(client.body(client.head()))
        eventually(lambda: CaptureFile(capture).numbered, "the exchange in the capture")
        with weir.start("tail", capture, "--json", "--since", "start") as tail:
            tail.wait_output(lambda: tail.output, "the first line")
            gate.open(total)
            ended = lambda: any('"ended"' in line for line in tail.output)
            tail.wait_output(ended, "the end of the exchange")
    lines = [json.loads(line) for line in tail.output]
    assert [line["phase"] for line in lines if "phase" in line][:1] == ["opened"]
    events = [line for line in lines if line.get("kind") == "event"]
    assert [line["event"] for line in events] == list(range(1, played.expected["events"] + 1))
    text = "".join(delta["text"] for line in events for delta in line["deltas"] if delta["kind"] == "text")
    assert text == "Four."
    assert all(line["t_ns"] >= 0 and line["type"] for line in events)


def test_tail_of_a_closed_capture_ends(weir: Weir, session: Path) -> None:
    lines = weir.json_lines("tail", session, "--no-follow", "--json", "--since", "start")
    assert len([line for line in lines if line.get("phase") == "ended"]) == len(STREAMS)
    plain = weir.run("tail", session, "--no-follow", "--since", "start")
    assert plain.returncode == 0 and b"\x1b[" not in plain.stdout and plain.stdout.count(b"\n") >= 10


def test_report(weir: Weir, session: Path) -> None:
    report = weir.json("report", session, "--format", "json")
    assert report["n"] == 4 and sum(group["n"] for group in report["groups"]) == 4
    states = {state: count for group in report["groups"] for state, count in group["states"].items() if count}
    assert states["error"] == 1
    measured = next(group["metrics"]["ttft_ns"] for group in report["groups"] if group["states"].get("complete"))
    assert {"n", "mean", "std", "min", "p50", "p75", "p90", "p95", "p99", "max", "ci"} <= measured.keys()
    for form in ("text", "csv", "markdown"):
        done = weir.run("report", session, "--format", form)
        assert done.returncode == 0 and done.stdout and b"\x1b[" not in done.stdout, form
    grouped = weir.json("report", session, "--group-by", "dialect", "--format", "json")
    assert sorted(group["key"]["dialect"] for group in grouped["groups"]) == [
        "anthropic.messages",
        "gemini.generate",
        "openai.chat",
    ]


def test_checks_decide_by_exit_status(weir: Weir, session: Path) -> None:
    assert weir.run("assert", session, "p95(ttft) < 60s").returncode == 0
    assert weir.run("assert", session, 'count(state = "error") == 0').returncode == 1
    assert weir.run("lint", session, "--min-severity", "error").returncode == 1
    assert weir.run("lint", "-", "--min-severity", "error", stdin=sample("openai-chat-text").body).returncode == 0


def test_demo_ends_by_itself(weir: Weir, tmp_path: Path) -> None:
    home = Weir(weir.binary, tmp_path)
    done = home.run("demo", seconds=20)
    assert done.returncode == 0, done.stderr.decode()
    assert b"\x1b[" not in done.stdout
    newest = home.json("ls", "--json")
    assert len(newest) > 1 and len({entry["dialect"] for entry in newest}) > 1
