"""What the test server plays by default: the sample that the request names as its model."""

import json
import re

from codings import negotiate
from samples import Sample, sample
from upstream import Answer, Request


def play_samples(request: Request) -> Answer:
    """Answers with the stream named by the model, in the form that the `x-play-…` request headers ask for."""
    name, streaming = _model(request.target, request.body)
    played = sample(name)
    coding = request.header("x-play-coding") or "identity"
    if coding == "negotiate":
        coding = negotiate(request.header("accept-encoding") or "")
    seed = request.header("x-play-seed")
    if not streaming:
        whole = json.dumps(played.expected["final"]).encode()
        return Answer([whole], headers=[("content-type", "application/json")], framing="length", coding=coding)
    return Answer(
        pieces=played.events,
        headers=stream_headers(played),
        framing=request.header("x-play-framing") or "chunked",
        coding=coding,
        seed=int(seed) if seed else None,
    )


def stream_headers(played: Sample) -> list[tuple[str, str]]:
    return [
        ("content-type", played.content_type),
        ("cache-control", "no-cache"),
        ("x-request-id", f"req-{played.name}"),
    ]


def named_sample(target: str, body: bytes) -> Sample:
    """The sample that a request names as its model."""
    return sample(_model(target, body)[0])


def _model(target: str, body: bytes) -> tuple[str, bool]:
    if match := re.search(r"/models/([^:/]+):(\w+)", target):
        return match[1], match[2] == "streamGenerateContent"
    asked = json.loads(body)
    return asked["model"], bool(asked.get("stream"))
