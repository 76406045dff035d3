#!/usr/bin/env python3
"""How exactly `weir replay --speed 1` keeps the recorded times.

Records streams with random gaps, replays them, and compares the moment at which each recorded read arrives again with
its place in the recorded schedule. What the client itself adds is in the figures. See README.md.
"""

import argparse
import asyncio
import json
import random
import re
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

from capture_check import payload
from peers import RUN, WEIR

GAPS = (0.001, 0.4)  # seconds; the gaps are spread evenly over the powers between


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=20)
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    RUN.mkdir(parents=True, exist_ok=True)
    capture = RUN / "timing.weir.jsonl"
    capture.unlink(missing_ok=True)
    asyncio.run(record(capture, options))
    recorded = read_schedule(capture)
    arrivals = asyncio.run(replay(capture, options))
    sys.exit(report(recorded, arrivals, options))


async def record(capture: Path, options: argparse.Namespace) -> None:
    """Plays the random streams through a recording proxy."""
    upstream = await asyncio.start_server(lambda reader, writer: play(reader, writer, options), "127.0.0.1", 0)
    port = upstream.sockets[0].getsockname()[1]
    with running("proxy", "--upstream", f"http://127.0.0.1:{port}", "--capture", str(capture), "--no-ui") as weir:
        await asyncio.gather(*(fetch(weir.port, number) for number in range(options.streams)))
    upstream.close()


async def replay(capture: Path, options: argparse.Namespace) -> dict[int, tuple[list[tuple[int, int]], bytes]]:
    with running("replay", str(capture), "--speed", "1") as weir:
        fetched = await asyncio.gather(*(fetch(weir.port, number) for number in range(options.streams)))
    return dict(enumerate(fetched))


async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, options: argparse.Namespace) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    number = int(re.search(rb"/stream/(\d+)", head)[1])
    generator = random.Random(f"{options.seed}/{number}")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    for index in range(options.events):
        await asyncio.sleep(GAPS[0] * (GAPS[1] / GAPS[0]) ** generator.random())
        event = b'data: {"n":%d,"text":"%s"}\n\n' % (index, b"x" * generator.randrange(1, 400))
        writer.write(b"%x\r\n%b\r\n" % (len(event), event))
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    writer.close()


async def fetch(port: int, number: int) -> tuple[list[tuple[int, int]], bytes]:
    """The arrivals as (ns since the request, bytes of body so far), and the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    start = time.monotonic_ns()
    writer.write(b"GET /stream/%d HTTP/1.1\r\nhost: timing\r\nconnection: close\r\n\r\n" % number)
    await reader.readuntil(b"\r\n\r\n")
    arrivals, body = [], b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        arrivals.append((time.monotonic_ns() - start, len(body)))
        await reader.readexactly(2)
    writer.close()
    return arrivals, body


class running:
    """A weir server for the length of a block."""

    def __init__(self, *arguments: str) -> None:
        self.command = [WEIR, *arguments, "--listen", "127.0.0.1:0", "--json"]

    def __enter__(self) -> "running":
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"did not start: {' '.join(self.command)}")
        self.port = int(json.loads(line)["listening"].rsplit(":", 1)[1])
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)


def read_schedule(capture: Path) -> dict[int, tuple[list[tuple[int, int]], int]]:
    """By stream: the reads as (ns since the end of the request, bytes of body so far), and the recorded sum."""
    numbers, starts, reads, sums = {}, {}, {}, {}
    for line in capture.open():
        record = json.loads(line)
        name = record.get("x")
        match record["k"]:
            case "req":
                numbers[name] = int(record["req"]["tg"].rsplit("/", 1)[1])
                reads[name] = []
            case "qe":
                starts[name] = record["t"]
            case "ev":
                so_far = (reads[name][-1][1] if reads[name] else 0) + len(payload(record))
                reads[name].append((record["t"] - starts[name], so_far))
            case "end":
                sums[name] = record["end"]["crc32"]
    return {number: (reads[name], sums[name]) for name, number in numbers.items()}


def report(recorded: dict, arrivals: dict, options: argparse.Namespace) -> int:
    """Prints the lateness of the writes; 1 if a body is not the recorded one."""
    wrong = [number for number, (_, body) in arrivals.items() if zlib.crc32(body) != recorded[number][1]]
    lateness = sorted(late for number in arrivals for late in latenesses(recorded[number][0], arrivals[number][0]))
    figures = {
        f"p{percent}_ms": lateness[min(len(lateness) - 1, len(lateness) * percent // 100)] / 1e6
        for percent in (50, 90, 99)
    }
    figures |= {"min_ms": lateness[0] / 1e6, "max_ms": lateness[-1] / 1e6}
    print(json.dumps({"streams": options.streams, "writes": len(lateness), "wrong_sums": len(wrong), **figures}))
    return 1 if wrong or len(recorded) != options.streams else 0


def latenesses(schedule: list[tuple[int, int]], arrivals: list[tuple[int, int]]) -> list[int]:
    """For each recorded read: when its last byte came again, less when it was due."""
    found, index = [], 0
    for due, so_far in schedule:
        while index < len(arrivals) - 1 and arrivals[index][1] < so_far:
            index += 1
        found.append(arrivals[index][0] - due)
    return found


if __name__ == "__main__":
    main()
