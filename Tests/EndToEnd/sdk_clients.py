"""Drives the official SDKs over one sample each and turns what they give into plain, comparable values."""

import os
import ssl
from dataclasses import dataclass
from functools import lru_cache

os.environ.update(OPENAI_LOG="", ANTHROPIC_LOG="", NO_PROXY="*", no_proxy="*")

import anthropic  # noqa: E402
import httpx  # noqa: E402
import httpx2  # noqa: E402
import openai  # noqa: E402
from google import genai  # noqa: E402

API_KEY = "sk-test-0123456789abcdefSECRET"
MESSAGES = [{"role": "user", "content": "Say hello to the wörld 🌍."}]


@dataclass(frozen=True)
class Way:
    """How an SDK reaches its provider, when not by the base URL alone."""

    base_url: str
    proxy: str
    trust: str | None = None
    http2: bool = False

    @property
    def client_arguments(self) -> dict[str, object]:
        """What both generations of httpx understand."""
        verify = ssl.create_default_context(cafile=self.trust) if self.trust else True
        return {"proxy": self.proxy, "verify": verify, "http2": self.http2, "timeout": 20}


def _base(way: str | Way) -> str:
    return way if isinstance(way, str) else way.base_url


@dataclass(frozen=True)
class Outcome:
    """What an SDK made of a stream: its result so far, the number of events it yielded, the exception it raised."""

    result: object
    events: int
    exception: str | None


def strip(value: object) -> object:
    """Without nulls and empty lists, which SDKs and servers add and leave out as they like."""
    if isinstance(value, dict):
        items = {key: strip(item) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not None and item != []}
    return [strip(item) for item in value] if isinstance(value, list) else value


def run_sdk(dialect: str, name: str, base_url: str | Way, headers: dict[str, str] | None = None) -> Outcome:
    """Plays the sample `name` (it is sent as the model) through the dialect's SDK."""
    driver = {
        "openai.chat": _openai_chat,
        "openai.responses": _openai_responses,
        "anthropic.messages": _anthropic,
        "gemini.generate": _gemini,
    }[dialect]
    progress = {"events": 0, "result": None}
    exception = None
    try:
        driver(name, base_url, headers or {}, progress)
    except Exception as error:  # whatever the SDK raises is a result to compare
        exception = type(error).__name__
    return Outcome(strip(progress["result"]), progress["events"], exception)


# One client for each address, as programs have: connections are kept and used again.
@lru_cache
def _openai(way: str | Way) -> openai.OpenAI:
    own = None if isinstance(way, str) else httpx.Client(**way.client_arguments)
    return openai.OpenAI(
        api_key=API_KEY, base_url=f"{_base(way)}/v1", max_retries=0, timeout=20, http_client=own
    )


@lru_cache
def _anthropic_client(way: str | Way) -> anthropic.Anthropic:
    own = None if isinstance(way, str) else httpx2.Client(**way.client_arguments)
    return anthropic.Anthropic(api_key=API_KEY, base_url=_base(way), max_retries=0, timeout=20, http_client=own)


@lru_cache
def _gemini_client(way: str | Way) -> genai.Client:
    own = None if isinstance(way, str) else httpx.Client(**way.client_arguments)
    options = genai.types.HttpOptions(base_url=_base(way), timeout=20_000, httpx_client=own)
    return genai.Client(api_key=API_KEY, vertexai=False, http_options=options)


def openai_whole(name: str, base_url: str, headers: dict[str, str] | None = None) -> dict:
    """A chat completion without streaming."""
    whole = _openai(base_url).chat.completions.create(model=name, messages=MESSAGES, extra_headers=headers)
    return strip(whole.model_dump(exclude_none=True))


def _openai_chat(name: str, base_url: str, headers: dict[str, str], progress: dict) -> None:
    with _openai(base_url).chat.completions.stream(model=name, messages=MESSAGES, extra_headers=headers) as stream:
        try:
            for _ in stream:
                progress["events"] += 1
            progress["result"] = stream.get_final_completion().model_dump(warnings=False)
        except Exception:
            progress["result"] = _snapshot(stream)
            raise


def _snapshot(stream) -> object:
    try:
        return stream.current_completion_snapshot.model_dump(warnings=False)
    except AssertionError:
        return None


def _openai_responses(name: str, base_url: str, headers: dict[str, str], progress: dict) -> None:
    with _openai(base_url).responses.stream(model=name, input="Say hello.", extra_headers=headers) as stream:
        for event in stream:
            progress["events"] += 1
            progress["result"] = event.model_dump(warnings=False)
        progress["result"] = stream.get_final_response().model_dump(warnings=False)


def _anthropic(name: str, base_url: str, headers: dict[str, str], progress: dict) -> None:
    client = _anthropic_client(base_url)
    with client.messages.stream(model=name, max_tokens=64, messages=MESSAGES, extra_headers=headers) as stream:
        try:
            for _ in stream:
                progress["events"] += 1
            progress["result"] = stream.get_final_message().model_dump(warnings=False)
        except Exception:
            if progress["events"]:
                progress["result"] = stream.current_message_snapshot.model_dump(warnings=False)
            raise


def _gemini(name: str, base_url: str, headers: dict[str, str], progress: dict) -> None:
    models = _gemini_client(base_url).models
    config = genai.types.GenerateContentConfig(http_options=genai.types.HttpOptions(headers=headers))
    chunks = progress["result"] = []
    for chunk in models.generate_content_stream(model=name, contents="Say hello.", config=config):
        progress["events"] += 1
        dumped = chunk.model_dump(mode="json", exclude_none=True)
        dumped.pop("sdk_http_response", None)  # headers, which differ by date and framing
        chunks.append(dumped)
