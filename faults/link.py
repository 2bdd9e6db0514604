"""Slack's end of Socket Mode: a WebSocket server that hands out envelopes, breaks connections and keeps what was acknowledged."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
from contextlib import suppress
from typing import Any, Self

#: RFC 6455: what a server adds to the client's key, and the frames that matter here.
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Link:
    """Accepts connections, one thread each. `turns_away` so many of the next ones are closed at once."""

    def __init__(self) -> None:
        """Nothing is accepted until it is entered."""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._server.getsockname()[1]}/link?ticket=1"
        self.open: list[socket.socket] = []
        self.acknowledged: list[str] = []
        self.came = 0
        self.turns_away = 0

    def __enter__(self) -> Self:
        """Listen in a thread of its own."""
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Break every connection."""
        self._server.close()
        self.breaks()

    def opens(self) -> dict[str, Any]:
        """What `apps.connections.open` answers."""
        return {"url": self.url}

    def sends(self, name: str, kind: str, payload: dict[str, Any], to: int = -1) -> None:
        """Hand an envelope to one of the connections, the newest unless said otherwise."""
        envelope = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": False,
        }
        _send(self.open[to], TEXT, json.dumps(envelope).encode())

    def breaks(self, *, politely: bool = False) -> None:
        """End every connection: with a word of Slack's, or as when a cable is pulled."""
        while self.open:
            connection = self.open.pop()
            with suppress(OSError):
                if politely:
                    _send(connection, CLOSE, struct.pack("!H", 1000))
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.came += 1
            if self.turns_away:
                self.turns_away -= 1
                connection.close()
            else:
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, EOFError), connection.makefile("rb") as stream:
            _shake_hands(connection, stream)
            self.open.append(connection)
            while True:
                kind, content = _receive(stream)
                if kind == PING:
                    _send(connection, PONG, content)
                elif kind == TEXT:
                    self.acknowledged.append(json.loads(content)["envelope_id"])
                elif kind == CLOSE:
                    break
        if connection in self.open:
            self.open.remove(connection)
        connection.close()


def _shake_hands(connection: socket.socket, stream: Any) -> None:
    asked = {}
    while line := stream.readline().strip().decode():
        name, _, value = line.partition(":")
        asked[name.lower()] = value.strip()
    digest = hashlib.sha1((asked["sec-websocket-key"] + MAGIC).encode()).digest()
    answer = (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}\r\n\r\n"
    )
    connection.sendall(answer.encode())


def _receive(stream: Any) -> tuple[int, bytes]:
    """The next frame: its kind and what is in it. Raises EOFError at the end."""
    first, second = _exactly(stream, 2)
    length = second & 127
    if length > 125:
        size = 2 if length == 126 else 8
        length = int.from_bytes(_exactly(stream, size), "big")
    mask = _exactly(stream, 4) if second & 128 else b"\0\0\0\0"
    content = _exactly(stream, length)
    return first & 15, bytes(byte ^ mask[number % 4] for number, byte in enumerate(content))


def _exactly(stream: Any, count: int) -> bytes:
    found: bytes = stream.read(count)
    if len(found) < count:
        raise EOFError
    return found


def _send(connection: socket.socket, kind: int, content: bytes) -> None:
    length = len(content)
    if length < 126:
        head = bytes((128 | kind, length))
    elif length < 65_536:
        head = bytes((128 | kind, 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((128 | kind, 127)) + length.to_bytes(8, "big")
    connection.sendall(head + content)
