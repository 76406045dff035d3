"""WebSockets: relayed by every way in as they are, recorded frame by frame, shown, checked and replayed."""

import asyncio
import base64
import json
import os
import signal
import socket
import subprocess
from collections.abc import Coroutine
from pathlib import Path

import pytest
from capture_file import CaptureFile, RecordedExchange, payload
from waiting import PATIENCE, eventually
from websocket_peers import WAYS, SocketServer, connected
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidStatus
from weir_process import Weir, WeirServer

FRAMES = 10_000
# The bare heads, without their last line.
ASK = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
ACCEPT = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"


def drive(work: Coroutine, seconds: float = 120):
    """Runs a client to its end, within a deadline."""
    return asyncio.run(asyncio.wait_for(work, seconds * PATIENCE))


def frames(exchange: RecordedExchange, side: str | None = None) -> list[dict]:
    return [record for record in exchange.kind("dat") if side in (None, record["ws"]["dir"])]


def messages(exchange: RecordedExchange, side: str) -> list[bytes]:
    """The text and binary messages of a side, put together from its frames."""
    whole, open_message = [], b""
    for record in frames(exchange, side):
        if record["ws"]["op"] in (0, 1, 2):
            open_message += payload(record)
            part, parts = record.get("part", (1, 1))
            if part == parts and record["ws"].get("fin", True):
                whole.append(open_message)
                open_message = b""
    return whole


def only_socket(capture: Path) -> RecordedExchange:
    """The one WebSocket of a capture; it is whole and its sums are right."""
    read = CaptureFile(capture)
    read.check()
    found = [exchange for exchange in read.numbered if exchange.response["s"] == 101]
    assert len(found) == 1
    return found[0]


def closes(exchange: RecordedExchange) -> dict[str, tuple[int, str]]:
    """What each side closed with."""
    found = [record for record in frames(exchange) if record["ws"]["op"] == 8]
    return {
        record["ws"]["dir"]: (int.from_bytes(payload(record)[:2], "big"), payload(record)[2:].decode())
        for record in found
    }


def start(weir: Weir, capture: Path | None, server: SocketServer, certificates, *options: object) -> WeirServer:
    trust = ["--upstream-ca", certificates.authority] if server.http.startswith("https") else []
    return weir.proxy("--upstream", server.http, *trust, *options, capture=capture)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["ws", "wss"])
@pytest.mark.parametrize("way", WAYS)
def test_ten_thousand_frames(weir: Weir, capture: Path, certificates, way: str, scheme: str) -> None:
    """Each comes back, and each is recorded on both ways, with times that never go back."""
    if (way, scheme) == ("absolute", "wss"):
        pytest.skip("TLS goes through CONNECT")
    sent = [f"message {index} ü".encode() if index % 3 else os.urandom(index % 200) for index in range(FRAMES)]
    got: list[bytes] = []

    async def talk(proxy: WeirServer, server: SocketServer) -> None:
        async with connected(way, proxy.port, server, "/echo?x=1", proxy.hello["ca"]) as client:

            async def receive() -> None:
                for _ in sent:
                    message = await client.recv()
                    got.append(message.encode() if isinstance(message, str) else message)

            receiving = asyncio.create_task(receive())
            for index, message in enumerate(sent):
                await client.send(message.decode() if index % 3 else message)
            await receiving

    tls = certificates.server_context() if scheme == "wss" else None
    with SocketServer(tls=tls) as server, start(weir, capture, server, certificates) as proxy:
        drive(talk(proxy, server))
        assert server.requests[0].path == "/echo?x=1"
        assert server.requests[0].headers["Host"] == server.authority
    assert got == sent
    exchange = only_socket(capture)
    assert messages(exchange, "client") == sent and messages(exchange, "upstream") == sent
    for side in ("client", "upstream"):
        times = [record["t"] for record in frames(exchange, side)]
        assert times == sorted(times)
        reads = [record["rd"] for record in frames(exchange, side)]
        assert reads == sorted(reads)
        assert {"mask" in record["ws"] for record in frames(exchange, side)} == {side == "client"}
    # An answer is never there before what it answers.
    sent_at = [record["t"] for record in frames(exchange, "client") if record["ws"]["op"] in (1, 2)]
    got_at = [record["t"] for record in frames(exchange, "upstream") if record["ws"]["op"] in (1, 2)]
    assert all(asked <= answered for asked, answered in zip(sent_at, got_at, strict=True))
    assert closes(exchange) == {"client": (1000, ""), "upstream": (1000, "")}
    (row,) = weir.json("ls", capture, "--json")
    assert (row["state"], row["dialect"], row["events"]) == ("complete", "websocket", 2 * FRAMES)
    facts = row["websocket"]
    assert (facts["sent"]["messages"], facts["received"]["messages"]) == (FRAMES, FRAMES)
    assert facts["close"] == {"by": "client", "code": 1000, "reason": ""}
    assert row["findings"] == []


