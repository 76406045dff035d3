"""`weir replay`: the recorded bytes, in the recorded writes, at the recorded times, to the requests that match."""

import json
import time
from pathlib import Path

import pytest
from capture_file import CaptureFile
from player import stream_headers
from samples import sample
from upstream import Answer, Fault, Request
from waiting import PATIENCE
from weir_process import Weir
from wire_client import Reply, Truncated, WireClient, get, post

EVENTS = [("content-type", "text/event-stream")]
DELAYS = [0.05, 0.15, 0.02, 0.25, 0.1, 0.03]


def ask(port: int, request: bytes) -> Reply:
    with WireClient(port) as client:
        return client.request(request)


def chat(content: str, **more: object) -> bytes:
    body = {"model": "m", "stream": True, "messages": [{"role": "user", "content": content}]} | more
    return post("/v1/chat/completions", json.dumps(body).encode())


def timed_parts(port: int, request: bytes) -> tuple[list[bytes], list[float]]:
    """The chunks of the body and when each arrived, from the moment the request was sent."""
    with WireClient(port) as client:
        start = time.monotonic()
        client.send(request)
        parts, times = [], []
        for part in client.body(client.head()):
            parts.append(part)
            times.append(client.received_at - start)
        return parts, times


@pytest.fixture
def recorded(weir: Weir, capture: Path, upstream_with):
    """Records the given requests against the given play and returns the answers that came."""

    def run(play, *requests: bytes) -> list[Reply]:
        upstream = upstream_with(play)
        with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
            return [ask(proxy.port, request) for request in requests]

    return run


def slow_stream(_: Request) -> Answer:
    return Answer(sample("openai-chat-text").events, headers=EVENTS, delays=DELAYS)


def test_same_status_headers_and_bytes(weir: Weir, capture: Path, recorded) -> None:
    headers = [*EVENTS, ("X-Odd-Case", "1"), ("x-dup", "a"), ("x-dup", "b")]
    original = recorded(
        Answer(sample("openai-chat-unicode").events, status=206, reason="Partly", headers=headers, seed=4), chat("hi")
    )[0]
    with weir.replay(capture, "--speed", "max") as replay:
        again = ask(replay.port, chat("hi"))
    assert again.body == original.body and again.head.status == 206
    assert [pair for pair in again.head.headers if pair in headers] == headers


def test_same_writes(weir: Weir, capture: Path, recorded) -> None:
    """One write for each recorded read, also where reads cut through events."""
    body = sample("openai-chat-unicode").body
    pieces = [body[start : start + 61] for start in range(0, len(body), 61)]
    recorded(Answer(pieces, headers=EVENTS, delays=[0.01] * len(pieces)), chat("hi"))
    reads: dict[int, bytes] = {}
    for line in CaptureFile(capture).numbered[0].kind("ev"):
        data, segments = line["d"].encode() if "d" in line else b"", line.get("seg")
        for read, length, *_ in segments or [[line["rd"], len(data)]]:
            reads[read] = reads.get(read, b"") + data[:length]
            data = data[length:]
    with weir.replay(capture) as replay, WireClient(replay.port) as client:
        client.send(chat("hi"))
        client.head()
        chunks = []
        while size := int(client._line(), 16):
            chunks.append(b"".join(client._exactly(size)))
            client._line()
    assert chunks == [reads[number] for number in sorted(reads)]


def test_delays_are_kept_at_speed_one(weir: Weir, capture: Path, recorded) -> None:
    recorded(slow_stream, chat("hi"))
    with weir.replay(capture, "--speed", "1") as replay:
        parts, times = timed_parts(replay.port, chat("hi"))
    assert b"".join(parts) == sample("openai-chat-text").body
    due = 0.0
    for delay, arrived in zip(DELAYS, times, strict=True):
        due += delay
        assert due - 0.01 < arrived < due + 0.15 * PATIENCE, (due, times)


@pytest.mark.parametrize(
    ("options", "least", "most"),
    [(["--speed", "max"], 0, 0.3), (["--speed", "2"], 0.28, 0.45), (["--max-gap", "50ms"], 0.2, 0.45)],
)
def test_faster(weir: Weir, capture: Path, recorded, options: list[str], least: float, most: float) -> None:
    recorded(slow_stream, chat("hi"))
    with weir.replay(capture, *options) as replay:
        parts, times = timed_parts(replay.port, chat("hi"))
    assert b"".join(parts) == sample("openai-chat-text").body
    assert least <= times[-1] < most * PATIENCE


