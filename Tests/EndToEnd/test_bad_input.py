"""Wrong usage and wrong files: one clear line on stderr, and the documented exit code."""

import json
import os
import socket
import stat
from pathlib import Path

import pytest
from samples import sample
from upstream import Answer
from weir_process import Weir
from wire_client import WireClient, get

USAGE, DATA, NO_INPUT, UNAVAILABLE, CANNOT_CREATE = 64, 65, 66, 69, 73
LISTEN = ["--listen", "127.0.0.1:0", "--no-ui"]
HEADER = {"fmt": "weir-capture", "v": 1, "minor": 0}


def refused(weir: Weir, status: int, *arguments: object, names: str, stdin: bytes | None = None) -> str:
    """Runs a command that must fail: the status, nothing on stdout, and one line that names the matter."""
    done = weir.run(*arguments, stdin=stdin)
    complaint = done.stderr.decode()
    assert done.returncode == status, f"exit {done.returncode}: {complaint}"
    lines = [line for line in complaint.splitlines() if line.strip()]
    if status != USAGE:  # usage errors may add the usage line and a pointer to --help
        assert len(lines) == 1, complaint
    assert names.lower() in lines[0].lower(), complaint
    assert done.stdout == b""
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["proxy", "--no-such-option"], "--no-such-option"),
        (["no-such-command"], "no-such-command"),
        (["proxy", *LISTEN, "--upstream", "not a url"], "not a url"),
        (["proxy", *LISTEN, "--upstream", "ftp://example.invalid"], "ftp"),
        (["proxy", *LISTEN, "--upstream", "http://"], "http://"),
        (["proxy", *LISTEN, "--route", "missing-equals"], "missing-equals"),
        (["proxy", *LISTEN, "--route", "name=nonsense"], "nonsense"),
        (["proxy", "--listen", "nowhere"], "nowhere"),
        (["proxy", "--listen", "127.0.0.1:99999"], "99999"),
        (["proxy", "--listen", "0.0.0.0:0", "--no-ui"], "0.0.0.0"),
        (["proxy", *LISTEN, "--idle-timeout", "soon"], "soon"),
        (["proxy", *LISTEN, "--body-limit", "big"], "big"),
        (["proxy", *LISTEN, "--where", "ttft > 1s"], "ttft"),
        (["proxy", *LISTEN, "--where", "model ="], "column"),
        (["ls", "--where", "no_such_field = 1"], "no_such_field"),
        (["decode", "--dialect", "klingon"], "klingon"),
        (["replay", "--speed", "fast", "x.weir.jsonl"], "fast"),
    ],
    ids=lambda value: " ".join(map(str, value[:1] + value[-2:])) if isinstance(value, list) else None,
)
def test_wrong_usage(weir: Weir, arguments: list[str], names: str) -> None:
    refused(weir, USAGE, *arguments, names=names, stdin=b"")


def test_port_in_use(weir: Weir) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused(
            weir, UNAVAILABLE, "proxy", "--listen", f"127.0.0.1:{port}", "--no-ui", "--no-capture", names=str(port)
        )
        assert "use" in line


def test_unwritable_capture_path(weir: Weir, tmp_path: Path) -> None:
    missing = tmp_path / "no" / "such" / "folder" / "x.weir.jsonl"
    file_in_the_way = tmp_path / "file"
    file_in_the_way.write_text("")
    refused(weir, CANNOT_CREATE, "proxy", *LISTEN, "--capture", file_in_the_way / "x.weir.jsonl", names="x.weir.jsonl")
    refused(
        weir, CANNOT_CREATE, "proxy", *LISTEN, "--capture", "/proc/none/x.weir.jsonl", names="/proc/none/x.weir.jsonl"
    )
    done = weir.run("proxy", *LISTEN, "--capture", missing, "--upstream", "nonsense")
    assert done.returncode == USAGE and not missing.parent.exists(), "wrong usage must not leave folders behind"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_capture_folder_without_permission(weir: Weir, tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    refused(weir, CANNOT_CREATE, "proxy", *LISTEN, "--capture", tmp_path / "x.weir.jsonl", names="x.weir.jsonl")


@pytest.mark.parametrize("command", ["show", "ls", "report", "lint", "replay", "tail", "export", "repair", "decode"])
def test_missing_input(weir: Weir, tmp_path: Path, command: str) -> None:
    options = {"replay": LISTEN[:2], "export": ["--format", "har"], "tail": ["--no-follow"]}.get(command, [])
    refused(weir, NO_INPUT, command, tmp_path / "absent.weir.jsonl", *options, names="absent.weir.jsonl")


def test_no_capture_at_all(weir: Weir, tmp_path: Path) -> None:
    lonely = Weir(weir.binary, tmp_path)
    refused(lonely, NO_INPUT, "show", names="capture")


def test_missing_exchange(weir: Weir, tmp_path: Path) -> None:
    refused(weir, NO_INPUT, "show", write_capture(tmp_path, HEADER), "7", names="7")


def write_capture(folder: Path, header: dict, *records: dict, rest: str = "") -> Path:
    path = folder / "written.weir.jsonl"
    lines = [{"k": "hdr", "seq": 0, "t": 0, "hdr": header}, *records]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + rest)
    return path


