"""The recorded streams of Tests/Fixtures: one folder for each dialect, `NAME.sse` beside `NAME.expected.json`."""

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "Fixtures"
SDK_DIALECTS = ("openai.chat", "openai.responses", "anthropic.messages", "gemini.generate")
SUFFIXES = {
    ".sse": "text/event-stream; charset=utf-8",
    ".ndjson": "application/x-ndjson",
    ".json": "application/json; charset=UTF-8",
    ".eventstream": "application/vnd.amazon.eventstream",
}


@dataclass(frozen=True)
class Sample:
    """One stream and what must come of it."""

    path: Path

    @property
    def name(self) -> str:
        """Unique among all samples, and fit for a model's name and a path: `openai-chat-text`, `gemini-text`."""
        vendor = {"anthropic.messages": "anthropic", "gemini.generate": "gemini"}.get(self.dialect)
        return f"{vendor or self.dialect.replace('.', '-')}-{self.path.stem}"

    @property
    def dialect(self) -> str:
        return self.path.parent.name

    @cached_property
    def body(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def expected(self) -> dict:
        return json.loads(self.path.with_name(f"{self.path.stem}.expected.json").read_text())

    @property
    def events(self) -> list[bytes]:
        return split_events(self.body)

    @property
    def content_type(self) -> str:
        return SUFFIXES[self.path.suffix]


def split_events(stream: bytes) -> list[bytes]:
    """The exact bytes of each block of a stream, blank line included; an unterminated rest comes last."""
    return [block for block in re.split(rb"(?<=\n\n)|(?<=\n\r\n)|(?<=\r\r)", stream) if block]


@lru_cache
def all_samples() -> dict[str, Sample]:
    """By name. Folders that hold other kinds of fixtures have no expectation files."""
    expectations = sorted(FIXTURES.glob("*/*.expected.json"))
    streams = (
        path.with_name(path.name.replace(".expected.json", suffix)) for path in expectations for suffix in SUFFIXES
    )
    return {sample.name: sample for sample in map(Sample, streams) if sample.path.exists()}


def samples_of(*dialects: str) -> list[Sample]:
    return [sample for sample in all_samples().values() if sample.dialect in dialects and sample.path.suffix == ".sse"]


def one_of_each_dialect() -> list[Sample]:
    """The stream of the most events of every dialect that is sent as server-sent events."""
    by_size = sorted(
        (each for each in all_samples().values() if each.path.suffix == ".sse"), key=lambda each: len(each.events)
    )
    return list({each.dialect: each for each in by_size}.values())


def sample(name: str) -> Sample:
    return all_samples()[name]
