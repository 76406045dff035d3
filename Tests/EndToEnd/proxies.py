"""Proxies on the way to an upstream, as Weir meets them: HTTP and SOCKS5, with and without credentials, willing or not."""

import asyncio
import base64
import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from loop_server import Gate, LoopServer

# A host that only these proxies know: they take it for this machine.
HOST = "upstream.test"


@dataclass
class Asked:
    """What a proxy was asked for, once its credentials were right."""

    form: str  # CONNECT, absolute, socks5
    target: str
    headers: list[tuple[str, str]] = field(default_factory=list)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


class Proxy(LoopServer):
    """`silent` takes connections and never answers."""

    scheme = "http"

    def __init__(self, credentials: str | None = None, tls: ssl.SSLContext | None = None, silent: bool = False) -> None:
        super().__init__(tls)
        self.credentials, self.silent = credentials, silent
        self.asked: list[Asked] = []
        self.left = 0  # connections that have ended
        self.gate_of_tunnels: Gate | None = None

    @property
    def authority(self) -> str:
        return f"{'localhost' if self._tls else '127.0.0.1'}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def url_for(self, credentials: str) -> str:
        return f"{self.scheme}://{credentials}@{self.authority}"

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.progress.changed()
        try:
            if self.silent:
                await asyncio.Event().wait()
            await self._serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self.left += 1
            self.progress.changed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    def note(self, asked: Asked) -> None:
        self.asked.append(asked)
        self.progress.changed()


class HTTPProxy(Proxy):
    """`refusal` maps a request to the bytes that it is refused with, or to None."""

    def __init__(
        self,
        credentials: str | None = None,
        tls: ssl.SSLContext | None = None,
        refusal: Callable[[Asked], bytes | None] = lambda asked: None,
        schemes: str = 'Basic realm="test"',
        silent: bool = False,
    ) -> None:
        super().__init__(credentials, tls, silent)
        self.refusal, self.schemes = refusal, schemes
        self.scheme = "https" if tls else "http"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked = _asked(head)
        if self.credentials:
            expected = "Basic " + base64.b64encode(self.credentials.encode()).decode()
            if asked.header("proxy-authorization") != expected:
                answer = f"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: {self.schemes}\r\n"
                writer.write(answer.encode() + b"Content-Length: 4\r\n\r\nwho?")
                await writer.drain()
                return
        self.note(asked)
        if refusal := self.refusal(asked):
            writer.write(refusal)
            await writer.drain()
            return
        authority = asked.target if asked.form == "CONNECT" else asked.target.split("/")[2]
        try:
            out = await _dial(authority)
        except OSError:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        if asked.form == "CONNECT":
            if self.gate_of_tunnels:
                await self.gate_of_tunnels.passed()
            writer.write(b"HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n")
            await join((reader, writer), out)
        else:
            await asyncio.gather(self._requests(head, reader, out[1]), _copy(out[0], writer))

    async def _requests(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests one after the other, in origin form and without what was meant for this proxy."""
        try:
            while True:
                asked = _asked(head)
                method, _, version = head.split(b"\r\n", 1)[0].split(b" ")
                path = "/" + asked.target.split("/", 3)[3]
                lines = [f"{method.decode()} {path} {version.decode()}"]
                lines += [f"{name}: {value}" for name, value in asked.headers if not name.lower().startswith("proxy-")]
                writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")
                writer.write(await reader.readexactly(int(asked.header("content-length") or 0)))
                await writer.drain()
                head = await reader.readuntil(b"\r\n\r\n")
                self.note(_asked(head))
        finally:
            writer.close()


class SOCKS5Proxy(Proxy):
    """`reply` refuses with that code; `method` insists on an authentication."""

    scheme = "socks5"

    def __init__(
        self, credentials: str | None = None, reply: int = 0, method: int | None = None, silent: bool = False
    ) -> None:
        super().__init__(credentials, None, silent)
        self.reply, self.method = reply, method

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        offered = await reader.readexactly(count)
        wanted = self.method if self.method is not None else 2 if self.credentials else 0
        chosen = wanted if wanted in offered or self.method is not None else 0xFF
        writer.write(bytes([5, chosen]))
        if chosen == 2 and self.credentials:
            await reader.readexactly(1)
            user = await reader.readexactly((await reader.readexactly(1))[0])
            password = await reader.readexactly((await reader.readexactly(1))[0])
            if user + b":" + password != self.credentials.encode():
                writer.write(b"\x01\x01")
                return
            writer.write(b"\x01\x00")
        if chosen not in (0, 2):
            return
        _, _, _, kind = await reader.readexactly(4)
        length = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        raw = await reader.readexactly(length)
        host = raw.decode() if kind == 3 else str(ipaddress.ip_address(raw))
        port = int.from_bytes(await reader.readexactly(2))
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.note(Asked("socks5", authority))
        if self.reply:
            writer.write(bytes([5, self.reply, 0, 1]) + bytes(6))
            return
        try:
            out = await _dial(authority)
        except OSError:
            writer.write(bytes([5, 5, 0, 1]) + bytes(6))
            return
        writer.write(bytes([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]))
        await join((reader, writer), out)


def _asked(head: bytes) -> Asked:
    line, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = line.split(" ")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return Asked("CONNECT" if method == "CONNECT" else "absolute", target, headers)


async def _dial(authority: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = authority.rpartition(":")
    return await asyncio.open_connection("127.0.0.1" if host == HOST else host.strip("[]"), int(port or 80))


async def join(one: tuple, other: tuple) -> None:
    await asyncio.gather(_copy(one[0], other[1]), _copy(other[0], one[1]))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
        else:
            writer.close()
    except OSError:
        writer.close()
