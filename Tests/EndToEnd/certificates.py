"""Certificates of one test run, made with the openssl command: an authority, a server of its, and a stranger."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificates:
    """Paths of PEM files."""

    authority: Path
    server: Path
    server_key: Path
    stranger: Path
    stranger_key: Path

    def server_context(self, trusted: bool = True, alpn: tuple[str, ...] = ("http/1.1",)) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        chain = (self.server, self.server_key) if trusted else (self.stranger, self.stranger_key)
        context.load_cert_chain(*chain)
        context.set_alpn_protocols(list(alpn))
        return context

    def client_context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))


def make_certificates(folder: Path) -> Certificates:
    made = Certificates(
        folder / "authority.pem",
        folder / "server.pem",
        folder / "server.key",
        folder / "stranger.pem",
        folder / "stranger.key",
    )
    authority_key = folder / "authority.key"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"
    _self_signed(made.authority, authority_key, "Weir end-to-end test authority", "basicConstraints=critical,CA:TRUE")
    _self_signed(made.stranger, made.stranger_key, "localhost", names)
    request = folder / "server.csr"
    extensions = folder / "server.ext"
    extensions.write_text(f"{names}\nextendedKeyUsage=serverAuth\n")
    _openssl("req", "-new", *_NEW_KEY, "-keyout", made.server_key, "-subj", "/CN=localhost", "-out", request)
    signer = ["-CA", made.authority, "-CAkey", authority_key, "-CAcreateserial"]
    _openssl("x509", "-req", "-in", request, *signer, "-days", "30", "-extfile", extensions, "-out", made.server)
    return made


_NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def _self_signed(certificate: Path, key: Path, name: str, extension: str) -> None:
    subject = ["-subj", f"/CN={name}", "-addext", extension]
    _openssl("req", "-x509", *_NEW_KEY, "-days", "30", *subject, "-keyout", key, "-out", certificate)


def _openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
