"""`weir ca`: an authority that is made once, stays private, and whose certificates today's clients accept."""

import os
import re
import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from upstream import Answer
from weir_process import Weir, WeirServer
from wire_client import WireClient, get


@pytest.fixture
def home(weir: Weir, tmp_path: Path) -> Weir:
    """The binary with an authority of this test's own."""
    weir.require("ca")
    own = Weir(weir.binary, tmp_path / "home")
    # What this machine trusts besides is no matter of the tests'.
    for name in [name for name in own.environment if re.search("_CA|_CERT|cafile", name)]:
        del own.environment[name]
    return own


def path_of(weir: Weir, *arguments: str) -> Path:
    done = weir.run("ca", *arguments)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return Path(done.stdout.decode().strip())


def text_of(certificate: Path) -> str:
    return openssl("x509", "-in", certificate, "-noout", "-text")


def openssl(*arguments: object) -> str:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_first_use_makes_it_for_its_owner_only(home: Weir) -> None:
    path = path_of(home, "path")
    assert path == home.home / "weir" / "ca" / "weir-ca.pem"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    shown = home.json("ca", "show", "--json")
    assert stat.S_IMODE(Path(shown["key"]).stat().st_mode) == 0o600
    assert "PRIVATE KEY" not in path.read_text()
    assert path_of(home, "path") == path
    assert home.json("ca", "path", "--json") == {"path": str(path), "key": shown["key"]}


def test_show_says_what_openssl_says(home: Weir) -> None:
    shown = home.json("ca", "show", "--json")
    asked = ["-fingerprint", "-sha256", "-subject", "-nameopt", "RFC2253"]
    printed = openssl("x509", "-in", shown["path"], "-noout", *asked)
    assert f"={shown['fingerprint_sha256']}\n" in printed
    assert f"subject={shown['subject']}\n" in printed
    text = home.run("ca").stdout.decode()
    assert shown["fingerprint_sha256"] in text
    for place in ("update-ca-certificates", "update-ca-trust", "trust anchor", "security add-trusted-cert", "certutil"):
        assert place in text


def test_the_authority_is_strictly_valid(home: Weir) -> None:
    path = path_of(home, "path")
    openssl("verify", "-x509_strict", "-check_ss_sig", "-CAfile", path, path)
    text = text_of(path)
    assert "CA:TRUE, pathlen:0" in text
    assert "Certificate Sign, CRL Sign" in text
    assert "X509v3 Subject Key Identifier" in text
    assert "NIST CURVE: P-256" in text


def test_two_at_once_make_one(home: Weir) -> None:
    running = [home.start("ca", "show", "--json") for _ in range(6)]
    assert [each.wait_exit() for each in running] == [0] * 6
    assert len({"\n".join(each.output) for each in running}) == 1


def test_bundle_holds_the_system_and_ours_and_follows_both(home: Weir, tmp_path: Path) -> None:
    bundle = path_of(home, "bundle")
    before = bundle.stat().st_mtime_ns
    own = path_of(home, "path")
    assert own.read_text() in bundle.read_text()
    assert path_of(home, "bundle") == bundle and bundle.stat().st_mtime_ns == before
    context = ssl.create_default_context(cafile=str(bundle))
    assert any("Weir CA" in str(each["subject"]) for each in context.get_ca_certs())
    home.run("ca", "rotate")
    assert own.read_text() in bundle.read_text()
    stranger = tmp_path / "stranger.pem"
    stranger.write_text(own.read_text())
    home.run("ca", "rotate")
    home.environment["SSL_CERT_FILE"] = str(stranger)
    assert path_of(home, "bundle").read_text() == stranger.read_text() + own.read_text()


def test_env_is_read_by_a_shell(home: Weir) -> None:
    home.environment["WEIR_HOME"] = str(home.home / "it's a $home")
    Path(home.environment["WEIR_HOME"]).mkdir()
    exports = home.run("ca", "env", "--proxy", "http://127.0.0.1:9347").stdout.decode()
    names = re.findall(r"(?m)^export (\w+)=", exports)
    script = exports + "".join(f'printf "%s\\n" "${name}"\n' for name in names)
    values = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True).stdout.splitlines()
    variables = dict(zip(names, values, strict=True))
    folder = f"{home.environment['WEIR_HOME']}/ca"
    assert variables["SSL_CERT_FILE"] == variables["REQUESTS_CA_BUNDLE"] == f"{folder}/bundle.pem"
    assert variables["NODE_EXTRA_CA_CERTS"] == f"{folder}/weir-ca.pem"
    assert variables["HTTPS_PROXY"] == variables["https_proxy"] == "http://127.0.0.1:9347"
    assert "HTTPS_PROXY" not in home.run("ca", "env").stdout.decode()


