"""The capture as an outside reader meets it: exact, private, appendable, and whole after a torn end."""

import json
import os
import stat
from pathlib import Path

import pytest
from capture_file import CaptureFile, payload
from player import stream_headers
from samples import all_samples, sample
from upstream import Answer
from weir_process import Weir
from wire_client import WireClient, get, post

EVENTS = [("content-type", "text/event-stream")]
SECRETS = {
    "authorization": "Bearer sk-SECRET-authorization",
    "Proxy-Authorization": "Basic SECRET-proxy",
    "cookie": "session=SECRET-cookie",
    "api-key": "SECRET-api-key",
    "x-api-key": "SECRET-x-api-key",
    "X-Goog-Api-Key": "SECRET-goog",
    "x-amz-security-token": "SECRET-amz",
    "my-service-secret": "SECRET-suffix",
    "x-auth-token": "SECRET-token",
    "some-credentials": "SECRET-credentials",
    "sec-websocket-protocol": "openai-insecure-api-key.SECRET-protocol",
}
KEPT = {
    "x-ratelimit-remaining-tokens": "149984",
    "anthropic-ratelimit-tokens-remaining": "7999",
    "x-time-to-first-token": "210",
}
QUERIES = [
    "key",
    "api_key",
    "apikey",
    "token",
    "access_token",
    "sig",
    "signature",
    "X-Amz-Signature",
    "X-Amz-Credential",
]


def record(weir: Weir, capture: Path, upstream, *requests: bytes) -> CaptureFile:
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        for request in requests:
            client.request(request)
    return CaptureFile(capture)


def test_no_secret_reaches_the_disk(weir: Weir, capture: Path, upstream_with) -> None:
    answered = [("set-cookie", "id=SECRET-set-cookie; Path=/"), *KEPT.items()]
    upstream = upstream_with(Answer([b"data: 1\n\n"], headers=EVENTS + answered))
    query = "&".join(f"{name}=SECRET-query" for name in QUERIES)
    sent = [f"{name}: {value}" for name, value in SECRETS.items()]
    request = post(
        f"/v1/x?a=1&{query}&z=2", b'{"model":"m"}', *sent, *(f"{name}: {value}" for name, value in KEPT.items())
    )
    read = record(weir, capture, upstream, request, request)
    assert b"SECRET" not in capture.read_bytes()
    assert "SECRET" in upstream.requests[0].head.decode(), "the upstream gets what the client sent"
    exchange = read.numbered[0]
    headers = dict(map(tuple, exchange.request["h"])) | dict(map(tuple, exchange.response["h"]))
    assert KEPT.items() <= headers.items()
    first, second = (dict(map(tuple, found.request["h"]))["authorization"] for found in read.numbered)
    assert first == second and first.startswith("‹redacted:") and len(first) == len("‹redacted:01234567›")
    assert "a=1" in exchange.request["tg"] and "z=2" in exchange.request["tg"]
    assert exchange.only("req")["red"]


def test_password_in_a_url_stays_out(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer([b"x"]))
    with weir.proxy(capture=capture) as proxy, WireClient(proxy.port) as client:
        client.request(get(upstream.url.replace("//", "//user:SECRET@") + "/x", host=upstream.authority))
    assert CaptureFile(capture).numbered and b"SECRET" not in capture.read_bytes()


def test_capture_is_for_the_owner_alone(weir: Weir, capture: Path, upstream_with) -> None:
    record(weir, capture, upstream_with(Answer([b"x"])), get("/"))
    assert stat.S_IMODE(capture.stat().st_mode) == 0o600


def test_every_sample_is_stored_exactly(weir: Weir, capture: Path, upstream_with) -> None:
    played = list(all_samples().values())

    def play(request) -> Answer:
        chosen = sample(json.loads(request.body)["model"])
        pieces = [chosen.body[start : start + 61] for start in range(0, len(chosen.body), 61)]
        return Answer(pieces, headers=stream_headers(chosen))

    requests = [post("/v1/any", json.dumps({"model": each.name}).encode()) for each in played]
    read = record(weir, capture, upstream_with(play), *requests)
    read.check()
    assert [exchange.body for exchange in read.numbered] == [each.body for each in played]
    for exchange, each in zip(read.numbered, played, strict=True):
        if each.path.suffix == ".sse":
            stored = [payload(line) for line in exchange.kind("ev")]
            assert b"".join(stored) == each.body, "each block of a stream is a line of kind ev"


def test_requests_and_binary_bodies_are_stored_exactly(weir: Weir, capture: Path, upstream_with) -> None:
    binary = bytes(range(256)) * 5000
    upstream = upstream_with(Answer([binary], headers=[("content-type", "application/octet-stream")]))
    read = record(weir, capture, upstream, post("/bin", binary))
    read.check()
    assert read.numbered[0].request_body == read.numbered[0].body == binary


