"""Whom it is too soon to ask again: within four working hours of the last time, and while they are not at work."""

from __future__ import annotations

import json
from datetime import datetime

from sqlite_utils import Database

from approvals import voices
from approvals.hours.deadlines import CalendarOf
from approvals.hours.working_time import between, is_working
from approvals.request import Request
from storage.moments import moment

#: Working minutes between two times at which one person is asked again about one request.
PAUSE = 240


def too_soon(db: Database, request: Request, calendar_of: CalendarOf, now: datetime) -> tuple[str, ...]:
    """Of those whose yes it waits for, whom not to ask now."""
    asked = _last_asked(db, request)

    def is_too_soon(user: str) -> bool:
        stage = voices.stage_of(request, user)
        if stage is None:
            return True
        calendar, last = calendar_of(stage), asked.get(user)
        return not is_working(calendar, now) or (last is not None and between(calendar, last, now) < PAUSE)

    return tuple(user for user in voices.wanted(request) if is_too_soon(user))


def _last_asked(db: Database, request: Request) -> dict[str, datetime]:
    """When each was last asked again, as the history has it."""
    rows = db.query(
        "SELECT at, detail FROM audit WHERE request = ? AND what = 'Nudge' ORDER BY seq", (request.id,)
    )
    return {user: moment(row["at"]) for row in rows for user in json.loads(row["detail"]).get("asked", ())}
