"""`kill -9` in the middle of many streams: what had happened is on disk, and the file goes on afterwards."""

import contextlib
import random
import re
import threading
import time
from pathlib import Path

import pytest
from capture_file import CaptureFile
from player import stream_headers
from samples import sample
from upstream import Answer, Request, Upstream
from waiting import PATIENCE, Progress
from weir_process import Weir
from wire_client import Truncated, WireClient, get

STREAMS, ROUNDS = 50, 20
SAFE = 0.250  # seconds: what a client received longer ago than this must be in the file
MARKER = re.compile(rb"data: \{\"mark\":\"(\d+)/(\d+)\"[^\n]*\}\n\n")


def event(stream: int, number: int) -> bytes:
    return b'data: {"mark":"%d/%d","choices":[{"index":0,"delta":{"content":"w\xc3\xb6rd "}}]}\n\n' % (stream, number)


def play_marked(request: Request) -> Answer:
    stream = int(request.target.rsplit("/", 1)[1])
    spread = random.Random(stream)
    delays = (spread.uniform(0.002, 0.02) for _ in iter(int, 1))
    pieces = (event(stream, number) for number, _ in enumerate(iter(int, 1), start=1))
    return Answer(pieces, headers=stream_headers(sample("openai-chat-text")), delays=delays)


@pytest.fixture(scope="module")
def endless():
    with Upstream(play_marked) as upstream:
        yield upstream


class Clients:
    """Reads fifty streams and notes when each event had arrived whole."""

    def __init__(self, port: int, first: int) -> None:
        self.arrived: dict[tuple[int, int], float] = {}
        self.progress = Progress()
        self.threads = [
            threading.Thread(target=self._read, args=(port, number), daemon=True)
            for number in range(first, first + STREAMS)
        ]
        for thread in self.threads:
            thread.start()

    def _read(self, port: int, stream: int) -> None:
        text = bytearray()
        with contextlib.suppress(OSError, Truncated), WireClient(port) as client:
            client.send(get(f"/stream/{stream}"))
            for part in client.body(client.head()):
                text += part
                for found in MARKER.finditer(text):
                    self.arrived[int(found[1]), int(found[2])] = client.received_at
                del text[: text.rfind(b"\n\n") + 2]
                self.progress.changed()

    def wait_under_way(self) -> None:
        self.progress.wait(
            lambda: len({stream for stream, _ in self.arrived.copy()}) == STREAMS, "every stream's first event", 20
        )

    def join(self) -> None:
        for thread in self.threads:
            thread.join(10 * PATIENCE)


def recorded_marks(read: CaptureFile) -> dict[int, list[int]]:
    """The event numbers in the file, by stream. Bodies must be exact prefixes of what was sent."""
    marks: dict[int, list[int]] = {}
    for exchange in read.numbered:
        stream = int(exchange.request["tg"].rsplit("/", 1)[1])
        found = [(int(match[1]), int(match[2])) for match in MARKER.finditer(exchange.body)]
        assert all(owner == stream for owner, _ in found)
        marks[stream] = [number for _, number in found]
        assert b"".join(event(stream, number) for number in marks[stream]) == exchange.body
        assert marks[stream] == list(range(1, len(found) + 1)), "a prefix of what happened"
    return marks


@pytest.mark.slow
def test_kill_in_the_middle_of_fifty_streams(weir: Weir, tmp_path: Path, endless: Upstream) -> None:
    capture = tmp_path / "killed.weir.jsonl"
    generator = random.Random(5)
    arrived: dict[tuple[int, int], float] = {}
    for round_number in range(ROUNDS):
        kept = capture.read_bytes() if capture.exists() else b""
        first = round_number * STREAMS
        proxy = weir.proxy("--upstream", endless.url, capture=capture)
        with proxy:
            clients = Clients(proxy.port, first)
            clients.wait_under_way()
            time.sleep(generator.uniform(SAFE, 2 * SAFE))  # not to wait for something: the kill must come at any moment
            killed_at = time.monotonic()
            proxy.kill()
        clients.join()
        arrived |= {mark: when for mark, when in clients.arrived.items() if killed_at - when > SAFE}
        read = CaptureFile(capture)
        assert read.text.startswith(kept.rpartition(b"\n")[0]), "what was whole before is untouched"
        marks = recorded_marks(read)
        missing = [(stream, number) for stream, number in arrived if number > len(marks.get(stream, []))]
        assert not missing, f"round {round_number}: {len(missing)} events that clients had are not in the file"
        assert all(exchange.end is None for exchange in read.numbered[-STREAMS:])
    finish_and_check(weir, capture, endless)


def finish_and_check(weir: Weir, capture: Path, endless: Upstream) -> None:
    """After the last kill the file is appended to once more, closed, and read by Weir itself."""
    with (
        weir.proxy("--upstream", endless.url, "--drain", "10ms", capture=capture) as proxy,
        WireClient(proxy.port) as client,
    ):
        client.send(get("/stream/99999"))
        next(client.body(client.head()))
    read = CaptureFile(capture)
    assert not read.torn and len(read.kind("hdr")) == ROUNDS + 1
    assert {line["lost"]["why"] for line in read.kind("lost")} == {"crash"}
    assert len(read.kind("lost")) == ROUNDS
    shown = weir.json("ls", capture, "--json")
    assert len(shown) == len(read.numbered) and {entry["state"] for entry in shown[:-1]} <= {"open", "truncated"}
