"""When something happens to a request by itself next: one timer a request, wound anew with each of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlite_utils import Database

from approvals.history import audit
from approvals.hours import deadlines
from approvals.hours.deadlines import CalendarOf
from approvals.request import Request, State
from approvals.route import BY_HAND
from delivery.timers import Timers
from storage.moments import moment

MINUTE = timedelta(minutes=1)
#: How long something that is put live by hand waits to be marked as live, where its route names no window.
BY_HAND_WITHIN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a request is to be looked at: a local time of `zone`, so that it moves along when the zone's rules change."""

    day: date
    at: time
    zone: str
    due: datetime

    @classmethod
    def utc(cls, due: datetime) -> Moment:
        """A moment that no zone decides, rounded up to the minute."""
        up = due.astimezone(UTC)
        if up.replace(second=0, microsecond=0) != up:
            up = up.replace(second=0, microsecond=0) + MINUTE
        return cls(day=up.date(), at=up.time(), zone="UTC", due=up)


class Alarm:
    """Winds one timer a request with whatever it is due for next, in the transaction of each of its steps."""

    def __init__(self, timers: Timers, calendar_of: CalendarOf) -> None:
        """`calendar_of` says in whose working time a stage counts."""
        self._timers = timers
        self.calendar_of = calendar_of

    def __call__(self, db: Database, request: Request, now: datetime) -> None:
        """Wind it, or take it away where nothing is due any more."""
        self._timers.remove_all(db, f"approval/{request.id}/")
        if found := self.next(db, request, now):
            name = f"approval/{request.id}/{audit.newest(db)}-{found.at:%H%M}"
            self._timers.once(db, name, found.day, found.at, found.zone)

    def next(self, db: Database, request: Request, now: datetime) -> Moment | None:
        """The next moment at which something happens to it by itself; after the minute of `now`."""
        soonest = now + MINUTE
        look = deadlines.next_look(request, self.calendar_of, said=said(db, request), now=now)
        moments = [found for found in (look, ends_at(request), by_hand_until(request)) if found]
        found = [Moment.utc(max(due, soonest)) for due in moments]
        if request.state is State.SCHEDULED:
            found.append(live_moment(request, soonest))
        return min(found, key=lambda moment: moment.due, default=None)


def said(db: Database, request: Request) -> Mapping[str, datetime]:
    """When each stage's people were last reminded, or others asked besides, as the history has it."""
    rows = db.query(
        "SELECT json_extract(detail, '$.stage') AS stage, max(at) AS at FROM audit"
        " WHERE request = ? AND what IN ('Remind', 'Escalate') GROUP BY 1",
        (request.id,),
    )
    return {row["stage"]: moment(row["at"]) for row in rows}


def ends_at(request: Request) -> datetime | None:
    """When it ends undecided: when it may go live no more, or nobody has said anything for as long as its route lets it
    wait. None where it does not end by itself."""
    if request.state not in (State.DRAFT, *deadlines.PAUSED, State.IN_REVIEW, State.NEEDS_ROUTING):
        return None
    last = max((request.version.at, *(said.at for said in request.decisions)))
    forgotten = last + timedelta(days=request.route.expires)
    until = request.content.live_until
    return min(forgotten, until) if until else forgotten


def by_hand_until(request: Request) -> datetime | None:
    """Until when somebody is to have put it live by hand; None where nobody is to."""
    publishing = request.route.publishing
    if request.state is not State.PUBLISHING or publishing.connector != BY_HAND:
        return None
    window = timedelta(minutes=publishing.window) if publishing.window else BY_HAND_WITHIN
    return request.changed_at + window


def live_moment(request: Request, soonest: datetime) -> Moment:
    """When it goes live: at the local time that people chose, or as soon as nobody may object any more."""
    content, last = request.content, request.last
    live_at = content.live_at
    assert live_at is not None  # it is scheduled
    objection = timedelta(minutes=request.route.publishing.objection)
    earliest = max(soonest, last.at + objection if last else soonest)
    if live_at < earliest:
        return Moment.utc(earliest)
    local = datetime.fromisoformat(content.goes_live)
    return Moment(day=local.date(), at=local.time(), zone=content.zone or "UTC", due=live_at.astimezone(UTC))
