"""HTTP/2 at its limits: peers that send too much or too little, ends in bad order, windows that hold a stream back."""

import asyncio
import struct
import time
from pathlib import Path

import h2.events
import pytest
from capture_file import CaptureFile
from http2_peers import HTTP2Client, HTTP2Upstream, StreamAnswer, StreamRequest, connect
from loop_server import LoopServer
from test_curl import curl
from test_http2 import BLOCK, PREFACE, STREAM, frame
from test_streaming import wait_until_still
from upstream import Answer
from waiting import PATIENCE
from weir_process import Weir, WeirServer
from wire_client import WireClient, get

OK = b"\x88"  # HPACK: :status 200


def literal(name: bytes, value: bytes) -> bytes:
    """HPACK, without indexing and Huffman coding."""
    return b"\0" + length(name) + name + length(value) + value


def length(text: bytes) -> bytes:
    if len(text) < 127:
        return bytes([len(text)])
    rest, encoded = len(text) - 127, bytearray([127])
    while rest > 127:
        encoded.append(rest % 128 + 128)
        rest //= 128
    return bytes([*encoded, rest])


def headers(stream: int, block: bytes, flags: int = 0) -> bytes:
    """HEADERS and as many CONTINUATION as it takes."""
    parts = [block[start : start + 16_000] for start in range(0, len(block), 16_000)]
    frames = [frame(1 if place == 0 else 9, flags if place == 0 else 0, stream, part) for place, part in enumerate(parts)]
    last = bytearray(frames[-1])
    last[4] |= 4  # END_HEADERS
    return b"".join(frames[:-1]) + bytes(last)


LARGE = literal(b"x-large", b"a" * 100_000)
MANY = b"".join(literal(b"x-%d" % number, b"a") for number in range(5_000))


@pytest.mark.parametrize("block", [LARGE, MANY], ids=["long", "many"])
def test_header_list_that_is_too_large(weir: Weir, upstream_with, block: bytes) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy:
        with connect(proxy.port) as client:
            client.settimeout(20 * PATIENCE)
            client.sendall(PREFACE + headers(1, BLOCK + block, flags=1))
            require_end(client)
        with HTTP2Client(connect(proxy.port)) as other:
            assert other.body(other.request("/"))[1] == b"ok"
    assert len(upstream.requests) == 1, "nothing of it may go upstream"


def require_end(client) -> bytes:
    """Everything until the connection ends."""
    received = b""
    try:
        while data := client.recv(1 << 16):
            received += data
    except (ConnectionResetError, BrokenPipeError):
        pass
    return received


def test_more_streams_than_allowed(weir: Weir, upstream_with) -> None:
    """The limit of open streams is told in SETTINGS; whoever breaks it does not break others."""
    upstream = upstream_with(lambda request: Answer([b"ok"], framing="length", gate=gate))
    gate = upstream.gate()
    with weir.proxy("--upstream", upstream.url) as proxy:
        with connect(proxy.port) as client:
            client.settimeout(20 * PATIENCE)
            client.sendall(PREFACE + b"".join(frame(1, 5, stream, BLOCK) for stream in range(1, 1000, 2)))
            require_end(client)
        assert len(upstream.requests) <= 256
        gate.open(1000)
        with HTTP2Client(connect(proxy.port)) as other:
            assert other.body(other.request("/"))[1] == b"ok"


def test_client_that_goes_away_gets_its_open_streams(weir: Weir, upstream_with) -> None:
    upstream = upstream_with(lambda request: Answer([b"one", b"two"], framing="length", gate=gate))
    gate = upstream.gate()
    with weir.proxy("--upstream", upstream.url) as proxy, HTTP2Client(connect(proxy.port)) as client:
        stream = client.request("/")
        gate.open()
        client.wait(h2.events.DataReceived, stream)
        client.socket.sendall(frame(7, 0, 0, struct.pack(">II", 0, 0)))  # GOAWAY, nothing of the server's was served
        gate.open()
        assert client.wait(h2.events.DataReceived, stream).data == b"two"
        client.wait(h2.events.StreamEnded, stream)


