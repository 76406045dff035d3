"""`weir lint`: what is wrong with a stream, as text, as JSON and as an exit status."""

import json
from pathlib import Path

import pytest
from samples import Sample, all_samples
from weir_process import Weir
from wire_client import WireClient, post

CHECK_FAILED, USAGE, NO_INPUT = 1, 64, 66
CHUNK = b'data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'


def lint(weir: Weir, *arguments: object, stdin: bytes | None = None) -> tuple[int, str]:
    done = weir.run("lint", *arguments, stdin=stdin)
    assert done.stderr == b""
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize("played", all_samples().values(), ids=lambda played: played.name)
def test_a_fixture_has_no_codes_but_its_own(weir: Weir, played: Sample) -> None:
    options = ["--dialect", played.dialect] if played.dialect != "generic" else []
    status, text = lint(
        weir, played.path, "--content-type", played.content_type, *options, "--min-severity", "info", "--json"
    )
    document = json.loads(text)
    found = document["checked"][0]["findings"]
    # That none is missing is tested beside the rules.
    assert {finding["code"] for finding in found} <= set(played.expected["lint"])
    assert status == (CHECK_FAILED if found else 0)
    assert document["failed"] == bool(found)
    assert sum(document["counts"].values()) == len(found)


def test_the_minimum_severity_decides_what_is_shown_and_what_fails(weir: Weir) -> None:
    body = b": hi\n\n" + CHUNK
    status, text = lint(weir, "-", stdin=body)
    assert status == CHECK_FAILED and "TERM-MISSING" in text and "SSE-COMMENT" not in text
    assert "at the end" in text and "breaks openai-python" in text
    status, text = lint(weir, "-", "--min-severity", "info", stdin=body)
    assert status == CHECK_FAILED and "SSE-COMMENT" in text and "block 0 · byte 0" in text
    status, text = lint(weir, "-", "--min-severity", "error", stdin=b": hi\n\ndata: x\n\n")
    assert (status, text) == (0, "no findings of severity error; 1 finding below it (--min-severity info)\n")


def test_a_quirk_of_each_chunk_is_one_line(weir: Weir) -> None:
    body = CHUNK.replace(b"chat.completion.chunk", b"") * 5000
    status, text = lint(weir, "-", stdin=body)
    assert status == CHECK_FAILED
    lines = [line for line in text.splitlines() if "CHAT-OBJECT" in line]
    assert len(lines) == 1 and lines[0].endswith("event 1 · byte 0 · and 4,999 more")


def test_an_exchange_of_a_capture(weir: Weir, players, tmp_path: Path) -> None:
    capture = tmp_path / "session.weir.jsonl"
    with weir.proxy("--upstream", players["http"].url, capture=capture) as proxy, WireClient(proxy.port) as client:
        for name in ["openai-chat-text", "openai-chat-truncated"]:
            client.request(post("/v1/chat/completions", json.dumps({"model": name, "stream": True}).encode()))
    status, text = lint(weir, capture)
    assert status == CHECK_FAILED and "\n#2  POST" in "\n" + text and "#1  POST" not in text
    status, text = lint(weir, capture, "2", "--json")
    checked = json.loads(text)["checked"]
    assert status == CHECK_FAILED and [each["exchange"] for each in checked] == [2]
    assert "TERM-MISSING" in {finding["code"] for finding in checked[0]["findings"]}
    assert lint(weir, capture, "1", "--min-severity", "error")[0] == 0
    assert lint(weir, "-", "--json", stdin=capture.read_bytes())[0] == CHECK_FAILED


def test_codes_are_explained(weir: Weir) -> None:
    status, text = lint(weir, "--explain", "tool-no-index")
    assert status == 0 and text.startswith("TOOL-NO-INDEX  error\n") and "openai-python" in text
    status, text = lint(weir, "--explain", "TERM", "--json")
    assert status == 0 and {page["code"][:5] for page in json.loads(text)} == {"TERM-"}


def test_wrong_usage(weir: Weir) -> None:
    for arguments, status, names in [
        (["--explain", "TERM-MISING"], USAGE, "did you mean TERM-MISSING?"),
        (["--min-severity", "fatal"], USAGE, "fatal"),
        (["no-such-file.sse"], NO_INPUT, "no-such-file.sse"),
    ]:
        done = weir.run("lint", *arguments)
        assert done.returncode == status and names in done.stderr.decode() and done.stdout == b""
