"""HTTP/2 on both sides: many streams on one connection, each ending, holding back and arriving as on its own."""

import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h2.errors
import h2.events
import pytest
from capture_file import CaptureFile
from http2_peers import HTTP2Client, HTTP2Upstream, StreamAnswer, StreamRequest, connect, tunnel
from samples import sample
from upstream import Answer, Request
from weir_process import Weir, WeirServer
from wire_client import WireClient, get

PLAYED = sample("openai-chat-unicode")
STREAM = [("content-type", "text/event-stream")]


@contextmanager
def intercepted(
    weir: Weir, certificates, play, capture: Path | None = None
) -> Iterator[tuple[HTTP2Upstream, WeirServer]]:
    with HTTP2Upstream(play, tls=certificates.server_context(alpn=("h2",))) as upstream:
        with weir.proxy("--upstream-ca", certificates.authority, capture=capture) as proxy:
            if not proxy.hello["ca"]:
                pytest.skip("this build has no certificate authority")
            yield upstream, proxy


def client_of(upstream: HTTP2Upstream, proxy: WeirServer, **options: object) -> HTTP2Client:
    return HTTP2Client(tunnel(proxy.port, upstream.authority, proxy.hello["ca"]), **options)


def require_no_answer(client: HTTP2Client) -> None:
    """The stream, or the connection, ends without an answer."""
    try:
        for event in client.receive():
            if isinstance(event, (h2.events.ConnectionTerminated, h2.events.StreamReset)):
                return
            assert not isinstance(event, h2.events.ResponseReceived)
    except ConnectionResetError:
        pass


def test_each_event_at_once(weir: Weir, certificates, capture: Path) -> None:
    """Event k is with the client before the upstream sends k + 1, on two streams at once."""
    gates = {}

    def play(request: StreamRequest) -> StreamAnswer:
        gates[request.headers[":path"]] = gate = upstream.gate()
        return StreamAnswer(PLAYED.events, headers=STREAM, gate=gate)

    with intercepted(weir, certificates, play, capture) as (upstream, proxy), client_of(upstream, proxy) as client:
        streams = {client.request(path): path for path in ("/one", "/two")}
        for _ in streams:
            client.wait(h2.events.ResponseReceived)
        for event in PLAYED.events:
            for stream, path in streams.items():
                gates[path].open()
                received = b""
                while len(received) < len(event):
                    received += client.wait(h2.events.DataReceived, stream).data
                assert received == event
        assert upstream.connections == 1
    read = CaptureFile(capture)
    read.check()
    assert [exchange.body for exchange in read.numbered] == [PLAYED.body] * 2
    assert {exchange.request["hv"] for exchange in read.numbered} == {"2"}
    assert [record["con"].get("proto") for record in read.kind("con")] == ["2", "2"]


def test_each_event_at_once_from_an_http1_upstream(weir: Weir, upstream_with) -> None:
    gates = []

    def play(request: Request) -> Answer:
        gates.append(upstream.gate())
        return Answer(PLAYED.events, headers=STREAM, gate=gates[0])

    upstream = upstream_with(play)
    with weir.proxy("--upstream", upstream.url) as proxy, HTTP2Client(connect(proxy.port)) as client:
        stream = client.request("/v1/x")
        client.wait(h2.events.ResponseReceived, stream)
        for event in PLAYED.events:
            gates[0].open()
            received = b""
            while len(received) < len(event):
                received += client.wait(h2.events.DataReceived, stream).data
            assert received == event
        client.wait(h2.events.StreamEnded, stream)


def test_many_streams_share_connections(weir: Weir, certificates) -> None:
    play = lambda request: StreamAnswer([request.headers[":path"].encode()])
    with intercepted(weir, certificates, play) as (upstream, proxy), client_of(upstream, proxy) as client:
        streams = {client.request(f"/{number}"): f"/{number}" for number in range(50)}
        bodies: dict[int, bytes] = {}
        ended = 0
        for event in client.receive():
            if isinstance(event, h2.events.DataReceived):
                bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
            ended += isinstance(event, h2.events.StreamEnded)
            if ended == len(streams):
                break
        assert bodies == {stream: path.encode() for stream, path in streams.items()}
        assert upstream.connections == 1


