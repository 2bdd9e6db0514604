"""Hands something over to another system by HTTP, once, and judges honestly whether it has arrived."""

from __future__ import annotations

import errno
import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

#: Seconds for the whole of an answer.
TIME_OUT = 10.0
#: So much of what the other side says is kept, in characters.
LONGEST_ANSWER = 200

#: Nothing left the machine when one of these stopped it.
_NEVER_LEFT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}
#: What the other side answers before it has done anything.
_NOT_NOW = {408, 425, 429, 503}


class Fate(StrEnum):
    """What became of it: `UNKNOWN` means that it may have arrived, and that nobody said so."""

    DONE = "done"
    REFUSED = "refused"
    NOT_NOW = "not now"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How it went; `said` is what stood in the way, as people read it."""

    fate: Fate
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A place that takes what is posted to it. `time_out` is in seconds; `clock` dates the signature."""

    url: str
    secret: str
    clock: Callable[[], datetime]
    time_out: float = TIME_OUT

    def post(self, body: bytes, key: str) -> Judged:
        """Post some JSON once, under a key by which the other side knows a repetition. Never raises, never follows a
        redirect, and never repeats anything by itself."""
        request = Request(self.url, data=body, method="POST", headers=self._headers(body, key))
        try:
            with _OPENER.open(request, timeout=self.time_out) as answer:
                answer.read(LONGEST_ANSWER)
                return Judged(fate=Fate.DONE)
        except HTTPError as answer:
            with answer:
                return _judge_status(answer.code, _text(answer))
        except (OSError, http.client.HTTPException, ValueError) as problem:
            return _judge_trouble(problem, self.time_out)

    def _headers(self, body: bytes, key: str) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            "User-Agent": "Shelftalk",
        }
        if not self.secret:
            return headers
        stamp = str(int(self.clock().timestamp()))
        return headers | {
            "X-Shelftalk-Timestamp": stamp,
            "X-Shelftalk-Signature": signature(self.secret, stamp, body),
        }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What proves where a post comes from: `v1=` and HMAC-SHA256 over `timestamp.body`, in hexadecimal."""
    signed = f"{timestamp}.".encode() + body
    return f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


class _NoRedirects(HTTPRedirectHandler):
    """What is posted goes where the settings say and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: the redirect is the answer."""


_OPENER = build_opener(_NoRedirects, HTTPSHandler(context=ssl.create_default_context()), ProxyHandler())


def _judge_status(status: int, said: str) -> Judged:
    words = f"it answered {status}{f': {said}' if said else ''}"
    if status in _NOT_NOW:
        return Judged(fate=Fate.NOT_NOW, said=words)
    if status >= 500:  # it may have failed after it had done it
        return Judged(fate=Fate.UNKNOWN, said=words)
    return Judged(fate=Fate.REFUSED, said=words)


def _judge_trouble(problem: Exception, time_out: float) -> Judged:
    reason = problem.reason if isinstance(problem, URLError) else problem
    if isinstance(reason, _NEVER_LEFT) or (isinstance(reason, OSError) and reason.errno in _NO_WAY):
        return Judged(fate=Fate.NOT_NOW, said="it could not be reached")
    if isinstance(reason, TimeoutError):
        return Judged(fate=Fate.UNKNOWN, said=f"it did not answer within {time_out:g} seconds")
    if isinstance(reason, ValueError) and not isinstance(reason, OSError):
        return Judged(fate=Fate.REFUSED, said="its address cannot be used")
    return Judged(fate=Fate.UNKNOWN, said="the connection broke before it answered")


def _text(answer: HTTPError) -> str:
    try:
        read = answer.read(4 * LONGEST_ANSWER)
    except (OSError, http.client.HTTPException):
        return ""
    return " ".join(read.decode("utf-8", "replace").split())[:LONGEST_ANSWER]