def test_stream_behind_the_last_of_a_goaway_is_sent_again(weir: Weir, certificates) -> None:
    """RFC 9113 6.8: the upstream has done nothing with it."""

    class Leaving(HTTP2Upstream):
        async def _answer(self, stream, request, connection, writer) -> None:
            if request.connection == 1 and stream > 1:
                writer.write(frame(7, 0, 0, struct.pack(">II", 1, 0)))
                gate.open()
            else:
                await super()._answer(stream, request, connection, writer)

    def play(request: StreamRequest) -> StreamAnswer:
        return StreamAnswer([request.headers[":path"].encode()], gate=gate if request.connection == 1 else None)

    with Leaving(play, tls=certificates.server_context(alpn=("h2",)), waits_for_body=True) as upstream:
        gate = upstream.gate()
        with weir.proxy("--upstream-ca", certificates.authority, "--upstream", upstream.url) as proxy:
            with HTTP2Client(connect(proxy.port)) as client:
                first = client.request("/first")
                upstream.wait(lambda: upstream.requests, "the first request")
                second = client.request("/second", b"question")
                bodies = {}
                for event in client.receive():
                    if isinstance(event, h2.events.DataReceived):
                        bodies[event.stream_id] = bodies.get(event.stream_id, b"") + event.data
                    assert not isinstance(event, h2.events.StreamReset), event
                    if len(bodies) == 2:
                        break
        assert bodies == {first: b"/first", second: b"/second"}
        assert upstream.connections == 2


# Upstreams that break the protocol.


class ScriptedHTTP2(LoopServer):
    """Answers the first HEADERS with the very bytes that it is given."""

    def __init__(self, tls, answer: bytes) -> None:
        super().__init__(tls)
        self.answer = answer

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(frame(4, 0, 0))
            await reader.readexactly(24)
            while True:
                head = await reader.readexactly(9)
                await reader.readexactly(int.from_bytes(head[:3]))
                if head[3] == 1:
                    writer.write(self.answer)
                    await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


BREACHES = {
    "long-header": headers(1, OK + LARGE),
    "many-headers": headers(1, OK + MANY),
    "continuation-flood": frame(1, 0, 1, OK) + frame(9, 0, 1) * 20_000,
    "settings-flood": frame(4, 0, 0) * 20_000,
    "ping-flood": frame(6, 0, 0, b"12345678") * 20_000,
    "push": frame(5, 4, 1, struct.pack(">I", 2) + BLOCK),
    "no-status": headers(1, literal(b"x-a", b"1"), flags=1),
    "two-statuses": headers(1, OK + OK, flags=1),
    "frame-too-long": frame(0, 0, 1, b"x" * 20_000),
    "data-first": frame(0, 1, 1, b"x"),
    "unknown-stream": headers(99, OK, flags=1),
    "window-overflow": frame(8, 0, 1, struct.pack(">I", 0x7FFF_FFFF)),
    "broken-hpack": frame(1, 5, 1, b"\xff\xff\xff\xff\xff\xff"),
    "closed": frame(7, 0, 0, struct.pack(">II", 0, 11)),
    "not-http": b"HTTP/1.1 400 Bad Request\r\n\r\n",
}


def other_upstream_is_served(proxy: WeirServer, upstream_with) -> bool:
    good = upstream_with(Answer([b"ok"], framing="length"))
    return curl("-x", proxy.url, good.url) == b"ok"


@pytest.mark.parametrize("case", BREACHES)
def test_upstream_that_breaks_the_protocol(weir: Weir, capture: Path, upstream_with, certificates, case: str) -> None:
    with ScriptedHTTP2(certificates.server_context(alpn=("h2",)), BREACHES[case]) as upstream:
        options = ["--upstream-ca", certificates.authority, "--upstream", upstream.url, "--idle-timeout", "3s"]
        with weir.proxy(*options, capture=capture) as proxy:
            with HTTP2Client(connect(proxy.port), seconds=20) as client:
                head, body = client.body(client.request("/"))
                assert head[":status"] in ("502", "504") and b"weir_" in body, (head, body)
            assert other_upstream_is_served(proxy, upstream_with)
    (row, _) = weir.json("ls", capture, "--json")
    assert row["state"] in ("error", "upstream_reset", "timeout") and row["end"]["detail"]


