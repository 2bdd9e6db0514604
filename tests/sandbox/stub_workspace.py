"""A server that says what a test tells it to, so that the page can be tried without the pretend Slack behind it."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sandbox import canned_blocks as blocks

Json = dict[str, Any]
PAGE = Path(__file__).parents[2] / "sandbox" / "page"
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

#: Mon 23 Nov 2026 08:01 in London.
NOW = 1795420860


def user(user_id: str, name: str, title: str, **more: Any) -> Json:
    initials = "".join(word[0] for word in name.split()[:2])
    known = {
        "id": user_id,
        "name": name.split()[0].lower(),
        "real_name": name,
        "title": title,
        "initials": initials,
    }
    return known | {"color": "", "tz": "Europe/London", "is_bot": False, "guest": False} | more


PEOPLE = [
    user("U_DIRECTOR", "Dana Reyes", "Director of ecommerce", color="#7a5195"),
    user("U_MANAGER", "Milo Brandt", "Ecommerce manager", color="#1f7a6d"),
    user("U_ANALYST", "Anja Novak", "Analyst", color="#2f4b7c"),
    user("U_GUEST", "Gus Ferrer", "Agency", guest=True, color="#b3541e"),
    user("U_BOT", "Shelftalk", "", is_bot=True),
]
TEAM = ["U_DIRECTOR", "U_MANAGER", "U_ANALYST", "U_BOT"]
COMMANDS = [
    ("/kpi", "A number, against a fair day", "[metric] [by split] [period] [vs …]"),
    ("/product", "One product, or the top, bottom and movers", "[code or words]"),
    ("/campaign", "One campaign, or the list by spend, ROAS or CPA", "[name]"),
    ("/funnel", "Sessions to orders, step by step", "[period]"),
    ("/define", "What a metric means", "[metric]"),
    ("/digest", "Digests: list, preview, send, subscribe, stop", "[preview|send|stop] [name]"),
    ("/approvals", "What waits, and asking for a yes", "[new|mine]"),
    ("/shelftalk", "Help, status, people", "[help|status|people]"),
]


def message(ts: float, user_id: str, text: str, **more: Any) -> Json:
    known = {
        "ts": f"{ts:.6f}",
        "user": user_id,
        "username": None,
        "text": text,
        "blocks": [],
        "thread_ts": None,
    }
    return known | {"reply_count": 0, "ephemeral": False, "edited": False, "bot": user_id == "U_BOT"} | more


def sales() -> list[Json]:
    root = f"{NOW - 3300:.6f}"
    return [
        message(NOW - 86400 * 2, "U_ANALYST", "Meta raised the attribution window on Thursday, so *do not* compare ROAS with October."),
        message(NOW - 3300, "U_MANAGER", "<@U_BOT> conversion by device last week", reply_count=2, thread_ts=root),
        message(NOW - 3295, "U_BOT", "Conversion 2.31 %", blocks=blocks.TABLES, thread_ts=root),
        message(NOW - 3100, "U_DIRECTOR", "Thanks, that is clear :tada:", thread_ts=root),
        message(NOW - 3000, "U_MANAGER", "The Aran coat copy is in for approval."),
        message(NOW - 2950, "U_MANAGER", "Black Friday mail goes out on Thursday at 18:00.", edited=True),
        message(NOW - 60, "U_BOT", "£184,800 net sales yesterday, −6.2 % on the same Sunday", blocks=blocks.DIGEST),
    ]  # fmt: skip


def channels() -> list[Json]:
    def channel(name: str, kind: str, members: list[str], topic: str = "", unread: int = 0) -> Json:
        return {
            "id": f"C_{name.upper()[:6].strip('-')}",
            "name": name,
            "kind": kind,
            "members": members,
            "topic": topic,
            "unread": unread,
        }

    return [
        channel("sales", "channel", TEAM, "Numbers, every morning at 08:00 · <https://example.com|board>"),
        channel("campaigns", "channel", [*TEAM, "U_GUEST"], "Launches and spend", unread=2),
        channel("content", "channel", TEAM, "Copy and pictures"),
        channel("directors", "private", ["U_DIRECTOR", "U_BOT"], "Margin and cost"),
        {"id": "D_MILO", "name": "Milo Brandt", "kind": "dm", "members": ["U_DIRECTOR", "U_MANAGER"], "topic": "", "unread": 0},
        {"id": "D_BOT", "name": "Shelftalk", "kind": "app", "members": ["U_DIRECTOR", "U_BOT"], "topic": "", "unread": 1},
    ]  # fmt: skip


def workspace() -> Json:
    """The workspace as the director finds it on Monday at 08:01."""
    return {
        "me": PEOPLE[0],
        "users": PEOPLE,
        "channels": channels(),
        "messages": {
            "C_SALES": sales(),
            "C_CAMPAI": [
                message(NOW - 7300, "U_BOT", "", blocks=blocks.TEXTS),
                message(NOW - 7200, "U_BOT", "Charts", blocks=blocks.MORE_CHARTS),
            ],
            "C_CONTEN": [message(NOW - 7200, "U_BOT", "Choose", blocks=blocks.elements())],
            "C_DIRECT": [],
            "D_MILO": [message(NOW - 4000, "U_MANAGER", "Can you look at the coat before noon?")],
            "D_BOT": [message(NOW - 3600, "U_BOT", "Approval 214 waits for you", blocks=blocks.CARD)],
        },
        "home": None,
        "modals": [],
        "commands": [{"command": a, "description": b, "usage_hint": c} for a, b, c in COMMANDS],
        "clock": "2026-11-23T08:01:00+00:00",
        "scenes": [
            {
                "name": "monday",
                "title": "Monday",
                "about": "The digest is in, one approval waits",
                "current": True,
            },
            {"name": "launch", "title": "Campaign launch", "about": "Day one of BF-Early", "current": False},
            {"name": "bad_day", "title": "A bad data day", "about": "Meta has not arrived", "current": False},
        ],
        "composer": {"channel": "C_SALES", "text": "/kpi net sales yesterday"},
    }


class StubWorkspace:
    """Serves the page and a workspace; remembers what was posted; a test may change the workspace at any time."""

    def __init__(self) -> None:
        self._version = 0
        self._changed = threading.Condition()
        self._open = True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.start_over()
        self._thread.start()

    def start_over(self) -> None:
        """Everything as it was, on the same port: a browser keeps the page's files from test to test."""
        self.state = workspace()
        self.posted: list[tuple[str, Json]] = []
        self.replies: dict[str, Callable[[Json], Json]] = {
            "type": self._type,
            "close": self._close,
            "submit": self._close,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def stop(self) -> None:
        with self._changed:
            self._open = False
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def change(self, alter: Callable[[Json], object]) -> None:
        """Alters the workspace and tells every open page."""
        with self._changed:
            fresh = copy.deepcopy(self.state)
            alter(fresh)
            self.state = fresh
            self._version += 1
            self._changed.notify_all()

    def says(self, channel: str, **more: Any) -> None:
        """The app posts in a channel."""
        known = message(NOW + 100 + self._version, "U_BOT", more.pop("text", "Hello"), **more)
        self.change(lambda state: state["messages"][channel].append(known))

    def sent(self, kind: str) -> list[Json]:
        """What the page posted to `/sandbox/<kind>`, oldest first."""
        return [body for name, body in self.posted if name == kind]

    def waits_for(self, kind: str, count: int = 1) -> Json:
        """The `count`th request of this kind, as soon as it has come; raises AssertionError when none comes."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.sent(kind)) >= count, timeout=10)
        assert came, f"the page sent {len(self.sent(kind))} {kind} requests, not {count}"
        return self.sent(kind)[count - 1]

    def _type(self, body: Json) -> Json:
        command = body["text"].startswith("/")
        author, more = (
            ("U_BOT", {"ephemeral": True, "blocks": blocks.ANSWER}) if command else (body["as"], {})
        )
        known = message(
            NOW + 10 + self._version, author, body["text"], thread_ts=body.get("thread_ts"), **more
        )
        self.change(lambda state: state["messages"][body["channel"]].append(known))
        return {"ok": True}

    def _close(self, body: Json) -> Json:
        self.change(
            lambda state: state.update(
                modals=[one for one in state["modals"] if one["id"] != body["view_id"]]
            )
        )
        return {}

    def _seen_by(self, person: str | None) -> Json:
        me = next((one for one in PEOPLE if one["id"] == person), PEOPLE[0])
        state = self.state | {"me": me}
        if me["guest"]:
            state = state | {"channels": [one for one in state["channels"] if me["id"] in one["members"]]}
        return state

    def _handler(stub) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                if address.path == "/sandbox/events":
                    return self.stream()
                if address.path == "/sandbox/state":
                    return self.reply(stub._seen_by(parse_qs(address.query).get("as", [None])[0]))
                name = "index.html" if address.path == "/" else Path(address.path).name
                file = PAGE / name
                if not file.is_file():
                    return self.reply({"error": "not found"}, status=404)
                return self.send(file.read_bytes(), KINDS[file.suffix])

            def do_POST(self) -> None:
                kind = self.path.removeprefix("/sandbox/")
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with stub._changed:
                    stub.posted.append((kind, body))
                    stub._changed.notify_all()
                answer = stub.replies.get(kind, lambda _: {"ok": True})(body)
                self.reply(answer, status=200 if "error" not in answer else 400)

            def stream(self) -> None:
                self.close_connection = True
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                told = -1
                while stub._open:
                    with stub._changed:
                        stub._changed.wait_for(
                            lambda seen=told: not stub._open or stub._version != seen, timeout=5
                        )
                        told = stub._version
                    try:
                        self.wfile.write(f'data: {{"version": {told}}}\n\n'.encode())
                        self.wfile.flush()
                    except OSError:
                        return

            def reply(self, answer: Json, status: int = 200) -> None:
                self.send(json.dumps(answer).encode(), "application/json", status)

            def send(self, body: bytes, kind: str, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header(
                    "Cache-Control", "max-age=600" if self.path.startswith("/page/") else "no-store"
                )
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Says nothing: a test's output is its own."""

        return Handler
