#!/usr/bin/env python3
"""Checks that the capture of a load run lost nothing: capture_check.py FILE…

Reads line by line, so that captures larger than memory can be checked.
"""

import base64
import json
import re
import sys
import zlib
from dataclasses import dataclass, field
from pathlib import Path

STAMP = re.compile(rb"@\d{20}")
WANTED_EVENTS = re.compile(rb"sse-n=(\d+)")


@dataclass
class Stream:
    """What has been seen of one exchange."""

    wanted: int = 0
    lines: int = 0
    stamps: int = 0
    crc: int = 0
    last_index: int = -1


@dataclass
class Check:
    """The totals of a capture, and what is wrong with it."""

    events: int = 0
    finished_events: int = 0
    finished_streams: int = 0
    streams: int = 0
    problems: list[str] = field(default_factory=list)

    def problem(self, text: str) -> None:
        if len(self.problems) < 20:
            self.problems.append(text)


def check_capture(files: list[Path]) -> Check:
    """Scans the parts of a capture in order."""
    check, open_streams = Check(), {}
    for file in files:
        expected = 0
        with file.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    check.problem(f"{file.name}: torn last line")
                    break
                record = json.loads(line)
                if record["seq"] != expected:
                    check.problem(f"{file.name}: seq {record['seq']} where {expected} was due")
                expected = record["seq"] + 1
                take(record, open_streams, check)
    return check


def take(record: dict, streams: dict[str, Stream], check: Check) -> None:
    match record["k"]:
        case "lost":
            check.problem(f"lost: {record['lost']}")
        case "req":
            streams[record["x"]] = Stream()
            check.streams += 1
        case "qb":
            if found := WANTED_EVENTS.search(payload(record)):
                streams[record["x"]].wanted = int(found[1])
        case "ev" | "dat":
            stream, body = streams[record["x"]], payload(record)
            if record["n"] != stream.last_index + 1:
                check.problem(f"{record['x']}: n {record['n']} after {stream.last_index}")
            stream.last_index = record["n"]
            stream.lines += 1
            stamps = len(STAMP.findall(body))
            stream.stamps += stamps
            check.events += stamps
            stream.crc = zlib.crc32(body, stream.crc)
        case "end":
            finish(record, streams.pop(record["x"]), check)


def finish(record: dict, stream: Stream, check: Check) -> None:
    end, name = record["end"], record["x"]
    if end["crc32"] != stream.crc:
        check.problem(f"{name}: the body does not have the sum that `end` names")
    if end["ev"] != stream.lines:
        check.problem(f"{name}: {stream.lines} lines of events, `end` says {end['ev']}")
    if end["why"] == "eof":
        check.finished_streams += 1
        check.finished_events += stream.stamps
        if stream.stamps != stream.wanted:
            check.problem(f"{name}: {stream.stamps} events of a whole stream of {stream.wanted}")


def payload(record: dict) -> bytes:
    return record["d"].encode() if "d" in record else base64.b64decode(record.get("b64", ""))


def parts_of(capture: Path) -> list[Path]:
    """A capture and the parts into which it was rotated, oldest first."""
    stem = capture.name.removesuffix(".weir.jsonl")
    return sorted(capture.parent.glob(f"{stem}*.weir.jsonl"), key=lambda path: path.stat().st_mtime)


if __name__ == "__main__":
    result = check_capture([Path(name) for name in sys.argv[1:]])
    print(f"{result.streams} streams, {result.finished_streams} of them whole, {result.events} events")
    print(*result.problems, sep="\n")
    sys.exit(1 if result.problems else 0)