@pytest.mark.parametrize("offered", [None, "deflate"])
@pytest.mark.parametrize("context", ["kept", "forgotten"])
def test_compression(weir: Weir, capture: Path, certificates, offered: str | None, context: str) -> None:
    """Relayed compressed, recorded inflated."""
    from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory

    forgets = context == "forgotten"
    asked = [ClientPerMessageDeflateFactory(client_no_context_takeover=forgets, server_no_context_takeover=forgets)]
    agreed = [ServerPerMessageDeflateFactory()]
    texts = [f'{{"word":"{index} of many"}}\n' * (1 + index % 7) for index in range(300)]

    async def talk(proxy: WeirServer, server: SocketServer) -> None:
        extensions = asked if offered else None
        async with connected("connect", proxy.port, server, extensions=extensions) as client:
            for text in texts:
                await client.send(text)
                assert await client.recv() == text

    with SocketServer(extensions=agreed) as server, start(weir, capture, server, certificates) as proxy:
        drive(talk(proxy, server))
    exchange = only_socket(capture)
    for side in ("client", "upstream"):
        assert [message.decode() for message in messages(exchange, side)] == texts
        compressed = [record["ws"].get("z") for record in frames(exchange, side) if record["ws"]["op"] == 1]
        assert all((size is not None) == bool(offered) for size in compressed)
    (row,) = weir.json("ls", capture, "--json")
    assert row["websocket"]["extensions"] == (["permessage-deflate"] if offered else [])
    wire, stored = row["websocket"]["received"]["wire_bytes"], row["websocket"]["received"]["bytes"]
    assert wire < stored if offered else wire == stored
    assert row["findings"] == []


def test_fragments_pings_and_large_messages(weir: Weir, capture: Path, certificates) -> None:
    large = os.urandom(1 << 20)

    async def talk(proxy: WeirServer, server: SocketServer) -> None:
        async with connected("socks5", proxy.port, server) as client:
            await client.send(["Grü", "ße, ", "Welt"])
            assert await client.recv() == "Grüße, Welt"
            waiter = await client.ping(b"still there?")
            await waiter
            await client.send(large)
            assert await client.recv() == large
            await client.send("")
            assert await client.recv() == ""
            await client.close(4001, "enough ü")

    with SocketServer() as server, start(weir, capture, server, certificates) as proxy:
        drive(talk(proxy, server))
    exchange = only_socket(capture)
    sent = frames(exchange, "client")
    assert [record["ws"].get("fin", True) for record in sent[:4]] == [False, False, False, True]
    assert messages(exchange, "client") == ["Grüße, Welt".encode(), large, b""]
    assert [payload(record) for record in sent if record["ws"]["op"] == 9] == [b"still there?"]
    assert [payload(record) for record in frames(exchange, "upstream") if record["ws"]["op"] == 10] == [b"still there?"]
    assert closes(exchange)["client"] == (4001, "enough ü")
    events = weir.json("show", capture, "1", "--part", "events", "--json")
    kinds = [(event["kind"], event["type"], event["from"]) for event in events]
    assert kinds[:2] == [("event", "message", "client"), ("event", "message", "upstream")]
    assert ("control", "ping", "client") in kinds and ("control", "pong", "upstream") in kinds
    binary = [event for event in events if event["type"] == "binary"]
    assert [(event["bytes"], event["data"]) for event in binary] == [(1 << 20, ""), (1 << 20, "")]
    assert [(event["code"], event["reason"]) for event in events if event["type"] == "close"][0] == (4001, "enough ü")


