"""The ways in: forward proxy, CONNECT with interception, tunnels, SOCKS5 and HTTP/2."""

import ssl
from pathlib import Path

import pytest
from capture_file import CaptureFile
from samples import sample
from test_curl import STREAM, curl
from upstream import Answer
from weir_process import Weir, WeirServer
from wire_client import WireClient, get

PLAYED = "openai-chat-unicode"


@pytest.fixture
def playing():
    return lambda request: Answer(sample(PLAYED).events, headers=STREAM)


def recorded_body(capture: Path) -> bytes:
    read = CaptureFile(capture)
    read.check()
    assert len(read.numbered) == 1
    return read.numbered[0].body


def require_authority(proxy: WeirServer) -> None:
    """Skips the test if this build cannot make certificates for those that it intercepts."""
    if not proxy.hello["ca"]:
        pytest.skip("this build has no certificate authority")


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
    with weir.proxy("--upstream-ca", certificates.authority, capture=capture) as proxy:
        require_authority(proxy)
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
    tunnel = CaptureFile(capture).numbered[0]
    assert (tunnel.request["m"], tunnel.request["u"]) == ("CONNECT", upstream.authority)
    assert not tunnel.body and tunnel.end["tunnel_received"] > len(body) and tunnel.end["tunnel_sent"] > 0
    assert b"/v1/x" not in capture.read_bytes()
    (row,) = weir.json("ls", capture, "--json")
    assert (row["request"]["method"], row["state"], row["end"]["tunnel"]["received"]) == (
        "CONNECT",
        "complete",
        tunnel.end["tunnel_received"],
    )
    assert row["end"]["tunnel"]["duration_ns"] > 0
    port = upstream.authority.split(":")[1]
    assert f"localhost :{port}" in " ".join(weir.run("ls", capture).stdout.decode().split())
    shown = weir.run("show", capture, 1).stdout.decode()
    assert "open for" in shown and "Error" not in shown


def test_http2_prior_knowledge_client_of_an_http1_upstream(weir: Weir, capture: Path, upstream_with, playing) -> None:
    upstream = upstream_with(playing)
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        answer = curl("-N", "--http2-prior-knowledge", "-w", "%{http_version}", f"{proxy.url}/v1/x")
    assert answer == sample(PLAYED).body + b"2"
    assert recorded_body(capture) == sample(PLAYED).body


def test_tls_straight_on_the_port(weir: Weir, capture: Path, upstream_with, playing) -> None:
    upstream = upstream_with(playing)
    with weir.proxy("--upstream", upstream.url, capture=capture) as proxy:
        require_authority(proxy)
        for version, spoken in (("--http2", b"2"), ("--http1.1", b"1.1")):
            trust = ["--cacert", proxy.hello["ca"], "-w", "%{http_version}"]
            assert curl("-N", version, *trust, f"https://localhost:{proxy.port}/v1/x") == sample(PLAYED).body + spoken


def test_plain_http_in_a_tunnel(weir: Weir, capture: Path, upstream_with, playing) -> None:
    upstream = upstream_with(playing)
    with weir.proxy(capture=capture) as proxy:
        assert curl("-N", "-p", "-x", proxy.url, f"{upstream.url}/v1/x") == sample(PLAYED).body
    assert recorded_body(capture) == sample(PLAYED).body
    assert upstream.requests[0].header("host") == upstream.authority


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_plain_http_by_socks(weir: Weir, capture: Path, upstream_with, playing, scheme: str) -> None:
    upstream = upstream_with(playing)
    with weir.proxy(capture=capture) as proxy:
        through = ["-x", f"{scheme}://127.0.0.1:{proxy.port}"]
        assert curl("-N", *through, f"http://localhost:{upstream.port}/v1/x") == sample(PLAYED).body
    assert recorded_body(capture) == sample(PLAYED).body


