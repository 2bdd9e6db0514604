"""The shopping year: moving feasts and promotion days as plain dates, so that like is compared with like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil import easter as _easter
from dateutil.relativedelta import TH, relativedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
#: The same weekday a year before.
YEAR = 52 * WEEK


def thanksgiving(year: int) -> date:
    """The fourth Thursday of November (US)."""
    return date(year, 11, 1) + relativedelta(weekday=TH(4))


def black_friday(year: int) -> date:
    """The day after Thanksgiving: 23–29 November."""
    return thanksgiving(year) + DAY


def cyber_monday(year: int) -> date:
    """The Monday after Black Friday: 26 November–2 December, so not always in November."""
    return black_friday(year) + 3 * DAY


def easter(year: int) -> date:
    """Easter Sunday of the western churches; raises ValueError outside the years 1583–4099."""
    return _easter.easter(year)


def iso_week(year: int, week: int) -> date:
    """The Monday of an ISO 8601 week; raises ValueError where the year has no such week."""
    return date.fromisocalendar(year, week, 1)


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter that `day` is in."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A named stretch of the shopping year: `days` days from `first(year)`.

    `around` is given for events that move: the days before and after `first` in which trade follows the
    event rather than the date, so that those days are compared with the same days around last year's.
    """

    name: str
    first: Callable[[int], date]
    days: int = 1
    aliases: tuple[str, ...] = ()
    around: tuple[int, int] | None = None

    def falls(self, year: int) -> tuple[date, date]:
        """Its first day and the day after its last, in the given year."""
        start = self.first(year)
        return start, start + self.days * DAY


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + days * DAY


#: What people call the days that matter to a shop. BFCM is Shopify's four days; cyber week is the five
#: days from Thanksgiving to Cyber Monday, as Adobe counts it.
EVENTS: tuple[Event, ...] = (
    Event(name="Black Friday", first=black_friday, aliases=("bf",), around=(4, 3)),
    Event(name="Cyber Monday", first=cyber_monday, aliases=("cm",)),
    Event(
        name="BFCM", first=black_friday, days=4, aliases=("bf cm", "black friday weekend", "cyber weekend")
    ),
    Event(name="Cyber Week", first=thanksgiving, days=5, aliases=("cyber five", "cyber 5")),
    Event(name="Thanksgiving", first=thanksgiving, aliases=("thanksgiving day",)),
    Event(name="Singles Day", first=_fixed(11, 11), aliases=("single day", "double eleven")),
    Event(name="Halloween", first=_fixed(10, 31)),
    Event(name="Christmas Eve", first=_fixed(12, 24), aliases=("xmas eve",)),
    Event(name="Christmas", first=_fixed(12, 25), aliases=("christmas day", "xmas", "xmas day")),
    Event(name="Boxing Day", first=_fixed(12, 26)),
    Event(name="New Year's Eve", first=_fixed(12, 31), aliases=("nye",)),
    Event(name="New Year's Day", first=_fixed(1, 1)),
    Event(name="Valentine's Day", first=_fixed(2, 14), aliases=("valentines", "valentine", "valentines day")),
    Event(name="Good Friday", first=_after_easter(-2)),
    Event(name="Easter", first=easter, aliases=("easter sunday",), around=(2, 1)),
    Event(name="Easter Monday", first=_after_easter(1)),
    Event(name="Easter weekend", first=_after_easter(-2), days=4, aliases=("easter week end",)),
)


@lru_cache(maxsize=1024)
def anchor(start: date, end: date) -> tuple[Event, timedelta] | None:
    """The event that `start` ≤ day < `end` touches, and how far back last year's like days lie; None without one.

    Days around a moving event keep their distance from it (371 or 364 days for Black Friday, 350 or 385
    for Easter), which keeps the weekday too. So do ordinary days whose weekday of last year lies around the event,
    where it is a week off: 22 November 2024 would meet Black Friday 2023. A fixed feast keeps its date. Meant for
    ranges of up to a fortnight: longer ones are ruled by the calendar.
    """
    for event in EVENTS:
        if event.around is not None:
            this, last = event.first(start.year), event.first(start.year - 1)
            meets = this - last == YEAR + WEEK and _is_around(event, last, start - YEAR, end - YEAR)
            if meets or _is_around(event, this, start, end):
                return event, this - last
        elif event.days == 1 and (start, end) == event.falls(start.year):
            return event, start - event.first(start.year - 1)
    return None


def _is_around(event: Event, first: date, start: date, end: date) -> bool:
    """Whether some day of `start` ≤ day < `end` lies among those in which trade follows the event on `first`."""
    before, after = event.around or (0, 0)
    return start <= first + after * DAY and end > first - before * DAY
