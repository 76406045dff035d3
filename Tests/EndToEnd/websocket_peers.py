"""Both ends of a WebSocket, by the `websockets` package: a server in a thread, and clients that come in every way."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Play = Callable[[ServerConnection], Awaitable[None]]

# The ways in, by what a client must do: see `connected`.
WAYS = ["reverse", "absolute", "connect", "socks5"]


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


class SocketServer:
    """A WebSocket server on a port of its own; `play` serves each connection."""

    def __init__(self, play: Play = echo, tls: ssl.SSLContext | None = None, **options: object) -> None:
        self._play, self._tls = play, tls
        self._options = {"max_size": None, "ping_interval": None, "compression": None} | options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.requests: list = []

    async def _start(self) -> None:
        async def handler(connection: ServerConnection) -> None:
            self.requests.append(connection.request)
            with suppress(ConnectionClosed):
                await self._play(connection)

        self._server = await serve(handler, "127.0.0.1", 0, ssl=self._tls, **self._options)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    def _await(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(15)

    def __enter__(self) -> "SocketServer":
        self._thread.start()
        self._await(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._await(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    @property
    def authority(self) -> str:
        return f"localhost:{self.port}"

    @property
    def http(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.authority}"

    def url(self, path: str = "/") -> str:
        return f"{'wss' if self._tls else 'ws'}://{self.authority}{path}"


@asynccontextmanager
async def connected(way: str, proxy_port: int, server: SocketServer, path: str = "/", ca: str | None = None, **options):
    """A client of `server` through the proxy. The proxy must have `--upstream server.http` for the way `reverse`."""
    options = {"max_size": None, "ping_interval": None, "compression": None, "proxy": None} | options
    secure = server.url().startswith("wss:")
    tls = {"ssl": ssl.create_default_context(cafile=ca)} if secure and way != "reverse" else {}
    if way == "reverse":
        url = f"ws://127.0.0.1:{proxy_port}{path}"
    elif way == "connect":
        url, options["proxy"] = server.url(path), f"http://127.0.0.1:{proxy_port}"
    else:
        url = server.url(path)
        options["sock"] = socks5(proxy_port, server.port) if way == "socks5" else absolute(proxy_port, server)
    connection: ClientConnection
    async with connect(url, **tls, **options) as connection:
        yield connection


def socks5(proxy_port: int, port: int) -> socket.socket:
    """A connection to a port of this machine, asked for by SOCKS5."""
    opened = socket.create_connection(("127.0.0.1", proxy_port))
    opened.sendall(b"\x05\x01\x00")
    assert opened.recv(2, socket.MSG_WAITALL) == b"\x05\x00"
    name = b"localhost"
    opened.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big"))
    assert opened.recv(10, socket.MSG_WAITALL)[1] == 0
    return opened


class AbsoluteSocket(socket.socket):
    """Makes the first request line that is sent absolute, as plain proxies get it."""

    authority = ""

    def send(self, data, *flags):
        if not self.authority:
            return super().send(data, *flags)
        head = bytes(data)
        assert head.startswith(b"GET /")
        authority, self.authority = self.authority, ""
        super().sendall(head.replace(b"GET ", f"GET http://{authority}".encode(), 1))
        return len(head)


def absolute(proxy_port: int, server: SocketServer) -> socket.socket:
    opened = AbsoluteSocket(socket.AF_INET, socket.SOCK_STREAM)
    opened.connect(("127.0.0.1", proxy_port))
    opened.authority = server.authority
    return opened
