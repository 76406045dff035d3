"""The program that `weir run` runs: how it ends, which signals it gets, and its terminal."""

import errno
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from waiting import PATIENCE
from weir_process import Weir, WeirProcess

# Tells each signal; at a line on its input it ends with their number.
COUNTING = """
import signal, sys
count = 0
def note(number, frame):
    global count
    count += 1
    print("got", signal.Signals(number).name, flush=True)
for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2):
    signal.signal(each, note)
print("ready", flush=True)
sys.stdin.readline()
sys.exit(40 + count)
"""


@pytest.fixture
def home(weir: Weir, tmp_path: Path) -> Weir:
    weir.require("run")
    return Weir(weir.binary, tmp_path / "home")


@pytest.mark.parametrize(("script", "status"), [("exit 0", 0), ("exit 7", 7), ("exit 255", 255)])
def test_the_exit_status_is_passed_through(home: Weir, script: str, status: int) -> None:
    assert home.run("run", "--no-capture", "--", "sh", "-c", script).returncode == status


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV])
def test_an_end_by_a_signal_is_128_and_its_number(home: Weir, number: int) -> None:
    done = home.run("run", "--no-capture", "--", "sh", "-c", f"kill -{int(number)} $$")
    assert done.returncode == 128 + number


def test_a_program_that_is_not_there_is_127(home: Weir, tmp_path: Path) -> None:
    for word in ("no-such-program", tmp_path / "none", ""):
        done = home.run("run", "--no-capture", "--", word)
        (line,) = done.stderr.decode().splitlines()
        assert done.returncode == 127 and (str(word) in line), line


def test_a_program_that_cannot_be_run_is_126(home: Weir, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("#!/bin/sh\n")
    strange = tmp_path / "strange"
    strange.write_bytes(b"\x7fno program\n")
    orphan = tmp_path / "orphan"
    orphan.write_text("#!/no/such/interpreter\n")
    for file in (strange, orphan):
        file.chmod(0o755)
    for file, named in ((plain, "chmod +x"), (tmp_path, "folder"), (strange, "#!"), (orphan, "interpreter")):
        done = home.run("run", "--no-capture", "--", file)
        line = done.stderr.decode().splitlines()[-1]
        assert done.returncode == 126 and named in line and str(file) in line, line
        assert b"no traffic" not in done.stderr


def test_a_program_in_the_path_is_found_where_a_shell_finds_it(home: Weir, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    (first / "tool").write_text("not executable")
    (second / "tool").write_text("#!/bin/sh\necho found $0\n")
    (second / "tool").chmod(0o755)
    home.environment["PATH"] = f"{first}:{second}:{home.environment['PATH']}"
    done = home.run("run", "--no-capture", "--", "tool")
    assert done.stdout.decode() == f"found {second}/tool\n"


@pytest.fixture
def counting(home: Weir) -> Iterator[WeirProcess]:
    command = [str(home.binary), "run", "--no-capture", "--", sys.executable, "-c", COUNTING]
    with WeirProcess(command, home.environment, stdin=subprocess.PIPE) as running:
        running.wait_output(lambda: "ready" in running.output, "the program's start")
        yield running


def test_signals_are_passed_on_once_and_the_program_decides(counting: WeirProcess) -> None:
    names = ["SIGTERM", "SIGHUP", "SIGINT", "SIGUSR1", "SIGTERM"]
    for place, name in enumerate(names, 1):
        counting.signal(getattr(signal, name))
        counting.wait_output(lambda: len(counting.output) == 1 + place, f"{name} from the program")
    assert counting.output[1:] == [f"got {name}" for name in names]
    counting.process.stdin.write(b"\n")
    counting.process.stdin.close()
    assert counting.wait_exit() == 40 + len(names)


def test_a_program_that_ends_by_the_signal_ends_weir_in_good_order(home: Weir) -> None:
    command = ["run", "--no-capture", "--", "sh", "-c", "echo ready; exec sleep 60"]
    with home.start(*command) as running:
        running.wait_output(lambda: "ready" in running.output, "the program's start")
        running.signal(signal.SIGTERM)
        assert running.wait_exit() == 128 + signal.SIGTERM
        assert any("no traffic" in line for line in running.errors)


def test_a_program_that_signals_its_group_gets_it_once(home: Weir) -> None:
    script = COUNTING.replace('print("ready", flush=True)', "import os; os.killpg(0, signal.SIGUSR1)")
    command = [home.binary, "run", "--no-capture", "--", sys.executable, "-c", script]
    # A session of its own, so that the group is not the tests'.
    done = subprocess.run(command, env=home.environment, input=b"\n", capture_output=True, start_new_session=True)
    assert (done.returncode, done.stdout) == (41, b"got SIGUSR1\n")


class Terminal:
    """Weir as the foreground job of a terminal."""

    def __init__(self, home: Weir, *words: str) -> None:
        command = [str(home.binary), "run", "--no-capture", "--", *words]
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.execve(home.binary, command, home.environment)
        self.shown = ""

    def wait_for(self, text: str, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds * PATIENCE
        while text not in self.shown:
            assert select.select([self.master], [], [], max(deadline - time.monotonic(), 0))[0], (text, self.shown)
            try:
                self.shown += os.read(self.master, 4096).decode("utf-8", "replace")
            except OSError as error:
                assert error.errno == errno.EIO and text in self.shown, (text, self.shown)

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def status(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        os.close(self.master)


@pytest.fixture
def terminal(home: Weir) -> Iterator:
    opened: list[Terminal] = []

    def open_terminal(*words: str) -> Terminal:
        opened.append(Terminal(home, *words))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.close()


def test_the_program_has_the_terminal(terminal) -> None:
    script = "import os; print('tty', os.isatty(0), os.tcgetpgrp(0) == os.getpgrp(), flush=True); print(input()[::-1])"
    running = terminal(sys.executable, "-c", script)
    running.wait_for("tty True True")
    running.type(b"abc\n")
    running.wait_for("cba")
    assert running.status() == 0


@pytest.mark.parametrize(("key", "name"), [(b"\x03", "SIGINT"), (b"\x1c", "SIGQUIT")])
def test_a_key_of_the_terminal_reaches_the_program_once(terminal, key: bytes, name: str) -> None:
    running = terminal(sys.executable, "-c", COUNTING)
    running.wait_for("ready")
    running.type(key)
    running.wait_for(f"got {name}")
    running.type(b"\n")
    assert running.status() == 41


def test_ctrl_c_ends_a_program_that_does_not_handle_it(terminal) -> None:
    running = terminal("sh", "-c", "echo ready; exec sleep 60")
    running.wait_for("ready")
    running.type(b"\x03")
    running.wait_for("no traffic")
    assert running.status() == 128 + signal.SIGINT


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_a_program_that_stops_itself_stops_weir_with_it(home: Weir) -> None:
    """As the shell's job both stop, and `fg` continues both."""
    pid, master = pty.fork()
    if pid == 0:
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], home.environment | {"PS1": "$ "})
    terminal = Terminal.__new__(Terminal)
    terminal.pid, terminal.master, terminal.shown = pid, master, ""
    try:
        terminal.type(f"{home.binary} run --no-capture -- sh -c 'kill -STOP $$; echo contin''ued'\n".encode())
        terminal.wait_for("Stopped")
        terminal.type(b"fg\n")
        terminal.wait_for("continued")
        terminal.type(b"exit 5\n")
        assert terminal.status() == 5
    finally:
        terminal.close()
