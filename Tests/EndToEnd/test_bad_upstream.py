"""Upstreams that fail: a proper 502 or 504 that names the cause before the head, the same ending after it."""

import json
import socket
from pathlib import Path

import pytest
from capture_file import CaptureFile
from player import stream_headers
from samples import sample
from sdk_clients import run_sdk
from upstream import Answer, Fault
from weir_process import Weir
from wire_client import Reply, Truncated, WireClient, get, post

CHAT = post("/v1/chat/completions", b'{"model":"m","stream":true,"messages":[]}')
MESSAGES = post("/v1/messages", b'{"model":"m","stream":true,"messages":[]}', "anthropic-version: 2023-06-01")


def ask(port: int, request: bytes = CHAT) -> Reply:
    with WireClient(port) as client:
        return client.request(request)


def require_error(reply: Reply, status: int, kind: str, *named: str) -> dict:
    """The shape that both OpenAI's and Anthropic's clients can read, and the cause in words."""
    assert reply.head.status == status
    assert reply.head.header("x-weir-error") == kind
    assert (reply.head.header("content-type") or "").startswith("application/json")
    body = json.loads(reply.body)
    assert body["error"]["type"] == kind and body["error"]["code"] == status
    for name in named:
        assert name in body["error"]["message"], body
    return body


def require_recorded(weir: Weir, capture: Path, *states: str) -> None:
    """The failure is shown in the exchange, with the answer marked as Weir's own."""
    shown = weir.json("show", capture, 1, "--json")
    assert shown["state"] in (states or ("error",)) and shown["response"]["by"] == "weir"
    assert shown["end"]["why"] in ("connect", "protocol", "timeout", "upstream_abort")


def test_refused_connection(weir: Weir, capture: Path, free_port: int) -> None:
    with weir.proxy("--upstream", f"http://127.0.0.1:{free_port}", capture=capture) as proxy:
        require_error(ask(proxy.port), 502, "weir_upstream_refused", f"127.0.0.1:{free_port}", "refused")
    require_recorded(weir, capture)


def test_refused_connection_in_the_shape_of_anthropic(weir: Weir, free_port: int) -> None:
    with weir.proxy("--upstream", f"http://127.0.0.1:{free_port}") as proxy:
        assert require_error(ask(proxy.port, MESSAGES), 502, "weir_upstream_refused")["type"] == "error"


@pytest.mark.parametrize(
    ("dialect", "exception"), [("openai.chat", "InternalServerError"), ("anthropic.messages", "InternalServerError")]
)
def test_sdks_raise_their_own_server_error(weir: Weir, free_port: int, dialect: str, exception: str) -> None:
    with weir.proxy("--upstream", f"http://127.0.0.1:{free_port}") as proxy:
        assert run_sdk(dialect, "m", proxy.url).exception == exception


def test_unknown_host(weir: Weir, capture: Path) -> None:
    with weir.proxy("--upstream", "http://no-such-host.invalid:81", capture=capture) as proxy:
        require_error(ask(proxy.port), 502, "weir_dns", "no-such-host.invalid")
    require_recorded(weir, capture)


def test_connection_that_is_never_made(weir: Weir, capture: Path) -> None:
    with (
        full_backlog() as port,
        weir.proxy("--upstream", f"http://127.0.0.1:{port}", "--connect-timeout", "1s", capture=capture) as proxy,
    ):
        require_error(ask(proxy.port), 504, "weir_connect_timeout", f"127.0.0.1:{port}")
    require_recorded(weir, capture, "error", "timeout")


class full_backlog:
    """A listener whose queue is full, so that further connections hang."""

    def __enter__(self) -> int:
        self.sockets = [socket.socket()]
        self.sockets[0].bind(("127.0.0.1", 0))
        self.sockets[0].listen(0)
        address = self.sockets[0].getsockname()
        for _ in range(8):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(address)
            self.sockets.append(waiting)
        return address[1]

    def __exit__(self, *_: object) -> None:
        for opened in self.sockets:
            opened.close()


def test_certificate_that_nobody_trusts(weir: Weir, capture: Path, upstream_with, certificates) -> None:
    upstream = upstream_with(Answer([b"x"]), tls=certificates.server_context(trusted=False))
    with weir.proxy("--upstream", upstream.url, "--upstream-ca", certificates.authority, capture=capture) as proxy:
        require_error(ask(proxy.port), 502, "weir_upstream_tls", upstream.authority, "certificate")
    assert not upstream.requests
    require_recorded(weir, capture)


