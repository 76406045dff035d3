"""Both directions flow: clients push back, an abort goes straight through, request bodies pass as they come."""

import hashlib
import itertools
import time
from pathlib import Path

import pytest
from capture_file import CaptureFile
from player import stream_headers
from samples import sample
from upstream import Answer, Fault, Upstream
from waiting import PATIENCE, eventually
from weir_process import Weir
from wire_client import WireClient, get, post

BLOCK = b"data: " + b"x" * 1016 + b"\n\n"


@pytest.mark.parametrize("recording", [True, False], ids=["recording", "not-recording"])
def test_client_that_stops_reading_stops_the_upstream(
    weir: Weir, tmp_path: Path, upstream_with, recording: bool
) -> None:
    total = 64 << 20
    upstream = upstream_with(
        Answer(itertools.repeat(BLOCK * 16, total // len(BLOCK * 16)), headers=[("content-type", "text/event-stream")])
    )
    capture = tmp_path / "slow.weir.jsonl" if recording else None
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        with WireClient(proxy.port, receive_buffer=1 << 16, seconds=60) as client:
            client.send(get("/"))
            parts = client.body(client.head())
            digest = hashlib.sha256(next(parts))
            sent = wait_until_still(upstream)
            assert sent < total // 2, f"the upstream could send {sent} bytes to a client that does not read"
            assert resident_bytes(proxy.process.pid) < 200 << 20
            for part in parts:
                digest.update(part)
    assert digest.hexdigest() == hashlib.sha256(BLOCK * (total // len(BLOCK))).hexdigest()
    if capture:
        read = CaptureFile(capture)
        read.check()
        assert read.numbered[0].end["bytes"] == total
        assert read.numbered[0].end["paused_ns"] > 0 or read.numbered[0].end["blocked_ns"] > 0


def wait_until_still(upstream: Upstream) -> int:
    """Waits until the upstream has not been able to send for half a second."""
    last = [upstream.requests[0].bytes_sent, time.monotonic()]

    def still() -> bool:
        now = upstream.requests[0].bytes_sent
        if now != last[0]:
            last[:] = [now, time.monotonic()]
        return time.monotonic() - last[1] > 0.5

    eventually(still, "the upstream to be held back", seconds=20)
    return last[0]


def resident_bytes(process: int) -> int:
    pages = Path(f"/proc/{process}/statm")
    return int(pages.read_text().split()[1]) * 4096 if pages.exists() else 0


@pytest.mark.parametrize("how", ["close", "reset"])
def test_client_abort_closes_the_upstream_at_once(weir: Weir, capture: Path, upstream_with, how: str) -> None:
    events = sample("openai-chat-text").events
    upstream = upstream_with(Answer(events, headers=[("content-type", "text/event-stream")], fault=Fault("stall", 3)))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        client = WireClient(proxy.port)
        client.send(post("/v1/chat/completions", b"{}"))
        parts = client.body(client.head())
        received = b""
        while received != b"".join(events[:3]):
            received += next(parts)
        left_at = time.monotonic()
        getattr(client, how)()
        upstream.wait(lambda: upstream.requests[0].peer_left_at, "the end of the upstream connection")
        assert upstream.requests[0].peer_left_at - left_at < 0.2 * PATIENCE
    exchange = CaptureFile(capture).numbered[0]
    assert exchange.end["why"] == "client_abort"
    assert exchange.body == received
    shown = weir.json("show", capture, 1, "--json")
    assert shown["state"] == "client_abort" and shown["end"]["at_event"] == 3


def test_client_abort_while_the_upstream_thinks(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer(fault=Fault("silence")))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        client = WireClient(proxy.port)
        client.send(post("/v1/chat/completions", b"{}"))
        upstream.wait(lambda: upstream.requests and upstream.requests[0].complete, "the request")
        left_at = time.monotonic()
        client.close()
        upstream.wait(lambda: upstream.requests[0].peer_left_at, "the end of the upstream connection")
        assert upstream.requests[0].peer_left_at - left_at < 0.2 * PATIENCE
    assert weir.json("show", capture, 1, "--json")["state"] == "client_abort"


def test_client_that_leaves_after_the_last_event_is_a_normal_end(weir: Weir, capture: Path, upstream_with) -> None:
    played = sample("openai-chat-text")
    upstream = upstream_with(
        Answer([*played.events, b": bye\n\n"], headers=stream_headers(played), fault=Fault("stall", len(played.events)))
    )
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        with WireClient(proxy.port) as client:
            client.send(post("/v1/chat/completions", b'{"stream":true}'))
            parts, received = client.body(client.head()), b""
            while received != played.body:
                received += next(parts)
        upstream.wait(lambda: upstream.requests[0].peer_left_at, "the end of the upstream connection")
    shown = weir.json("show", capture, 1, "--json")
    assert (shown["state"], shown["end"]["why"]) == ("complete", "client_abort")


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_request_body_streams(weir: Weir, upstream_with, chunked: bool) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    parts = [b"first part, ", b"second part"]
    framing = b"transfer-encoding: chunked" if chunked else b"content-length: %d" % len(b"".join(parts))
    wire = [b"%x\r\n%b\r\n" % (len(part), part) for part in parts] if chunked else parts
    with weir.proxy("--upstream", upstream.url) as proxy, WireClient(proxy.port) as client:
        client.send(b"POST /upload HTTP/1.1\r\nhost: h\r\n" + framing + b"\r\n\r\n" + wire[0])
        upstream.wait(
            lambda: upstream.requests and bytes(upstream.requests[0].body) == parts[0], "the first part at the upstream"
        )
        client.send(wire[1] + (b"0\r\n\r\n" if chunked else b""))
        assert client.reply().body == b"ok"
    assert bytes(upstream.requests[0].body) == b"".join(parts)
