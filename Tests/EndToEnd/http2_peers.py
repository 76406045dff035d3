"""The tests' own HTTP/2 ends, built on hyper-h2: an upstream that plays and misbehaves to order, and a client."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
from loop_server import Gate, LoopServer
from waiting import PATIENCE

Headers = list[tuple[str, str]]


@dataclass
class StreamAnswer:
    """A response to play; a piece is one DATA frame (or several, if it is large)."""

    pieces: Iterable[bytes] = ()
    status: int = 200
    headers: Headers = field(default_factory=list)
    trailers: Headers = field(default_factory=list)
    gate: Gate | None = None
    reset_after: int | None = None  # RST_STREAM after so many pieces
    reset_code: int = h2.errors.ErrorCodes.INTERNAL_ERROR
    goaway_after: bool = False  # GOAWAY once the answer is out


@dataclass
class StreamRequest:
    """What one stream asked, and how far its answer has come."""

    connection: int
    headers: dict[str, str]
    names: list[str]
    body: bytearray = field(default_factory=bytearray)
    trailers: Headers = field(default_factory=list)
    complete: bool = False
    bytes_sent: int = 0
    reset_at: float | None = None
    reset_code: int | None = None
    window: asyncio.Event = field(default_factory=asyncio.Event)


class HTTP2Upstream(LoopServer):
    """Without `tls` clients must know that it speaks HTTP/2."""

    def __init__(
        self,
        play: Callable[[StreamRequest], StreamAnswer],
        tls: ssl.SSLContext | None = None,
        waits_for_body: bool = False,
    ) -> None:
        super().__init__(tls)
        self.play, self._waits = play, waits_for_body
        self.requests: list[StreamRequest] = []

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.authority}"

    @property
    def authority(self) -> str:
        return f"localhost:{self.port}"

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        streams: dict[int, StreamRequest] = {}
        tasks = []
        try:
            while data := await reader.read(1 << 16):
                for event in connection.receive_data(data):
                    self._take(event, connection, streams, self.connections, writer, tasks)
                writer.write(connection.data_to_send())
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError, h2.exceptions.ProtocolError):
            pass
        finally:
            now = time.monotonic()
            for request in streams.values():
                request.reset_at = request.reset_at or now
            self.progress.changed()
            for task in tasks:
                task.cancel()
            writer.close()

    def _take(self, event, connection, streams, number, writer, tasks) -> None:
        match event:
            case h2.events.RequestReceived():
                request = StreamRequest(number, dict(event.headers), [name for name, _ in event.headers])
                streams[event.stream_id] = request
                self.requests.append(request)
                answering = self._answer(event.stream_id, request, connection, writer)
                tasks.append(asyncio.ensure_future(answering))
            case h2.events.DataReceived():
                streams[event.stream_id].body += event.data
                connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            case h2.events.TrailersReceived():
                streams[event.stream_id].trailers = list(event.headers)
            case h2.events.StreamEnded():
                streams[event.stream_id].complete = True
                streams[event.stream_id].window.set()
            case h2.events.StreamReset():
                streams[event.stream_id].reset_at = time.monotonic()
                streams[event.stream_id].reset_code = event.error_code
            case h2.events.WindowUpdated() | h2.events.RemoteSettingsChanged():
                for request in streams.values():
                    request.window.set()
        self.progress.changed()

    async def _answer(self, stream: int, request: StreamRequest, connection, writer) -> None:
        while self._waits and not request.complete:
            request.window.clear()
            await request.window.wait()
        answer = self.play(request)
        connection.send_headers(stream, [(":status", str(answer.status)), *answer.headers])
        writer.write(connection.data_to_send())
        for index, piece in enumerate(answer.pieces):
            if answer.reset_after == index:
                break
            if answer.gate:
                await answer.gate.passed()
            await self._send(stream, piece, request, connection, writer)
        if answer.reset_after is not None:
            connection.reset_stream(stream, answer.reset_code)
        elif answer.trailers:
            connection.send_headers(stream, answer.trailers, end_stream=True)
        elif request.reset_at is None:
            connection.end_stream(stream)
        writer.write(connection.data_to_send())
        if answer.goaway_after:
            connection.close_connection(last_stream_id=stream)
            writer.write(connection.data_to_send())

    async def _send(self, stream: int, piece: bytes, request: StreamRequest, connection, writer) -> None:
        while piece and request.reset_at is None:
            room = min(connection.local_flow_control_window(stream), connection.max_outbound_frame_size, len(piece))
            if room <= 0:
                request.window.clear()
                await request.window.wait()
                continue
            connection.send_data(stream, piece[:room])
            writer.write(connection.data_to_send())
            await writer.drain()
            piece = piece[room:]
            request.bytes_sent += room
            self.progress.changed()


class HTTP2Client:
    """One connection, read and written by the test itself."""

    def __init__(self, connected: socket.socket, seconds: float = 10, window: int | None = None) -> None:
        connected.settimeout(seconds * PATIENCE)
        self.socket = connected
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.acknowledges = window is None
        if window is not None:
            self.h2.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window})
        self.events: list[object] = []
        self.flush()

    def __enter__(self) -> "HTTP2Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def flush(self) -> None:
        self.socket.sendall(self.h2.data_to_send())

    def request(
        self,
        path: str,
        body: bytes | None = None,
        headers: Headers = (),
        authority: str = "test.invalid",
        end: bool = True,
    ) -> int:
        stream = self.h2.get_next_available_stream_id()
        method = "GET" if body is None else "POST"
        pseudo = [(":method", method), (":scheme", "https"), (":authority", authority), (":path", path)]
        self.h2.send_headers(stream, [*pseudo, *headers], end_stream=body is None and end)
        if body is not None:
            self.h2.send_data(stream, body, end_stream=end)
        self.flush()
        return stream

    def receive(self) -> Iterator[object]:
        """Events as they come, until the connection ends."""
        while True:
            while self.events:
                yield self.events.pop(0)
            data = self.socket.recv(1 << 16)
            if not data:
                return
            for event in self.h2.receive_data(data):
                if isinstance(event, h2.events.DataReceived) and self.acknowledges:
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                self.events.append(event)
            self.flush()

    def wait(self, kind: type, stream: int | None = None):
        for event in self.receive():
            if isinstance(event, kind) and stream in (None, getattr(event, "stream_id", None)):
                return event
        raise AssertionError(f"the connection ended before a {kind.__name__}")

    def body(self, stream: int) -> tuple[dict[str, str], bytes]:
        """The whole answer of one stream; other streams' events are dropped."""
        headers, body = {}, b""
        for event in self.receive():
            if getattr(event, "stream_id", None) != stream:
                continue
            match event:
                case h2.events.ResponseReceived():
                    headers = dict(event.headers)
                case h2.events.DataReceived():
                    body += event.data
                case h2.events.StreamReset():
                    raise AssertionError(f"reset: {event.error_code}")
                case h2.events.StreamEnded():
                    return headers, body
        raise AssertionError("the connection ended before the stream")


def connect(port: int, tls: ssl.SSLContext | None = None, name: str = "localhost") -> socket.socket:
    raw = socket.create_connection(("127.0.0.1", port))
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return tls.wrap_socket(raw, server_hostname=name) if tls else raw


def tunnel(port: int, authority: str, trust: str, alpn: tuple[str, ...] = ("h2", "http/1.1")) -> socket.socket:
    """TLS through CONNECT, with the proxy's own authority trusted."""
    raw = connect(port)
    raw.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += raw.recv(1)
    assert answer.startswith(b"HTTP/1.1 200"), answer
    context = ssl.create_default_context(cafile=trust)
    context.set_alpn_protocols(list(alpn))
    return context.wrap_socket(raw, server_hostname=authority.split(":")[0])