def test_the_answer_of_the_server_passes_as_it_is(weir: Weir, capture: Path, certificates) -> None:
    """Subprotocols, and a refusal that is an answer like any other."""

    async def talk(proxy: WeirServer, server: SocketServer) -> None:
        async with connected("reverse", proxy.port, server, subprotocols=["b", "a"]) as client:
            assert client.subprotocol == "a"
        with pytest.raises(InvalidStatus) as refused:
            async with connected("reverse", proxy.port, server, "/refused"):
                pass
        assert (refused.value.response.status_code, refused.value.response.body) == (403, b"not you")

    def judge(connection, request):
        return connection.respond(403, "not you") if request.path == "/refused" else None

    with SocketServer(subprotocols=["a"], process_request=judge) as server:
        with start(weir, capture, server, certificates) as proxy:
            drive(talk(proxy, server))
    rows = weir.json("ls", capture, "--json")
    assert [(row["response"]["status"], row["state"]) for row in rows] == [(101, "complete"), (403, "error")]
    assert rows[0]["websocket"]["subprotocol"] == "a" and "websocket" not in rows[1]


@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_aborts_are_told_apart(weir: Weir, capture: Path, certificates, scheme: str) -> None:
    """A client that is gone, an upstream that is gone, and a server that says why it goes."""
    released = []

    async def play(connection) -> None:
        try:
            async for message in connection:
                if message == "die":
                    connection.transport.abort()
                elif message == "fail":
                    await connection.close(1011, "out of order")
                else:
                    await connection.send(message)
        except ConnectionClosedError:
            pass
        released.append(connection)

    async def talk(proxy: WeirServer, server: SocketServer) -> None:
        ca = proxy.hello["ca"]
        async with connected("connect", proxy.port, server, ca=ca) as client:
            await client.send("x")
            await client.recv()
            client.transport.abort()
        for word, code in [("die", None), ("fail", 1011)]:
            async with connected("connect", proxy.port, server, ca=ca) as client:
                await client.send(word)
                with pytest.raises(ConnectionClosedError) as closed:
                    await client.recv()
                assert (closed.value.rcvd.code if closed.value.rcvd else None) == code

    tls = certificates.server_context() if scheme == "wss" else None
    with SocketServer(play, tls=tls) as server, start(weir, capture, server, certificates) as proxy:
        drive(talk(proxy, server))
        eventually(lambda: len(released) == 3, "the server to notice")
    gone, dead, failed = weir.json("ls", capture, "--json")
    assert (gone["state"], gone["end"]["why"], gone["websocket"]["close"]) == ("client_abort", "client_abort", None)
    assert (dead["state"], dead["end"]["why"]) == ("upstream_reset", "upstream_abort")
    assert (failed["state"], failed["end"]["why"]) == ("error", "eof")
    assert failed["error"] == {"type": "websocket_close", "message": "out of order", "status": None}
    codes = [[finding["code"] for finding in row["findings"]] for row in (gone, dead, failed)]
    assert codes == [["WS-ABNORMAL-CLOSE"], ["WS-ABNORMAL-CLOSE"], ["WS-CLOSE-ERROR"]]
    assert weir.run("lint", capture).returncode == 1
    assert b"WS-CLOSE-ERROR" in weir.run("lint", capture).stdout


def resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.slow
@pytest.mark.parametrize("slow", ["client", "upstream"])
def test_a_slow_reader_holds_the_other_side_back(weir: Weir, capture: Path, certificates, slow: str) -> None:
    """What one side does not read stays with the other, not in Weir's memory."""
    total = 256 << 20
    piece = b"\x82\x7f" + (1 << 20).to_bytes(8, "big") + bytes(1 << 20)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with weir.proxy("--upstream", address, "--body-limit", "1MiB", capture=capture) as proxy:
            client = socket.create_connection(("127.0.0.1", proxy.port))
            client.sendall(ASK + b"\r\n")
            upstream, _ = listener.accept()
            upstream.recv(65536)
            upstream.sendall(ACCEPT + b"\r\n")
            assert client.recv(65536).startswith(b"HTTP/1.1 101 ")
            reader, writer = (client, upstream) if slow == "client" else (upstream, client)
            before = resident_bytes(proxy.process.pid)
            taken = 0
            writer.settimeout(1 * PATIENCE)
            with pytest.raises(TimeoutError):
                while taken < total:
                    taken += writer.send(piece)
            assert taken < 64 << 20
            assert resident_bytes(proxy.process.pid) - before < 48 << 20
            reader.settimeout(5 * PATIENCE)
            received = 0
            while received < taken:
                received += len(reader.recv(1 << 20))
            reader.close()
            writer.close()


