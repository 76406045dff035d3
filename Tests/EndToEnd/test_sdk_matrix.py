"""The official SDKs get the same through `weir proxy`, out of `weir show` and from `weir replay` as they get direct."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from capture_file import CaptureFile, RecordedExchange
from codings import CODINGS
from rebuilt import STATES, UNSETTLED, comparable, expected_facts, shown_facts
from samples import SDK_DIALECTS, Sample, samples_of
from sdk_clients import API_KEY, Outcome, openai_whole, run_sdk
from sdk_known import RAISES
from weir_process import Weir

SAMPLES = samples_of(*SDK_DIALECTS)
# How the client reaches the upstream: an option of the proxy and the scheme of the upstream.
WAYS = {"upstream-http": CODINGS, "upstream-https": CODINGS, "route-http": ["negotiate"], "route-https": ["negotiate"]}
CASES = [(way, coding, sample) for way, codings in WAYS.items() for coding in codings for sample in SAMPLES]
RECORDED_WAYS = ["upstream-http", "upstream-https"]
# Two streams of three are cut at random, so that characters and line ends straddle reads.
SEED = "11"


def case_name(value: object) -> str:
    return value.name if isinstance(value, Sample) else str(value)


@dataclass
class Recording:
    """What the SDKs got through one proxy, and the number of each exchange in its capture."""

    capture: Path
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    @cached_property
    def read(self) -> CaptureFile:
        return CaptureFile(self.capture)

    def exchange(self, coding: str, sample: Sample) -> RecordedExchange:
        return self.read.numbered[self.numbers[coding, sample.name] - 1]


@pytest.fixture(scope="module")
def direct(players) -> dict[str, Outcome]:
    return {sample.name: run_sdk(sample.dialect, sample.name, players["http"].url) for sample in SAMPLES}


@pytest.fixture(scope="module")
def recordings(weir: Weir, players, certificates, tmp_path_factory) -> dict[str, Recording]:
    """Runs the whole matrix once, each way through a proxy of its own."""
    folder = tmp_path_factory.mktemp("matrix")
    made = {}
    for way, codings in WAYS.items():
        option, scheme = way.split("-")
        recording = made[way] = Recording(folder / f"{way}.weir.jsonl")
        url = players[scheme].url
        target = ["--upstream", url] if option == "upstream" else ["--route", f"play={url}"]
        with weir.proxy(*target, "--upstream-ca", certificates.authority, capture=recording.capture) as proxy:
            base = proxy.url if option == "upstream" else f"{proxy.url}/play"
            for number, (coding, sample) in enumerate(((c, s) for c in codings for s in SAMPLES), start=1):
                headers = {"x-play-coding": coding} | ({"x-play-seed": SEED} if number % 3 else {})
                key = (coding, sample.name)
                recording.outcomes[key] = run_sdk(sample.dialect, sample.name, base, headers)
                recording.numbers[key] = number
    return made


@pytest.fixture(scope="module")
def shown(weir: Weir, recordings) -> dict[str, list[dict]]:
    return {way: weir.json("show", recordings[way].capture, "--json") for way in RECORDED_WAYS}


@pytest.fixture(scope="module", params=RECORDED_WAYS)
def replayed(request, weir: Weir, recordings, direct) -> Iterator[dict[str, Outcome]]:
    """The upstreams take no part in this: the capture alone answers."""
    with weir.replay(recordings[request.param].capture, "--speed", "max") as replay:
        yield {sample.name: run_sdk(sample.dialect, sample.name, replay.url) for sample in SAMPLES}


@pytest.mark.parametrize(("way", "coding", "sample"), CASES, ids=case_name)
def test_sdk_gets_the_same_through_the_proxy(recordings, direct, way: str, coding: str, sample: Sample) -> None:
    through = recordings[way].outcomes[coding, sample.name]
    assert through == direct[sample.name]
    assert through.exception == RAISES.get(sample.name)


@pytest.mark.parametrize(
    ("way", "coding", "sample"), [case for case in CASES if case[0] in RECORDED_WAYS], ids=case_name
)
def test_show_rebuilds_the_message(recordings, shown, way: str, coding: str, sample: Sample) -> None:
    number = recordings[way].numbers[coding, sample.name]
    seen, final = shown[way][number - 1], sample.expected["final"]
    assert (seen["exchange"], seen["dialect"], seen["stream"]) == (number, sample.dialect, True)
    if recordings[way].exchange(coding, sample).body != sample.body:
        assert seen["end"]["why"] == "client_abort", "only an SDK that gave up leaves a part"
        return
    assert comparable(seen["message"]) == comparable(final)
    if sample.name not in UNSETTLED:
        assert shown_facts(seen) == expected_facts(sample.dialect, sample.expected)
    assert seen["state"] == STATES[sample.expected["outcome"]]
    assert (seen["error"] is not None) == (sample.expected["error"] is not None)
    assert seen["model"]


@pytest.mark.parametrize("sample", SAMPLES, ids=case_name)
def test_show_of_one_exchange_is_the_same_object(weir: Weir, recordings, shown, sample: Sample) -> None:
    recording = recordings["upstream-http"]
    number = recording.numbers["identity", sample.name]
    assert weir.json("show", recording.capture, number, "--json") == shown["upstream-http"][number - 1]


@pytest.mark.parametrize("sample", SAMPLES, ids=case_name)
def test_sdk_gets_the_same_from_the_replay(replayed, direct, sample: Sample) -> None:
    assert replayed[sample.name] == direct[sample.name]


@pytest.mark.parametrize("way", WAYS)
def test_capture_holds_the_exact_streams_and_no_key(recordings, way: str) -> None:
    """An SDK may hang up at `[DONE]`, or when it gives up; then what had come until then is recorded."""
    recording = recordings[way]
    recording.read.check()
    for coding, sample in ((c, s) for c in WAYS[way] for s in SAMPLES):
        exchange = recording.exchange(coding, sample)
        assert sample.name in exchange.request["u"] or sample.name.encode() in exchange.request_body
        assert exchange.end["why"] in ("eof", "client_abort"), (coding, sample.name)
        assert sample.body.startswith(exchange.body), (coding, sample.name)
        assert exchange.body == sample.body or exchange.end["why"] == "client_abort", (coding, sample.name)
    assert API_KEY.encode() not in recording.read.text


@pytest.mark.parametrize("coding", CODINGS)
def test_whole_completion_through_the_proxy_and_replay(weir: Weir, players, capture: Path, coding: str) -> None:
    name, headers = "openai-chat-usage-last", {"x-play-coding": coding}
    expected = openai_whole(name, players["http"].url)
    with weir.proxy("--upstream", players["http"].url, capture=capture) as proxy:
        assert openai_whole(name, proxy.url, headers) == expected
    shown = weir.json("show", capture, 1, "--json")
    assert shown["stream"] is False and shown["response"]["body"]["id"] == expected["id"]
    assert shown["text"] == expected["choices"][0]["message"]["content"]
    with weir.replay(capture, "--speed", "max") as replay:
        assert openai_whole(name, replay.url) == expected
