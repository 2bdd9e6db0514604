"""Slack's Web API as the bot sees it: one table of methods, the scopes they need and the errors they give."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sandbox.places import Json
from sandbox.refusals import Call, Refusal
from sandbox.workspace import Workspace


@dataclass(frozen=True)
class Request:
    """One authorised call: the workspace it is about, and its arguments."""

    workspace: Workspace
    arguments: Json

    def text(self, name: str, missing: str = "invalid_arguments") -> str:
        """A required argument; raises the Refusal that Slack gives without it."""
        value = self.arguments.get(name)
        if value in (None, ""):
            raise Refusal(missing)
        return str(value)

    def maybe(self, name: str) -> str | None:
        """An argument that may be left out."""
        value = self.arguments.get(name)
        return None if value in (None, "") else str(value)

    def flag(self, name: str) -> bool:
        """A yes or no, however the encoding spelt it."""
        return str(self.arguments.get(name, "")).lower() in ("true", "1")

    def count(self, name: str, default: int, most: int) -> int:
        """A number of objects, between 1 and `most`."""
        value = str(self.arguments.get(name) or default)
        if not value.isdigit() or int(value) < 1:
            raise Refusal("invalid_limit")
        return min(int(value), most)

    def json(self, name: str, refusal: str) -> Any:
        """A JSON argument, from a form's text or a JSON body."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise Refusal(refusal) from None


Method = Callable[[Request], Json]


@dataclass(frozen=True)
class Entry:
    """A method and the scopes of which it needs one."""

    method: Method
    scopes: tuple[str, ...] = ()


def read_arguments(body: bytes, content_type: str, query: str = "") -> Json:
    """The arguments of a request, form-encoded or JSON."""
    arguments: Json = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("application/json"):
        given = json.loads(body or b"{}")
        return arguments | (given if isinstance(given, dict) else {})
    return arguments | dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))


class WebApi:
    """Answers calls against a table of methods, keeping a record of each."""

    def __init__(self, workspace: Workspace, methods: dict[str, Entry]) -> None:
        self._workspace = workspace
        self._methods = methods

    def answer(self, method: str, arguments: Json, token: str | None, call: Call) -> Json:
        """Do what is asked and return Slack's answer; `call` is completed with it."""
        with self._workspace.changed:
            try:
                answer: Json = {"ok": True} | self._authorised(method, arguments, token)
            except Refusal as refusal:
                answer = {"ok": False, "error": refusal.error} | refusal.more
            call.answer = answer
            return answer

    def _authorised(self, method: str, arguments: Json, token: str | None) -> Json:
        app = self._workspace.app
        entry = self._methods.get(method)
        if entry is None:
            raise Refusal("unknown_method", req_method=method)
        if method == "api.test":
            return entry.method(Request(self._workspace, arguments))
        if token is None:
            raise Refusal("not_authed")
        if token != app.token:
            raise Refusal("invalid_auth")
        if app.removed:
            raise Refusal("account_inactive")
        if entry.scopes and not set(entry.scopes) & set(app.scopes):
            raise Refusal("missing_scope", needed=entry.scopes[0], provided=",".join(app.scopes))
        return entry.method(Request(self._workspace, arguments))
