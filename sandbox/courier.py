"""Carries Slack's signed requests to the bot, and waits for its acknowledgement no longer than Slack does."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

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
    seconds: float = 0.0

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
    """Posts to one URL of the bot."""

    def __init__(self, url: str, *, deadline: float) -> None:
        self.deadline = deadline
        self._parts = urlsplit(url)

    def post(self, body: bytes, headers: Mapping[str, str]) -> Acknowledgement:
        """Send and wait: `operation_timeout` after the deadline, `dispatch_failed` for anything but 200."""
        started = monotonic()
        connection = http.client.HTTPConnection(
            self._parts.hostname or "127.0.0.1", self._parts.port or 80, timeout=self.deadline
        )
        try:
            connection.request("POST", self._parts.path or "/", body, {"User-Agent": USER_AGENT, **headers})
            answer = connection.getresponse()
            content = answer.read()
        except TimeoutError:
            return Acknowledgement(failure="operation_timeout", seconds=monotonic() - started)
        except (OSError, http.client.HTTPException):
            return Acknowledgement(failure="dispatch_failed", seconds=monotonic() - started)
        finally:
            connection.close()
        took = monotonic() - started
        if took > self.deadline:
            return Acknowledgement(failure="operation_timeout", seconds=took)
        failure = None if answer.status == http.HTTPStatus.OK else "dispatch_failed"
        known = {name.lower(): value for name, value in answer.getheaders()}
        return Acknowledgement(status=answer.status, headers=known, body=content, failure=failure, seconds=took)


def form(fields: Json) -> bytes:
    """A form body, as slash commands come."""
    return urlencode(fields).encode()


def interaction(payload: Json) -> bytes:
    """An interaction's body: JSON in one form field."""
    return urlencode({"payload": json.dumps(payload)}).encode()