def test_streams_to_an_http1_upstream_use_its_connections_in_turn(weir: Weir, upstream_with) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy, HTTP2Client(connect(proxy.port)) as client:
        for _ in range(5):
            assert client.body(client.request("/", b"question"))[1] == b"ok"
    assert upstream.connections == 1
    assert [bytes(request.body) for request in upstream.requests] == [b"question"] * 5


def test_request_bodies_and_trailers_go_both_ways(weir: Weir, certificates, capture: Path) -> None:
    play = lambda request: StreamAnswer([b"part"], trailers=[("x-sum", "2")])
    with intercepted(weir, certificates, play, capture) as (upstream, proxy), client_of(upstream, proxy) as client:
        headers = [("te", "trailers"), ("cookie", "a=1"), ("cookie", "b=2")]
        stream = client.request("/", b"question", headers=headers, end=False)
        client.h2.send_headers(stream, [("x-mine", "1")], end_stream=True)
        client.flush()
        assert dict(client.wait(h2.events.TrailersReceived, stream).headers) == {"x-sum": "2"}
        request = upstream.requests[0]
    assert bytes(request.body) == b"question" and request.trailers == [("x-mine", "1")]
    assert request.headers["te"] == "trailers" and request.headers["cookie"] == "a=1; b=2"
    exchange = CaptureFile(capture).numbered[0]
    assert exchange.only("trl")["trl"]["h"] == [["x-sum", "2"]] and exchange.request_body == b"question"


def test_cancelled_stream_is_cancelled_upstream_at_once(weir: Weir, certificates, capture: Path) -> None:
    def play(request: StreamRequest) -> StreamAnswer:
        gate = upstream.gate()
        gate.open()
        return StreamAnswer([b"data: 1\n\n", b"data: 2\n\n"], headers=STREAM, gate=gate)

    with intercepted(weir, certificates, play, capture) as (upstream, proxy), client_of(upstream, proxy) as client:
        stream = client.request("/cancelled")
        client.wait(h2.events.DataReceived, stream)
        client.h2.reset_stream(stream, h2.errors.ErrorCodes.CANCEL)
        client.flush()
        upstream.wait(lambda: upstream.requests[0].reset_code == h2.errors.ErrorCodes.CANCEL, "RST_STREAM")
        # The connection goes on.
        other = client.request("/other")
        client.wait(h2.events.ResponseReceived, other)
        assert upstream.connections == 1
    assert CaptureFile(capture).numbered[0].end["state"] == "client_abort"


def test_reset_upstream_stream_is_reset_to_the_client(weir: Weir, certificates, capture: Path) -> None:
    play = lambda request: StreamAnswer([b"data: 1\n\n", b"x"], headers=STREAM, reset_after=1)
    with intercepted(weir, certificates, play, capture) as (upstream, proxy), client_of(upstream, proxy) as client:
        stream = client.request("/")
        assert client.wait(h2.events.DataReceived, stream).data == b"data: 1\n\n"
        assert client.wait(h2.events.StreamReset, stream).error_code == h2.errors.ErrorCodes.INTERNAL_ERROR
    assert CaptureFile(capture).numbered[0].end["state"] == "upstream_reset"


def test_refused_stream_is_tried_once_more(weir: Weir, certificates) -> None:
    def play(request: StreamRequest) -> StreamAnswer:
        return StreamAnswer([b"ok"])

    with intercepted(weir, certificates, play) as (upstream, proxy), client_of(upstream, proxy) as client:
        first = [True]
        answer = upstream._answer

        async def refuse_once(stream, request, connection, writer) -> None:
            if first.pop() if first else False:
                connection.reset_stream(stream, h2.errors.ErrorCodes.REFUSED_STREAM)
                writer.write(connection.data_to_send())
            else:
                await answer(stream, request, connection, writer)

        upstream._answer = refuse_once
        assert client.body(client.request("/", b"question"))[1] == b"ok"
        assert [bytes(request.body) for request in upstream.requests][1] == b"question"