def test_rotate_makes_another_and_says_what_to_do(home: Weir) -> None:
    old = home.json("ca", "show", "--json")
    old_text = Path(old["path"]).read_text()
    old_key = Path(old["key"]).read_text()
    done = home.run("ca", "rotate")
    assert done.returncode == 0, done.stderr.decode()
    new = home.json("ca", "show", "--json")
    assert new["path"] == old["path"]
    assert new["fingerprint_sha256"] != old["fingerprint_sha256"]
    said = done.stdout.decode()
    assert new["fingerprint_sha256"] in said and old["fingerprint_sha256"][:11] in said
    (kept,) = Path(old["path"]).parent.glob("weir-ca-old-*.pem")
    assert str(kept) in said
    assert kept.read_text() == old_text
    for file in Path(old["path"]).parent.iterdir():
        assert old_key not in file.read_text()


@pytest.mark.parametrize("content", ["", "rubbish\n"])
def test_a_broken_authority_is_one_line(home: Weir, content: str) -> None:
    key = Path(home.json("ca", "path", "--json")["key"])
    key.write_text(content)
    done = home.run("ca", "path")
    assert (done.returncode, done.stdout) == (65, b"")
    (line,) = done.stderr.decode().splitlines()
    assert str(key) in line and "weir ca rotate" in line


def test_an_open_key_is_closed_and_told(home: Weir) -> None:
    key = Path(home.json("ca", "path", "--json")["key"])
    key.chmod(0o644)
    done = home.run("ca", "path")
    assert done.returncode == 0
    (line,) = done.stderr.decode().splitlines()
    assert "644" in line and "weir ca rotate" in line
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_one_line(home: Weir) -> None:
    home.environment["WEIR_HOME"] = "/proc/weir"
    done = home.run("ca", "path")
    assert (done.returncode, len(done.stderr.decode().splitlines())) == (73, 1)


@pytest.fixture
def secure(home: Weir, capture: Path, upstream_with) -> Iterator[WeirServer]:
    """A server of ours with a certificate for whatever name is asked for."""
    upstream = upstream_with(Answer([b"ok"]))
    with home.proxy("--upstream", upstream.url, capture=capture) as proxy, WireClient(proxy.port) as client:
        client.request(get("/"))
    with home.replay(capture, "--tls") as server:
        yield server


def test_replay_says_what_to_trust_where_there_is_tls(home: Weir, capture: Path, secure: WeirServer) -> None:
    assert secure.hello["ca"] == str(path_of(home, "path"))
    assert secure.hello["capture"] == str(capture)
    with home.replay(capture) as plain:
        assert plain.hello["ca"] is None


def strict_context(home: Weir) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(path_of(home, "path")))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def connect(server: WeirServer, context: ssl.SSLContext, name: str, session=None) -> tuple[bytes, ssl.SSLSession, bool]:
    """The certificate shown, the session to resume, and whether one was."""
    with socket.create_connection(("127.0.0.1", server.port)) as plain:
        with context.wrap_socket(plain, server_hostname=name, session=session) as secured:
            # Tickets of TLS 1.3 come with the answer.
            secured.sendall(get("/"))
            assert secured.recv(4096).startswith(b"HTTP/1.1 200")
            return secured.getpeercert(binary_form=True), secured.session, secured.session_reused


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
@pytest.mark.parametrize(
    "name", ["api.openai.com", "xn--bcher-kva.example", "localhost", "127.0.0.1", f"{'a' * 63}.example"]
)
def test_leaves_are_strictly_valid(
    home: Weir, secure: WeirServer, version: ssl.TLSVersion, name: str, tmp_path: Path
) -> None:
    context = strict_context(home)
    context.minimum_version = context.maximum_version = version
    shown, _, _ = connect(secure, context, name)
    leaf = tmp_path / "leaf.pem"
    leaf.write_text(ssl.DER_cert_to_PEM_cert(shown))
    host = ["-verify_ip" if name[0].isdigit() else "-verify_hostname", name]
    openssl("verify", "-x509_strict", "-purpose", "sslserver", *host, "-CAfile", path_of(home, "path"), leaf)
    text = text_of(leaf)
    assert "TLS Web Server Authentication" in text and "Digital Signature" in text and "CA:FALSE" in text
    assert "X509v3 Authority Key Identifier" in text
    serial = openssl("x509", "-in", leaf, "-noout", "-serial").strip().removeprefix("serial=")
    assert len(serial) == 40
    openssl("x509", "-in", leaf, "-noout", "-checkend", "0")


def test_a_session_is_not_resumed_under_another_name(home: Weir, secure: WeirServer) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = strict_context(home)
        context.minimum_version = context.maximum_version = version
        first, session, reused = connect(secure, context, "one.example")
        assert not reused
        _, session, reused = connect(secure, context, "one.example", session)
        assert reused
        other, _, reused = connect(secure, context, "two.example", session)
        assert not reused and other != first


@pytest.mark.parametrize("name", ["*.example", "a b", "a..b", "a" * 64])
def test_what_no_host_is_called_gets_an_alert(secure: WeirServer, name: str) -> None:
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{secure.port}", "-servername", name]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode != 0
    assert "unrecognized name" in done.stderr
