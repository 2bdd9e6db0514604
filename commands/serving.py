"""An HTTP address for Slack's requests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from waitress import create_server, wasyncore

from commands.work import acknowledging

#: Eight may wait for answers (commands/work.py); the rest acknowledge at once.
THREADS = 24
#: Open at once, those that Slack keeps for later included. Those beyond wait unanswered, so they are never to be reached.
CONNECTIONS = 1_000


class Server:
    """Waitress, with a bounded pool of threads; serves as long as it is held open."""

    def __init__(
        self, app: App, *, host: str = "127.0.0.1", port: int = 0, troubles: Callable[[], list[str]] = list
    ) -> None:
        """Bind the port; nothing is served until it is entered. `troubles` is what /healthz tells."""
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            healthy(troubles, well_formed(acknowledged_first(SlackRequestHandler(app)))),
            map=self._sockets,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,  # select knows no more than 1,024 files
            clear_untrusted_proxy_headers=True,
        )
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)
        self.url = f"http://{host}:{self._server.effective_port}"

    def __enter__(self) -> Self:
        """Serve in a thread of its own."""
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop serving.

        Sockets may only be closed by the thread that selects on them: the trigger runs this there. Where that
        thread was awake already, it has closed the trigger too before we can pull it.
        """
        with suppress(OSError):
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._sockets, ignore_all=True))
        self._thread.join(timeout=5)
        self._server.task_dispatcher.shutdown()


def acknowledged_first(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Send the response before what it hands on begins: on a busy machine the two would take turns."""

    def answered(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        begun: list[Callable[[bytes], object]] = []
        with acknowledging():
            body = handler(environ, lambda *head: begun.append(start_response(*head)))
            begun[0](b"".join(body))
        return []

    return answered


def well_formed(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 401 to a malformed signature, on which Bolt's own check would stumble with a 500."""

    def checked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if environ["REQUEST_METHOD"] == "POST" and not (
            stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and signature.isascii()
        ):
            start_response("401 Unauthorized", [("Content-Type", "text/plain")])
            return [b"unsigned"]
        return handler(environ, start_response)

    return checked


def healthy(troubles: Callable[[], list[str]], handler: Callable[..., Any]) -> Callable[..., Any]:
    """Answer /healthz: 200 while all is well, else 503 with what is not."""

    def looked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ.get("PATH_INFO") != "/healthz":
            return handler(environ, start_response)
        found = troubles()
        status = "503 Service Unavailable" if found else "200 OK"
        body = json.dumps({"ok": not found, "troubles": found}).encode()
        start_response(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
        return [body]

    return looked
