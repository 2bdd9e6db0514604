"""The pretend Slack: one server on this machine with the Web API for the bot and a page for people."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.server import ThreadingHTTPServer

from sandbox import chat_methods, conversation_methods, file_methods, view_methods
from sandbox.acts import Acts
from sandbox.courier import Acknowledgement, Courier
from sandbox.front_desk import FrontDesk
from sandbox.page_api import PageApi
from sandbox.person import Person
from sandbox.places import Json
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace

METHODS = {
    **chat_methods.METHODS,
    **conversation_methods.METHODS,
    **view_methods.METHODS,
    **file_methods.METHODS,
}


class Server(ThreadingHTTPServer):
    """Threads that end, and connections that close, when the server stops."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, slack: Slack, port: int) -> None:
        self.slack = slack
        self.closing = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", port), FrontDesk)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Serve one connection, knowing of it while it is open."""
        if not isinstance(request, socket.socket):
            raise TypeError("a stream server gets sockets")
        with self._guard:
            self._open[request] = threading.current_thread()
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._guard:
                self._open.pop(request, None)

    def close_connections(self) -> None:
        """End what is still open, and wait for its threads."""
        self.closing.set()
        with self._guard:
            waiting = list(self._open.items())
        for connection, _ in waiting:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in waiting:
            thread.join(timeout=5)


class Slack:
    """A workspace behind a web address. `clock` may pretend; `wall` must be the real time, for signatures and for
    what runs out after seconds (without it, `clock` is used). `deadline` is how long Slack waits for an
    acknowledgement, in seconds."""

    def __init__(
        self, workspace: Workspace, *, port: int = 0, signing_secret: str, clock: Callable[[], datetime],
        wall: Callable[[], datetime] | None = None, deadline: float = 3.0,
    ) -> None:  # fmt: skip
        self.workspace = workspace
        workspace.clock, workspace.wall = clock, wall
        self.scenes: list[Json] = []
        self.opens_as: str | None = None
        self.composer: Json = {}
        self.on_clock: Callable[[str], object] | None = None
        self.on_scene: Callable[[str], object] | None = None
        self.on_step: Callable[[], object] | None = None
        self.on_reset: Callable[[], object] | None = None
        self.web_api = WebApi(workspace, METHODS)
        self._server = Server(self, port)
        self.courier = Courier(secret=signing_secret, now=workspace.real_now, deadline=deadline)
        self.acts = Acts(workspace, self.courier, url=self.url)
        self._hands = ThreadPoolExecutor(max_workers=16, thread_name_prefix="hands")
        self.page = PageApi(self.acts, self, self.later)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, name="slack", daemon=True
        )

    @property
    def url(self) -> str:
        """Where the page is, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def api_url(self) -> str:
        """The Web API's address, for SLACK_API_URL."""
        return f"{self.url}/api/"

    def keeps(self, name: str, content: bytes) -> file_methods.File:
        """A file that somebody has put into the workspace."""
        return file_methods.keep(self.workspace, name, content, url=self.url)

    @property
    def closing(self) -> threading.Event:
        """Set when the server stops."""
        return self._server.closing

    def start(self) -> Slack:
        """Serve in a thread of its own."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, close every connection and wait for the threads."""
        self.closing.set()
        with self.workspace.changed:
            self.workspace.changed.notify_all()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join(timeout=5)
        self._hands.shutdown(wait=True, cancel_futures=True)
        self._server.close_connections()
        self._server.server_close()

    def __enter__(self) -> Slack:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def connect(self, bot_url: str) -> None:
        """Send commands, interactions and events to this request URL."""
        self.courier.connect(bot_url)

    def person(self, name: str) -> Person:
        """Someone to type and click as: by handle, name, role or id."""
        return Person(self.acts, self.workspace.user(name))

    def delivers(self, body: bytes, headers: dict[str, str] | None = None) -> Acknowledgement:
        """Send raw bytes to the bot, signed unless the headers say otherwise: for forgeries and replays."""
        return self.courier.deliver(body, headers)

    def verifies_url(self) -> Json | None:
        """Send the url_verification challenge; what the bot echoes."""
        body = json.dumps(
            {"type": "url_verification", "token": "sandbox", "challenge": "are-you-there"}
        ).encode()
        answer = self.courier.deliver(body, content_type="application/json").json()
        return answer if isinstance(answer, dict) else None

    def retries_events(self) -> int:
        """Send failed events once more, as Slack does after one and five minutes; how many were sent."""
        return self.acts.events.retry()

    def later(self, work: Callable[[], object]) -> None:
        """Do something in the background; its effects show in the workspace."""
        self._hands.submit(_watched, work)


def _watched(work: Callable[[], object]) -> None:
    """A failure in the background is told where the server runs, not swallowed."""
    try:
        work()
    except Exception:
        logging.getLogger("sandbox").exception("something done on the page failed")
