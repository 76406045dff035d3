"""A client of bare sockets: sends the very bytes it is given and takes answers apart without changing anything."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from waiting import PATIENCE


class Truncated(Exception):
    """The connection ended before the answer did."""


@dataclass
class Head:
    """A response head, header order and spelling kept."""

    raw: bytes
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.raw.split(b" ", 2)[1])

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass
class Reply:
    head: Head
    body: bytes
    trailers: list[tuple[str, str]]


class WireClient:
    """One connection. Use as a context manager."""

    def __init__(
        self, port: int, tls: ssl.SSLContext | None = None, seconds: float = 15, receive_buffer: int | None = None
    ) -> None:
        raw = socket.socket()
        if receive_buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(seconds * PATIENCE)
        raw.connect(("127.0.0.1", port))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = tls.wrap_socket(raw, server_hostname="localhost") if tls else raw
        self.pending = bytearray()
        self.trailers: list[tuple[str, str]] = []
        self.received_at = 0.0

    def __enter__(self) -> "WireClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """Vanishes with an RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def _fill(self) -> bool:
        data = self.socket.recv(1 << 16)
        self.received_at = time.monotonic()
        self.pending += data
        return bool(data)

    def _take(self, count: int) -> bytes:
        taken = bytes(self.pending[:count])
        del self.pending[:count]
        return taken

    def _line(self) -> bytes:
        while b"\r\n" not in self.pending:
            if not self._fill():
                raise Truncated(f"in a line, after {bytes(self.pending)!r}")
        return self._take(self.pending.index(b"\r\n") + 2)

    def _fields(self) -> tuple[bytes, list[tuple[str, str]]]:
        raw, fields = b"", []
        while (line := self._line()) != b"\r\n":
            raw += line
            name, _, value = line.decode("latin-1").rstrip("\r\n").partition(":")
            fields.append((name, value.strip()))
        return raw + b"\r\n", fields

    def head(self, skip_interim: bool = True) -> Head:
        while True:
            start = self._line()
            raw, headers = self._fields()
            head = Head(start + raw, headers)
            if head.status >= 200 or not skip_interim:
                return head

    def body(self, head: Head, method: str = "GET") -> Iterator[bytes]:
        """The body in the parts in which it arrives, without the transfer coding."""
        if method == "HEAD" or head.status in (204, 304):
            return
        if "chunked" in (head.header("transfer-encoding") or "").lower():
            yield from self._chunks()
        elif (length := head.header("content-length")) is not None:
            yield from self._exactly(int(length))
        else:
            while self.pending or self._fill():
                yield self._take(len(self.pending))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self._line().split(b";")[0], 16):
            yield from self._exactly(size)
            assert self._line() == b"\r\n"
        self.trailers = self._fields()[1]

    def _exactly(self, count: int) -> Iterator[bytes]:
        while count:
            if not self.pending and not self._fill():
                raise Truncated(f"{count} bytes before the end of a part")
            part = self._take(min(count, len(self.pending)))
            count -= len(part)
            yield part

    def reply(self, method: str = "GET") -> Reply:
        head = self.head()
        body = b"".join(self.body(head, method))
        return Reply(head, body, self.trailers)

    def request(self, data: bytes) -> Reply:
        self.send(data)
        return self.reply(data.split(b" ", 1)[0].decode())


def post(target: str, body: bytes, *headers: str, host: str = "test.invalid") -> bytes:
    """The bytes of a POST with a Content-Length."""
    lines = [
        f"POST {target} HTTP/1.1",
        f"host: {host}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(target: str, *headers: str, host: str = "test.invalid", method: str = "GET") -> bytes:
    """The bytes of a request without a body."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"host: {host}", *headers]).encode() + b"\r\n\r\n"
