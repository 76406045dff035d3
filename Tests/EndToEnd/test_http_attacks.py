"""Requests that two servers could read in two ways, or that never end: refused, and nothing of them goes upstream."""

import asyncio

import pytest
from loop_server import LoopServer
from test_curl import curl
from upstream import Answer
from weir_process import Weir
from wire_client import Truncated, WireClient, get

HOST = b"Host: test.invalid\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
END = b"\r\n\r\n0\r\n\r\n"
# Each is one request head or body that RFC 9112 or 9110 wants refused, and the status that says so.
REFUSED = {
    "both-framings": (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked" + END, 400),
    "two-lengths": (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400),
    "length-list": (POST + b"Content-Length: 5, 5\r\n\r\nhello", 400),
    "negative-length": (POST + b"Content-Length: -5\r\n\r\nhello", 400),
    "signed-length": (POST + b"Content-Length: +5\r\n\r\nhello", 400),
    "huge-length": (POST + b"Content-Length: 99999999999999999999\r\n\r\n", 400),
    "hidden-chunked": (POST + b"Transfer-Encoding: xchunked" + END, 501),
    "tab-chunked": (POST + b"Transfer-Encoding : chunked" + END, 400),
    "chunked-twice": (POST + b"Transfer-Encoding: chunked, chunked" + END, 400),
    "chunked-then-other": (POST + b"Transfer-Encoding: chunked, identity" + END, 400),
    "folded-header": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: one\r\n two\r\n\r\n", 400),
    "folded-length": (POST + b"Content-Length:\r\n 5\r\n\r\nhello", 400),
    "bare-lf": (b"GET / HTTP/1.1\nHost: test.invalid\n\n", 400),
    "bare-lf-header": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: 1\nX-B: 2\r\n\r\n", 400),
    "bare-cr": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: 1\rX-B: 2\r\n\r\n", 400),
    "nul": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: 1\0\r\n\r\n", 400),
    "space-before-colon": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A : 1\r\n\r\n", 400),
    "no-colon": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A\r\n\r\n", 400),
    "no-host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two-hosts": (b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
    "old-chunked": (b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked" + END, 400),
    "version": (b"GET / HTTP/3.0\r\n" + HOST + b"\r\n", 400),
    "space-in-target": (b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "many-headers": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: 1\r\n" * 300 + b"\r\n", 431),
    "long-header": (b"GET / HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n", 431),
    "garbage": (b"\x00\x01\x02\x03 garbage\r\n\r\n", 400),
}


@pytest.fixture
def echoing(weir: Weir, upstream_with):
    upstream = upstream_with(lambda request: Answer([bytes(request.body)], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy:
        yield proxy, upstream


@pytest.mark.parametrize("case", REFUSED)
def test_ambiguous_request_is_refused(echoing, case: str) -> None:
    proxy, upstream = echoing
    request, status = REFUSED[case]
    with WireClient(proxy.port) as client:
        client.send(request)
        reply = client.reply()
        assert reply.head.status == status, reply.body
        assert (reply.head.header("x-weir-error") or "").startswith("weir_")
        assert not client.pending and not client._fill(), "a refused connection ends"
    assert not upstream.requests, "nothing of it may go upstream"


@pytest.mark.parametrize(
    "body",
    [
        b"10000000000000005\r\nhello\r\n0\r\n\r\n",
        b"5;a=\"\n\"\r\nhello\r\n0\r\n\r\n",
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhelloX\r\n0\r\n\r\n",
        b"5\nhello\n0\n\n",
        b"zz\r\n",
    ],
)
def test_broken_chunk_never_ends_well(echoing, body: bytes) -> None:
    """The head is upstream when the chunk turns out broken: the upstream must not take the request for whole."""
    proxy, upstream = echoing
    with WireClient(proxy.port) as client:
        client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n" + body)
        try:
            assert client.reply().head.status in (400, 502)
        except (Truncated, ConnectionResetError):
            pass
    assert not any(request.complete for request in upstream.requests)


def test_what_follows_a_refused_request_is_not_read(echoing) -> None:
    proxy, upstream = echoing
    with WireClient(proxy.port) as client:
        client.send(REFUSED["both-framings"][0] + get("/smuggled"))
        assert client.reply().head.status == 400
        assert not client._fill()
    assert not upstream.requests


def test_connection_header_cannot_take_framing_away(echoing) -> None:
    proxy, upstream = echoing
    listed = b"Connection: content-length, host, x-mine\r\nX-Mine: 1\r\n"
    request = POST + listed + b"Content-Length: 5\r\n\r\nhello"
    with WireClient(proxy.port) as client:
        assert client.request(request).body == b"hello"
    assert upstream.requests[0].header("content-length") == "5"
    assert upstream.requests[0].header("x-mine") is None


def test_expect_continue_is_the_upstreams_to_answer(echoing) -> None:
    proxy, upstream = echoing
    head = POST + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    with WireClient(proxy.port) as client:
        client.send(head)
        assert client.head(skip_interim=False).status == 100
        client.send(b"hello")
        assert client.reply().body == b"hello"
    assert upstream.requests[0].header("expect") == "100-continue"


def test_leading_empty_lines_are_ignored(echoing) -> None:
    proxy, _ = echoing
    with WireClient(proxy.port) as client:
        assert client.request(b"\r\n\r\n" + get("/")).head.status == 200


class ScriptedServer(LoopServer):
    """Answers each head with the very bytes that it is given."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(self.answer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


ANSWER = b"HTTP/1.1 200 OK\r\n"
FIVE = b"Content-Length: 5\r\n\r\nhello"
# Answers whose end two readers could see in two places, or that are none.
BAD_ANSWERS = {
    "both-framings": ANSWER + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "two-lengths": ANSWER + b"Content-Length: 6\r\n" + FIVE,
    "length-list": ANSWER + b"Content-Length: 5, 5\r\n\r\nhello",
    "negative-length": ANSWER + b"Content-Length: -5\r\n\r\nhello",
    "huge-length": ANSWER + b"Content-Length: 99999999999999999999\r\n\r\nhello",
    "folded-header": ANSWER + b"X-A: 1\r\n 2\r\n" + FIVE,
    "bare-lf": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
    "bare-cr": ANSWER + b"X-A: 1\rX-B: 2\r\n" + FIVE,
    "nul": ANSWER + b"X-A: 1\0\r\n" + FIVE,
    "long-header": ANSWER + b"X-A: " + b"a" * 100_000 + b"\r\n" + FIVE,
    "many-headers": ANSWER + b"X-A: 1\r\n" * 2000 + FIVE,
    "no-status": b"HTTP/1.1\r\n" + FIVE,
    "version": b"HTTP/3.0 200 OK\r\n" + FIVE,
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_ambiguous_answer_is_refused(weir: Weir, case: str) -> None:
    with ScriptedServer(BAD_ANSWERS[case]) as upstream, weir.proxy("--upstream", upstream.url) as proxy:
        with WireClient(proxy.port) as client:
            reply = client.request(get("/"))
            assert (reply.head.status, reply.head.header("x-weir-error")) == (502, "weir_upstream_protocol")


@pytest.mark.parametrize("more", [ANSWER + FIVE, b"GARBAGE"], ids=["answer", "garbage"])
def test_what_follows_an_answer_is_nobodys(weir: Weir, more: bytes) -> None:
    """The next request must not be answered by what an upstream sent before it was asked."""
    answer = ANSWER + FIVE + more.replace(b"hello", b"wrong")
    with ScriptedServer(answer) as upstream, weir.proxy("--upstream", upstream.url) as proxy:
        with WireClient(proxy.port) as client:
            assert client.request(get("/")).body == b"hello"
            try:
                assert client.request(get("/")).body != b"wrong"
            except (Truncated, ConnectionResetError, BrokenPipeError):
                pass  # the connection is not used again


LOOPS = {
    "absolute-form": ["-x", "{proxy}", "http://{host}/x"],
    "reverse": ["{proxy}/x"],
    "reverse-http2": ["--http2-prior-knowledge", "{proxy}/x"],
    "connect": ["-p", "-x", "{proxy}", "http://{host}/x"],
    "connect-tls": ["-x", "{proxy}", "https://{host}/x"],
    "connect-tls-http1": ["--http1.1", "-x", "{proxy}", "https://{host}/x"],
    "socks5": ["-x", "socks5h://{own}", "http://{host}/x"],
    "socks5-tls": ["-x", "socks5h://{own}", "https://{host}/x"],
}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
@pytest.mark.parametrize("way", LOOPS)
def test_loops_are_refused(weir: Weir, free_port: int, way: str, host: str) -> None:
    """A request that leads back to Weir's own port, whatever name it was given."""
    own = f"127.0.0.1:{free_port}"
    options = ["--listen", own, "--json", "--no-capture", "--upstream", f"http://{host}:{free_port}"]
    with weir.server("proxy", *options) as proxy:
        named = {"proxy": f"http://{own}", "own": own, "host": f"{host}:{free_port}"}
        arguments = [word.format(**named) for word in LOOPS[way]]
        answer = curl("-w", "%{http_code}", "--cacert", proxy.hello["ca"], *arguments)
        assert answer.endswith(b"508") and b"weir_loop" in answer and b"is this proxy itself" in answer


def test_tunnel_to_weir_itself_is_refused(weir: Weir) -> None:
    with weir.proxy("--passthrough", "*") as proxy:
        with WireClient(proxy.port) as client:
            own = f"localhost:{proxy.port}"
            reply = client.request(get(own, host=own, method="CONNECT"))
            assert (reply.head.status, reply.head.header("x-weir-error")) == (508, "weir_loop")
        with WireClient(proxy.port) as client:
            client.send(bytes([5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1]) + proxy.port.to_bytes(2))
            # General failure: SOCKS5 has no word for it.
            assert b"".join(client._exactly(12))[:4] == bytes([5, 0, 5, 1])
