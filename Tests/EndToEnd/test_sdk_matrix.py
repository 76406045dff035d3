"""The official SDKs get the same through `weir proxy`, out of `weir show` and from `weir replay` as they get direct."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from capture_file import CaptureFile
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
    shown: list[dict] = field(default_factory=list)


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
        recording.shown = weir.json("show", recording.capture, "--json")
    return made


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
def test_show_rebuilds_the_message(recordings, way: str, coding: str, sample: Sample) -> None:
    recording = recordings[way]
    shown = recording.shown[recording.numbers[coding, sample.name] - 1]
    final = sample.expected["final"]
    assert shown["exchange"] == recording.numbers[coding, sample.name]
    assert shown["dialect"] == sample.dialect
    assert comparable(shown["message"]) == comparable(final)
    if sample.name not in UNSETTLED:
        assert shown_facts(shown) == expected_facts(sample.dialect, sample.expected)
    assert shown["state"] == STATES[sample.expected["outcome"]]
    assert (shown["error"] is not None) == (sample.expected["error"] is not None)
    assert shown["stream"] is True and shown["model"]


@pytest.mark.parametrize("sample", SAMPLES, ids=case_name)
def test_show_of_one_exchange_is_the_same_object(weir: Weir, recordings, sample: Sample) -> None:
    recording = recordings["upstream-http"]
    number = recording.numbers["identity", sample.name]
    assert weir.json("show", recording.capture, number, "--json") == recording.shown[number - 1]


@pytest.mark.parametrize("sample", SAMPLES, ids=case_name)
def test_sdk_gets_the_same_from_the_replay(replayed, direct, sample: Sample) -> None:
    assert replayed[sample.name] == direct[sample.name]


@pytest.mark.parametrize("way", WAYS)
def test_capture_holds_the_exact_streams_and_no_key(recordings, way: str) -> None:
    recording = recordings[way]
    capture = CaptureFile(recording.capture)
    capture.check()
    for coding, sample in ((c, s) for c in WAYS[way] for s in SAMPLES):
        exchange = capture.numbered[recording.numbers[coding, sample.name] - 1]
        assert exchange.body == sample.body, (coding, sample.name)
        assert sample.name in exchange.request["u"] or sample.name.encode() in exchange.request_body
        assert exchange.end["why"] == "eof"
    assert API_KEY.encode() not in recording.capture.read_bytes()


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
