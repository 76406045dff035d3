"""The tests' own tools, without Weir: what goes through Weir later must first be right when it goes direct."""

import gzip
import ssl

import pytest
from codings import CODINGS, Decoder, Encoder, random_cuts
from rebuilt import comparable
from samples import SDK_DIALECTS, sample, samples_of, split_events
from sdk_clients import openai_whole, run_sdk
from sdk_known import JOINS_OTHERWISE, RAISES
from upstream import Answer, Fault
from wire_client import Truncated, WireClient, get, post


@pytest.mark.parametrize("coding", CODINGS)
def test_each_piece_can_be_decoded_when_it_arrives(coding: str) -> None:
    encoder, decoder = Encoder(coding), Decoder(coding)
    for piece in sample("openai-chat-unicode").events:
        assert decoder.decode(encoder.encode(piece)) == piece
    assert decoder.decode(encoder.finish()) == b""


def test_random_cuts_fall_into_characters_and_line_ends() -> None:
    data = "räksmörgås 🌍\r\n\r\n".encode() * 40
    cuts = random_cuts(data, seed=7)
    assert b"".join(cuts) == data and cuts == random_cuts(data, seed=7) != random_cuts(data, seed=8)
    assert any(cut[0] & 0xC0 == 0x80 for cut in cuts) and any(cut[0] == 0x0A and cut for cut in cuts)


def test_events_split_at_every_kind_of_blank_line() -> None:
    assert split_events(b"a\n\nb\r\n\r\nc\r\rd") == [b"a\n\n", b"b\r\n\r\n", b"c\r\r", b"d"]


@pytest.mark.parametrize("dialect", SDK_DIALECTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_sdks_agree_with_the_recorded_expectations(
    players, certificates, monkeypatch, dialect: str, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    for played in samples_of(dialect):
        outcome = run_sdk(dialect, played.name, players[scheme].url, {"x-play-coding": "negotiate", "x-play-seed": "5"})
        assert outcome.exception == RAISES.get(played.name), played.name
        comparable_result = dialect in ("openai.chat", "anthropic.messages") and not outcome.exception
        if comparable_result and played.name not in JOINS_OTHERWISE:
            assert comparable(outcome.result) == comparable(played.expected["final"]), played.name


def test_whole_completion_direct(players) -> None:
    assert (
        openai_whole("openai-chat-text", players["http"].url)["choices"][0]["message"]["content"] == "Hello, wörld 🌍"
    )


@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
def test_framings_trailers_and_records(upstream_with, framing: str) -> None:
    upstream = upstream_with(Answer([b"one", b"two"], framing=framing, trailers=[("x-sum", "3")], coding="gzip"))
    with WireClient(upstream.port) as client:
        reply = client.request(post("/a?b=c", b"{}", "X-Dup: 1", "x-dup: 2"))
    assert gzip.decompress(reply.body) == b"onetwo"
    assert reply.trailers == ([("x-sum", "3")] if framing == "chunked" else [])
    request = upstream.requests[0]
    assert (request.method, request.target, bytes(request.body)) == ("POST", "/a?b=c", b"{}")
    assert request.headers[-2:] == [("X-Dup", "1"), ("x-dup", "2")]


@pytest.mark.parametrize(("kind", "after"), [("reset", None), ("reset", 1), ("truncate", 1), ("garbage", None)])
def test_misbehaviour_shows_on_the_wire(upstream_with, kind: str, after: int | None) -> None:
    upstream = upstream_with(Answer([b"x"] * 3, fault=Fault(kind, after)))
    with WireClient(upstream.port) as client, pytest.raises((ConnectionResetError, Truncated, IndexError, ValueError)):
        client.request(get("/"))


def test_gate_holds_pieces_back(upstream_with, certificates) -> None:
    upstream = upstream_with(lambda _: Answer([b"1", b"2", b"3"], gate=gate), tls=certificates.server_context())
    gate = upstream.gate()
    with WireClient(upstream.port, tls=certificates.client_context()) as client:
        client.send(get("/"))
        parts = client.body(client.head())
        for expected in (b"1", b"2", b"3"):
            assert upstream.requests[0].pieces_sent < int(expected)
            gate.open()
            assert next(parts) == expected
        assert list(parts) == []


def test_peer_that_leaves_is_noticed(upstream_with) -> None:
    upstream = upstream_with(Answer([b"1", b"2"], fault=Fault("stall", 1)))
    with WireClient(upstream.port) as client:
        client.send(get("/"))
        assert next(client.body(client.head())) == b"1"
    upstream.wait(lambda: upstream.requests[0].peer_left_at, "the end of the connection")


def test_untrusted_certificate_is_refused(upstream_with, certificates) -> None:
    upstream = upstream_with(Answer([b"x"]), tls=certificates.server_context(trusted=False))
    with pytest.raises(ssl.SSLCertVerificationError):
        WireClient(upstream.port, tls=certificates.client_context())
