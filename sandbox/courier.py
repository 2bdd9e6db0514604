"""Carries Slack's signed requests to the bot, and waits for its acknowledgement no longer than Slack does."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from sandbox.places import Json

FORM = "application/x-www-form-urlencoded"
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """What the bot answered in time, or why there is no answer."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str | None = None

    @property
    def ok(self) -> bool:
        """Whether Slack takes it for an acknowledgement."""
        return self.failure is None

    def json(self) -> Any:
        """The body as JSON, or None when it is empty or not JSON."""
        try:
            return json.loads(self.body) if self.body.strip() else None
        except ValueError:
            return None


def sign(body: bytes, secret: str, timestamp: int) -> dict[str, str]:
    """The two headers by which a bot knows that Slack sent this."""
    base = f"v0:{timestamp}:".encode() + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


class Courier:
    """Carries bodies to the bot's request URL, signed. `deadline` is in seconds; `now` is the real time."""

    def __init__(self, *, secret: str, now: Callable[[], datetime], deadline: float) -> None:
        self.deadline = deadline
        self._secret = secret
        self._now = now
        self._bot: SplitResult | None = None

    def connect(self, bot_url: str) -> None:
        """Deliver to this request URL from now on."""
        self._bot = urlsplit(bot_url)

    def deliver(
        self, body: bytes, headers: Mapping[str, str] | None = None, content_type: str = FORM
    ) -> Acknowledgement:
        """Send and wait: `operation_timeout` after the deadline, `dispatch_failed` for anything but 200. Given
        headers win over the signature's, to forge one."""
        started = monotonic()
        signed = sign(body, self._secret, int(self._now().timestamp()))
        sent = {"User-Agent": USER_AGENT, "Content-Type": content_type, **signed, **(headers or {})}
        try:
            status, known, content = self._exchange(body, sent)
        except TimeoutError:
            return Acknowledgement(failure="operation_timeout")
        except (OSError, http.client.HTTPException):
            return Acknowledgement(failure="dispatch_failed")
        if monotonic() - started > self.deadline:
            return Acknowledgement(failure="operation_timeout")
        failure = None if status == HTTPStatus.OK else "dispatch_failed"
        return Acknowledgement(status=status, headers=known, body=content, failure=failure)

    def _exchange(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        if self._bot is None:
            raise ConnectionRefusedError("the app has no request URL yet")
        host, port = self._bot.hostname or "127.0.0.1", self._bot.port or 80
        connection = http.client.HTTPConnection(host, port, timeout=self.deadline)
        try:
            connection.request("POST", self._bot.path or "/", body, headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


def form(fields: Json) -> bytes:
    """A form body, as slash commands come."""
    return urlencode(fields).encode()


def interaction(payload: Json) -> bytes:
    """An interaction's body: JSON in one form field."""
    return urlencode({"payload": json.dumps(payload)}).encode()