def test_credentials_for_every_way_in(weir: Weir, upstream_with, playing) -> None:
    upstream = upstream_with(playing)
    secret = ["--proxy-user", "me:pässword"]
    with weir.proxy("--proxy-auth", "me:pässword", "--upstream", upstream.url) as proxy:
        for scheme in ("http", "socks5h"):
            address = f"{scheme}://127.0.0.1:{proxy.port}"
            assert curl("-N", "-x", address, *secret, f"{upstream.url}/v1/x") == sample(PLAYED).body
            assert curl("-N", "-p", "-x", address, *secret, f"{upstream.url}/v1/x") == sample(PLAYED).body
        with WireClient(proxy.port) as client:
            head = client.request(get("/v1/x")).head
    assert (head.status, head.header("proxy-authenticate")) == (407, 'Basic realm="weir"')
    assert all(request.header("proxy-authorization") is None for request in upstream.requests)


def test_upstream_that_fails_is_told_inside_the_tunnel(weir: Weir, upstream_with, certificates) -> None:
    """The client meets a certificate for its host, and in words what went wrong behind it."""
    upstream = upstream_with(Answer([b"x"]), tls=certificates.server_context(trusted=False))
    with weir.proxy("--upstream-ca", certificates.authority) as proxy:
        require_authority(proxy)
        for version, spoken in (("--http2", b"2"), ("--http1.1", b"1.1")):
            through = ["-x", proxy.url, "--cacert", proxy.hello["ca"], "-w", "%{http_code} %{http_version}"]
            answer = curl(version, *through, upstream.url)
            assert answer.endswith(b"502 " + spoken), answer
            assert b"weir_upstream_tls" in answer and b"self-signed" in answer


def test_client_without_trust_in_the_authority_is_shown(
    weir: Weir, capture: Path, upstream_with, certificates
) -> None:
    upstream = upstream_with(Answer([b"x"]), tls=certificates.server_context())
    with weir.proxy("--upstream-ca", certificates.authority, capture=capture) as proxy:
        require_authority(proxy)
        with pytest.raises(AssertionError, match="certificate"):
            curl("-x", proxy.url, "--cacert", certificates.authority, upstream.url)
    (row,) = weir.json("ls", capture, "--json")
    assert (row["request"]["method"], row["state"]) == ("CONNECT", "error")
    (finding,) = row["findings"]
    assert finding["code"] == "NET-CLIENT-TLS" and finding["severity"] == "error"
    for words in ("does not trust Weir's authority", "weir ca", "--passthrough"):
        assert words in row["end"]["detail"] and words in finding["message"]


def test_client_that_goes_away_in_the_handshake_is_shown(
    weir: Weir, capture: Path, upstream_with, certificates
) -> None:
    """Some clients give no reason."""
    upstream = upstream_with(Answer([b"x"]), tls=certificates.server_context())
    with weir.proxy("--upstream-ca", certificates.authority, capture=capture) as proxy:
        require_authority(proxy)
        with WireClient(proxy.port) as client:
            client.send(get(upstream.authority, method="CONNECT", host=upstream.authority))
            assert client.head().status == 200
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            hello = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="localhost")
            with pytest.raises(ssl.SSLWantReadError):
                hello.do_handshake()
            client.send(outgoing.read())
            assert client.socket.recv(1), "Weir's side of the handshake"
    (row,) = weir.json("ls", capture, "--json")
    assert (row["request"]["method"], row["state"]) == ("CONNECT", "client_abort")
    assert [each["code"] for each in row["findings"]] == ["NET-CLIENT-TLS"]
    assert "may not trust" in row["findings"][0]["message"]


def test_remote_listener_needs_credentials(weir: Weir) -> None:
    for options in ([], ["--allow-remote"], ["--proxy-auth", "u:p"]):
        done = weir.run("proxy", "--listen", "0.0.0.0:0", "--no-capture", *options)
        assert done.returncode == 64
        assert b"--allow-remote" in done.stderr and done.stderr.count(b"\n") == 1
