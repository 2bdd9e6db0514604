"""Events to the bot: delivered, and delivered again when they fail, as Slack does."""

from __future__ import annotations

import json

from sandbox.courier import Acknowledgement, Courier
from sandbox.payloads import Payloads
from sandbox.places import Channel, Json, User
from sandbox.posts import Message
from sandbox.workspace import Workspace

MESSAGES = {
    "im": "message.im",
    "channel": "message.channels",
    "private": "message.groups",
    "mpim": "message.mpim",
}
MOST_RETRIES = 3


class Events:
    """Sends the events that the app subscribed to."""

    def __init__(self, workspace: Workspace, payloads: Payloads, courier: Courier) -> None:
        self._workspace = workspace
        self._payloads = payloads
        self._courier = courier
        self._undelivered: list[tuple[Json, int]] = []

    def said(self, user: User, channel: Channel, message: Message) -> None:
        """Tell the app of something said where it is: a mention, or any message it listens to."""
        app = self._workspace.app
        mentioned = f"<@{app.user}>" in message.text
        if mentioned and channel.kind != "im" and "app_mention" in app.events:
            self.send(self._payloads.said(user, message, "app_mention"))
        if MESSAGES[channel.kind] in app.events:
            self.send(self._payloads.said(user, message, "message"))

    def home_opened(self, user: User) -> None:
        """Tell the app that someone opened its home."""
        channel = self._workspace.direct(user.id)
        if "app_home_opened" in self._workspace.app.events:
            self.send(self._payloads.home_opened(user, channel, self._workspace.screens.homes.get(user.id)))

    def send(self, payload: Json, retry: int = 0, reason: str = "") -> None:
        """Send an event; one that fails is sent again at once, and after that when `retry` is called."""
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        answer = self._courier.deliver(json.dumps(payload).encode(), headers, "application/json")
        if answer.status // 100 == 2 or answer.headers.get("x-slack-no-retry"):
            return
        if retry == 0:
            self.send(payload, 1, _reason(answer))
        elif retry < MOST_RETRIES:
            self._undelivered.append((payload, retry + 1))

    def retry(self) -> int:
        """Send once more what failed, as Slack does after one and after five minutes; how many were sent."""
        waiting, self._undelivered = self._undelivered, []
        for payload, number in waiting:
            self.send(payload, number, "http_error")
        return len(waiting)


def _reason(answer: Acknowledgement) -> str:
    if answer.failure == "operation_timeout":
        return "http_timeout"
    return "http_error" if answer.status else "connection_failed"
