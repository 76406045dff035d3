"""The tests' own HTTP/1.1 server: it plays bodies, misbehaves to order, and records exactly what it was sent."""

import asyncio
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from codings import Encoder, random_cuts
from loop_server import Gate, LoopServer

Headers = list[tuple[str, str]]
TLS_HANDSHAKE = b"\x16"  # the first byte of a client that wants TLS


@dataclass
class Fault:
    """What goes wrong, and after how many pieces of the body (`None`: before the head)."""

    kind: str  # reset, garbage, silence, truncate, stall, broken_chunk
    after: int | None = None


@dataclass
class Answer:
    """A response to play. A piece is one flushed unit of the body, usually one event."""

    pieces: Iterable[bytes] = ()
    status: int = 200
    reason: str = "OK"
    headers: Headers = field(default_factory=list)
    framing: str = "chunked"  # chunked, length, close, none
    coding: str = "identity"
    seed: int | None = None  # cuts the encoded bytes and the wire at random
    delays: Iterable[float] = ()  # seconds before each piece
    gate: Gate | None = None
    trailers: Headers = field(default_factory=list)
    interim: Headers = field(default_factory=list)  # headers of a 103 that goes first
    fault: Fault | None = None
    drop_connection: bool = False  # says nothing and closes once the answer is out


@dataclass
class Request:
    """What one request looked like on the wire, and how far its answer has come."""

    head: bytes
    connection: int
    body: bytearray = field(default_factory=bytearray)
    complete: bool = False
    pieces_sent: int = 0
    bytes_sent: int = 0
    sent_at: list[float] = field(default_factory=list)
    peer_left_at: float | None = None

    @property
    def line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode("latin-1")

    @property
    def method(self) -> str:
        return self.line.split(" ")[0]

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    @property
    def headers(self) -> Headers:
        lines = self.head.decode("latin-1").split("\r\n")[1:-2]
        return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


class _Protocol(asyncio.StreamReaderProtocol):
    """Notes the moment at which the peer closes, whoever is reading."""

    def __init__(self, server: "Upstream", loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(asyncio.StreamReader(limit=1 << 20, loop=loop), server._accepted, loop=loop)
        self.request: Request | None = None
        self.server = server

    def _peer_left(self) -> None:
        if self.request and self.request.peer_left_at is None:
            self.request.peer_left_at = time.monotonic()
        self.server.progress.changed()

    def eof_received(self) -> bool | None:
        self._peer_left()
        return super().eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._peer_left()
        super().connection_lost(error)


class Upstream(LoopServer):
    """`play` maps a request to its answer."""

    def __init__(self, play: Callable[[Request], Answer], tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        super().__init__(tls, port)
        self.play = play
        self.requests: list[Request] = []

    @property
    def authority(self) -> str:
        return f"{'localhost' if self._tls else '127.0.0.1'}:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.authority}"

    def _protocol(self) -> _Protocol:
        return _Protocol(self, self.loop)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        writer.transport.set_write_buffer_limits(high=1)  # 0 would stop a TLS transport for ever
        try:
            while request := await self._read_request(reader, writer, number):
                if not await self._answer(request, self.play(request), writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _read_request(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> Request | None:
        try:
            start = await reader.readexactly(1)
            if start == TLS_HANDSHAKE:
                writer.write(_head(400, "Not TLS", [("connection", "close")]))
                return None
            head = start + await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        request = Request(head, number)
        writer.transport.get_protocol().request = request
        self.requests.append(request)
        self.progress.changed()
        if request.header("expect") == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        async for part in _body_parts(request, reader):
            request.body += part
            self.progress.changed()
        request.complete = True
        self.progress.changed()
        return request

    async def _answer(self, request: Request, answer: Answer, writer: asyncio.StreamWriter) -> bool:
        """Plays the answer; false when the connection is to be closed."""
        if answer.fault and answer.fault.after is None:
            return await _misbehave(answer.fault, writer)
        if answer.interim:
            writer.write(_head(103, "Early Hints", answer.interim))
        pieces, delays = iter(answer.pieces), iter(answer.delays)
        headers, encoder = list(answer.headers), Encoder(answer.coding)
        if answer.framing == "length":
            encoded = [encoder.encode(piece) for piece in pieces] or [b""]
            encoded[-1] += encoder.finish()
            pieces, encoder = iter(encoded), Encoder("identity")
            headers.append(("content-length", str(sum(map(len, encoded)))))
        elif answer.framing != "none":
            headers.append(("transfer-encoding", "chunked") if answer.framing == "chunked" else ("connection", "close"))
        if answer.coding != "identity":
            headers.append(("content-encoding", answer.coding))
        writer.write(_head(answer.status, answer.reason, headers))
        if request.method == "HEAD":
            return True
        for index, piece in enumerate(pieces):
            if answer.fault and answer.fault.after == index:
                return await _misbehave(answer.fault, writer)
            await asyncio.sleep(next(delays, 0))
            if answer.gate:
                await answer.gate.passed()
            await self._send(encoder.encode(piece), answer, request, writer)
            request.pieces_sent = index + 1
            request.sent_at.append(time.monotonic())
            self.progress.changed()
        await self._send(encoder.finish(), answer, request, writer)
        if answer.framing == "chunked":
            trailers = "".join(f"{name}: {value}\r\n" for name, value in answer.trailers)
            writer.write(f"0\r\n{trailers}\r\n".encode("latin-1"))
        await writer.drain()
        return answer.framing != "close" and not answer.drop_connection

    async def _send(self, data: bytes, answer: Answer, request: Request, writer: asyncio.StreamWriter) -> None:
        if not data:
            return
        parts = [data] if answer.seed is None else random_cuts(data, answer.seed)
        if answer.framing == "chunked":
            parts = [b"%x\r\n%b\r\n" % (len(part), part) for part in parts]
        if answer.seed is not None:
            parts = random_cuts(b"".join(parts), answer.seed + 1)
        for index, part in enumerate(parts):
            writer.write(part)
            await writer.drain()
            request.bytes_sent += len(part)
            self.progress.changed()
            if answer.seed is not None and index % 4 == 3:
                await asyncio.sleep(0.0003)  # so that the receiver meets the cuts as separate reads


def _head(status: int, reason: str, headers: Headers) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status} {reason}\r\n{lines}\r\n".encode("latin-1")


async def _body_parts(request: Request, reader: asyncio.StreamReader):
    if "chunked" in (request.header("transfer-encoding") or "").lower():
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            yield await reader.readexactly(size)
            await reader.readexactly(2)
        while await reader.readuntil(b"\r\n") != b"\r\n":
            pass
    else:
        left = int(request.header("content-length") or 0)
        while left:
            part = await reader.read(min(left, 1 << 16))
            if not part:
                raise asyncio.IncompleteReadError(b"", left)
            left -= len(part)
            yield part


async def _misbehave(fault: Fault, writer: asyncio.StreamWriter) -> bool:
    match fault.kind:
        case "reset":
            await writer.drain()
            connection: socket.socket = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        case "garbage":
            writer.write(b"SSH-2.0-OpenSSH_9.2p1 not the protocol you wanted\r\n\x00\x01\x02\r\n")
            await writer.drain()
        case "broken_chunk":
            writer.write(b"zz\r\nthis is no chunk\r\n")
            await writer.drain()
        case "truncate":
            await writer.drain()
        case "silence" | "stall":
            await asyncio.Event().wait()
    return False
