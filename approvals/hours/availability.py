"""Who can decide before the deadline: who is away until when, who stands in, and who is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlite_utils import Database

from approvals import voices, words
from approvals.hours.deadlines import CalendarOf, next_deadline
from approvals.hours.working_time import between
from approvals.request import Request
from storage import attention


def back_on(db: Database) -> dict[str, date]:
    """The day on which each person is back who has said that they are away."""
    return {said.user: said.back_on for said in attention.everyone(db) if said.back_on}


def who_can(
    request: Request, calendar_of: CalendarOf, back: Mapping[str, date], *, zone: ZoneInfo, now: datetime
) -> Markup:
    """“@ann is away until Mon 30 Nov; @ben can until 12:00.” Empty where it waits for nobody."""
    until = next_deadline(request, calendar_of)
    if until is None:
        return Markup("")
    by = words.clock_time(until, now=now, zone=zone)
    stages, away = voices.open_stages(request), request.roster.away
    asked = dict.fromkeys(seat for stage in stages for seat in voices.seats(request, stage))
    absent = Markup("").join(_absent(request, seat, back) for seat in asked if seat in away)
    able = [user for user in voices.wanted(request) if user not in away]
    if not any(between(calendar_of(stage), now, until) for stage in stages):
        return absent + Markup(" ⚠ Nobody works before {}: it is needed by then.").format(by)
    if not able:
        return absent + Markup(" Nobody else can until {}.").format(by)
    if not absent:
        return Markup(" It is needed by {}.").format(by)
    return absent + Markup(" {} can until {}.").format(_one_of(able), by)


def _absent(request: Request, seat: str, back: Mapping[str, date]) -> Markup:
    day = back.get(seat)
    said = Markup(" {} is away{}").format(
        words.person(seat), f" until {day:%a} {day.day} {day:%b}" if day else ""
    )
    instead = request.roster.stands_in.get(seat)
    return said + (
        Markup(" and {} decides in their place.").format(words.person(instead)) if instead else "."
    )


def _one_of(people: list[str]) -> Markup:
    named = Markup(", ").join(map(words.person, people))
    return named if len(people) == 1 else Markup("One of ") + named
