"""What Slack can be told to refuse, answer badly or swallow, and a record of every call that came."""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.places import Json


class Refusal(Exception):
    """The API's `{ok: false}`: its error word, and what Slack adds to it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    @classmethod
    def because(cls, error: str, problems: list[str]) -> Refusal:
        """With the list of messages that Slack gives for blocks and views."""
        return cls(error, errors=problems, response_metadata={"messages": [f"[ERROR] {p}" for p in problems]})


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One prepared misfortune for a method."""

    kind: Literal["refuse", "answer", "drop", "silent"]
    error: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    after_storing: bool = False


@dataclass(kw_only=True)
class Call:
    """One request to the Web API or a response URL: at what (pretended) time, and how it was answered."""

    method: str
    arguments: Json
    at: datetime | None = None
    answer: Json = field(default_factory=dict)
    fault: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the caller was told that it worked."""
        return self.fault is None and bool(self.answer.get("ok"))


@dataclass(frozen=True, kw_only=True)
class Payload:
    """Something the bot sent to be shown: for checking against limits."""

    via: str
    surface: Literal["message", "modal", "home"]
    body: Json

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, as sent."""
        return list(self.body.get("blocks") or [])


class Faults:
    """Misfortunes in waiting, by method; each is used up as calls come. `times=None` lasts until healed."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, list[Fault]] = defaultdict(list)
        self._lasting: dict[str, Fault] = {}

    def refuses(self, method: str, error: str, *, times: int | None = 1) -> None:
        """Answer the next calls with `{ok: false, error}`."""
        self._prepare(method, Fault(kind="refuse", error=error), times)

    def answers(
        self, method: str, status: int, *, headers: Mapping[str, str] | None = None, body: str = "",
        times: int | None = 1, after_storing: bool = False,
    ) -> None:  # fmt: skip
        """Answer the next calls with this HTTP status, before or after doing what they ask."""
        fault = Fault(
            kind="answer", status=status, headers=headers or {}, body=body, after_storing=after_storing
        )
        self._prepare(method, fault, times)

    def drops(self, method: str, *, times: int | None = 1, after_storing: bool = True) -> None:
        """Close the connection of the next calls without an answer, after (or before) doing what they ask."""
        self._prepare(method, Fault(kind="drop", after_storing=after_storing), times)

    def silent(self, method: str, *, times: int | None = 1, after_storing: bool = False) -> None:
        """Never answer the next calls: the caller has to give up."""
        self._prepare(method, Fault(kind="silent", after_storing=after_storing), times)

    def _prepare(self, method: str, fault: Fault, times: int | None) -> None:
        if times is None:
            self._lasting[method] = fault
        else:
            self._waiting[method] += [fault] * times

    def reaches(self, connection: socket.socket) -> bool:
        """Whether what comes from a connection is done, though whoever sent it may have given up by now."""
        del connection
        return True

    def take(self, method: str) -> Fault | None:
        """The fault that meets this call."""
        if self._waiting[method]:
            return self._waiting[method].pop(0)
        return self._lasting.get(method)

    def heals(self, method: str | None = None) -> None:
        """End what was prepared for a method, or for all."""
        for methods in (self._waiting, self._lasting):
            for name in [method] if method else list(methods):
                methods.pop(name, None)