def test_identical_requests_get_their_answers_in_recorded_order(weir: Weir, capture: Path, recorded) -> None:
    counter = iter(range(10))
    recorded(
        lambda request: Answer([b"data: %d\n\n" % next(counter)], headers=EVENTS),
        chat("a"),
        chat("b"),
        chat("a"),
        chat("a"),
    )
    with weir.replay(capture, "--speed", "max") as replay:
        answers = [ask(replay.port, chat(letter)).body for letter in "aabaa"]
        assert answers == [b"data: %d\n\n" % number for number in (0, 2, 1, 3, 3)], "the last repeats"
    with weir.replay(capture, "--speed", "max", "--order", "sticky") as replay:
        assert [ask(replay.port, chat("a")).body for _ in range(3)] == [b"data: 0\n\n"] * 3


def test_json_bodies_match_by_meaning(weir: Weir, capture: Path, recorded) -> None:
    recorded(
        Answer([b"data: 1\n\n"], headers=EVENTS), post("/x?a=1&key=hidden", b'{"model":"m","n":1.0,"s":"\\u00e9"}')
    )
    with weir.replay(capture, "--speed", "max") as replay:
        same = post("/x?a=1&key=other", '{ "s" : "é", "n": 1, "model" : "m" }'.encode())
        assert ask(replay.port, same).head.status == 200
        assert ask(replay.port, post("/x?a=2&key=hidden", b'{"model":"m","n":1.0,"s":"\\u00e9"}')).head.status == 404
        assert ask(replay.port, post("/x?a=1&key=hidden", b'{"model":"m","n":2,"s":"\\u00e9"}')).head.status == 404
        assert ask(replay.port, get("/x?a=1&key=hidden")).head.status == 404


def test_miss_names_the_nearest_recording(weir: Weir, capture: Path, recorded) -> None:
    recorded(Answer([b"data: 1\n\n"], headers=EVENTS), chat("one", temperature=0.5), post("/v1/other", b"{}"))
    with weir.replay(capture, "--speed", "max") as replay:
        miss = ask(replay.port, chat("one", temperature=0.7))
    message = json.loads(miss.body)["error"]["message"]
    assert miss.head.status == 404 and miss.head.header("x-weir-error")
    assert "temperature" in message and "/v1/chat/completions" in message


def test_strict_fails_on_a_miss(weir: Weir, capture: Path, recorded) -> None:
    recorded(Answer([b"data: 1\n\n"], headers=EVENTS), chat("one"))
    for requests, status in [(["one"], 0), (["two"], 1), (["one", "one"], 1)]:
        with weir.replay(capture, "--speed", "max", "--strict") as replay:
            for content in requests:
                ask(replay.port, chat(content))
            assert replay.stop() == status, requests


def test_unfinished_and_failed_streams_end_as_they_did(weir: Weir, capture: Path, upstream_with) -> None:
    """A stream that the upstream cut must not look whole in the replay."""
    upstream = upstream_with(Answer(sample("openai-chat-text").events, headers=EVENTS, fault=Fault("truncate", 3)))
    with (
        weir.proxy("--upstream", upstream.url, capture=capture) as proxy,
        pytest.raises((Truncated, ConnectionResetError)),
    ):
        ask(proxy.port, chat("hi"))
    with weir.replay(capture, "--speed", "max") as replay, WireClient(replay.port) as client:
        client.send(chat("hi"))
        received = b""
        with pytest.raises((Truncated, ConnectionResetError)):
            for part in client.body(client.head()):
                received += part
    assert received == b"".join(sample("openai-chat-text").events[:3])


def test_compressed_recordings_are_replayed_decoded(weir: Weir, capture: Path, recorded) -> None:
    played = sample("openai-chat-text")
    recorded(Answer(played.events, headers=stream_headers(played), coding="gzip"), chat("hi"))
    with weir.replay(capture, "--speed", "max") as replay:
        again = ask(replay.port, chat("hi"))
    assert again.body == played.body and again.head.header("content-encoding") is None


@pytest.mark.parametrize("split", ["event", "7", "utf8", "crlf"])
def test_other_splits_keep_the_bytes(weir: Weir, capture: Path, recorded, split: str) -> None:
    played = sample("anthropic-stop-sequence-crlf")
    recorded(Answer([played.body], headers=stream_headers(played)), chat("hi"))
    with weir.replay(capture, "--speed", "max", "--split", split) as replay:
        assert ask(replay.port, chat("hi")).body == played.body
