"""What can happen to a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from approvals.content import Content

#: Who causes what nobody does: time, and a change of roles.
CLOCK = "clock"
PEOPLE = "people"
CAME_ABOUT = (CLOCK, PEOPLE)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that somebody did, or (for `by` “clock” and “people”) that came about."""

    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Submit(Event):
    """The requester sends it for approval."""


@dataclass(frozen=True, kw_only=True)
class Decide(Event):
    """An approver answers the card they saw: `version` and the first characters of its `sha`, at least eight."""

    version: int
    sha: str


@dataclass(frozen=True, kw_only=True)
class Approve(Decide):
    """Yes, to exactly what was shown."""


@dataclass(frozen=True, kw_only=True)
class RequestChanges(Decide):
    """Not like this, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Edit(Event):
    """The requester makes the next version, of the one they saw (`version`)."""

    content: Content
    version: int


@dataclass(frozen=True, kw_only=True)
class Reroute(Event):
    """Roles have changed: somebody may decide who could not, or nobody may any more."""


@dataclass(frozen=True, kw_only=True)
class Cancel(Event):
    """The requester or an admin calls it off."""


@dataclass(frozen=True, kw_only=True)
class Expire(Event):
    """Nobody decided in time. This is not a no."""
