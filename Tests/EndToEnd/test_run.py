"""`weir run`: real clients come through by their environment alone, and meet what they would meet without Weir."""

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from capture_file import CaptureFile
from run_clients import JAVA, NODE, PYTHON_CLIENTS, SDKS, python
from samples import sample
from upstream import Answer, Request, Upstream
from weir_process import Weir

PLAYED = "openai-chat-unicode"
STREAM = [("content-type", "text/event-stream; charset=utf-8")]
PROXIES = [name for each in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for name in (each, each.lower())]


@pytest.fixture
def home(weir: Weir, tmp_path: Path) -> Weir:
    """The binary with a home and an environment of this test's own."""
    weir.require("run")
    own = Weir(weir.binary, tmp_path / "home")
    for name in [name for name in own.environment if re.search("_CA|_CERT|_ROOTS|cafile|BASE_URL", name)]:
        del own.environment[name]
    # Clients keep away from proxies by default here; the program that is run must not.
    own.environment |= {"NO_PROXY": "*", "no_proxy": "localhost,127.0.0.1"}
    return own


class Runner:
    """Runs programs against one upstream with https, and has what was recorded."""

    def __init__(self, weir: Weir, upstream: Upstream, authority: Path, capture: Path) -> None:
        self.weir, self.upstream, self.capture = weir, upstream, capture
        self.options = ["--upstream-ca", authority, "--capture", capture]

    def __call__(self, *words: object, options: list[object] = []) -> subprocess.CompletedProcess[bytes]:
        return self.weir.run("run", *self.options, *options, "--", *words, seconds=60)

    def output(self, *words: object, options: list[object] = []) -> bytes:
        done = self(*words, options=options)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    @property
    def recorded(self) -> CaptureFile:
        read = CaptureFile(self.capture)
        read.check()
        return read


@pytest.fixture
def runner(home: Weir, capture: Path, upstream_with, certificates) -> Runner:
    play = lambda request: Answer(sample(PLAYED).events, headers=STREAM)
    upstream = upstream_with(play, tls=certificates.server_context())
    return Runner(home, upstream, certificates.authority, capture)


@pytest.fixture
def sdk_runner(home: Weir, capture: Path, players, certificates) -> Runner:
    return Runner(home, players["https"], certificates.authority, capture)


def variables(output: bytes) -> dict[str, str]:
    return dict(entry.decode().split("=", 1) for entry in output.split(b"\0") if entry)


def test_what_the_program_finds_in_its_environment(home: Weir) -> None:
    home.environment["KEPT"] = "two\nlines"
    done = home.run("run", "--no-capture", "--", "env", "-0")
    found = variables(done.stdout)
    assert found["KEPT"] == home.environment["KEPT"]
    assert {name: found[name] for name in home.environment if "PROXY" not in name.upper()} == {
        name: value for name, value in home.environment.items() if "PROXY" not in name.upper()
    }
    assert len({found[name] for name in PROXIES}) == 1 and found["https_proxy"].startswith("http://127.0.0.1:")
    assert found["NO_PROXY"] == found["no_proxy"] == ""
    assert found["NODE_USE_ENV_PROXY"] == "1"
    bundles = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "AWS_CA_BUNDLE"]
    assert {found[name] for name in bundles} == {found["SSL_CERT_FILE"]}
    names = [str(each["subject"]) for each in ssl.create_default_context(cafile=found["SSL_CERT_FILE"]).get_ca_certs()]
    assert sum("Weir CA" in name for name in names) == 1 and len(names) > 1
    assert Path(found["NODE_EXTRA_CA_CERTS"]).read_text() in Path(found["SSL_CERT_FILE"]).read_text()
    assert "JAVA_TOOL_OPTIONS" not in found


@pytest.mark.parametrize("client", PYTHON_CLIENTS)
def test_python_clients(runner: Runner, client: str) -> None:
    url = f"{runner.upstream.url}/v1/x"
    assert runner.output(*python(PYTHON_CLIENTS[client], url)) == sample(PLAYED).body
    (exchange,) = runner.recorded.numbered
    assert (exchange.request["u"], exchange.body) == (url, sample(PLAYED).body)