@pytest.mark.parametrize("command", ["show", "ls", "report", "replay"])
@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "foreign.weir.jsonl"),
        (b'{"log":{"version":"1.2","entries":[]}}\n', "foreign.weir.jsonl"),
        (b"plain text\nof several lines\n", "foreign.weir.jsonl"),
        (b"", "foreign.weir.jsonl"),
    ],
    ids=["png", "har", "text", "empty"],
)
def test_foreign_file(weir: Weir, tmp_path: Path, command: str, content: bytes, names: str) -> None:
    foreign = tmp_path / "foreign.weir.jsonl"
    foreign.write_bytes(content)
    refused(weir, DATA, command, foreign, *(LISTEN[:2] if command == "replay" else []), names=names)


@pytest.mark.parametrize("command", ["show", "replay", "report"])
def test_unknown_version(weir: Weir, tmp_path: Path, command: str) -> None:
    newer = write_capture(tmp_path, HEADER | {"v": 2})
    line = refused(weir, DATA, command, newer, *(LISTEN[:2] if command == "replay" else []), names="written.weir.jsonl")
    assert "2" in line.replace(str(newer), "")


def test_recording_onto_a_foreign_file_is_refused(weir: Weir, tmp_path: Path) -> None:
    foreign = tmp_path / "notes.txt"
    foreign.write_text("dear diary\n")
    done = weir.run("proxy", *LISTEN, "--capture", foreign)
    assert done.returncode in (DATA, CANNOT_CREATE) and b"notes.txt" in done.stderr
    assert foreign.read_text() == "dear diary\n"


def test_bad_certificate_authority_file(weir: Weir, tmp_path: Path) -> None:
    refused(weir, NO_INPUT, "proxy", *LISTEN, "--upstream-ca", tmp_path / "absent.pem", names="absent.pem")
    (tmp_path / "empty.pem").write_text("no certificate here\n")
    refused(weir, DATA, "proxy", *LISTEN, "--upstream-ca", tmp_path / "empty.pem", names="empty.pem")


def test_taken_dashboard_port_is_only_a_warning(weir: Weir) -> None:
    weir.require_option("proxy", "--ui")
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 9348))
            taken.listen()
        except OSError:
            pass  # somebody else has it: as good
        with weir.server("proxy", "--listen", "127.0.0.1:0", "--json", "--no-capture") as proxy:
            assert proxy.hello["ui"] and not proxy.hello["ui"].endswith(":9348")
            proxy.wait_output(lambda: any("9348" in line for line in proxy.errors), "a warning")


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\x03\xff\xfe" * 20,
        b"SSH-2.0-client\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n\r\nX" * 30,
    ]
    + [
        b"GET / HTTP/1.1\r\nhost: h\r\nbroken header line\r\n\r\n",
        b"GET /" + b"a" * 200_000,
        b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 50_000,
    ]
    + [
        b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"\x16\x03\x01\xff\xff garbage hello",
    ]
    + [
        b"POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"CONNECT nonsense HTTP/1.1\r\n\r\n",
        b"\x05\x00",
    ],
    ids=lambda value: repr(value[:14]),
)
def test_client_that_sends_garbage_harms_nobody(weir: Weir, upstream_with, garbage: bytes) -> None:
    upstream = upstream_with(Answer([b"fine"], framing="length"))
    with weir.proxy("--upstream", upstream.url) as proxy:
        with WireClient(proxy.port) as client:
            try:
                client.send(garbage)
                client.socket.shutdown(socket.SHUT_WR)
                answer = bytes(client.pending) + b"".join(iter(lambda: client.socket.recv(4096), b""))
            except OSError:
                answer = b""
        assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5", b"HTTP/1.0 4", b"\x15\x03", b"\x05")), (
            answer
        )
        with WireClient(proxy.port) as client:
            assert client.request(get("/")).body == b"fine"


def test_client_that_vanishes_in_its_request_harms_nobody(weir: Weir, upstream_with, capture: Path) -> None:
    upstream = upstream_with(Answer(sample("openai-chat-text").events))
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        for part in (
            b"",
            b"GE",
            b"GET / HTTP/1.1\r\nho",
            b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 10\r\n\r\n123",
        ):
            client = WireClient(proxy.port)
            client.send(part)
            client.reset()
        with WireClient(proxy.port) as client:
            assert client.request(get("/")).body == sample("openai-chat-text").body