def test_empty_frames_without_end_end_the_stream(weir: Weir, capture: Path, upstream_with, certificates) -> None:
    flood = headers(1, OK) + frame(0, 0, 1, b"data: 1\n\n") + frame(0, 0, 1) * 20_000
    with ScriptedHTTP2(certificates.server_context(alpn=("h2",)), flood) as upstream:
        options = ["--upstream-ca", certificates.authority, "--upstream", upstream.url]
        with weir.proxy(*options, capture=capture) as proxy:
            with HTTP2Client(connect(proxy.port), seconds=20) as client:
                stream = client.request("/")
                assert client.wait(h2.events.DataReceived, stream).data == b"data: 1\n\n"
                client.wait(h2.events.StreamReset, stream)
            assert other_upstream_is_served(proxy, upstream_with)
    assert CaptureFile(capture).numbered[0].end["state"] in ("error", "upstream_reset")


@pytest.mark.parametrize("where", ["body", "trailers"])
def test_length_of_the_answer_that_lies(weir: Weir, certificates, where: str) -> None:
    """RFC 9113 8.1.1: such an answer is malformed, and a client of HTTP/1.1 must not take it for whole."""
    answer = headers(1, OK + literal(b"content-length", b"10"))
    answer += frame(0, 1, 1, b"short") if where == "body" else frame(0, 0, 1, b"short") + headers(1, literal(b"a", b"b"), 1)
    with ScriptedHTTP2(certificates.server_context(alpn=("h2",)), answer) as upstream:
        with weir.proxy("--upstream-ca", certificates.authority, "--upstream", upstream.url) as proxy:
            with HTTP2Client(connect(proxy.port), seconds=20) as client:
                client.request("/")
                for event in client.receive():
                    assert not isinstance(event, h2.events.StreamEnded)
                    if isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                        break


# The client's window.


@pytest.mark.parametrize("version", ["h2", "http/1.1"])
def test_stall_for_want_of_a_window_is_the_clients(
    weir: Weir, capture: Path, upstream_with, certificates, version: str
) -> None:
    # Large, so that all buffers on the way are full soon, but little to read.
    event = b': %s\ndata: {"choices":[{"index":0,"delta":{"content":"x"}}]}\n\n' % (b"x" * 16_000)
    count = 700
    events = [event] * count + [b"data: [DONE]\n\n"]
    if version == "h2":
        play = lambda request: StreamAnswer(events, headers=STREAM)
        upstream = HTTP2Upstream(play, tls=certificates.server_context(alpn=("h2",))).__enter__()
    else:
        upstream = upstream_with(Answer(events, headers=STREAM))
    try:
        options = ["--upstream-ca", certificates.authority, "--upstream", upstream.url]
        with weir.proxy(*options, capture=capture) as proxy:
            with HTTP2Client(connect(proxy.port), seconds=30, window=1 << 16) as client:
                stream = client.request("/v1/chat/completions")
                received = 0
                while received < 65_000:
                    received += len(client.wait(h2.events.DataReceived, stream).data)
                wait_until_still(upstream)
                assert upstream.requests[0].bytes_sent < count * len(event)
                # Long enough to be a stall: time itself is what is measured here.
                time.sleep(1.5)
                client.acknowledges = True
                client.h2.increment_flow_control_window(1 << 24, stream)
                client.h2.increment_flow_control_window(1 << 24)
                client.flush()
                client.wait(h2.events.StreamEnded, stream)
    finally:
        if version == "h2":
            upstream.__exit__()
    shown = weir.json("show", capture, 1, "--json")
    assert shown["state"] == "complete" and shown["events"] == count + 1
    assert shown["timing"]["up_paused_ns"] > 1e9 and shown["timing"]["down_blocked_ns"] > 1e9
    (group,) = weir.json("report", capture, "--json")["groups"]
    longest = max(group["stalls"], key=lambda stall: stall["longest_ns"])
    assert longest["by"] == "client" and longest["longest_ns"] > 1e9, group["stalls"]