@pytest.mark.parametrize("name", SDKS)
def test_sdks(sdk_runner: Runner, name: str) -> None:
    _, script = SDKS[name]
    text = sdk_runner.output(*python(script, sdk_runner.upstream.url)).decode()
    shown = sdk_runner.weir.json("show", sdk_runner.capture, 1, "--json")
    assert shown["text"] == text.rstrip("\n") and shown["state"] == "complete"
    assert b"sk-run-secret" not in sdk_runner.capture.read_bytes()


@pytest.mark.parametrize("name", SDKS)
def test_sdks_by_base_urls(sdk_runner: Runner, name: str) -> None:
    route, script = SDKS[name]
    options = ["--base-urls", "--route", f"{route}={sdk_runner.upstream.url}"]
    text = sdk_runner.output(*python(script), options=options).decode()
    (shown,) = sdk_runner.weir.json("ls", sdk_runner.capture, "--json")
    assert shown["text"] == text.rstrip("\n") and shown["state"] == "complete"
    assert not (sdk_runner.weir.home / "weir" / "ca").exists(), "base URLs need no authority"


def test_curl(runner: Runner) -> None:
    assert runner.output("curl", "-sSN", f"{runner.upstream.url}/v1/x") == sample(PLAYED).body
    assert [each.body for each in runner.recorded.numbered] == [sample(PLAYED).body]


