"""The relay comes first: event k is with the client before the upstream may send k + 1, in every mode."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from codings import CODINGS, Decoder
from player import stream_headers
from samples import Sample, one_of_each_dialect, sample
from upstream import Answer, Gate, Request, Upstream
from weir_process import Weir, WeirServer
from wire_client import WireClient, get, post

PATHS = {"anthropic.messages": "/v1/messages", "gemini.generate": "/v1/models/g:streamGenerateContent?alt=sse"}
WAYS = ["reverse-http", "reverse-https", "forward-http", "connect-https"]


@dataclass
class GatedRelay:
    """A proxy before an upstream that waits at a gate before each piece."""

    way: str
    upstream: Upstream
    proxy: WeirServer
    playing: dict = field(default_factory=dict)

    def answer(self, _: Request) -> Answer:
        self.gate: Gate = self.upstream.gate()
        played = self.playing["sample"]
        return Answer(played.events, headers=stream_headers(played), gate=self.gate, **self.playing["options"])

    def dial(self) -> tuple[WireClient, str]:
        """A connection on which the upstream can be asked, and what stands before the path there."""
        client = WireClient(self.proxy.port, seconds=10)
        if self.way.startswith("connect"):
            client.send(get(self.upstream.authority, method="CONNECT", host=self.upstream.authority))
            assert client.head().status == 200
            if not self.proxy.hello["ca"]:
                pytest.skip("this build has no certificate authority")
            trust = ssl.create_default_context(cafile=self.proxy.hello["ca"])
            client.socket = trust.wrap_socket(client.socket, server_hostname="localhost")
        return client, self.upstream.url if self.way.startswith("forward") else ""

    def require_each_event_at_once(self, played: Sample, coding: str, **options: object) -> None:
        """The head, then each event, must arrive whole while the upstream still waits for leave to send the next."""
        self.playing = {"sample": played, "options": {"coding": coding, **options}}
        client, prefix = self.dial()
        with client:
            target = prefix + PATHS.get(played.dialect, "/v1/chat/completions")
            client.send(post(target, json.dumps({"model": played.name, "stream": True}).encode()))
            parts, decoder, received, due = client.body(client.head()), Decoder(coding), b"", b""
            for event in played.events:
                due += event
                self.gate.open()
                while len(received) < len(due):
                    received += decoder.decode(next(parts))
                assert received == due
            received += b"".join(map(decoder.decode, parts))
        assert received == played.body


@pytest.fixture(scope="module", params=WAYS)
def relay(request, weir: Weir, certificates, tmp_path_factory) -> Iterator[GatedRelay]:
    tls = certificates.server_context() if request.param.endswith("https") else None
    capture = tmp_path_factory.mktemp("gated") / "gated.weir.jsonl"
    with Upstream(lambda asked: made.answer(asked), tls=tls) as upstream:
        target = ["--upstream", upstream.url] if request.param.startswith("reverse") else []
        with weir.proxy(*target, "--upstream-ca", certificates.authority, capture=capture) as proxy:
            made = GatedRelay(request.param, upstream, proxy)
            yield made


@pytest.mark.parametrize("played", one_of_each_dialect(), ids=lambda played: played.name)
def test_each_dialect(relay: GatedRelay, played: Sample) -> None:
    relay.require_each_event_at_once(played, "identity")


@pytest.mark.parametrize("framing", ["chunked", "length", "close"])
@pytest.mark.parametrize("coding", CODINGS)
def test_each_coding_and_framing(relay: GatedRelay, coding: str, framing: str) -> None:
    relay.require_each_event_at_once(sample("openai-chat-unicode"), coding, framing=framing)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_events_that_come_in_small_pieces(relay: GatedRelay, coding: str) -> None:
    relay.require_each_event_at_once(sample("anthropic-stop-sequence-crlf"), coding, seed=21)
