"""Plain HTTP through the proxy: what is forwarded is what came, both ways."""

import hashlib
import os
import random
import subprocess
from pathlib import Path

import pytest
from capture_file import CaptureFile
from codings import CODINGS
from samples import sample
from upstream import Answer, Request
from weir_process import Weir, WeirServer
from wire_client import WireClient, get, post

MEGABYTES = 50 << 20
STREAM = [("content-type", "text/event-stream")]


def curl(*arguments: object, stdin: bytes | None = None) -> bytes:
    command = ["curl", "-sS", "--max-time", "60", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(command, input=stdin, capture_output=True, env=environment)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


@pytest.fixture
def relay(weir: Weir, capture: Path, upstream_with):
    """Starts a proxy before an upstream with the given play."""
    started: list[WeirServer] = []

    def start(play, *arguments: object):
        upstream = upstream_with(play)
        proxy = weir.proxy("--upstream", upstream.url, *arguments, capture=capture)
        started.append(proxy.__enter__())
        return proxy, upstream

    yield start
    for proxy in started:
        proxy.__exit__(None)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
def test_bytes_are_those_of_a_direct_request(relay, coding: str, framing: str) -> None:
    played = sample("openai-chat-unicode")
    proxy, upstream = relay(Answer(played.events, headers=STREAM, framing=framing, coding=coding, seed=3))
    for options in [["-N"], ["--compressed"]] + ([["-i"]] if framing == "length" else []):
        assert curl(*options, f"{proxy.url}/v1/x") == curl(*options, f"{upstream.url}/v1/x")
    assert curl("--compressed", f"{proxy.url}/v1/x") == played.body


def test_chunk_boundaries_do_not_change_the_body(relay) -> None:
    events = sample("anthropic-thinking").events
    proxy, _ = relay(Answer(events, headers=STREAM, seed=9))
    assert curl("-N", proxy.url) == b"".join(events)


@pytest.mark.parametrize(
    ("method", "status", "framing"), [("HEAD", 200, "length"), ("GET", 204, "none"), ("GET", 304, "none")]
)
def test_answers_without_a_body(relay, method: str, status: int, framing: str) -> None:
    answer = Answer(
        [b"x" * 10] if framing == "length" else [], status=status, framing=framing, headers=[("etag", '"1"')]
    )
    proxy, upstream = relay(answer)
    with WireClient(proxy.port) as client:
        first = client.request(get("/a", method=method))
        second = client.request(get("/b", method=method))
    assert (first.head.status, first.body) == (second.head.status, second.body) == (status, b"")
    assert first.head.header("etag") == '"1"'
    assert first.head.header("content-length") == ("10" if method == "HEAD" else None)
    assert [request.target for request in upstream.requests] == ["/a", "/b"]


def test_expect_continue_comes_from_the_upstream(relay) -> None:
    proxy, upstream = relay(Answer([b"ok"], framing="length"))
    with WireClient(proxy.port) as client:
        client.send(post("/", b"", "expect: 100-continue").replace(b"content-length: 0", b"content-length: 4"))
        assert client.head(skip_interim=False).status == 100
        client.send(b"body")
        assert client.reply().body == b"ok"
    assert bytes(upstream.requests[0].body) == b"body"
    assert upstream.requests[0].header("expect") == "100-continue"


def test_early_hints_are_passed_on(relay) -> None:
    proxy, _ = relay(Answer([b"ok"], framing="length", interim=[("link", "</a.css>; rel=preload")]))
    with WireClient(proxy.port) as client:
        client.send(get("/"))
        hint = client.head(skip_interim=False)
        assert (hint.status, hint.header("link")) == (103, "</a.css>; rel=preload")
        assert client.reply().body == b"ok"


@pytest.mark.parametrize("coding", ["chunked", "Chunked"])
def test_chunked_request_body(relay, coding: str) -> None:
    proxy, upstream = relay(Answer([b"ok"], framing="length"))
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (b"one ", b"two ", b"three")) + b"0\r\n\r\n"
    with WireClient(proxy.port) as client:
        client.send(b"POST /c HTTP/1.1\r\nhost: h\r\ntransfer-encoding: " + coding.encode() + b"\r\n\r\n" + body)
        assert client.reply().body == b"ok"
    assert bytes(upstream.requests[0].body) == b"one two three"
    assert upstream.requests[0].header("transfer-encoding") == coding
    assert upstream.requests[0].header("content-length") is None


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_fifty_megabytes_both_ways(relay, tmp_path: Path, framing: str) -> None:
    data = random.Random(1).randbytes(MEGABYTES)
    wanted = hashlib.sha256(data).hexdigest()
    (tmp_path / "big").write_bytes(data)
    pieces = [data[start : start + (1 << 18)] for start in range(0, MEGABYTES, 1 << 18)]
    proxy, upstream = relay(Answer(pieces, framing=framing, headers=[("content-type", "application/octet-stream")]))
    extra = ["-H", "transfer-encoding: chunked"] if framing == "chunked" else []
    answered = curl("-H", "expect:", *extra, "--data-binary", f"@{tmp_path}/big", f"{proxy.url}/big")
    assert hashlib.sha256(answered).hexdigest() == wanted
    assert hashlib.sha256(upstream.requests[0].body).hexdigest() == wanted