@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
def test_wget(runner: Runner) -> None:
    own = runner.weir.home / "system-wgetrc"
    own.write_text("header = X-Mine: kept\n")
    runner.weir.environment["SYSTEM_WGETRC"] = str(own)
    assert runner.output("wget", "-qO-", f"{runner.upstream.url}/v1/x") == sample(PLAYED).body
    assert runner.upstream.requests[0].header("x-mine") == "kept"
    assert len(runner.recorded.numbered) == 1


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository as a server of plain files has it."""
    bare = tmp_path / "served" / "repo.git"
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (
        ["init", "-q", "--bare", bare],
        ["clone", "-q", bare, tmp_path / "work"],
        ["-C", tmp_path / "work", *author, "commit", "-q", "--allow-empty", "-m", "First"],
        ["-C", tmp_path / "work", "push", "-q", "origin", "HEAD"],
        ["-C", bare, "update-server-info"],
    ):
        subprocess.run(["git", *map(str, words)], check=True, capture_output=True)
    return bare.parent


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_git(home: Weir, capture: Path, upstream_with, certificates, repository: Path, tmp_path: Path) -> None:
    def play(request: Request) -> Answer:
        file = repository / request.target.partition("?")[0].lstrip("/")
        return Answer([file.read_bytes()], framing="length") if file.is_file() else Answer(status=404, framing="length")

    upstream = upstream_with(play, tls=certificates.server_context())
    run = Runner(home, upstream, certificates.authority, capture)
    run.output("git", "clone", "-q", f"{upstream.url}/repo.git", tmp_path / "cloned")
    log = subprocess.run(["git", "-C", tmp_path / "cloned", "log", "--format=%s"], capture_output=True, text=True)
    assert log.stdout == "First\n"
    assert len(run.recorded.numbered) == len(upstream.requests) > 1


def node_ignores_proxies() -> bool:
    """Whether the Node here is one that reads no proxy variables."""
    if not shutil.which("node"):
        return False
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    major, minor = map(int, version.lstrip("v").split(".")[:2])
    return major < 22 or (major, minor) < (22, 21) or (23, 0) <= (major, minor) < (24, 0)


@pytest.mark.skipif(not node_ignores_proxies(), reason="no Node that ignores proxy variables")
def test_node_gets_a_hint_that_works(sdk_runner: Runner) -> None:
    done = sdk_runner("node", "-e", NODE, sdk_runner.upstream.url)
    assert done.returncode == 3
    said = done.stderr.decode()
    assert "no traffic" in said and "Node.js" in said and "weir run --base-urls -- node -e" in said
    route = ["--base-urls", "--route", f"openai={sdk_runner.upstream.url}"]
    assert sdk_runner.output("node", "-e", NODE, options=route) == sample("openai-chat-text").body


@pytest.mark.skipif(not shutil.which("javac"), reason="no Java compiler is installed")
def test_java_when_asked(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "Ask.java").write_text(JAVA)
    url = f"{runner.upstream.url}/v1/x"
    runner.weir.environment["JAVA_TOOL_OPTIONS"] = "-Dmine=kept -Dfile.encoding=UTF-8"
    output = runner.output("java", "-Dstdout.encoding=UTF-8", tmp_path / "Ask.java", url, options=["--java"])
    assert output == sample(PLAYED).body
    assert [each.request["u"] for each in runner.recorded.numbered] == [url]
    found = variables(runner.output("env", "-0", options=["--java"]))
    assert found["JAVA_TOOL_OPTIONS"].startswith("-Dmine=kept ")
    silent = runner("java", tmp_path / "Ask.java", url)
    assert silent.returncode != 0 and b"--java" in silent.stderr


def test_base_urls_take_the_place_of_proxy_variables(home: Weir) -> None:
    corporate = "http://proxy.corp.test:3128"
    home.environment |= {"HTTP_PROXY": corporate, "NO_PROXY": "corp.test", "OPENAI_BASE_URL": "http://[::1]:9/api/v1"}
    del home.environment["no_proxy"]
    found = variables(home.run("run", "--base-urls", "--no-capture", "--", "env", "-0").stdout)
    proxy = found["ANTHROPIC_BASE_URL"].removesuffix("/anthropic")
    assert proxy.startswith("http://127.0.0.1:")
    assert found["OPENAI_BASE_URL"] == f"{proxy}/openai" and found["OPENAI_API_BASE"] == f"{proxy}/openai/v1"
    assert found["GOOGLE_GEMINI_BASE_URL"] == f"{proxy}/gemini"
    assert found["HTTP_PROXY"] == corporate and "HTTPS_PROXY" not in found and "SSL_CERT_FILE" not in found
    assert found["NO_PROXY"] == "corp.test,localhost,127.0.0.1"


def test_a_base_url_of_the_user_is_where_requests_end_up(home: Weir, capture: Path, upstream_with) -> None:
    upstream = upstream_with(Answer([b"ok"]))
    home.environment["OPENAI_BASE_URL"] = f"{upstream.url}/gateway/v1/"
    ask = ["sh", "-c", 'exec curl -sS "$OPENAI_BASE_URL/chat/completions"']
    done = home.run("run", "--base-urls", "--capture", capture, "--", *ask)
    assert done.stdout == b"ok", done.stderr.decode()
    assert [request.target for request in upstream.requests] == ["/gateway/v1/chat/completions"]
    shown = home.json("show", capture, 1, "--json")
    assert shown["request"]["url"] == f"{upstream.url}/gateway/v1/chat/completions"


def test_upstream_takes_what_the_base_urls_lead_to(home: Weir, upstream_with) -> None:
    upstream = upstream_with(Answer([b"ok"]))
    ask = ["sh", "-c", 'curl -sS "$OPENAI_BASE_URL/a" "$ANTHROPIC_BASE_URL/b"']
    home.run("run", "--base-urls", "--no-capture", "--upstream", f"{upstream.url}/x", "--", *ask)
    assert [request.target for request in upstream.requests] == ["/x/v1/a", "/x/b"]


def test_credentials_of_the_proxy_reach_the_program(runner: Runner) -> None:
    url = f"{runner.upstream.url}/v1/x"
    body = runner.output("curl", "-sSN", url, options=["--proxy-auth", "me:p@ss/wörd:"])
    assert body == sample(PLAYED).body


def test_the_report_comes_on_stderr(runner: Runner) -> None:
    url = f"{runner.upstream.url}/v1/x"
    done = runner("curl", "-sSN", url)
    assert done.stdout == sample(PLAYED).body
    said = done.stderr.decode()
    assert "TTFT" in said and f"recorded in {runner.capture}" in said
    quiet = runner("curl", "-sSN", url, options=["--no-report"])
    assert quiet.stdout == sample(PLAYED).body
    assert len(quiet.stderr.splitlines()) == 1 and b"listening on" in quiet.stderr


def test_json_says_first_where_it_listens(home: Weir) -> None:
    done = home.run("run", "--json", "--no-capture", "--", "echo", "mine")
    first, second = done.stdout.decode().splitlines()
    assert json.loads(first)["listening"].startswith("127.0.0.1:") and json.loads(first)["ca"]
    assert second == "mine"


def test_a_run_without_traffic_leaves_no_capture(home: Weir) -> None:
    done = home.run("run", "--", "false")
    assert done.returncode == 1
    assert b"no traffic" in done.stderr and b"weir run --base-urls -- false" in done.stderr
    captures = home.home / "weir" / "captures"
    assert not list(captures.glob("*.jsonl"))
    assert list((home.home / "run" / "weir").glob("*.json")) == []


def test_hints_name_what_is_known(home: Weir, tmp_path: Path) -> None:
    script = tmp_path / "tool"
    script.write_text(f"#!/usr/bin/env -S {sys.executable} -I\n")
    script.chmod(0o755)
    for words, named in (
        ([script], "trust_env=True"),
        ([sys.executable, "-c", ""], "trust_env=True"),
        (["sh", "-c", "true; node --version >/dev/null || :"], "Node.js"),
    ):
        assert named in home.run("run", "--no-capture", "--", *words).stderr.decode()
    based = home.run("run", "--base-urls", "--no-capture", "--", "true").stderr.decode()
    assert "no traffic" in based and "OPENAI_BASE_URL" in based and "/openai/v1" in based


def test_a_program_that_does_not_trust_the_authority_gets_a_hint(runner: Runner, certificates) -> None:
    done = runner("curl", "-sS", "--cacert", certificates.authority, runner.upstream.url)
    assert done.returncode == 60
    said = done.stderr.decode()
    assert "curl gave up 1 connection during the TLS handshake" in said and "weir ca" in said
    assert "no traffic" not in said


def test_wrong_usage_is_one_line(home: Weir) -> None:
    for words, named in (
        ([], "after --"),
        (["--"], "after --"),
        (["--bas-urls", "--", "true"], "--bas-urls"),
        (["--base-urls", "--proxy-auth", "a:b", "--", "true"], "--proxy-auth"),
        (["--java", "--base-urls", "--", "true"], "--java"),
    ):
        done = home.run("run", *words)
        (line,) = done.stderr.decode().splitlines()
        assert (done.returncode, done.stdout) == (64, b"") and named in line, line


def test_options_of_the_program_are_the_programs(home: Weir) -> None:
    for words in (["--", "echo", "--json", "--", "-x"], ["echo", "--json", "--", "-x"]):
        done = home.run("run", "--no-capture", *words)
        assert (done.returncode, done.stdout) == (0, b"--json -- -x\n"), done.stderr


def test_a_taken_port_is_told_before_anything_is_run(home: Weir, tmp_path: Path, upstream_with) -> None:
    taken = upstream_with(Answer()).port
    done = home.run("run", "--no-capture", "--listen", f"127.0.0.1:{taken}", "--", "touch", tmp_path / "ran")
    assert done.returncode == 69 and not (tmp_path / "ran").exists()


def test_inherited_files_reach_the_program_and_weirs_do_not(home: Weir) -> None:
    listing = [sys.executable, "-c", "import os; print(sorted(os.listdir('/proc/self/fd')))"]
    reading, writing = os.pipe()
    try:
        pass_on = {"env": home.environment, "cwd": home.home, "capture_output": True, "pass_fds": [writing]}
        direct = subprocess.run(listing, **pass_on).stdout
        through = subprocess.run([home.binary, "run", "--no-capture", "--", *listing], **pass_on).stdout
        assert through == direct != b""
    finally:
        os.close(reading)
        os.close(writing)


def without_internal(signals: bytes) -> bytes:
    """/proc's signal masks without 32 and 33: the C library's own, which posix_spawn leaves ignored, one or both."""
    own = 1 << 31 | 1 << 32
    return re.sub(rb"(?<=:\t)[0-9a-f]{16}", lambda mask: b"%016x" % (int(mask[0], 16) & ~own), signals)


def test_signals_and_limits_are_those_that_weir_was_started_with(home: Weir) -> None:
    look = ["sh", "-c", "grep -E '^Sig(Ign|Blk|Cgt)' /proc/self/status; ulimit -n"]
    for ignoring in ([], ["env", "--ignore-signal=HUP", "--ignore-signal=PIPE", "--block-signal=USR1"]):
        limited = ["sh", "-c", 'ulimit -Sn 200; exec "$@"', "sh", *ignoring]
        direct = subprocess.run([*limited, *look], env=home.environment, capture_output=True)
        wrapped = [*limited, home.binary, "run", "--no-capture", "--", *look]
        through = subprocess.run(wrapped, env=home.environment, cwd=home.home, capture_output=True)
        assert direct.stdout, direct.stderr.decode()
        assert without_internal(through.stdout) == without_internal(direct.stdout), through.stderr.decode()
