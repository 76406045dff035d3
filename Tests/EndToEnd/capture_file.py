"""Reads captures with nothing of Weir's: what the format promises must hold for an outside reader."""

import base64
import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path


def payload(record: dict) -> bytes:
    """The bytes of a line: `d` when they are text, else `b64`."""
    assert not ("d" in record and "b64" in record), f"both d and b64: {record}"
    return record["d"].encode() if "d" in record else base64.b64decode(record.get("b64", ""))


@dataclass
class RecordedExchange:
    """The lines of one exchange, in order."""

    id: str
    records: list[dict] = field(default_factory=list)

    def kind(self, kind: str) -> list[dict]:
        return [record for record in self.records if record["k"] == kind]

    def only(self, kind: str) -> dict:
        found = self.kind(kind)
        assert len(found) == 1, f"{len(found)} lines of kind {kind} in {self.id}"
        return found[0]

    @property
    def request(self) -> dict:
        return self.only("req")["req"]

    @property
    def response(self) -> dict | None:
        """The final response head; interim ones come before it. A 101 is final: no HTTP follows."""
        heads = [record["res"] for record in self.kind("res")]
        return next((head for head in heads if head["s"] >= 200 or head["s"] == 101), None)

    @property
    def end(self) -> dict | None:
        ends = self.kind("end")
        return ends[0]["end"] if ends else None

    @property
    def response_parts(self) -> list[dict]:
        """Of a WebSocket the frames of both sides."""
        return [record for record in self.records if record["k"] in ("ev", "dat")]

    @property
    def body(self) -> bytes:
        return b"".join(map(payload, self.response_parts))

    @property
    def request_body(self) -> bytes:
        return b"".join(map(payload, self.kind("qb")))


class CaptureFile:
    """A parsed capture; `torn` holds what follows the last newline."""

    def __init__(self, path: Path) -> None:
        whole, newline, self.torn = path.read_bytes().rpartition(b"\n")
        self.text = whole + newline
        self.records = [json.loads(line) for line in self.text.splitlines()]
        self.exchanges: dict[str, RecordedExchange] = {}
        for record in self.records:
            if "x" in record:
                self.exchanges.setdefault(record["x"], RecordedExchange(record["x"])).records.append(record)

    def kind(self, kind: str) -> list[dict]:
        return [record for record in self.records if record["k"] == kind]

    @property
    def numbered(self) -> list[RecordedExchange]:
        """In order of arrival: the first is number 1 on the command line."""
        return list(self.exchanges.values())

    def check(self) -> None:
        """The rules that hold for every capture, whatever was recorded."""
        assert self.records[0]["k"] == "hdr" and self.records[0]["hdr"]["fmt"] == "weir-capture"
        assert self.records[0]["hdr"]["v"] == 1
        self._check_sequence()
        assert not self.kind("lost"), self.kind("lost")
        for line in self.text.splitlines():
            assert len(line) <= 1 << 20
        for exchange in self.exchanges.values():
            check_sums(exchange)

    def _check_sequence(self) -> None:
        """`seq` counts up without a hole; a reopened part may start again at 0."""
        previous = -1
        for record in self.records:
            assert record["seq"] == previous + 1 or (record["k"] == "hdr" and record["seq"] == 0), record
            previous = record["seq"]


def check_sums(exchange: RecordedExchange) -> None:
    """The parts of both bodies join to what the sums in `qe` and `end` prove."""
    for record in exchange.kind("qe"):
        assert zlib.crc32(exchange.request_body) == record["qe"]["crc32"], f"request body of {exchange.id}"
    if exchange.end:
        assert zlib.crc32(exchange.body) == exchange.end["crc32"], f"response body of {exchange.id}"
        assert len(exchange.body) == exchange.end["bytes"]
    indexes = [record["n"] for record in exchange.response_parts if "n" in record]
    assert indexes == sorted(indexes)
