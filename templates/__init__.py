"""What messages look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Block = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is said: `text` is the notification and the screen reader's whole message, `blocks` what is seen.

    `figures` lists every number in it for `bot.py ask --json` (see `commands/figures.py`); Slack never gets them.
    `restricted` marks a message that only directors may see: it is never shared and never posted in a channel.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    figures: tuple[Mapping[str, Any], ...] = field(default=(), compare=False)
    restricted: bool = False


@dataclass(frozen=True, kw_only=True)
class Modal:
    """A form to open: a Slack view of type modal. `callback` names who reads it (`approvals.new`)."""

    view: Mapping[str, Any]
