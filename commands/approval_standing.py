"""How a request stands, in figures that cards and lists are drawn from: by when, how many yeses, whose is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from approvals import voices
from approvals.content import Change, changes
from approvals.desk import Desk
from approvals.request import Request, Suggestion
from commands.approval_buttons import suggested


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a request stands: by when it needs its next yes (None: nobody said), how many yeses it has of how many it
    needs in all, who is asked now, and the newest edit that somebody proposes with what that changes."""

    needed_by: datetime | None
    heard: int
    need: int
    asked: tuple[str, ...]
    suggestion: Suggestion | None
    suggested: tuple[Change, ...]


def standing_of(request: Request, needed_by: datetime | None = None) -> Standing:
    """Where a request stands that needs its next yes by a moment."""
    stages, made = request.route.stages, suggested(request)
    need = {stage.name: voices.need(request, stage) for stage in stages}
    return Standing(
        needed_by=needed_by,
        heard=sum(min(voices.heard(request, stage), need[stage.name]) for stage in stages),
        need=sum(need.values()),
        asked=voices.wanted(request),
        suggestion=made,
        suggested=changes(request.content, made.content) if made else (),
    )


def by_deadline(requests: list[Request], desk: Desk) -> list[Request]:
    """The soonest first; those that nobody needs by any moment last."""

    def key(request: Request) -> tuple[bool, float, int]:
        at = desk.needed_by(request)
        return at is None, at.timestamp() if at else 0.0, request.id

    return sorted(requests, key=key)