def test_trailers_reach_the_client_and_the_capture(relay, capture: Path) -> None:
    trailers = [("x-checksum", "abc"), ("x-other", "d")]
    proxy, _ = relay(Answer([b"data: 1\n\n"], headers=[*STREAM, ("trailer", "x-checksum")], trailers=trailers))
    with WireClient(proxy.port) as client:
        assert client.request(get("/", "te: trailers")).trailers == trailers
    proxy.stop()
    assert [tuple(pair) for pair in CaptureFile(capture).numbered[0].only("trl")["trl"]["h"]] == trailers


def test_one_connection_serves_many_requests(relay) -> None:
    proxy, upstream = relay(lambda request: Answer([request.target.encode()], framing="length"))
    with WireClient(proxy.port) as client:
        for number in range(20):
            assert client.request(get(f"/{number}")).body == f"/{number}".encode()
    assert upstream.connections == 1


def test_pipelined_requests_are_answered_in_order(relay) -> None:
    proxy, upstream = relay(lambda request: Answer([request.target.encode(), bytes(request.body)]))
    targets = [f"/p{number}" for number in range(8)]
    with WireClient(proxy.port) as client:
        client.send(b"".join(post(target, target[1:].encode()) for target in targets))
        assert [client.reply().body.decode() for _ in targets] == [target + target[1:] for target in targets]
    assert [request.target for request in upstream.requests] == targets


def test_header_order_spelling_and_duplicates_survive(relay) -> None:
    answered = [
        ("X-Second", "b"),
        ("Set-Cookie", "a=1"),
        ("x-first", "A"),
        ("Set-Cookie", "b=2"),
        ("X-Empty", ""),
        ("Vary", "a, b"),
    ]
    proxy, upstream = relay(Answer([b"ok"], framing="length", headers=answered))
    sent = ["X-B: 2", "x-a: 1", "X-B: 3", "Accept:  spaced  value ", "X-Odd: \xe9", "User-Agent: none"]
    with WireClient(proxy.port) as client:
        head = client.request(get("/x?q=%20;a=1&&b", *sent)).head
    assert [pair for pair in head.headers if pair in answered] == answered
    received = [pair for pair in upstream.requests[0].headers if pair[0].lower() not in ("host", "connection")]
    assert received == [
        ("X-B", "2"),
        ("x-a", "1"),
        ("X-B", "3"),
        ("Accept", "spaced  value"),
        ("X-Odd", "\xc3\xa9"),
        ("User-Agent", "none"),
    ]
    assert upstream.requests[0].target == "/x?q=%20;a=1&&b"
    assert upstream.requests[0].header("host") == upstream.authority
    assert not {"via", "x-forwarded-for", "forwarded", "accept-encoding"} & {name.lower() for name, _ in received}


def test_hop_by_hop_headers_stop_at_the_proxy(relay) -> None:
    answer = Answer(
        [b"ok"], framing="length", headers=[("connection", "x-private"), ("x-private", "1"), ("x-public", "2")]
    )
    proxy, upstream = relay(answer)
    with WireClient(proxy.port) as client:
        head = client.request(get("/", "connection: keep-alive, x-mine", "x-mine: 1")).head
    assert head.header("x-private") is None and head.header("x-public") == "2"
    assert upstream.requests[0].header("x-mine") is None


def test_http_1_0_client_gets_a_body_that_ends_with_the_connection(relay) -> None:
    proxy, _ = relay(Answer([b"one", b"two"]))
    assert curl("--http1.0", proxy.url) == b"onetwo"


def test_route_takes_the_prefix_off(weir: Weir, upstream_with) -> None:
    def play(request: Request) -> Answer:
        return Answer([request.target.encode()], framing="length")

    first, second = upstream_with(play), upstream_with(play)
    routes = ["--route", f"one={first.url}", "--route", f"two={second.url}/base"]
    with weir.proxy(*routes) as proxy:
        assert curl(f"{proxy.url}/one/v1/x?y=z") == b"/v1/x?y=z"
        assert curl(f"{proxy.url}/two/v1/x") == b"/base/v1/x"
    assert (len(first.requests), len(second.requests)) == (1, 1)
