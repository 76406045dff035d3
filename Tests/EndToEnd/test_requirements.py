"""What gateways document about streaming, where it takes the binary: each test names the requirement that it covers."""

import json
import re
import subprocess
from pathlib import Path

from capture_file import CaptureFile
from player import stream_headers
from samples import sample
from sdk_clients import run_sdk
from upstream import Answer, Request
from weir_process import Weir
from wire_client import WireClient, post

STREAM = [("content-type", "text/event-stream")]


def test_s0_1_every_event_is_passed_on_while_the_next_is_withheld(weir: Weir, upstream_with) -> None:
    events = sample("openai-chat-text").events
    gates = []

    def play(_: Request) -> Answer:
        gates.append(upstream.gate())
        return Answer(events, headers=STREAM, gate=gates[0])

    upstream = upstream_with(play)
    with weir.proxy("--upstream", upstream.url) as proxy, WireClient(proxy.port, seconds=10) as client:
        client.send(post("/v1/chat/completions", b'{"messages":[],"stream":true}'))
        parts, received, due = client.body(client.head()), b"", b""
        for event in events:
            due += event
            gates[0].open()
            while len(received) < len(due):
                received += next(parts)
            assert received == due


def test_s0_8_s2_2_s4_9_curl_without_buffering_prints_each_chunk_as_it_comes(weir: Weir, upstream_with) -> None:
    events = sample("openai-chat-text").events
    gates = []

    def play(_: Request) -> Answer:
        gates.append(upstream.gate())
        return Answer(events, headers=STREAM, gate=gates[0])

    upstream = upstream_with(play)
    with weir.proxy("--upstream", upstream.url) as proxy:
        command = ["curl", "-sN", "--max-time", "20", "-d", '{"stream":true}', f"{proxy.url}/v1/chat/completions"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as curl:
            upstream.wait(lambda: gates, "the request")
            for event in events:
                gates[0].open()
                assert curl.stdout.read(len(event)) == event
            assert curl.wait(10) == 0


def test_s0_6_s0_13_s3_1_s4_1_the_official_sdk_gets_the_same_through_weir(
    weir: Weir, players, capture: Path
) -> None:
    played = sample("openai-chat-parallel-tools")
    direct = run_sdk(played.dialect, played.name, players["http"].url)
    with weir.proxy("--upstream", players["http"].url, capture=capture) as proxy:
        assert run_sdk(played.dialect, played.name, proxy.url) == direct
    shown = weir.json("show", capture, "1", "--json")
    assert shown["message"]["choices"][0]["message"]["tool_calls"] == [
        {key: value for key, value in call.items() if key != "index"}
        for call in played.expected["final"]["choices"][0]["message"]["tool_calls"]
    ]


def test_s0_14_s2_18_no_key_reaches_the_disk_whatever_its_form(weir: Weir, upstream_with, capture: Path) -> None:
    keys = ["PMIND4711:c2VjcmV0LXBhcnQ", "sk-proj-0123456789abcdef", "plain-secret-without-a-prefix"]
    upstream = upstream_with(Answer(sample("openai-chat-text").events, headers=STREAM))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        for key in keys:
            assert client.request(post("/v1/chat/completions", b"{}", f"authorization: Bearer {key}")).head.status == 200
    assert [request.header("authorization") for request in upstream.requests] == [f"Bearer {key}" for key in keys]
    stored = capture.read_bytes()
    assert not [key for key in keys if key.encode() in stored]


def test_s1_2_s1_4_a_model_that_does_not_stream_is_told(weir: Weir, upstream_with, capture: Path) -> None:
    whole = json.dumps(sample("openai-chat-text").expected["final"]).encode()
    answer = Answer([whole], headers=[("content-type", "application/json")], framing="length")
    upstream = upstream_with(answer)
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        client.request(post("/v1/chat/completions", b'{"model":"o1","messages":[],"stream":true}'))
    shown = weir.json("show", capture, "1", "--json")
    assert (shown["stream_requested"], shown["stream"]) == (True, False)
    assert "HTTP-NOT-STREAM" in [finding["code"] for finding in shown["findings"]]


def test_s2_15_the_exact_spend_of_a_session_is_summed_up(weir: Weir, upstream_with, capture: Path) -> None:
    counted = sample("openai-chat-usage-last")
    usage = counted.expected["final"]["usage"]
    upstream = upstream_with(Answer(counted.events, headers=STREAM))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        for _ in range(3):
            client.request(post("/v1/chat/completions", b'{"model":"m","messages":[],"stream":true}'))
    (group,) = weir.json("report", capture, "--format", "json")["groups"]
    assert group["usage"]["input_tokens"] == 3 * usage["prompt_tokens"]
    assert group["usage"]["output_tokens"] == 3 * usage["completion_tokens"]
    assert (group["usage"]["source"], group["usage"]["told"], group["usage"]["untold"]) == ("provider", 3, 0)
    text = weir.run("report", capture).stdout.decode()
    assert f"{3 * usage['prompt_tokens']} in" in text and f"{3 * usage['completion_tokens']} out" in text


def test_s2_16_an_answer_without_streaming_is_recorded_too(weir: Weir, upstream_with, capture: Path) -> None:
    final = sample("openai-chat-text").expected["final"]
    answer = Answer([json.dumps(final).encode()], headers=[("content-type", "application/json")], framing="length")
    upstream = upstream_with(answer)
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        reply = client.request(post("/v1/chat/completions", b'{"model":"m","messages":[]}'))
    assert json.loads(reply.body) == final
    assert CaptureFile(capture).numbered[0].body == reply.body
    assert weir.json("show", capture, "1", "--json")["message"] == final


def test_s4_5_accept_decides_nothing(weir: Weir, upstream_with, capture: Path) -> None:
    played = sample("openai-chat-text")
    upstream = upstream_with(Answer(played.events, headers=stream_headers(played)))
    body = b'{"model":"m","messages":[],"stream":true}'
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        assert client.request(post("/v1/chat/completions", body, "accept: application/json")).body == played.body
    shown = weir.json("show", capture, "1", "--json")
    assert (shown["stream_requested"], shown["stream"], shown["dialect"]) == (True, True, "openai.chat")


def test_s4_8_the_status_of_a_failed_request_comes_first(weir: Weir, upstream_with, capture: Path) -> None:
    body = b'{"error":{"message":"slow down","type":"rate_limit_error"}}'
    answer = Answer([body], status=429, headers=[("content-type", "application/json")], framing="length")
    upstream = upstream_with(answer)
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        assert client.request(post("/v1/chat/completions", b'{"messages":[],"stream":true}')).head.status == 429
    first = weir.run("show", capture, "1").stdout.decode().splitlines()[0]
    assert "429" in first
    assert weir.json("show", capture, "1", "--json")["error"]["status"] == 429


def test_each_requirement_is_named_by_a_test() -> None:
    tests = Path(__file__).parent.parent
    named = set()
    for file in [*tests.rglob("*.swift"), *tests.rglob("*.py")]:
        named |= {(int(group), int(number)) for group, number in re.findall(r"[sS]([0-4])[-_](\d+)", file.read_text())}
    # How many each of the documents has.
    counts = [14, 9, 18, 15, 9]
    wanted = {(group, number + 1) for group, count in enumerate(counts) for number in range(count)}
    assert wanted <= named
