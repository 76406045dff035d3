"""`weir decode`: a raw body in, events, deltas and the rebuilt message out."""

import json
import subprocess
from pathlib import Path

import pytest
from rebuilt import comparable
from samples import FIXTURES, Sample, all_samples
from weir_process import Weir

EDGE_CASES = json.loads((FIXTURES / "sse-edge-cases.json").read_text())
FRAMED = [each for each in all_samples().values() if each.path.suffix == ".sse"]


def body_of(case: dict) -> bytes:
    return b"".join(map(bytes.fromhex, case["chunks_hex"]))


@pytest.mark.parametrize("case", EDGE_CASES, ids=lambda case: case["name"])
def test_events_are_those_of_the_whatwg_algorithm(weir: Weir, case: dict) -> None:
    lines = weir.json_lines(
        "decode", "-", "--content-type", "text/event-stream", "--events", "--json", stdin=body_of(case)
    )
    dispatched = [line for line in lines if line["kind"] == "event"]
    seen = [
        {"event": line["type"], "data": line["data"], "last_event_id": line["last_event_id"]} for line in dispatched
    ]
    assert seen == case["events"]
    assert [line["event"] for line in dispatched] == list(range(1, len(seen) + 1))
    assert [line["n"] for line in lines] == sorted({line["n"] for line in lines})
    retries = [line["retry"] for line in lines if line["retry"] is not None]
    assert (retries[-1] if retries else None) == case["retry_ms"]


@pytest.mark.parametrize("played", FRAMED, ids=lambda played: played.name)
def test_sample_from_a_file_and_from_standard_input(weir: Weir, played: Sample) -> None:
    options = ["--dialect", played.dialect] if played.dialect != "generic" else []
    events = weir.json_lines("decode", played.path, *options, "--events", "--json")
    assert [event["event"] for event in events if event["kind"] == "event"] == list(
        range(1, played.expected["events"] + 1)
    )
    shown = weir.json("decode", "-", *options, "--json", stdin=played.body)
    assert shown == weir.json("decode", played.path, *options, "--json")
    assert not shown.get("request") and not shown.get("timing")
    if played.expected.get("final"):
        assert comparable(shown["message"]) == comparable(played.expected["final"])
        assert weir.json("decode", played.path, *options, "--message") == shown["message"]


@pytest.mark.parametrize(
    "played", [each for each in FRAMED if each.dialect != "generic"], ids=lambda played: played.name
)
def test_dialect_is_found_without_being_told(weir: Weir, played: Sample) -> None:
    assert weir.json("decode", "-", "--json", stdin=played.body)["dialect"] == played.dialect


def test_curl_piped_into_decode(weir: Weir, players) -> None:
    body = json.dumps({"model": "openai-chat-text", "stream": True})
    fetch = subprocess.Popen(
        ["curl", "-sN", "-d", body, f"{players['http'].url}/v1/chat/completions"], stdout=subprocess.PIPE
    )
    decoded = subprocess.run(
        [str(weir.binary), "decode"], stdin=fetch.stdout, capture_output=True, env=weir.environment, timeout=30
    )
    assert decoded.returncode == 0 and "Hello, wörld 🌍" in decoded.stdout.decode()
    assert fetch.wait(10) == 0


def test_reader_that_stops_early_is_no_error(weir: Weir, tmp_path: Path) -> None:
    """`weir decode | head -1` must not complain about the closed pipe."""
    long = tmp_path / "long.sse"
    long.write_bytes(b'data: {"x":1}\n\n' * 200_000)
    pipeline = f'"{weir.binary}" decode "{long}" --events --json | head -1'
    done = subprocess.run(["bash", "-c", pipeline], capture_output=True, env=weir.environment, timeout=60)
    assert done.stdout.count(b"\n") == 1 and done.stderr == b""
