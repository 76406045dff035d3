"""TLS with upstreams: certificates that do not hold, by each way in; trust that adds; client certificates; sessions."""

import json
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from capture_file import CaptureFile
from samples import sample
from test_curl import STREAM, curl
from upstream import Answer, Upstream
from weir_process import Weir, WeirServer
from wire_client import WireClient, get

# What the client is told about a certificate, and what to do about it.
WORDS = {
    "expired": ("expired on Feb  1 00:00:00 2020 GMT", "clock"),
    "not yet valid": ("valid only from Jan  1 00:00:00 2099 GMT", "clock"),
    "wrong host": ("not for localhost but for elsewhere.example", "host name"),
    "self-signed": ("self-signed and not trusted", "--upstream-ca"),
    "unknown authority": ("issuer is not known", "--upstream-ca"),
}
PLAYED = sample("openai-chat-text")


def reverse(proxy: WeirServer, upstream: Upstream) -> bytes:
    return curl("-i", f"{proxy.url}/up/v1/x")


def absolute_form(proxy: WeirServer, upstream: Upstream) -> bytes:
    with WireClient(proxy.port) as client:
        reply = client.request(get(f"{upstream.url}/v1/x", host=upstream.authority))
    return reply.head.raw + reply.body


def connect(proxy: WeirServer, upstream: Upstream) -> bytes:
    return curl("-i", "--suppress-connect-headers", *trusting(proxy, "http"), f"{upstream.url}/v1/x")


def connect_http2(proxy: WeirServer, upstream: Upstream) -> bytes:
    return curl("-i", "--suppress-connect-headers", "--http2", *trusting(proxy, "http"), f"{upstream.url}/v1/x")


def socks5(proxy: WeirServer, upstream: Upstream) -> bytes:
    return curl("-i", *trusting(proxy, "socks5h"), f"{upstream.url}/v1/x")


def trusting(proxy: WeirServer, scheme: str) -> list[str]:
    """curl verifies: it meets a valid certificate for the upstream's host in any case."""
    return ["-x", f"{scheme}://127.0.0.1:{proxy.port}", "--cacert", proxy.hello["ca"]]


WAYS: dict[str, Callable[[WeirServer, Upstream], bytes]] = {
    "reverse": reverse,
    "absolute-form": absolute_form,
    "connect": connect,
    "connect-http2": connect_http2,
    "socks5": socks5,
}


@pytest.fixture
def ask(weir: Weir, capture: Path, upstream_with, certificates):
    """Asks an upstream that has one of the certificates, by one way; gives it and the raw answer."""

    def run(way: str, context: ssl.SSLContext, *options: object) -> tuple[Upstream, bytes]:
        upstream = upstream_with(Answer(PLAYED.events, headers=STREAM, framing="length"), tls=context)
        with weir.proxy("--route", f"up={upstream.url}", *options, capture=capture) as proxy:
            return upstream, WAYS[way](proxy, upstream)

    return run


@pytest.mark.parametrize("flaw", WORDS)
@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_that_does_not_hold_is_a_readable_502(
    ask, weir: Weir, capture: Path, certificates, way: str, flaw: str
) -> None:
    upstream, answer = ask(way, certificates.flawed_context(flaw), "--upstream-ca", certificates.authority)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == b"502" and b"x-weir-error: weir_upstream_tls" in head.lower()
    error = json.loads(body)["error"]
    assert error["type"] == "weir_upstream_tls" and upstream.authority in error["message"]
    for words in WORDS[flaw]:
        assert words in error["message"]
    assert not upstream.requests
    shown = weir.json("show", capture, "1", "--json")
    assert (shown["state"], shown["end"]["why"], shown["response"]["by"]) == ("error", "connect", "weir")
    assert shown["request"]["url"] == f"{upstream.url}/v1/x"
    (finding,) = [each for each in shown["findings"] if each["code"].startswith("NET-")]
    assert finding["code"] == "NET-TLS" and WORDS[flaw][0] in finding["message"] and finding["severity"] == "error"
    for command in (["ls", capture], ["show", capture, "1"], ["tail", capture, "--no-follow"]):
        assert "NET-TLS" in weir.run(*command).stdout.decode()