def test_upstream_that_goes_away_is_left_in_good_order(weir: Weir, certificates) -> None:
    play = lambda request: StreamAnswer([b"ok"], goaway_after=True)
    with intercepted(weir, certificates, play) as (upstream, proxy), client_of(upstream, proxy) as client:
        for number in range(1, 4):
            assert client.body(client.request("/"))[1] == b"ok"
            upstream.wait(lambda: upstream.connections == number, "a connection of its own")


def test_stopped_proxy_lets_open_streams_end(weir: Weir, upstream_with) -> None:
    """The client learns by GOAWAY that no further stream is taken; hyper-h2 would give up the open ones, too."""
    gates = []

    def play(request: Request) -> Answer:
        gates.append(upstream.gate())
        return Answer([b"the end"], framing="length", gate=gates[0])

    upstream = upstream_with(play)
    with weir.proxy("--upstream", upstream.url) as proxy:
        command = ["curl", "-sSv", "--max-time", "30", "--http2-prior-knowledge", f"{proxy.url}/"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as client:
            upstream.wait(lambda: gates, "the request")
            proxy.signal(signal.SIGINT)
            with pytest.raises(OSError):
                while True:
                    socket.create_connection(("127.0.0.1", proxy.port)).close()
            gates[0].open()
            body, errors = client.communicate(timeout=30)
        assert (client.returncode, body) == (0, b"the end"), errors
        assert proxy.wait_exit() == 0


def test_slow_reader_holds_its_upstream_stream_back_and_no_other(weir: Weir, certificates, capture: Path) -> None:
    size = 8 << 20

    def play(request: StreamRequest) -> StreamAnswer:
        return StreamAnswer([b"x" * size] if request.headers[":path"] == "/large" else [b"small"])

    with intercepted(weir, certificates, play, capture) as (upstream, proxy):
        with client_of(upstream, proxy, window=1 << 16) as client:
            large = client.request("/large")
            client.wait(h2.events.ResponseReceived, large)
            received = 0
            while received < 60_000:
                received += len(client.wait(h2.events.DataReceived, large).data)
            client.h2.increment_flow_control_window(1 << 20)
            assert client.body(client.request("/small"))[1] == b"small"
            assert upstream.requests[0].bytes_sent < 4 << 20, "the upstream was not held back"
            client.acknowledges = True
            client.h2.increment_flow_control_window(size, large)
            client.h2.increment_flow_control_window(size)
            client.flush()
            client.wait(h2.events.StreamEnded, large)
    (first, _) = CaptureFile(capture).numbered
    assert first.end["bytes"] == size and first.end["paused_ns"] > 0


def test_length_that_lies_never_reaches_an_http1_upstream_as_two_requests(weir: Weir, upstream_with) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy:
        for body, length in ((b"GET /smuggled HTTP/1.1\r\n\r\n", "0"), (b"abc", "10")):
            with HTTP2Client(connect(proxy.port)) as client:
                client.h2.config.validate_outbound_headers = False
                client.request("/", body, headers=[("content-length", length)])
                require_no_answer(client)
    assert not any(request.complete and request.target == "/smuggled" for request in upstream.requests)


@pytest.mark.parametrize("name", ["transfer-encoding", "connection", "Upper", "bad name"])
def test_headers_that_http2_forbids(weir: Weir, upstream_with, name: str) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy, HTTP2Client(connect(proxy.port)) as client:
        client.h2.config.validate_outbound_headers = False
        client.h2.config.normalize_outbound_headers = False
        client.request("/", b"x", headers=[(name, "chunked")])
        require_no_answer(client)
    assert not upstream.requests


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)
# HPACK: GET, http, path /, authority literal.
BLOCK = b"\x82\x86\x84\x41\x01a"
FLOODS = {
    "continuation": frame(1, 1, 1, BLOCK) + frame(9, 0, 1, b"") * 20_000,
    "rapid-reset": b"".join(
        frame(1, 5, stream, BLOCK) + frame(3, 0, stream, struct.pack(">I", 8)) for stream in range(1, 20_001, 2)
    ),
    "settings": frame(4, 0, 0) * 20_000,
    "ping": frame(6, 0, 0, b"12345678") * 20_000,
    "empty-data": frame(1, 4, 1, BLOCK) + frame(0, 0, 1) * 20_000,
}


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_end_the_connection_and_nothing_else(weir: Weir, upstream_with, flood: str) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy:
        with connect(proxy.port) as client:
            client.settimeout(20)
            try:
                client.sendall(PREFACE + FLOODS[flood])
                while client.recv(1 << 16):
                    pass
            except (ConnectionResetError, BrokenPipeError):
                pass
        with WireClient(proxy.port) as other:
            assert other.request(get("/")).body == b"ok"


