"""A server of the tests: a thread and an event loop of its own, and a port of loopback."""

import asyncio
import ssl
import threading
from collections.abc import Callable

from waiting import Progress


class Gate:
    """Lets pieces out one by one, when the test says so."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._permits = asyncio.Semaphore(0)

    def open(self, count: int = 1) -> None:
        for _ in range(count):
            self._loop.call_soon_threadsafe(self._permits.release)

    async def passed(self) -> None:
        await self._permits.acquire()


class LoopServer:
    """Use as a context manager. What is served stands in `_accepted`."""

    def __init__(self, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.connections = 0
        self.progress = Progress()
        self.loop = asyncio.new_event_loop()
        self.port = port
        self._tls = tls
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        assert self._started.wait(10), "the test server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    def _protocol(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(loop=self.loop), self._accepted, loop=self.loop)

    def gate(self) -> Gate:
        return Gate(self.loop)

    def wait(self, condition: Callable[[], object], what: str, seconds: float = 10) -> None:
        self.progress.wait(condition, what, seconds)

    def _run(self) -> None:
        async def start() -> None:
            self._server = await self.loop.create_server(
                self._protocol, "127.0.0.1", self.port, ssl=self._tls, backlog=512
            )
            self.port = self._server.sockets[0].getsockname()[1]

        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(start())
        # Not earlier: a stop would end no more than the start.
        self.loop.call_soon(self._started.set)
        self.loop.run_forever()
        self._server.close()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.close()
