"""Where client and upstream speak different versions of HTTP, and how the connections between them are made."""

import asyncio
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h2.events
import pytest
from capture_file import CaptureFile
from http2_peers import HTTP2Client, HTTP2Upstream, StreamAnswer, StreamRequest, connect, tunnel
from loop_server import LoopServer
from proxies import HTTPProxy, join
from samples import sample
from test_bad_upstream import require_error
from test_curl import curl
from upstream import Answer
from waiting import eventually
from weir_process import Weir, WeirServer
from wire_client import WireClient, get, post

PLAYED = sample("openai-chat-unicode")
STREAM = [("content-type", "text/event-stream")]
HTTP1, HTTP2 = b"\x08http/1.1", b"\x02h2"


class StrictALPN(LoopServer):
    """Before a server with TLS: ends handshakes that do not offer a protocol, as RFC 7301 wants it; Python's ssl does not."""

    NO_APPLICATION_PROTOCOL = b"\x15\x03\x03\x00\x02\x02\x78"

    def __init__(self, server: LoopServer, wanted: bytes) -> None:
        super().__init__()
        self.server, self.wanted, self.refused = server, wanted, 0

    @property
    def url(self) -> str:
        return f"https://{self.authority}"

    @property
    def authority(self) -> str:
        return f"localhost:{self.port}"

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            header = await reader.readexactly(5)
            hello = await reader.readexactly(int.from_bytes(header[3:]))
            if self.wanted in hello:
                out = await asyncio.open_connection("127.0.0.1", self.server.port)
                out[1].write(header + hello)
                await join((reader, writer), out)
            else:
                self.refused += 1
                writer.write(self.NO_APPLICATION_PROTOCOL)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@contextmanager
def http2_only(certificates, play, how: str, **options: object) -> Iterator[tuple[HTTP2Upstream, str]]:
    """A server that knows HTTP/2 alone, and its URL: it refuses what is offered, or goes on as if nothing had been."""
    with HTTP2Upstream(play, tls=certificates.server_context(alpn=("h2",)), **options) as upstream:
        if how == "ignores":
            yield upstream, upstream.url
        else:
            with StrictALPN(upstream, HTTP2) as strict:
                yield upstream, strict.url


def through(proxy: WeirServer, way: str) -> list[str]:
    address = {"connect": f"http://127.0.0.1:{proxy.port}", "socks5": f"socks5h://127.0.0.1:{proxy.port}"}
    return ["-x", address[way], "--cacert", proxy.hello["ca"]] if way in address else []


@pytest.mark.parametrize("how", ["refuses", "ignores"])
@pytest.mark.parametrize("way", ["reverse", "connect", "socks5"])
def test_http1_client_of_an_http2_upstream(weir: Weir, capture: Path, certificates, way: str, how: str) -> None:
    play = lambda request: StreamAnswer(PLAYED.events, headers=STREAM)
    with http2_only(certificates, play, how, waits_for_body=True) as (upstream, upstream_url):
        options = ["--upstream-ca", certificates.authority, "--upstream", upstream_url]
        with weir.proxy(*options, capture=capture) as proxy:
            url = proxy.url if way == "reverse" else upstream_url
            body = ["-d", "question", "-w", "%{http_version}"]
            answer = curl("-N", "--http1.1", *body, *through(proxy, way), f"{url}/1", f"{url}/2")
            assert answer == (PLAYED.body + b"1.1") * 2
        asked = [request for request in upstream.requests if request.complete]
    assert [request.headers[":path"] for request in asked] == ["/1", "/2"]
    assert [bytes(request.body) for request in asked] == [b"question"] * 2
    assert len({request.connection for request in asked}) == 1, "one connection carries the streams of a client"
    read = CaptureFile(capture)
    read.check()
    assert [exchange.body for exchange in read.numbered] == [PLAYED.body] * 2
    assert [(exchange.request["hv"], exchange.response["hv"]) for exchange in read.numbered] == [("1.1", "2")] * 2


def test_http1_client_gets_each_event_at_once_and_trailers(weir: Weir, certificates) -> None:
    gates = []

    def play(request: StreamRequest) -> StreamAnswer:
        gates.append(upstream.gate())
        return StreamAnswer(PLAYED.events, headers=STREAM, gate=gates[0], trailers=[("x-sum", "1")])

    with HTTP2Upstream(play, tls=certificates.server_context(alpn=("h2",))) as upstream:
        with weir.proxy("--upstream-ca", certificates.authority, "--upstream", upstream.url) as proxy:
            with WireClient(proxy.port) as client:
                client.send(get("/"))
                head = client.head()
                parts = client.body(head)
                for event in PLAYED.events:
                    gates[0].open()
                    received = b""
                    while len(received) < len(event):
                        received += next(parts)
                    assert received == event
                assert list(parts) == [] and client.trailers == [("x-sum", "1")]


@pytest.mark.parametrize(
    ("how", "kind", "named"),
    [("refuses", "weir_upstream_tls", "no application protocol"), ("ignores", "weir_upstream_protocol", "speaks HTTP/2")],
)
def test_http1_only_keeps_to_it(weir: Weir, certificates, how: str, kind: str, named: str) -> None:
    with http2_only(certificates, lambda request: StreamAnswer([b"ok"]), how) as (upstream, url):
        with weir.proxy("--http1-only", "--upstream-ca", certificates.authority, "--upstream", url) as proxy:
            with WireClient(proxy.port) as client:
                require_error(client.request(post("/", b"question")), 502, kind, url.split("//")[1], named)
        assert not upstream.requests