@pytest.mark.parametrize("flaw", WORDS)
@pytest.mark.parametrize("way", WAYS)
def test_insecure_upstream_accepts_it(ask, capture: Path, certificates, way: str, flaw: str) -> None:
    _, answer = ask(way, certificates.flawed_context(flaw), "--insecure-upstream")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split()[1] == b"200" and body == PLAYED.body
    assert [each.body for each in CaptureFile(capture).numbered] == [PLAYED.body]


@pytest.mark.parametrize("way", WAYS)
def test_upstream_ca_adds_to_the_roots_of_the_system(
    ask, weir: Weir, certificates, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """What SSL_CERT_FILE names stands for the system's roots here."""
    monkeypatch.setitem(weir.environment, "SSL_CERT_FILE", str(certificates.authority))
    for options in ([], ["--upstream-ca", certificates.other_authority]):
        assert ask(way, certificates.server_context(), *options)[1].startswith((b"HTTP/1.1 200", b"HTTP/2 200"))
    unknown = certificates.flawed_context("unknown authority")
    assert ask(way, unknown)[1].split()[1] == b"502"
    assert ask(way, unknown, "--upstream-ca", certificates.other_authority)[1].split()[1] == b"200"


def test_a_servers_own_certificate_may_be_named(ask, certificates) -> None:
    _, answer = ask("reverse", certificates.flawed_context("self-signed"), "--upstream-ca", certificates.stranger)
    assert answer.split()[1] == b"200"


@pytest.mark.parametrize(("option", "status"), [("--upstream-ca", 66), ("--client-cert", 66)])
def test_files_that_are_not_there_are_told_at_the_start(weir: Weir, tmp_path: Path, option: str, status: int) -> None:
    more = ["--client-key", tmp_path / "none"] if option == "--client-cert" else []
    done = weir.run("proxy", "--no-capture", "--listen", "127.0.0.1:0", option, tmp_path / "none", *more)
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == status and str(tmp_path / "none") in line


def test_rubbish_in_the_place_of_certificates_is_told_at_the_start(weir: Weir, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish\n")
    done = weir.run("proxy", "--no-capture", "--listen", "127.0.0.1:0", "--upstream-ca", rubbish)
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 65 and str(rubbish) in line


@pytest.mark.parametrize("way", WAYS)
def test_the_client_certificate_is_shown_to_an_upstream_that_asks(
    ask, capture: Path, certificates, way: str
) -> None:
    own = ["--client-cert", certificates.client, "--client-key", certificates.client_key]
    context = certificates.server_context(wants_client=True)
    _, answer = ask(way, context, "--upstream-ca", certificates.authority, *own)
    assert answer.split()[1] == b"200"
    assert b"PRIVATE KEY" not in capture.read_bytes()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
def test_an_upstream_that_misses_a_client_certificate_and_just_hangs_up(
    ask, certificates, version: ssl.TLSVersion
) -> None:
    """Python's servers close before their alert is out; what they asked for is remembered."""
    context = certificates.server_context(wants_client=True)
    context.minimum_version = context.maximum_version = version
    for way in WAYS:
        _, answer = ask(way, context, "--upstream-ca", certificates.authority)
        assert answer.split()[1] == b"502"
        error = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
        assert error["type"] == "weir_upstream_tls" and "asked for a client certificate" in error["message"], way
        assert "--client-cert" in error["message"]


@contextmanager
def gatekeeper(certificates, version: ssl.TLSVersion) -> Iterator[str]:
    """A server that lets nobody in without a certificate, and says so (Python's own close before that is out)."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    own = ["-cert", certificates.server, "-key", certificates.server_key, "-CAfile", certificates.authority]
    option = {ssl.TLSVersion.TLSv1_2: "-tls1_2", ssl.TLSVersion.TLSv1_3: "-tls1_3"}[version]
    command = ["openssl", "s_server", "-accept", address, *map(str, own), "-Verify", "1", option]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as server:
        while not server.stdout.readline().startswith(b"ACCEPT"):
            assert server.poll() is None, "openssl s_server did not start"
        yield f"https://localhost:{address.rpartition(':')[2]}"
        server.kill()


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
def test_an_upstream_that_misses_a_client_certificate_is_told_with_advice(
    weir: Weir, capture: Path, certificates, version: ssl.TLSVersion
) -> None:
    """With TLS 1.3 the upstream says so only after Weir's side of the handshake is done."""
    trust = ["--upstream-ca", certificates.authority]
    with gatekeeper(certificates, version) as url, weir.proxy("--upstream", url, *trust, capture=capture) as proxy:
        answer = curl("-i", f"{proxy.url}/v1/x")
    assert answer.split()[1] == b"502"
    error = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    assert error["type"] == "weir_upstream_tls" and "--client-cert" in error["message"], error
    assert "unknown" not in error["message"]
    (row,) = weir.json("ls", capture, "--json")
    assert [each["code"] for each in row["findings"] if each["code"].startswith("NET-")] == ["NET-TLS"]


def test_a_client_certificate_needs_its_key(weir: Weir, certificates) -> None:
    done = weir.run("proxy", "--no-capture", "--client-cert", certificates.client)
    assert done.returncode == 64 and b"--client-key" in done.stderr
    pair = ["--client-cert", certificates.client, "--client-key", certificates.server_key]
    done = weir.run("proxy", "--no-capture", "--listen", "127.0.0.1:0", *pair)
    assert done.returncode == 65 and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
def test_sessions_are_resumed_on_both_sides(
    weir: Weir, capture: Path, upstream_with, certificates, version: ssl.TLSVersion
) -> None:
    """Each client connection has an upstream connection of its own: the second of both is a resumption."""
    context = certificates.server_context()
    context.minimum_version = context.maximum_version = version
    upstream = upstream_with(Answer([b"ok"], framing="length"), tls=context)
    session = None
    with weir.proxy("--upstream-ca", certificates.authority, capture=capture) as proxy:
        own = ssl.create_default_context(cafile=proxy.hello["ca"])
        own.minimum_version = own.maximum_version = version
        for place in range(3):
            with WireClient(proxy.port) as client:
                client.send(get(upstream.authority, method="CONNECT", host=upstream.authority))
                assert client.head().status == 200
                client.socket = own.wrap_socket(client.socket, server_hostname="localhost", session=session)
                assert client.request(get("/v1/x", host=upstream.authority)).body == b"ok"
                assert client.socket.session_reused == (place > 0)
                session = client.socket.session
    opened = [record["con"] for record in CaptureFile(capture).kind("con")]
    assert [each["resumed"] for each in opened if each["side"] == "upstream"] == [False, True, True]
    assert {each["tls"] for each in opened if each["side"] == "upstream"} == {version.name.replace("_", ".")}


def test_the_key_log_has_the_secrets_of_both_sides(
    weir: Weir, upstream_with, certificates, tmp_path: Path
) -> None:
    """Wireshark finds each connection by the random number of its ClientHello."""
    log, curls, upstreams = tmp_path / "keys.log", tmp_path / "curl.log", tmp_path / "upstream.log"
    context = certificates.server_context()
    context.keylog_filename = str(upstreams)
    upstream = upstream_with(Answer([b"ok"], framing="length"), tls=context)
    with weir.proxy("--upstream-ca", certificates.authority, "--tls-keylog", log) as proxy:
        through = ["-x", proxy.url, "--cacert", proxy.hello["ca"], f"{upstream.url}/v1/x"]
        command = ["curl", "-sS", *through]
        done = subprocess.run(command, capture_output=True, env=weir.environment | {"SSLKEYLOGFILE": str(curls)})
        assert done.stdout == b"ok", done.stderr
    assert log.stat().st_mode & 0o077 == 0
    lines = set(log.read_text().splitlines())
    others = {line for line in upstreams.read_text().splitlines() if not line.startswith("#")}
    assert others and others <= lines
    if curls.exists():  # not every build of curl writes one
        assert set(curls.read_text().splitlines()) <= lines
    assert len({line.split()[1] for line in lines}) == 2


def test_a_key_log_that_cannot_be_written_is_told_at_the_start(weir: Weir, tmp_path: Path) -> None:
    done = weir.run("proxy", "--no-capture", "--listen", "127.0.0.1:0", "--tls-keylog", tmp_path / "none" / "keys")
    assert done.returncode == 73 and len(done.stderr.splitlines()) == 1
