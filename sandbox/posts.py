"""What is said in the pretend workspace: messages, and how typed words become Slack's text."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sandbox.places import App, Channel, Json, User


@dataclass(kw_only=True)
class Message:
    """One message. An ephemeral one is seen by `only` alone and cannot be found or changed by the API."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    only: str | None = None
    metadata: Json | None = None
    files: list[Json] = field(default_factory=list)
    edited: str | None = None
    notice: str | None = None

    def seen_by(self, user: str) -> bool:
        """Whether this person sees it, being in the channel."""
        return self.only is None or self.only == user

    def as_slack(self, app: App, team: str) -> Json:
        """The message object of API answers and payloads."""
        shape: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": team}
        if self.user == app.user:
            shape |= {
                "bot_id": app.bot_id,
                "app_id": app.id,
                "bot_profile": {"id": app.bot_id, "name": app.name},
            }
        if self.files:
            shape["files"] = self.files
        if self.blocks:
            shape["blocks"] = self.blocks
        if self.thread_ts:
            shape["thread_ts"] = self.thread_ts
        if self.edited:
            shape["edited"] = {"user": self.user, "ts": self.edited}
        return shape


def with_ids(blocks: Any) -> list[Json]:
    """The blocks with a block_id and action_ids wherever the app left them out, as Slack stores them."""
    return [_with_ids(dict(block), f"b{number}") for number, block in enumerate(blocks or (), start=1)]


def _with_ids(block: Json, name: str) -> Json:
    block.setdefault("block_id", name)
    if isinstance(block.get("elements"), list) and block["type"] == "actions":
        block["elements"] = [_named(e, f"{name}a{n}") for n, e in enumerate(block["elements"], start=1)]
    for place in ("accessory", "element"):
        if isinstance(block.get(place), dict) and block[place].get("type") != "image":
            block[place] = _named(block[place], f"{name}a1")
    if isinstance(block.get("child_blocks"), list):
        block["child_blocks"] = [
            _with_ids(dict(child), f"{name}c{n}") for n, child in enumerate(block["child_blocks"], start=1)
        ]
    return block


def _named(element: Json, name: str) -> Json:
    return element if element.get("action_id") else {**element, "action_id": name}


def escape(text: str) -> str:
    """The three characters that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(text: str, users: Collection[User], channels: Collection[Channel]) -> str:
    """What a person typed, as Slack sends it: escaped, with @names and #channels as ids."""
    named: dict[str, str] = {f"#{channel.name}": f"<#{channel.id}|{channel.name}>" for channel in channels}
    for user in users:
        named |= {f"@{user.real_name}": f"<@{user.id}>", f"@{user.name}": f"<@{user.id}>"}
    named.pop("#", None)
    longest = sorted(named, key=len, reverse=True)
    pattern = "|".join(re.escape(escape(name)) for name in longest)
    lowered = {escape(name).lower(): token for name, token in named.items()}
    return re.sub(
        rf"(?<![\w@#])(?:{pattern})(?!\w)", lambda found: lowered[found[0].lower()], escape(text), flags=re.I
    )
