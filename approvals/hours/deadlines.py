"""By when each part of a request wants its yes, in the working time of those who are asked, and when it says so again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from approvals import voices
from approvals.hours.working_time import Calendar, after, between, is_working
from approvals.request import Request, State, Verdict, Wait
from approvals.route import Stage

MINUTE = timedelta(minutes=1)
#: When those who are asked are reminded, in per cent of a stage's working time.
REMIND_AT = (50, 100)
#: And always this long before it goes live, in working minutes.
BEFORE_LIVE = 120
#: A reminder that comes by so much after its moment does not wait for the next working minute.
PROMPT = timedelta(minutes=5)
#: Where nobody is reminded, because it does not wait for them.
PAUSED = (State.CHANGES_REQUESTED, State.ON_HOLD)

#: The calendar of a stage: that of its role, else the shop's.
CalendarOf = Callable[[Stage], Calendar]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """At `at` (UTC) so much (`percent`) of a stage's time has passed: its people are reminded, or `to` ("backup",
    "owner", "channel") are asked besides."""

    stage: str
    at: datetime
    percent: int
    to: tuple[str, ...] = ()


def waits_of(request: Request, stage: Stage) -> tuple[Wait, ...]:
    """The stretches for which a stage has been waiting for the yes that it lacks now.

    While changes are asked for, and on hold, it does not wait. What it waited for a yes that it got is over.
    """
    mine = [wait for wait in request.waits if wait.stage == stage.name]
    got = {
        said.at for said in request.decisions if said.stage == stage.name and said.verdict is Verdict.APPROVED
    }
    ended = max((number for number, wait in enumerate(mine, 1) if wait.until in got), default=0)
    return tuple(mine[ended:])


def waited(request: Request, stage: Stage, calendar: Calendar, now: datetime) -> int:
    """For how many working minutes a stage has been waiting."""
    return sum(between(calendar, wait.since, wait.until or now) for wait in waits_of(request, stage))


def reached(request: Request, stage: Stage, calendar: Calendar, minutes: int) -> datetime | None:
    """When it will have been waiting (or had been) for so many working minutes; None while it does not wait."""
    waits = waits_of(request, stage)
    if not waits or waits[-1].until is not None:
        return None
    for wait in waits[:-1]:
        passed = between(calendar, wait.since, wait.until or wait.since)
        if passed >= minutes:
            return after(calendar, wait.since, minutes)
        minutes -= passed
    return after(calendar, waits[-1].since, minutes)


def deadline(request: Request, stage: Stage, calendar: Calendar) -> datetime | None:
    """By when a stage wants its yes: when its time is over, and no later than it goes live; None while it does not
    wait."""
    over = reached(request, stage, calendar, stage.within)
    live_at = request.content.live_at
    return min(over, live_at.astimezone(UTC)) if over and live_at else over


def next_deadline(request: Request, calendar_of: CalendarOf) -> datetime | None:
    """By when it wants the next yes, of all that it waits for now; None while it waits for nobody."""
    if request.state in PAUSED or not voices.is_open(request):
        return None
    wanted = (deadline(request, stage, calendar_of(stage)) for stage in voices.open_stages(request))
    return min((moment for moment in wanted if moment), default=None)


def rungs(request: Request, calendar_of: CalendarOf) -> tuple[Rung, ...]:
    """Every moment at which somebody is reminded or asked besides, of the stages that wait now, in order."""
    if not voices.is_open(request):
        return ()
    found = (
        rung for stage in voices.open_stages(request) for rung in _rungs(request, stage, calendar_of(stage))
    )
    return tuple(sorted(found, key=lambda rung: (rung.at, rung.stage)))


def due(
    request: Request, calendar_of: CalendarOf, *, said: Mapping[str, datetime], now: datetime
) -> tuple[Rung, ...]:
    """What is to be said now, one for each stage: whatever was missed meanwhile is said once.

    `said` is when each stage's people were last reminded. At night and on days off nothing is said.
    """
    found: dict[str, Rung] = {}
    for rung in rungs(request, calendar_of):
        if rung.at > now or (rung.stage in said and said[rung.stage] >= rung.at):
            continue
        before = found.get(rung.stage)
        to = (*(before.to if before else ()), *rung.to)
        found[rung.stage] = Rung(
            stage=rung.stage, at=rung.at, percent=max(rung.percent, before.percent if before else 0), to=to
        )
    return tuple(
        rung
        for rung in found.values()
        if now - rung.at <= PROMPT or is_working(_calendar(request, rung.stage, calendar_of), now)
    )


def next_look(
    request: Request, calendar_of: CalendarOf, *, said: Mapping[str, datetime], now: datetime
) -> datetime | None:
    """When something is to be said next, after `now`; None where nothing is."""
    moments = []
    for rung in rungs(request, calendar_of):
        if rung.at > now:
            moments.append(rung.at)
        elif said.get(rung.stage, rung.at - MINUTE) < rung.at:
            moments.append(opening(_calendar(request, rung.stage, calendar_of), now))
    return min(moments, default=None)


def opening(calendar: Calendar, now: datetime) -> datetime:
    """The beginning of the first working minute that is not over by `now`."""
    return max(now, after(calendar, now, 1) - MINUTE)


def lead(calendar: Calendar, moment: datetime, minutes: int, *, since: datetime) -> datetime | None:
    """The last moment from which so many working minutes are left until `moment`; None where that is before `since`."""
    span = range((moment - since) // MINUTE + 1)
    back = bisect_left(span, minutes, key=lambda back: between(calendar, moment - back * MINUTE, moment))
    return (moment - back * MINUTE).astimezone(UTC) if back < len(span) else None


def _rungs(request: Request, stage: Stage, calendar: Calendar) -> Iterator[Rung]:
    waits, live_at = waits_of(request, stage), request.content.live_at
    steps = [(percent, ()) for percent in REMIND_AT] + [(one.percent, one.to) for one in stage.escalations]
    for percent, to in steps:
        if at := reached(request, stage, calendar, stage.within * percent // 100):
            yield Rung(stage=stage.name, at=at, percent=percent, to=to)
    if live_at and waits and waits[-1].until is None:
        at = lead(calendar, live_at.astimezone(UTC), BEFORE_LIVE, since=waits[0].since)
        if at and at > waits[0].since:
            passed = 100 * between(calendar, waits[0].since, at) // max(stage.within, 1)
            yield Rung(stage=stage.name, at=at, percent=passed)


def _calendar(request: Request, name: str, calendar_of: CalendarOf) -> Calendar:
    stage = request.route.stage(name)
    assert stage is not None  # a rung is one of its stages
    return calendar_of(stage)
