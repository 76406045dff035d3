"""The ways in: forward proxy, CONNECT with interception, tunnels, SOCKS5, HTTP/2, and `weir run`."""

import shutil
import sys
from pathlib import Path

import pytest
from capture_file import CaptureFile
from samples import sample
from test_curl import STREAM, curl
from upstream import Answer
from weir_process import Weir, WeirServer
from wire_client import WireClient

PLAYED = "openai-chat-unicode"


@pytest.fixture
def playing():
    return lambda request: Answer(sample(PLAYED).events, headers=STREAM)


def recorded_body(capture: Path) -> bytes:
    read = CaptureFile(capture)
    read.check()
    assert len(read.numbered) == 1
    return read.numbered[0].body


def require_mode(proxy: WeirServer, opening: bytes, accepted: bytes) -> None:
    """Skips the test if this build answers the first bytes of a way in with anything else than it should."""
    with WireClient(proxy.port) as client:
        client.send(opening)
        if not client.socket.recv(64).startswith(accepted):
            pytest.skip("this build does not have this way in")


WAYS_IN = {
    "http": (b"CONNECT localhost:1 HTTP/1.1\r\nhost: localhost:1\r\n\r\n", b"HTTP/1.1 200"),
    "socks5h": (b"\x05\x01\x00", b"\x05\x00"),
    "h2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]), b"\0\0"),
}


def test_forward_proxy_absolute_form(weir: Weir, capture: Path, upstream_with, playing) -> None:
    upstream = upstream_with(playing)
    with weir.proxy(capture=capture) as proxy:
        assert curl("-N", "-x", proxy.url, f"{upstream.url}/v1/x?y") == sample(PLAYED).body
    assert upstream.requests[0].target == "/v1/x?y"
    assert recorded_body(capture) == sample(PLAYED).body


@pytest.mark.parametrize("scheme", ["http", "socks5h"])
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_interception(
    weir: Weir, capture: Path, upstream_with, certificates, playing, scheme: str, version: str
) -> None:
    """The upstream speaks HTTP/1.1 only, and the client is told so: what ALPN chose is mirrored."""
    upstream = upstream_with(playing, tls=certificates.server_context())
    with weir.proxy("--upstream-ca", certificates.authority) as proxy:
        require_mode(proxy, *WAYS_IN[scheme])
    with weir.proxy("--upstream-ca", certificates.authority, capture=capture) as proxy:
        through = ["-x", f"{scheme}://127.0.0.1:{proxy.port}", "--cacert", proxy.hello["ca"]]
        answer = curl("-N", version, *through, "-w", "%{http_version}", f"{upstream.url}/v1/x")
    assert answer == sample(PLAYED).body + b"1.1"
    assert recorded_body(capture) == sample(PLAYED).body


def test_passthrough_is_not_opened(weir: Weir, capture: Path, upstream_with, certificates, playing) -> None:
    weir.require_option("proxy", "--passthrough")
    upstream = upstream_with(playing, tls=certificates.server_context())
    with weir.proxy("--passthrough", "localhost", capture=capture) as proxy:
        body = curl("-N", "-x", proxy.url, "--cacert", certificates.authority, f"{upstream.url}/v1/x")
    assert body == sample(PLAYED).body
    assert not CaptureFile(capture).kind("req")


def test_http2_prior_knowledge_client_of_an_http1_upstream(weir: Weir, capture: Path, upstream_with, playing) -> None:
    upstream = upstream_with(playing)
    with weir.proxy("--upstream", upstream.url) as proxy:
        require_mode(proxy, *WAYS_IN["h2"])
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        answer = curl("-N", "--http2-prior-knowledge", "-w", "%{http_version}", f"{proxy.url}/v1/x")
    assert answer == sample(PLAYED).body + b"2"
    assert recorded_body(capture) == sample(PLAYED).body


@pytest.mark.parametrize("option", [[], ["--base-urls"]], ids=["proxy", "base-urls"])
def test_run_routes_the_child_and_passes_its_status_through(
    weir: Weir, capture: Path, upstream_with, certificates, playing, option: list[str]
) -> None:
    upstream = upstream_with(playing, tls=certificates.server_context())
    route = ["--route", f"openai={upstream.url}"] if option else []
    address = "$OPENAI_BASE_URL/x" if option else f"{upstream.url}/v1/x"
    script = f'curl -sSN --max-time 30 -o "$1" "{address}"; exit 7'
    target = capture.with_suffix(".out")
    trust = ["--upstream-ca", certificates.authority, "--capture", capture, "--no-ui"]
    done = weir.run("run", *trust, *route, *option, "--", "sh", "-c", script, "sh", target)
    assert done.returncode == 7, done.stderr.decode()
    assert target.read_bytes() == sample(PLAYED).body
    assert recorded_body(capture) == sample(PLAYED).body


def test_run_says_so_when_no_traffic_came(weir: Weir, capture: Path) -> None:
    done = weir.run("run", "--capture", capture, "--no-ui", "--", shutil.which("true"))
    assert done.returncode == 0
    assert b"no traffic" in done.stderr.lower() or b"no request" in done.stderr.lower(), done.stderr.decode()


def test_run_a_python_sdk_with_interception(weir: Weir, capture: Path, players, certificates) -> None:
    """The SDK finds proxy and authority by the variables alone."""
    url = players["https"].url
    script = (
        "import openai\n"
        f"client = openai.OpenAI(api_key='sk-run-secret', base_url='{url}/v1', max_retries=0, timeout=20)\n"
        "with client.chat.completions.stream(model='openai-chat-text', messages=[]) as stream:\n"
        "    print(stream.get_final_completion().choices[0].message.content)\n"
    )
    trust = ["--upstream-ca", certificates.authority, "--capture", capture, "--no-ui"]
    done = weir.run("run", *trust, "--", sys.executable, "-c", script)
    assert done.returncode == 0, done.stderr.decode()
    assert "Hello, wörld 🌍" in done.stdout.decode()
    assert recorded_body(capture) == sample("openai-chat-text").body
    assert b"sk-run-secret" not in capture.read_bytes()
