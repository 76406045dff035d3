"""Certificates of one test run, made with the openssl command: an authority, servers with and without flaws, a client."""

import ssl
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"
# What is wrong with a server's certificate: its names, and from when to when it is valid.
FLAWS = {
    "expired": (NAMES, "20200101000000Z", "20200201000000Z"),
    "not yet valid": (NAMES, "20990101000000Z", "20990201000000Z"),
    "wrong host": ("subjectAltName=DNS:elsewhere.example,DNS:*.elsewhere.example", None, None),
}
CONFIGURATION = """
[ca]
default_ca = d
[d]
new_certs_dir = {folder}
database = {folder}/issued.txt
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


@dataclass(frozen=True)
class Certificates:
    """Paths of PEM files."""

    authority: Path
    server: Path
    server_key: Path
    stranger: Path
    stranger_key: Path
    # Signed by the authority, for clients.
    client: Path
    client_key: Path
    # An authority that nobody trusts; it has signed "unknown authority".
    other_authority: Path
    # Servers' certificates by what is wrong with them; the key is the server's.
    flawed: dict[str, Path] = field(default_factory=dict)

    def server_context(
        self, trusted: bool = True, alpn: tuple[str, ...] = ("http/1.1",), wants_client: bool = False
    ) -> ssl.SSLContext:
        chain = (self.server, self.server_key) if trusted else (self.stranger, self.stranger_key)
        context = _context(chain, alpn)
        if wants_client:
            context.load_verify_locations(self.authority)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def flawed_context(self, flaw: str, alpn: tuple[str, ...] = ("http/1.1",)) -> ssl.SSLContext:
        key = self.stranger_key if flaw == "self-signed" else self.server_key
        return _context((self.flawed[flaw], key), alpn)

    def client_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))


def _context(chain: tuple[Path, Path], alpn: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*chain)
    context.set_alpn_protocols(list(alpn))
    return context


def make_certificates(folder: Path) -> Certificates:
    names = "authority server server.key stranger stranger.key client client.key other".split()
    made = Certificates(*(folder / (name if name.endswith(".key") else f"{name}.pem") for name in names))
    authority = _Authority(folder, made.authority, "Weir end-to-end test authority")
    other = _Authority(folder, made.other_authority, "An authority that nobody knows")
    _self_signed(made.stranger, made.stranger_key, "localhost", NAMES)
    request = _request(folder, made.server_key, "localhost")
    authority.sign(request, made.server, NAMES)
    authority.sign(_request(folder, made.client_key, "a client"), made.client, purpose="clientAuth")
    made.flawed["self-signed"] = made.stranger
    made.flawed["unknown authority"] = folder / "unknown.pem"
    other.sign(request, made.flawed["unknown authority"], NAMES)
    for flaw, (own_names, start, end) in FLAWS.items():
        made.flawed[flaw] = folder / f"{flaw.replace(' ', '-')}.pem"
        authority.sign(request, made.flawed[flaw], own_names, start, end)
    return made


class _Authority:
    def __init__(self, folder: Path, certificate: Path, name: str) -> None:
        self.folder, self.certificate = folder, certificate
        self.key = certificate.with_suffix(".authority-key")
        _self_signed(certificate, self.key, name, "basicConstraints=critical,CA:TRUE")
        self.configuration = folder / "authority.cnf"
        self.configuration.write_text(CONFIGURATION.format(folder=folder))
        (folder / "issued.txt").touch()

    def sign(
        self,
        request: Path,
        certificate: Path,
        names: str = "",
        start: str | None = None,
        end: str | None = None,
        purpose: str = "serverAuth",
    ) -> None:
        extensions = self.folder / "extensions.cnf"
        extensions.write_text(f"{names}\nextendedKeyUsage={purpose}\n")
        dates = ["-startdate", start, "-enddate", end] if start else ["-days", "30"]
        own = ["-config", self.configuration, "-cert", self.certificate, "-keyfile", self.key, "-extfile", extensions]
        _openssl("ca", "-batch", "-notext", *own, *dates, "-in", request, "-out", certificate)


_NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def _request(folder: Path, key: Path, name: str) -> Path:
    request = folder / f"{key.stem}.csr"
    _openssl("req", "-new", *_NEW_KEY, "-keyout", key, "-subj", f"/CN={name}", "-out", request)
    return request


def _self_signed(certificate: Path, key: Path, name: str, extension: str) -> None:
    subject = ["-subj", f"/CN={name}", "-addext", extension]
    _openssl("req", "-x509", *_NEW_KEY, "-days", "30", *subject, "-keyout", key, "-out", certificate)


def _openssl(*arguments: object) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
