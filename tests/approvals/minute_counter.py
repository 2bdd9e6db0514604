"""Working minutes counted one by one, as slowly and as plainly as can be, to hold approvals/hours/working_time.py against."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from approvals.hours.working_time import Calendar, after, between

MINUTE = timedelta(minutes=1)
WEEKDAYS = frozenset(range(5))
#: A calendar each, with the first days of two weeks in which its clocks change (or somebody else's do).
CALENDARS: tuple[tuple[Calendar, date, date], ...] = tuple(
    (
        Calendar(
            zone=ZoneInfo(zone), days=frozenset(days), opens=opens, closes=closes,
            days_off=frozenset({date(2026, 3, 31), date(2026, 10, 26), date(2026, 11, 3)}), country=country,
        ),
        date.fromisoformat(spring),
        date.fromisoformat(autumn),
    )
    for zone, days, opens, closes, country, spring, autumn in (
        ("Europe/Berlin", range(5), 540, 1080, "DE-BY", "2026-03-24", "2026-10-20"),
        ("Europe/Berlin", range(7), 0, 1440, "", "2026-03-24", "2026-10-20"),
        ("Europe/Berlin", range(7), 90, 150, "", "2026-03-24", "2026-10-20"),
        ("Europe/Berlin", range(5, 7), 135, 165, "", "2026-03-24", "2026-10-20"),
        ("Europe/London", range(5), 540, 1050, "GB", "2026-03-24", "2026-10-20"),
        ("Europe/London", range(7), 60, 120, "GB-SCT", "2026-03-24", "2026-10-20"),
        ("America/New_York", range(5), 540, 1050, "US", "2026-03-03", "2026-10-27"),
        ("America/New_York", range(7), 0, 180, "US-NY", "2026-03-03", "2026-10-27"),
        ("America/Sao_Paulo", range(5), 480, 1020, "BR", "2018-10-30", "2019-02-12"),
        ("America/Sao_Paulo", range(7), 0, 1440, "", "2018-10-30", "2019-02-12"),
        ("Australia/Lord_Howe", range(7), 105, 135, "", "2026-09-29", "2026-03-31"),
        ("Australia/Sydney", range(5), 540, 1020, "AU-NSW", "2026-09-29", "2026-03-31"),
        ("America/Havana", range(7), 0, 90, "", "2026-03-03", "2026-10-27"),
        ("Africa/Casablanca", range(5), 540, 1080, "MA", "2026-02-10", "2026-03-17"),
        ("America/Nuuk", range(7), 1380, 1440, "", "2026-03-24", "2026-10-20"),
        ("Asia/Beirut", range(7), 0, 60, "", "2026-03-24", "2026-10-20"),
        ("Asia/Kolkata", range(6), 570, 1110, "IN", "2026-03-24", "2026-10-20"),
        ("Pacific/Auckland", range(5), 510, 1020, "NZ", "2026-09-22", "2026-03-31"),
        ("America/St_Johns", (6,), 1, 181, "CA-NL", "2026-03-03", "2026-10-27"),
        ("Pacific/Apia", range(5), 480, 960, "WS", "2011-12-24", "2012-03-27"),
    )
)  # fmt: skip
SPANS = 500
#: How many days each weekend's spans lie in.
LONG = 14


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What came of counting: how many spans, and those where the two did not agree to the minute."""

    calendars: int
    spans: int
    unequal: tuple[str, ...]


def compare(seed: int = 7) -> Compared:
    """20 calendars × 2 weekends on which clocks change × 500 spans, each counted in both ways and walked back."""
    chance, spans, unequal = random.Random(seed), 0, list[str]()
    for calendar, *weeks in CALENDARS:
        for week in weeks:
            first = datetime(week.year, week.month, week.day, tzinfo=UTC)
            counted = bytes(_counts(calendar, first))
            for _ in range(SPANS):
                start, end = sorted(chance.choices(range(len(counted) + 1), k=2))
                spans += 1
                unequal += _unlike(calendar, first, start, end, counted)
    return Compared(calendars=len(CALENDARS), spans=spans, unequal=tuple(unequal))


def _counts(calendar: Calendar, first: datetime) -> Iterator[bool]:
    """Whether each minute is one in which a clock on the wall shows working time."""
    for minute in range(LONG * 24 * 60):
        wall = (first + minute * MINUTE).astimezone(calendar.zone)
        yield (
            calendar.works_on(wall.date())
            and calendar.opens <= wall.hour * 60 + wall.minute < calendar.closes
        )


def _unlike(calendar: Calendar, first: datetime, start: int, end: int, counted: bytes) -> Iterator[str]:
    begin, stop, minutes = first + start * MINUTE, first + end * MINUTE, counted.count(1, start, end)
    if (said := between(calendar, begin, stop)) != minutes:
        yield f"{calendar.zone} {begin} to {stop}: {said} rather than {minutes}"
    reached = (after(calendar, begin, minutes) - first) // MINUTE
    if counted.count(1, start, reached) != minutes or (minutes and not counted[reached - 1]):
        yield f"{calendar.zone} {minutes} after {begin}: {first + reached * MINUTE}"
