"""Working time in a person's calendar: how many minutes of it lie between two moments, and when so many are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from approvals.hours.days_off import public_holidays

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
#: A calendar that has no working minute within so many days has none.
LONGEST_PAUSE = 400


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When somebody works: in `zone`, on `days` (Monday is 0), from `opens` until `closes` in minutes since midnight
    (0 to 1440, half-open), and not on `days_off` nor on the public holidays of `country` (`DE`, `DE-BY`; empty: none)."""

    zone: ZoneInfo
    days: frozenset[int] = frozenset(range(5))
    opens: int = 9 * 60
    closes: int = 18 * 60
    days_off: frozenset[date] = frozenset()
    country: str = ""

    def works_on(self, day: date) -> bool:
        """Whether any of this local day is working time."""
        if day.weekday() not in self.days or day in self.days_off:
            return False
        return not self.country or day not in public_holidays(self.country, day.year)


def between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The whole working minutes of [start, end); 0 where end is not after start.

    A minute counts when a clock on the wall shows working time: of an hour that is left out none, of one that comes
    twice both.
    """
    worked = timedelta()
    if end > start:
        for opens, closes in _stretches_from(calendar, start, end):
            worked += max(timedelta(), min(closes, end) - max(opens, start))
    return worked // MINUTE


def after(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The first moment (UTC) at which so many working minutes have passed since `start`.

    Raises ValueError where the calendar has no working time left.
    """
    left = minutes * MINUTE
    if not left:
        return start.astimezone(UTC)
    pause = start + LONGEST_PAUSE * DAY
    while True:
        for opens, closes in _stretches_from(calendar, start, pause):
            begin = max(opens, start)
            if closes - begin >= left:
                return begin + left
            if closes > begin:
                left -= closes - begin
                start = closes
        if start + LONGEST_PAUSE * DAY <= pause:
            raise ValueError("nobody ever works in this calendar")
        pause = start + LONGEST_PAUSE * DAY


def is_working(calendar: Calendar, moment: datetime) -> bool:
    """Whether a moment is working time."""
    return any(
        opens <= moment < closes for opens, closes in _stretches_from(calendar, moment, moment + MINUTE)
    )


def _stretches_from(
    calendar: Calendar, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of working time (UTC, half-open) of each local day that [start, end) touches, in order."""
    day, last = (moment.astimezone(calendar.zone).date() for moment in (start, end))
    while day <= last:
        if calendar.works_on(day):
            yield from _stretches(calendar.zone, day, calendar.opens, calendar.closes)
        day += DAY


@lru_cache(maxsize=4096)
def _stretches(zone: ZoneInfo, day: date, opens: int, closes: int) -> tuple[tuple[datetime, datetime], ...]:
    """When a clock on the wall shows `opens` until `closes` on one day: one stretch, or two around a change of the
    clocks, or none where that hour is left out."""
    midnight = datetime.combine(day, time(), UTC)
    before, after_it = (_offset(zone, midnight + many * DAY) for many in (-1, 2))
    if before == after_it:
        return _long_enough([(midnight + opens * MINUTE - before, midnight + closes * MINUTE - before)])
    turn = _turn(zone, midnight - DAY, midnight + 2 * DAY)
    return _long_enough(
        [
            (midnight + opens * MINUTE - before, min(midnight + closes * MINUTE - before, turn)),
            (max(midnight + opens * MINUTE - after_it, turn), midnight + closes * MINUTE - after_it),
        ]
    )


def _long_enough(stretches: list[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((opens, closes) for opens, closes in stretches if opens < closes)


def _turn(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The minute at which the clocks change between two moments."""
    before = _offset(zone, early)
    while late - early > MINUTE:
        middle = early + (late - early) // 2 // MINUTE * MINUTE
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    return late


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
