"""Signed requests to the measured processes, one keep-alive connection each, and what they took."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.programs import PROGRAMS, SECRET

ROOT = Path(__file__).parent.parent


class Line:
    """A connection to one process that stays open."""

    def __init__(self, url: str) -> None:
        """Connect."""
        self.url = url
        self.process = 0  # its number, where this side started it
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)

    def types(
        self, command: str, text: str, *, answers: str = "https://example.invalid"
    ) -> tuple[float, Any]:
        """Send a slash command as Slack would: (milliseconds until the acknowledgement was read, what it says)."""
        body = urlencode(form(command, text, answers=answers))
        headers = signed(body)
        began = time.perf_counter()
        self._connection.request("POST", "/slack/events", body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        taken = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{self.url} answered {answer.status}: {content[:200]!r}")
        return taken, json.loads(content) if content else None

    def next_posted(self) -> Any:
        """Wait for the next answer that was posted to the far end."""
        self._connection.request("GET", "/next")
        return json.loads(self._connection.getresponse().read())

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def form(command: str, text: str, *, answers: str = "https://example.invalid") -> dict[str, str]:
    """What Slack sends for a slash command."""
    return {
        "command": command, "text": text, "user_id": "U1", "channel_id": "C1", "team_id": "T1", "api_app_id": "A1",
        "trigger_id": "1.1", "response_url": answers, "user_name": "ann", "channel_name": "general",
    }  # fmt: skip


def signed(body: str) -> dict[str, str]:
    """The headers of a request from Slack."""
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }  # fmt: skip


@contextmanager
def going_first() -> Iterator[None]:
    """Let this process run before others where the system allows it, as Slack, on its own machine, does.

    Else it waits for a core behind the work that the bot begins when it has acknowledged.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except (AttributeError, OSError):
        yield
        return
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


@contextmanager
def line_to(
    program: Callable[[str, str], None], facts: Path, slack: str = "http://127.0.0.1:9"
) -> Iterator[Line]:
    """Start one of the programs in a process of its own and connect to it."""
    assert program in PROGRAMS.values()
    command = [sys.executable, "-m", "bench.programs", program.__name__, str(facts.absolute()), slack]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin and process.stdout
        line = Line(process.stdout.readline().strip())
        line.process = process.pid
        try:
            yield line
        finally:
            line.close()
            process.stdin.close()
            process.wait(timeout=20)
