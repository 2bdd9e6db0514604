"""A tiny real Bolt app beside a pretend Slack, for tests; and the pretend Slack alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from waitress import wasyncore
from waitress.server import create_server

from sandbox.cast import small_workspace
from sandbox.places import Command
from sandbox.slack import Slack
from sandbox.workspace import Workspace

SECRET = "a-signing-secret-for-tests"
MONDAY = datetime(2026, 11, 23, 8, 1, tzinfo=ZoneInfo("Europe/London"))


class Clock:
    """The time, moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """What time it is."""
        return self.at

    def passes(self, **span: float) -> None:
        """Let time pass: `clock.passes(seconds=4)`."""
        self.at += timedelta(**span)


@contextmanager
def served(wsgi: Callable[..., Any]) -> Iterator[str]:
    """A WSGI application on a port of this machine, gone afterwards: its address."""
    sockets: dict[int, Any] = {}
    server = create_server(
        wsgi, map=sockets, host="127.0.0.1", port=0, threads=8, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run, name="bot", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Sockets may only be closed by the thread that selects on them: the trigger runs this there. If that
        # thread was awake already, it has done so, and closed the trigger, before we can pull it.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
        thread.join(timeout=5)
        server.task_dispatcher.shutdown()


@contextmanager
def pretend_slack(workspace: Workspace | None = None, *, deadline: float = 3.0) -> Iterator[Slack]:
    """A running pretend Slack on a Monday at 08:01, signing with the real time."""
    workspace = workspace or small_workspace()
    wall = Clock(datetime.now(ZoneInfo("UTC")))
    slack = Slack(workspace, signing_secret=SECRET, clock=Clock(MONDAY), wall=wall, deadline=deadline)
    with slack:
        yield slack


def client_of(slack: Slack, token: str | None = None) -> WebClient:
    """The real Slack client, pointed here, without retries."""
    return WebClient(token or slack.workspace.app.token, base_url=slack.api_url, retry_handlers=[])


@contextmanager
def bolt_app(slack: Slack, *commands: str) -> Iterator[App]:
    """A real Bolt app without listeners, connected over signed HTTP; add listeners, then act."""
    slack.workspace.app.commands = tuple(Command(command=command) for command in commands)
    app = App(
        client=client_of(slack),
        signing_secret=SECRET,
        process_before_response=True,
        token_verification_enabled=False,
    )
    handler = SlackRequestHandler(app, path="/slack/events")
    with served(handler) as url:
        slack.connect(f"{url}/slack/events")
        yield app


def section(text: str, **more: Any) -> dict[str, Any]:
    """A section of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str, value: str = "1") -> dict[str, Any]:
    """A block with one button."""
    text = {"type": "plain_text", "text": label}
    return {
        "type": "actions",
        "elements": [{"type": "button", "action_id": action_id, "text": text, "value": value}],
    }


def modal(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with a submit button."""
    return {
        "type": "modal", "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"}, "blocks": list(blocks), **more,
    }  # fmt: skip