def test_write_times_and_reads_are_complete(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer(sample("openai-chat-text").events, headers=EVENTS, delays=[0.02] * 6))
    exchange = record(weir, capture, upstream, get("/")).numbered[0]
    accepted = [(line["out"]["rd0"], line["out"]["rd"], line["out"]["lags"]) for line in exchange.kind("out")]
    for first, last, lags in accepted:
        assert len(lags) == last - first + 1 and all(lag >= 0 for lag in lags)
    reads = [number for first, last, _ in accepted for number in range(first, last + 1)]
    assert reads == sorted(set(reads)) and {line["rd"] for line in exchange.kind("ev")} <= set(reads)
    times = [line["t"] for line in exchange.kind("ev")]
    assert times == sorted(times) and times[-1] - times[0] > 0.08e9
    assert sum(line["out"]["bytes"] for line in exchange.kind("out")) >= exchange.end["bytes"]


@pytest.mark.parametrize("cut", [1, 40, "half"])
def test_torn_file_loads_and_is_mended_on_reopen(weir: Weir, capture: Path, upstream_with, cut: int | str) -> None:
    upstream = upstream_with(Answer(sample("openai-chat-text").events, headers=EVENTS))
    before = record(weir, capture, upstream, get("/one"))
    whole = capture.read_bytes()
    last_line = len(whole) - whole.rstrip(b"\n").rfind(b"\n") - 1
    torn = whole[: -(last_line // 2 if cut == "half" else min(cut, last_line - 1))]
    capture.write_bytes(torn)
    done = weir.run("show", capture, 1, "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["text"] == "Hello, wörld 🌍"
    # Without its last LF alone, the last line is still whole: nothing is missing.
    assert cut == 1 or b"torn" in done.stderr.lower(), "says what is missing"
    after = record(weir, capture, upstream, get("/two"))
    rest = torn.rpartition(b"\n")[2]
    assert capture.with_name(capture.name + ".torn").read_bytes().endswith(rest)
    assert after.text.startswith(before.text[: torn.rfind(b"\n") + 1])
    headers = after.kind("hdr")
    assert (
        len(headers) == 2 and headers[1]["hdr"]["resume"] and headers[1]["hdr"]["part"] == headers[0]["hdr"]["part"] + 1
    )
    assert [line["lost"]["why"] for line in after.kind("lost")] == ["crash"]
    assert [exchange.request["tg"] for exchange in after.numbered] == ["/one", "/two"]


def test_reopening_a_closed_capture_appends(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer(sample("openai-chat-text").events, headers=EVENTS))
    first = record(weir, capture, upstream, get("/one"))
    assert first.kind("ftr")
    second = record(weir, capture, upstream, get("/two"))
    second.check()
    assert second.text.startswith(first.text)
    assert [found["request"]["target"] for found in weir.json("show", capture, "--json")] == ["/one", "/two"]


def test_second_writer_is_refused(weir: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer([b"x"]))
    with weir.proxy("--upstream", upstream.url, capture=capture):
        done = weir.run("proxy", "--listen", "127.0.0.1:0", "--no-ui", "--capture", capture)
    assert done.returncode == 73 and capture.name.encode() in done.stderr


def test_hand_written_capture_loads(weir: Weir, tmp_path: Path) -> None:
    """A person may add events with nothing but `k`, `x`, `d` and `t`, and leave `seq` and `rd` out."""
    path = tmp_path / "hand.weir.jsonl"
    lines = [
        {"k": "hdr", "t": 0, "hdr": {"fmt": "weir-capture", "v": 1}},
        {
            "k": "req",
            "t": 1,
            "x": "A",
            "req": {
                "m": "POST",
                "u": "http://h/v1/chat/completions",
                "tg": "/v1/chat/completions",
                "hv": "1.1",
                "h": [],
            },
        },
        {"k": "res", "t": 2, "x": "A", "res": {"s": 200, "hv": "1.1", "h": [["content-type", "text/event-stream"]]}},
        *(
            {"k": "ev", "t": 3 + index, "x": "A", "d": event.decode()}
            for index, event in enumerate(sample("openai-chat-text").events)
        ),
        {"k": "future", "t": 90, "x": "A", "something": {"new": True}},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert weir.json("show", path, 1, "--json")["text"] == "Hello, wörld 🌍"
    with weir.replay(path, "--speed", "max") as replay, WireClient(replay.port) as client:
        assert client.request(post("/v1/chat/completions", b"")).body == sample("openai-chat-text").body


def test_default_folder_and_reading_from_stdin(weir: Weir, tmp_path: Path, players) -> None:
    home = Weir(weir.binary, tmp_path)
    with home.server(
        "proxy", "--listen", "127.0.0.1:0", "--json", "--no-ui", "--upstream", players["http"].url
    ) as proxy:
        folder = tmp_path / "weir" / "captures"
        assert proxy.capture.parent == folder and proxy.capture.name.endswith(f"-{proxy.port}.weir.jsonl")
        with WireClient(proxy.port) as client:
            client.request(post("/v1/chat/completions", b'{"model":"openai-chat-text","stream":true}'))
    kept = next(folder.glob("*.weir.jsonl*"))
    assert home.json("show", "1", "--json")["text"] == home.json("show", kept, 1, "--json")["text"] == "Hello, wörld 🌍"
    if kept.suffix == ".jsonl":
        assert home.json("show", "-", 1, "--json", stdin=kept.read_bytes())["text"] == "Hello, wörld 🌍"
    assert os.path.getsize(kept) > 0
