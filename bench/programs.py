"""The processes that are measured, each serving for itself: the bot, bare Bolt apps, and a far end for them."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from slack_bolt import App
from slack_sdk import WebClient

from bench.bare_bot import Ranking
from bot import Running, Settings, connected
from commands.context import Ask, Context
from commands.front import register
from commands.routes import COMMANDS
from commands.serving import Server
from commands.visitors import Visitors
from shop import Shop
from templates import Message

SECRET = "the bench signs its requests"
TOKEN = "xoxb-bench"
#: The morning after the big shop's newest day.
NOW = datetime(2026, 11, 19, 9, tzinfo=UTC)


def bot(facts: str, slack: str) -> None:
    """Shelftalk as `bot.py run` wires it, ticking and sending."""
    with _shelftalk(facts, slack) as running:
        _serve(running.app)


def crowded_bot(facts: str, slack: str) -> None:
    """The same while as many people as may wait for their answers do: it acknowledges at once and answers after."""
    with _shelftalk(facts, slack) as running:
        never: Future[None] = Future()
        ready = threading.Barrier(9)

        def wait() -> None:
            ready.wait()
            running.line.in_time(never, 3600)

        for _ in range(8):
            threading.Thread(target=wait).start()
        ready.wait()
        _serve(running.app)
        never.set_result(None)


def takes_1_ms(facts: str, slack: str) -> None:
    """A bot whose answers take so long, however many ask."""
    _working(facts, slack, 0.001)


def takes_50_ms(facts: str, slack: str) -> None:
    """The same, slower."""
    _working(facts, slack, 0.05)


def takes_500_ms(facts: str, slack: str) -> None:
    """The same, slow."""
    _working(facts, slack, 0.5)


def _working(facts: str, slack: str, seconds: float) -> None:
    def answer(_: Ask, __: Context) -> Message:
        time.sleep(seconds)
        return Message(
            text="Done.", blocks=({"type": "section", "text": {"type": "plain_text", "text": "Done."}},)
        )

    with _shelftalk(facts, slack) as running:
        app, context = bare_app(slack), running.bot.context
        shop = context.shop.model_copy(update={"commands": ("kpi",)})
        context = replace(context, shop=shop)
        slow = {"kpi": replace(COMMANDS["kpi"], answer=answer)}
        register(app, context, running.line, Visitors(app.client, context), after=lambda: None, commands=slow)
        _serve(app)


def bare_acknowledging(_: str, slack: str) -> None:
    """A bare Bolt app that acknowledges and does nothing."""
    app = bare_app(slack)
    app.command("/kpi")(lambda ack: ack())
    _serve(app)


def bare_ranking(facts: str, slack: str) -> None:
    """A bare Bolt app with raw sqlite3 that answers in the acknowledgement."""
    app = bare_app(slack)
    ranking = Ranking(Path(facts), NOW.date())
    app.command("/product")(lambda ack: ack(**ranking.answer()))
    _serve(app)
    ranking.close()


def far_end(_: str, __: str) -> None:
    """Slack, as far as the bot needs it here."""
    with pretended() as url:
        _until_told(url)


@contextmanager
def pretended() -> Iterator[str]:
    """What the bot asks and tells Slack, answered at once; GET /next waits for the next answer posted."""
    posted: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    class Slack(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.path.startswith("/answers"):
                posted.put(body)
            self._say(b'{"ok": true, "user": {"id": "U1"}, "bot_id": "B1", "user_id": "U0", "team_id": "T1"}')

        def do_GET(self) -> None:
            self._say(posted.get(timeout=10))

        def _say(self, body: bytes) -> None:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            self.wfile.write(head % len(body) + body)

        def log_message(self, *_: object) -> None:
            """Say nothing: there are thousands."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slack)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def bare_app(slack: str) -> App:
    """Bolt with nothing but what keeps it from asking Slack before each request, and early answers."""
    return App(
        client=WebClient(token=TOKEN, base_url=f"{slack}/"), signing_secret=SECRET,
        process_before_response=True, token_verification_enabled=False,
    )  # fmt: skip


@contextmanager
def _shelftalk(facts: str, slack: str) -> Iterator[Running]:
    with TemporaryDirectory() as folder:
        settings = Settings(
            data=Path(folder), facts_url=f"sqlite:///{facts}", shop=Shop(), slack_api=f"{slack}/", bot_token=TOKEN,
            signing_secret=SECRET,
        )  # fmt: skip
        with connected(settings, lambda: NOW) as running:
            running.start()
            yield running


def _serve(app: App) -> None:
    with Server(app) as server:
        _until_told(server.url)


def _until_told(url: str) -> None:
    """Say where, then serve until whoever started this process closes its end."""
    print(url, flush=True)
    sys.stdin.read()


PROGRAMS: dict[str, Callable[[str, str], None]] = {
    each.__name__: each
    for each in (
        bot,
        crowded_bot,
        bare_acknowledging,
        bare_ranking,
        far_end,
        takes_1_ms,
        takes_50_ms,
        takes_500_ms,
    )
}

if __name__ == "__main__":
    name, facts, slack = sys.argv[1:]
    PROGRAMS[name](facts, slack)
