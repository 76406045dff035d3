"""Starts and stops the binary under test and reads what it prints."""

import copy
import json
import os
import re
import signal
import subprocess
import threading
from functools import cached_property
from pathlib import Path

import pytest
from waiting import PATIENCE, Progress

ROOT = Path(__file__).resolve().parents[2]
# The commands of the contract. Tests of those that a build does not have yet are skipped, but for the essential ones.
ESSENTIAL = {"proxy", "demo", "tail", "ls", "show", "decode", "report", "replay"}
OTHERS = {
    *("run", "lint", "diff", "compare", "assert", "resend", "export", "import", "repair", "redact", "prune"),
    *("filters", "ca", "doctor"),
}


def find_binary() -> Path | None:
    """$WEIR_BINARY, else the newer of the debug and the release build."""
    if named := os.environ.get("WEIR_BINARY"):
        return Path(named)
    built = [path for kind in ("debug", "release") if (path := ROOT / ".build" / kind / "weir").exists()]
    return max(built, key=lambda path: path.stat().st_mtime, default=None)


class WeirProcess:
    """A running command. Its output is collected line by line as it comes."""

    def __init__(self, command: list[str], environment: dict[str, str], stdin: int | None = subprocess.DEVNULL) -> None:
        self.command = command
        self.progress = Progress()
        self.output: list[str] = []
        self.errors: list[str] = []
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=environment, stdin=stdin, stdout=pipe, stderr=pipe)
        self._readers = [
            self._collect(self.process.stdout, self.output),
            self._collect(self.process.stderr, self.errors),
        ]

    def _collect(self, stream, lines: list[str]) -> threading.Thread:
        def run() -> None:
            for line in stream:
                lines.append(line.decode("utf-8", "replace").rstrip("\n"))
                self.progress.changed()
            self.progress.changed()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def wait_output(self, condition, what: str, seconds: float = 15) -> None:
        stopped = lambda: self.process.poll() is not None and not any(reader.is_alive() for reader in self._readers)
        self.progress.wait(lambda: condition() or stopped(), f"{what} from {self.command}", seconds)
        assert condition(), f"{self.command} ended with {self.process.returncode} before {what}: {self.errors}"

    def wait_exit(self, seconds: float = 15) -> int:
        status = self.process.wait(seconds * PATIENCE)
        for reader in self._readers:
            reader.join(5)
        return status

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def __enter__(self) -> "WeirProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class WeirServer(WeirProcess):
    """`weir proxy` or `weir replay`, once it accepts connections. Leaving the context stops it in the clean way."""

    @cached_property
    def hello(self) -> dict:
        return json.loads(self.output[0])

    @property
    def port(self) -> int:
        return int(self.hello["listening"].rsplit(":", 1)[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def capture(self) -> Path:
        return Path(self.hello["capture"])

    def __enter__(self) -> "WeirServer":
        try:
            self.wait_output(lambda: self.output, "the first line")
            assert self.port
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self, seconds: float = 15) -> int:
        if self.process.poll() is None:
            self.signal(signal.SIGINT)
        return self.wait_exit(seconds)

    def __exit__(self, kind: object, *_: object) -> None:
        if self.process.poll() is not None:
            return
        try:
            status = self.stop()
        finally:
            self.kill()
        assert kind or status == 0, f"{self.command} ended with {status} on SIGINT: {self.errors}"


class Weir:
    """The binary with a home of its own, so that nothing of the user's is read or written."""

    def __init__(self, binary: Path, home: Path) -> None:
        self.binary, self.home = binary, home
        runtime = home / "run"
        runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("WEIR_") and "proxy" not in name.lower()
        }
        self.environment = kept | {
            "HOME": str(home),
            "WEIR_HOME": str(home / "weir"),
            "XDG_RUNTIME_DIR": str(runtime),
            "NO_COLOR": "1",
            "TZ": "UTC",
        }

    def having(self, **variables: str) -> "Weir":
        """The same binary with more variables in its environment."""
        other = copy.copy(self)
        other.environment = self.environment | variables
        return other

    @cached_property
    def _help(self) -> str:
        return subprocess.run([self.binary, "--help"], capture_output=True, text=True, env=self.environment).stdout

    def require(self, command: object) -> None:
        """Skips the test if this build lacks a command that is not essential."""
        if command in OTHERS and not re.search(rf"(?m)^  {command}\b", self._help):
            pytest.skip(f"this build has no `weir {command}`")

    def require_option(self, command: str, option: str) -> None:
        """Skips the test if the command does not take the option in this build."""
        if option not in self.run(command, "--help").stdout.decode():
            pytest.skip(f"`weir {command}` has no `{option}` in this build")

    def run(
        self, *arguments: object, stdin: bytes | None = None, seconds: float = 30
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a command to its end."""
        self.require(arguments[0])
        command = [str(self.binary), *map(str, arguments)]
        source = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
        return subprocess.run(
            command, env=self.environment, cwd=self.home, capture_output=True, timeout=seconds * PATIENCE, **source
        )

    def json(self, *arguments: object, stdin: bytes | None = None):
        """The one JSON document that a command prints; it must succeed."""
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, f"{arguments}: exit {done.returncode}: {done.stderr.decode()}"
        return json.loads(done.stdout)

    def json_lines(self, *arguments: object, stdin: bytes | None = None) -> list:
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, f"{arguments}: exit {done.returncode}: {done.stderr.decode()}"
        return [json.loads(line) for line in done.stdout.decode().split("\n") if line]

    def start(self, *arguments: object) -> WeirProcess:
        self.require(arguments[0])
        return WeirProcess([str(self.binary), *map(str, arguments)], self.environment)

    def server(self, *arguments: object) -> WeirServer:
        return WeirServer([str(self.binary), *map(str, arguments)], self.environment)

    def proxy(self, *arguments: object, capture: Path | None = None) -> WeirServer:
        recording = ["--capture", capture] if capture else ["--no-capture"]
        return self.server("proxy", "--listen", "127.0.0.1:0", "--json", "--no-ui", *recording, *arguments)

    def replay(self, capture: Path, *arguments: object) -> WeirServer:
        return self.server("replay", capture, "--listen", "127.0.0.1:0", "--json", *arguments)
