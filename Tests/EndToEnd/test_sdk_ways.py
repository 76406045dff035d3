"""The official SDKs get the same through every way in as they get direct, and it is recorded whole."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from capture_file import CaptureFile
from http2_peers import HTTP2Upstream, StreamAnswer, StreamRequest
from player import named_sample, stream_headers
from samples import SDK_DIALECTS, Sample, samples_of
from sdk_clients import API_KEY, Outcome, Way, run_sdk
from sdk_known import RAISES
from weir_process import Weir, WeirServer

SAMPLES = samples_of(*SDK_DIALECTS)


def play_streams(request: StreamRequest) -> StreamAnswer:
    played = named_sample(request.headers[":path"], bytes(request.body))
    return StreamAnswer(played.events, headers=stream_headers(played))


@dataclass
class Run:
    """What the SDKs got by one way, in the order of the samples."""

    capture: Path
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @cached_property
    def read(self) -> CaptureFile:
        return CaptureFile(self.capture)


def absolute_form(proxy: WeirServer, plain: str, secure: str, h2: str) -> Way:
    return Way(plain, proxy.url)


def connect_http1(proxy: WeirServer, plain: str, secure: str, h2: str) -> Way:
    return Way(secure, proxy.url, proxy.hello["ca"])


def connect_http2(proxy: WeirServer, plain: str, secure: str, h2: str) -> Way:
    return Way(h2, proxy.url, proxy.hello["ca"], http2=True)


def socks5(proxy: WeirServer, plain: str, secure: str, h2: str) -> Way:
    return Way(secure, f"socks5h://127.0.0.1:{proxy.port}", proxy.hello["ca"])


WAYS: dict[str, Callable[..., Way]] = {
    "absolute-form": absolute_form,
    "connect-http1": connect_http1,
    "connect-http2": connect_http2,
    "socks5": socks5,
}


@pytest.fixture(scope="module")
def direct(players) -> dict[str, Outcome]:
    return {sample.name: run_sdk(sample.dialect, sample.name, players["http"].url) for sample in SAMPLES}


@pytest.fixture(scope="module")
def by_http2(certificates) -> Iterator[HTTP2Upstream]:
    with HTTP2Upstream(play_streams, tls=certificates.server_context(alpn=("h2",)), waits_for_body=True) as upstream:
        yield upstream


@pytest.fixture(scope="module", params=WAYS)
def run(request, weir: Weir, players, by_http2, certificates, tmp_path_factory) -> Run:
    made = Run(tmp_path_factory.mktemp("ways") / f"{request.param}.weir.jsonl")
    with weir.proxy("--upstream-ca", certificates.authority, capture=made.capture) as proxy:
        way = WAYS[request.param](proxy, players["http"].url, players["https"].url, by_http2.url)
        if request.param != "absolute-form" and not proxy.hello["ca"]:
            pytest.skip("this build has no certificate authority")
        for sample in SAMPLES:
            made.outcomes[sample.name] = run_sdk(sample.dialect, sample.name, way)
    return made


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_sdk_gets_the_same(run: Run, direct, sample: Sample) -> None:
    assert run.outcomes[sample.name] == direct[sample.name]
    assert run.outcomes[sample.name].exception == RAISES.get(sample.name)


def test_capture_holds_the_exact_streams_and_no_key(run: Run) -> None:
    run.read.check()
    assert len(run.read.numbered) == len(SAMPLES)
    for exchange, sample in zip(run.read.numbered, SAMPLES, strict=True):
        assert exchange.end["why"] in ("eof", "client_abort"), sample.name
        assert exchange.body == sample.body or exchange.end["why"] == "client_abort", sample.name
        assert sample.body.startswith(exchange.body), sample.name
    assert API_KEY.encode() not in run.read.text
