"""Shared fixtures: the binary, the certificates, an upstream for each test, and one that plays the samples."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from certificates import Certificates, make_certificates
from player import play_samples
from upstream import Answer, Request, Upstream
from weir_process import Weir, find_binary


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes more than a few seconds")
    # Whoever runs in the background ignores these, and so would every program that the tests start.
    usual = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGQUIT: signal.SIG_DFL,
        signal.SIGHUP: signal.SIG_DFL,
    }
    for number, handler in usual.items():
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, handler)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Without a binary one line says so, instead of a thousand failures."""
    wanted = any("weir" in getattr(item, "fixturenames", ()) for item in session.items)
    binary = find_binary()
    if wanted and not session.config.option.collectonly and not (binary and binary.exists()):
        pytest.exit(
            f"no weir binary at {binary or '.build'}: run `swift build`, or name one in WEIR_BINARY", returncode=4
        )


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def weir(tmp_path_factory: pytest.TempPathFactory) -> Weir:
    return Weir(find_binary().resolve(), tmp_path_factory.mktemp("home"))


@pytest.fixture
def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Where a test's proxy records."""
    return tmp_path / "session.weir.jsonl"


@pytest.fixture
def upstream_with() -> Iterator[Callable[..., Upstream]]:
    """Starts upstreams that live as long as the test: `upstream_with(answer or play, tls=…)`."""
    with ExitStack() as stack:

        def start(play: Answer | Callable[[Request], Answer], **options: object) -> Upstream:
            chosen = play if callable(play) else lambda request: play
            return stack.enter_context(Upstream(chosen, **options))

        yield start


@pytest.fixture(scope="module")
def players(certificates: Certificates) -> Iterator[dict[str, Upstream]]:
    """Upstreams that play the samples, by scheme."""
    with Upstream(play_samples) as plain, Upstream(play_samples, tls=certificates.server_context()) as secure:
        yield {"http": plain, "https": secure}