def test_http1_only_offers_no_http2(weir: Weir, certificates, upstream_with) -> None:
    tls = certificates.server_context(alpn=("h2", "http/1.1"))
    upstream = upstream_with(Answer([b"ok"], framing="length"), tls=tls)
    with weir.proxy("--http1-only", "--upstream-ca", certificates.authority) as proxy:
        if not proxy.hello["ca"]:
            pytest.skip("this build has no certificate authority")
        with tunnel(proxy.port, upstream.authority, proxy.hello["ca"]) as client:
            assert client.selected_alpn_protocol() == "http/1.1"
            client.sendall(get("/", host=upstream.authority))
            assert client.recv(1 << 16).startswith(b"HTTP/1.1 200 ")


def test_prior_knowledge_inside_a_tunnel(weir: Weir) -> None:
    """What speaks HTTP/2 without TLS through a tunnel expects the same of its server."""
    with HTTP2Upstream(lambda request: StreamAnswer([b"ok"])) as upstream, weir.proxy() as proxy:
        raw = connect(proxy.port)
        raw.sendall(f"CONNECT {upstream.authority} HTTP/1.1\r\nHost: {upstream.authority}\r\n\r\n".encode())
        assert raw.recv(1 << 10).startswith(b"HTTP/1.1 200 ")
        with HTTP2Client(raw) as client:
            assert client.body(client.request("/x", authority=upstream.authority))[1] == b"ok"
        assert upstream.requests[0].headers[":authority"] == upstream.authority


def test_half_a_preface_is_no_crash(weir: Weir, upstream_with) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy:
        for count in range(1, len(PREFACE)):
            with socket.create_connection(("127.0.0.1", proxy.port)) as client:
                client.sendall(PREFACE[:count])
        with WireClient(proxy.port) as other:
            assert other.request(get("/")).body == b"ok"


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120)


@pytest.mark.skipif(not shutil.which("nghttp"), reason="nghttp is not installed")
def test_nghttp_gets_the_stream(weir: Weir, upstream_with) -> None:
    upstream = upstream_with(lambda request: Answer(PLAYED.events, headers=STREAM))
    with weir.proxy("--upstream", upstream.url) as proxy:
        done = run("nghttp", "--no-dep", f"{proxy.url}/v1/x")
    assert (done.returncode, done.stdout.encode()) == (0, PLAYED.body), done.stderr


@pytest.mark.skipif(not shutil.which("h2load"), reason="h2load is not installed")
def test_h2load_loses_no_request(weir: Weir, upstream_with, capture: Path) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        done = run("h2load", "-n", 2000, "-c", 10, "-m", 20, f"{proxy.url}/v1/x")
    assert "2000 succeeded, 0 failed, 0 errored, 0 timeout" in done.stdout, done.stdout
    read = CaptureFile(capture)
    read.check()
    assert [exchange.end["state"] for exchange in read.numbered] == ["complete"] * 2000