async def realtime(connection) -> None:
    """A stand-in for OpenAI's Realtime: answers each `response.create` with a text in three pieces."""
    number = 0

    async def send(kind: str, **members: object) -> None:
        await connection.send(json.dumps({"type": kind, "event_id": f"event_{kind}_{number}", **members}))

    session = {"type": "realtime", "object": "realtime.session", "id": "sess_1", "model": "gpt-realtime"}
    await send("session.created", session=session)
    async for message in connection:
        event = json.loads(message)
        if event["type"] == "conversation.item.create":
            item = {"id": f"item_{number}", "object": "realtime.item", **event["item"]}
            await send("conversation.item.added", item=item, previous_item_id=None)
        if event["type"] != "response.create":
            continue
        number += 1
        response = {"object": "realtime.response", "id": f"resp_{number}", "output": [], "status": "in_progress"}
        await send("response.created", response=response)
        place = {"response_id": response["id"], "item_id": f"msg_{number}", "output_index": 0, "content_index": 0}
        for piece in ("answer", " number", f" {number}"):
            await send("response.output_text.delta", delta=piece, **place)
        text = f"answer number {number}"
        await send("response.output_text.done", text=text, **place)
        item = {
            **{"id": place["item_id"], "object": "realtime.item", "type": "message", "role": "assistant"},
            **{"status": "completed", "content": [{"type": "output_text", "text": text}]},
        }
        usage = {"total_tokens": 10 + number, "input_tokens": 7, "output_tokens": 3 + number}
        done = response | {"output": [item], "status": "completed", "usage": usage}
        await send("response.done", response=done)


def check_realtime(weir: Weir, capture: Path, answers: int) -> None:
    """A session of `realtime` is rebuilt with all its answers."""
    (shown,) = [row for row in weir.json("show", capture, "--json") if row.get("websocket")]
    assert (shown["dialect"], shown["model"], shown["state"]) == ("openai.realtime", "gpt-realtime", "complete")
    assert [choice["text"] for choice in shown["choices"]] == [f"answer number {n}" for n in range(1, answers + 1)]
    assert {choice["finish_reason"] for choice in shown["choices"]} == {"completed"}
    assert shown["usage"]["output_tokens"] == sum(3 + n for n in range(1, answers + 1))
    responses = shown["message"]["responses"]
    assert [response["id"] for response in responses] == [f"resp_{n}" for n in range(1, answers + 1)]
    turns = shown["websocket"]["turns"]
    assert [turn["state"] for turn in turns] == ["complete"] * answers
    assert all(0 < turn["timing"]["ttft_ns"] < 5e9 * PATIENCE for turn in turns)
    assert shown["timing"]["ttft_ns"] == turns[0]["timing"]["ttft_ns"]
    report = weir.json("report", capture, "--json")
    (group,) = [group for group in report["groups"] if group["key"] == {"model": "gpt-realtime"}]
    assert group["n"] == answers and group["metrics"]["ttft_ns"]["n"] == answers


def test_a_realtime_session_is_rebuilt(weir: Weir, capture: Path, certificates) -> None:
    async def talk(proxy: WeirServer, server: SocketServer) -> None:
        async with connected("reverse", proxy.port, server, "/v1/realtime?model=gpt-realtime") as client:
            await client.recv()
            for _ in range(3):
                await client.send('{"type":"response.create"}')
                while json.loads(await client.recv())["type"] != "response.done":
                    pass

    with SocketServer(realtime) as server, start(weir, capture, server, certificates) as proxy:
        drive(talk(proxy, server))
    check_realtime(weir, capture, 3)
    text = weir.run("show", capture, "1").stdout.decode()
    assert "answer number 2" in text and "answer 2" in text and "closed     by the client: 1000" in text
    lines = weir.run("tail", capture, "--no-follow").stdout.decode()
    assert "→ text" in lines and "← close" in lines and "answer" in lines
    events = [line for line in weir.json_lines("tail", capture, "--no-follow", "--json") if line.get("kind") == "event"]
    assert {event["from"] for event in events} == {"client", "upstream"}
    texts = [delta["text"] for event in events for delta in event["deltas"] if delta["kind"] == "text"]
    assert "".join(texts[:3]) == "answer number 1"


