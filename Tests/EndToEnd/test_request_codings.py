"""Requests that are compressed: forwarded as they came, shown, checked, compared and matched by what they say."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from capture_file import CaptureFile
from codings import CODINGS, Encoder
from samples import sample
from test_curl import STREAM
from upstream import Answer, Upstream
from weir_process import Weir, WeirServer
from wire_client import WireClient, post

PLAYED = sample("openai-chat-text")
ASKED = {"model": "gpt-coded", "stream": True, "messages": [{"role": "user", "content": "Hello, wörld"}]}
BODY = json.dumps(ASKED, ensure_ascii=False).encode()
CODED = [coding for coding in CODINGS if coding != "identity"]


def coded(body: bytes, coding: str) -> bytes:
    for each in coding.split(", "):
        encoder = Encoder(each)
        body = encoder.encode(body) + encoder.finish()
    return body


def request(body: bytes, coding: str, sent_as: str | None = None) -> bytes:
    return post("/v1/chat/completions", coded(body, coding), f"Content-Encoding: {sent_as or coding}")


@pytest.fixture
def relay(weir: Weir, capture: Path, upstream_with) -> Iterator[tuple[WeirServer, Upstream]]:
    upstream = upstream_with(Answer(PLAYED.events, headers=STREAM))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        yield proxy, upstream


def send(proxy: WeirServer, *requests: bytes) -> None:
    for each in requests:
        with WireClient(proxy.port) as client:
            assert client.request(each).head.status == 200


@pytest.mark.parametrize("coding", [*CODED, "gzip, br"])
def test_forwarded_as_it_came_and_shown_decoded(weir: Weir, capture: Path, relay, coding: str) -> None:
    proxy, upstream = relay
    send(proxy, request(BODY, coding))
    (received,) = upstream.requests
    assert received.body == coded(BODY, coding) and received.header("content-encoding") == coding
    proxy.stop()
    (exchange,) = CaptureFile(capture).numbered
    assert exchange.request_body == BODY
    end = exchange.only("qe")["qe"]
    assert (end["enc"], end["raw_bytes"]) == (coding, len(received.body))
    shown = weir.json("show", capture, "1", "--json")
    assert shown["request"]["body"] == ASKED and shown["dialect"] == "openai.chat"
    assert ["Content-Encoding", coding] in shown["request"]["headers"]
    part = weir.run("show", capture, "1", "--part", "request").stdout.decode()
    assert "wörld" in part and f"stored decoded from {coding}, {len(received.body)} bytes on the wire" in part
    assert f"stored decoded from {coding}" in weir.run("show", capture, "1").stdout.decode()
    command = weir.run("show", capture, "1", "--part", "curl").stdout.decode().lower()
    assert "wörld" in command and "content-encoding" not in command
    opened = next(each for each in weir.json_lines("tail", capture, "--no-follow", "--json") if "phase" in each)
    assert opened["model"] == "gpt-coded"


def test_a_request_that_is_not_what_its_head_says_is_shown_as_it_came(weir: Weir, capture: Path, relay) -> None:
    proxy, upstream = relay
    send(proxy, request(BODY, "identity", sent_as="gzip"))
    assert upstream.requests[0].body == BODY
    proxy.stop()
    shown = weir.json("show", capture, "1", "--json")
    assert shown["request"]["body"] == ASKED


def test_checks_and_comparisons_see_what_was_asked(weir: Weir, capture: Path, relay) -> None:
    proxy, _ = relay
    not_streaming = json.dumps(ASKED | {"stream": False}).encode()
    changed = json.dumps(ASKED | {"messages": [{"role": "user", "content": "Hello, Mars"}]}).encode()
    send(proxy, request(BODY, "gzip"), request(not_streaming, "zstd"), request(changed, "br"))
    proxy.stop()
    codes = [{each["code"] for each in row["findings"]} for row in weir.json("ls", capture, "--json")]
    assert ["HTTP-UNASKED-STREAM" in each for each in codes] == [False, True, False]
    found = weir.json("ls", capture, "--where", 'request.body ~ "Mars"', "--json")
    assert [each["exchange"] for each in found] == [3]
    differing = weir.run("diff", f"{capture}#1", f"{capture}#3")
    assert "Mars" in differing.stdout.decode(), differing.stderr.decode()


def test_replay_answers_whatever_the_coding(weir: Weir, capture: Path, relay) -> None:
    proxy, _ = relay
    send(proxy, request(BODY, "gzip"))
    proxy.stop()
    with weir.replay(capture, "--speed", "max") as server:
        for coding in CODINGS:
            with WireClient(server.port) as client:
                assert client.request(request(BODY, coding)).body == PLAYED.body
        with WireClient(server.port) as client:
            assert client.request(request(BODY.replace(b"Hello", b"Hullo"), "gzip")).head.status == 404


def test_a_secret_in_a_coded_request_is_redacted(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer(PLAYED.events, headers=STREAM))
    secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"
    asked = json.dumps(ASKED | {"metadata": {"key": secret}}).encode()
    with weir.proxy("--upstream", upstream.url, "--filter", "redact-secrets", capture=capture) as proxy:
        send(proxy, request(asked, "gzip"))
        assert upstream.requests[0].body == coded(asked, "gzip")
    read = CaptureFile(capture)
    assert secret.encode() not in read.text and coded(asked, "gzip") not in read.numbered[0].request_body
    assert b"redacted" in read.numbered[0].request_body
