"""What a generated stream is, and the random pieces that generators build it from."""

import json
import random
from dataclasses import dataclass, field

WORDS = [
    *("river", "weir", "Straße", "naïve", "日本語", "🌊", "👩‍🚀", "data: x", '"quoted"', "back\\slash", "tab\t", "a\nb"),
    *("<b>", "{", "}", "[DONE]", "0.5", "null", "\u2028", "é", "…", "x" * 90),
]


@dataclass
class Tool:
    id: str | None
    name: str
    arguments: dict


@dataclass
class Truth:
    """What the stream says: the model's answer in one view for all providers."""

    text: str = ""
    reasoning: str = ""
    tools: list[Tool] = field(default_factory=list)
    finish: str = "stop"
    input_tokens: int | None = None
    output_tokens: int | None = None

    @property
    def calls(self) -> list[tuple[str, dict]]:
        return [(tool.name, tool.arguments) for tool in self.tools]


@dataclass
class Case:
    """A stream as its framed blocks, and what must come of it."""

    dialect: str
    path: str
    content_type: str
    blocks: list[bytes]
    truth: Truth
    request: dict = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return b"".join(self.blocks)


class Dice(random.Random):
    """A seeded source of texts, arguments and cuts."""

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def text(self, most: int = 12) -> str:
        return " ".join(self.choice(WORDS) for _ in range(self.randint(1, most)))

    def pieces(self, text: str) -> list[str]:
        """The text cut anywhere between characters; JSON arguments are cut in numbers and escapes, too."""
        cuts = sorted({self.randrange(len(text) + 1) for _ in range(self.randint(0, 6))} | {0, len(text)})
        return [text[start:end] for start, end in zip(cuts, cuts[1:])] or [text]

    def arguments(self) -> dict:
        values = [lambda: self.text(3), lambda: self.randint(-9, 9), lambda: True, lambda: 0.25]
        values += [lambda: [self.text(1), {"deep": self.randint(0, 9)}]]
        return {f"key{number}": self.choice(values)() for number in range(self.randint(0, 3))}

    def tools(self, most: int = 3, ids: str | None = "call_") -> list[Tool]:
        count = self.choice([0, 0, *range(1, most + 1)])
        names = [f"{self.choice(['get', 'set'])}_{number}" for number in range(count)]
        return [
            Tool(f"{ids}{self.randrange(10**9):09}" if ids else None, name, self.arguments()) for name in names
        ]


def compact(value: object, dice: Dice) -> str:
    """JSON as one server or another would write it."""
    return json.dumps(value, ensure_ascii=dice.chance(0.3), separators=(",", ":") if dice.chance(0.7) else (", ", ": "))


def sse(value: object, dice: Dice, event: str | None = None, line_end: str = "\n") -> bytes:
    """One server-sent event; raw line separators of Unicode are data, not line ends."""
    name = f"event: {event}{line_end}" if event else ""
    data = value if isinstance(value, str) else compact(value, dice)
    return f"{name}data: {data}{line_end}{line_end}".encode()


def interleave(dice: Dice, sequences: list[list]) -> list:
    """Merges sequences at random, each in its own order."""
    waiting = [list(sequence) for sequence in sequences if sequence]
    merged = []
    while waiting:
        chosen = dice.choice(waiting)
        merged.append(chosen.pop(0))
        waiting = [sequence for sequence in waiting if sequence]
    return merged