def test_window_that_never_opens_is_given_up(weir: Weir, capture: Path, upstream_with) -> None:
    """A client that takes nothing for the idle timeout does not keep its upstream for ever."""
    upstream = upstream_with(Answer([b"x" * (1 << 20)], framing="length"))
    with weir.proxy("--upstream", upstream.url, "--idle-timeout", "2s", capture=capture) as proxy:
        with HTTP2Client(connect(proxy.port), window=0) as client:
            stream = client.request("/")
            client.wait(h2.events.ResponseReceived, stream)
            upstream.wait(lambda: upstream.requests[0].peer_left_at, "the end of the upstream connection")
            client.wait(h2.events.StreamReset, stream)
    assert CaptureFile(capture).numbered[0].end["state"] == "timeout"


def test_request_body_is_held_back_by_the_upstream(weir: Weir, certificates) -> None:
    """What the upstream does not take, the client cannot send."""

    class Deaf(HTTP2Upstream):
        """Gives no window back."""

        def _take(self, event, connection, streams, number, writer, tasks) -> None:
            if isinstance(event, h2.events.DataReceived):
                streams[event.stream_id].body += event.data
                self.progress.changed()
            else:
                super()._take(event, connection, streams, number, writer, tasks)

    with Deaf(lambda request: StreamAnswer([b"ok"]), tls=certificates.server_context(alpn=("h2",))) as upstream:
        with weir.proxy("--upstream-ca", certificates.authority, "--upstream", upstream.url) as proxy:
            with HTTP2Client(connect(proxy.port)) as client:
                stream = client.request("/", end=False)
                sent, block = 0, b"x" * 16_000
                client.h2.config.validate_outbound_headers = False
                # The window that Weir gives is 1 MiB a stream; it comes back only as the upstream takes the bytes.
                limit = 4 << 20
                client.socket.settimeout(1.0 * PATIENCE)
                try:
                    while sent < limit:
                        if client.h2.local_flow_control_window(stream) < len(block):
                            data = client.socket.recv(1 << 16)
                            client.h2.receive_data(data)
                            continue
                        client.h2.send_data(stream, block)
                        client.flush()
                        sent += len(block)
                except TimeoutError:
                    pass
                assert 65_000 <= len(upstream.requests[0].body) and sent < 3 << 20


def test_curl_speaks_http2_to_the_end(weir: Weir, certificates) -> None:
    context = certificates.server_context(alpn=("h2",))
    with HTTP2Upstream(lambda request: StreamAnswer([b"ok"]), tls=context) as upstream:
        with weir.proxy("--upstream-ca", certificates.authority, "--upstream", upstream.url) as proxy:
            trust = ["--cacert", proxy.hello["ca"], "-w", "%{http_version}"]
            for scheme in ("http", "socks5h"):
                through = ["-x", f"{scheme}://127.0.0.1:{proxy.port}", *trust]
                assert curl("--http2", *through, upstream.url) == b"ok2"
            assert curl("--http2", *trust, f"https://localhost:{proxy.port}/") == b"ok2"
            assert curl("--http2-prior-knowledge", *trust, f"{proxy.url}/") == b"ok2"
            # An upgrade to HTTP/2 in plain text is not taken up, as RFC 9113 3.1 has done away with it.
            assert curl("--http2", *trust, f"{proxy.url}/") == b"ok1.1"
            with WireClient(proxy.port) as client:
                upgrade = ["connection: upgrade, http2-settings", "upgrade: h2c", "http2-settings: AAMAAABkAAQAAP__"]
                assert client.request(get("/", *upgrade)).head.raw.startswith(b"HTTP/1.1 200")
        assert all(not request.headers.get("upgrade") for request in upstream.requests)