@pytest.mark.parametrize("how", ["refuses", "ignores"])
def test_http2_only_client_of_an_http1_upstream(
    weir: Weir, capture: Path, upstream_with, certificates, how: str
) -> None:
    """ALPN cannot be mirrored then: the client gets its HTTP/2, the upstream its HTTP/1.1."""
    play = lambda request: Answer([bytes(request.body)], trailers=[("x-sum", "1")])
    upstream = upstream_with(play, tls=certificates.server_context())
    with StrictALPN(upstream, HTTP1 if how == "refuses" else b"") as strict:
        with weir.proxy("--upstream-ca", certificates.authority, capture=capture) as proxy:
            secure = tunnel(proxy.port, strict.authority, proxy.hello["ca"], alpn=("h2",))
            assert secure.selected_alpn_protocol() == "h2"
            with HTTP2Client(secure) as client:
                streams = [client.request("/", b"a", authority=strict.authority) for _ in range(3)]
                trailers = {}
                for event in client.receive():
                    if isinstance(event, h2.events.TrailersReceived):
                        trailers[event.stream_id] = dict(event.headers)
                    if len(trailers) == len(streams):
                        break
                assert trailers == dict.fromkeys(streams, {"x-sum": "1"})
                # The connection is not drained: this is what it was promised.
                assert client.body(client.request("/", b"again", authority=strict.authority))[1] == b"again"
        assert strict.refused == (1 if how == "refuses" else 0), "what the upstream does not know is offered once"
    assert {exchange.request["hv"] for exchange in CaptureFile(capture).numbered} == {"2"}


def test_streams_that_need_connections_of_their_own_make_them_side_by_side(
    weir: Weir, upstream_with, certificates
) -> None:
    """One of them tells what the upstream speaks; then nobody waits for another's handshake."""
    count = 8
    upstream = upstream_with(Answer([b"ok"], framing="length"), tls=certificates.server_context())
    with HTTPProxy() as on_the_way:
        on_the_way.gate_of_tunnels = on_the_way.gate()
        options = ["--upstream-ca", certificates.authority, "--upstream-proxy", on_the_way.url]
        with weir.proxy(*options, "--upstream", upstream.url) as proxy, HTTP2Client(connect(proxy.port)) as client:
            streams = [client.request(f"/{number}") for number in range(count)]
            on_the_way.wait(lambda: len(on_the_way.asked) == 1, "the first connection")
            on_the_way.gate_of_tunnels.open()
            on_the_way.wait(lambda: len(on_the_way.asked) == count, "the others, all at once")
            on_the_way.gate_of_tunnels.open(count)
            ended = set()
            for event in client.receive():
                if isinstance(event, h2.events.StreamEnded):
                    ended.add(event.stream_id)
                if len(ended) == count:
                    break
            assert ended == set(streams)


# Clients that leave, or stop, while their connection is being made.


def descriptors(proxy: WeirServer) -> int:
    return len(os.listdir(f"/proc/{proxy.process.pid}/fd"))


def client_hello(context: ssl.SSLContext) -> bytes:
    sent = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return sent.read()


@pytest.mark.parametrize("passthrough", [[], ["--passthrough", "localhost"]], ids=["opened", "closed"])
def test_client_that_leaves_before_its_upstream_is_there(
    weir: Weir, upstream_with, certificates, passthrough: list[str]
) -> None:
    upstream = upstream_with(Answer([b"ok"]), tls=certificates.server_context())
    request = f"CONNECT {upstream.authority} HTTP/1.1\r\nHost: {upstream.authority}\r\n\r\n".encode()
    with HTTPProxy() as on_the_way:
        on_the_way.gate_of_tunnels = on_the_way.gate()
        options = ["--upstream-ca", certificates.authority, "--upstream-proxy", on_the_way.url, *passthrough]
        with weir.proxy(*options) as proxy:
            with WireClient(proxy.port) as client:
                client.send(request + client_hello(certificates.client_context()))
                on_the_way.wait(lambda: on_the_way.asked, "the connection")
            before = descriptors(proxy)
            on_the_way.gate_of_tunnels.open()
            on_the_way.wait(lambda: on_the_way.left == 1, "the end of a connection that nobody wants")
            eventually(lambda: descriptors(proxy) < before, "its descriptor to be given back")


def test_abandoned_connections_leave_no_descriptors(weir: Weir, upstream_with, certificates) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length"), tls=certificates.server_context())
    hello = client_hello(certificates.client_context())
    authority = upstream.authority
    connecting = f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode()
    socks = bytes([5, 1, 0, 5, 1, 0, 3, 9]) + b"localhost" + upstream.port.to_bytes(2)
    beginnings = [
        b"", b"G", b"\x05", socks[:5], socks, connecting[:20], connecting, connecting + b"\x16", connecting + hello[:50],
        connecting + hello, hello[:50], hello, b"PRI * HTTP/2.0\r\n", connecting + b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]  # fmt: skip
    with weir.proxy("--upstream-ca", certificates.authority) as proxy:
        curl("-x", proxy.url, "--cacert", proxy.hello["ca"], upstream.url)
        before = descriptors(proxy)
        for reset in (False, True):
            for beginning in beginnings * 3:
                client = WireClient(proxy.port)
                client.send(beginning)
                client.reset() if reset else client.close()
        eventually(lambda: descriptors(proxy) <= before, "all descriptors to be given back")