def test_untrusted_certificate_is_accepted_on_request(weir: Weir, upstream_with, certificates) -> None:
    upstream = upstream_with(Answer([b"x"]), tls=certificates.server_context(trusted=False))
    with weir.proxy("--upstream", upstream.url, "--insecure-upstream") as proxy:
        assert ask(proxy.port).body == b"x"


def test_tls_to_a_plain_port(weir: Weir, upstream_with) -> None:
    upstream = upstream_with(Answer([b"x"]))
    with weir.proxy("--upstream", f"https://127.0.0.1:{upstream.port}") as proxy:
        require_error(ask(proxy.port), 502, "weir_upstream_tls", f"127.0.0.1:{upstream.port}")


def test_tls_handshake_that_never_ends(weir: Weir) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        authority = f"127.0.0.1:{silent.getsockname()[1]}"
        with weir.proxy("--upstream", f"https://{authority}", "--connect-timeout", "1s") as proxy:
            require_error(ask(proxy.port), 504, "weir_connect_timeout", authority)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("reset", "weir_upstream_reset"), ("truncate", "weir_upstream_reset"), ("garbage", "weir_upstream_protocol")],
)
def test_failure_before_the_head(weir: Weir, capture: Path, upstream_with, fault: str, kind: str) -> None:
    upstream = upstream_with(Answer(fault=Fault(fault)))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        require_error(ask(proxy.port), 502, kind, upstream.authority)
        assert len(upstream.requests) == 1, "a request on a new connection is not sent twice"
    require_recorded(weir, capture, "error", "upstream_reset")


def test_upstream_that_never_answers(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer(fault=Fault("silence")))
    with weir.proxy("--upstream", upstream.url, "--idle-timeout", "1s", capture=capture) as proxy:
        require_error(ask(proxy.port), 504, "weir_timeout", upstream.authority)
        upstream.wait(lambda: upstream.requests[0].peer_left_at, "the end of the upstream connection")
    require_recorded(weir, capture, "timeout")


@pytest.mark.parametrize(
    ("fault", "framing", "state"),
    [
        ("reset", "chunked", "upstream_reset"),
        ("truncate", "chunked", "upstream_reset"),
        ("truncate", "close", "truncated"),
        ("broken_chunk", "chunked", "error"),
        ("stall", "chunked", "timeout"),
    ],
)
def test_failure_in_the_stream(weir: Weir, capture: Path, upstream_with, fault: str, framing: str, state: str) -> None:
    """The client gets every byte that came, and an end that is not mistaken for a good one."""
    played = sample("openai-chat-text")
    upstream = upstream_with(
        Answer(played.events, headers=stream_headers(played), framing=framing, fault=Fault(fault, 3))
    )
    received = b""
    with (
        weir.proxy("--upstream", upstream.url, "--idle-timeout", "1s", capture=capture) as proxy,
        WireClient(proxy.port) as client,
    ):
        client.send(CHAT)
        head = client.head()
        ended_well = True
        try:
            for part in client.body(head):
                received += part
        except (Truncated, ConnectionResetError, ValueError):
            ended_well = False
    assert received == b"".join(played.events[:3])
    assert ended_well == (framing == "close")
    shown = weir.json("show", capture, 1, "--json")
    assert shown["state"] == state
    assert CaptureFile(capture).numbered[0].body == received


def test_kept_connection_that_went_away_is_no_false_502(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer([b"ok"], framing="length", drop_connection=True))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        for _ in range(3):
            for _ in range(2):  # a client that meets the closed connection opens another, as all do
                try:
                    with WireClient(proxy.port) as client:
                        assert client.request(CHAT).body == b"ok"
                        assert client.request(CHAT).head.status == 200
                except (Truncated, ConnectionResetError, BrokenPipeError):
                    pass
    assert {exchange.response["s"] for exchange in CaptureFile(capture).numbered if exchange.response} == {200}


def test_unknown_route_lists_the_known_ones(weir: Weir) -> None:
    with weir.proxy("--route", "mine=http://127.0.0.1:1") as proxy:
        require_error(
            ask(proxy.port, get("/nosuch/v1/x")), 404, "weir_unknown_route", "nosuch", "mine", "openai", "anthropic"
        )