def test_openai_sdk_realtime(weir: Weir, capture: Path, certificates) -> None:
    """`client.realtime.connect` of the official SDK, whose base URL is a route of Weir's."""
    from openai import OpenAI

    with SocketServer(realtime) as server, start(weir, capture, server, certificates) as proxy:
        sockets = f"ws://127.0.0.1:{proxy.port}/v1"
        client = OpenAI(api_key="sk-secret-realtime-key", base_url=f"{proxy.url}/v1", websocket_base_url=sockets)
        texts = []
        with client.realtime.connect(model="gpt-realtime") as connection:
            for number in (1, 2):
                content = [{"type": "input_text", "text": "Say something."}]
                connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})
                connection.response.create()
                for event in connection:
                    if event.type == "response.output_text.delta":
                        texts.append(event.delta)
                    if event.type == "response.done":
                        break
    assert "".join(texts) == "answer number 1answer number 2"
    check_realtime(weir, capture, 2)
    assert b"sk-secret-realtime-key" not in capture.read_bytes()


def test_replay_plays_the_server(weir: Weir, capture: Path, certificates) -> None:
    """The recorded frames, each as an answer to what the client had said before it."""

    async def session(port: int, server: SocketServer) -> list[str]:
        got: list[str] = []
        async with connected("reverse", port, server, "/v1/realtime?model=gpt-realtime") as client:
            got.append(await client.recv())
            for _ in range(2):
                await client.send('{"type":"response.create"}')
                while True:
                    got.append(await client.recv())
                    if json.loads(got[-1])["type"] == "response.done":
                        break
        return got

    with SocketServer(realtime) as server:
        with start(weir, capture, server, certificates) as proxy:
            recorded = drive(session(proxy.port, server))
        with weir.replay(capture, "--speed", "max") as replay:
            assert drive(session(replay.port, server)) == recorded


@pytest.mark.slow
def test_kill_9_leaves_what_was_written(weir: Weir, capture: Path, certificates) -> None:
    async def talk(proxy: WeirServer, server: SocketServer) -> None:
        async with connected("reverse", proxy.port, server) as client:
            for index in range(200):
                await client.send(f"message {index}")
                await client.recv()
            eventually(lambda: b"message 150" in capture.read_bytes(), "the recorder")
            proxy.signal(signal.SIGKILL)
            with pytest.raises(ConnectionClosed):
                while True:
                    await client.recv()

    with SocketServer() as server:
        proxy = start(weir, capture, server, certificates)
        with proxy:
            drive(talk(proxy, server))
            proxy.wait_exit()
    (row,) = weir.json("ls", capture, "--json")
    assert row["state"] == "open" and row["websocket"]["sent"]["text"] > 150
    lines = [json.loads(line) for line in capture.read_bytes().split(b"\n")[:-1]]
    both = [row["websocket"][side]["frames"] for side in ("sent", "received")]
    assert sum("ws" in line for line in lines) == sum(both)


def test_broken_frames_are_passed_on_and_told(weir: Weir, capture: Path) -> None:
    """The relay does not judge; what is wrong is in the findings."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with weir.proxy("--upstream", f"http://127.0.0.1:{listener.getsockname()[1]}", capture=capture) as proxy:
            client = socket.create_connection(("127.0.0.1", proxy.port))
            key = base64.b64encode(bytes(16)).decode()
            client.sendall(ASK + f"Sec-WebSocket-Key: {key}\r\n\r\n".encode())
            upstream, _ = listener.accept()
            upstream.recv(65536)
            head = ACCEPT + b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
            bad = b"\xc1\x03\xff\xff\xff" + b"\x83\x00" + b"\x81\x01\xff" + b"\x88\x02\x03\xf3"
            upstream.sendall(head + bad)
            received = b""
            while not received.endswith(bad):
                received += client.recv(65536)
            assert received == head + bad
            client.sendall(b"\x81\x02hi")
            assert upstream.recv(65536) == b"\x81\x02hi"
            upstream.close()
            client.close()
    (row,) = weir.json("ls", capture, "--json")
    codes = {finding["code"] for finding in row["findings"]}
    assert codes == {"WS-HANDSHAKE", "WS-BAD-DEFLATE", "WS-OPCODE", "WS-BAD-UTF8", "WS-CLOSE-ERROR", "WS-UNMASKED"}


def test_curl_speaks_websocket(weir: Weir, capture: Path, certificates) -> None:
    """`curl ws://…` where this curl can: an implementation that shares nothing with the other two."""
    if "ws" not in subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.split():
        pytest.skip("this curl has no ws")

    async def play(connection) -> None:
        await connection.send("hello curl")
        await connection.close()

    with SocketServer(play) as server, start(weir, capture, server, certificates) as proxy:
        url = f"ws://127.0.0.1:{proxy.port}/"
        done = subprocess.run(["curl", "-sN", "--max-time", "10", url], capture_output=True)
        assert done.stdout.startswith(b"hello curl")
