"""What a shop's year holds beside the calendar's: its countries' holidays, its promotions, its weeks, its zone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from metrics import calendar, holidays, promotions
from metrics.period import DAY, Period
from metrics.promotions import Promoted


@dataclass(frozen=True, kw_only=True)
class ShopYear:
    """Countries are ISO codes (`GB`, or `GB-ENG` for a part); `retail` compares by the 4-5-4 calendar."""

    countries: tuple[str, ...] = ()
    promotions: tuple[Promoted, ...] = ()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    retail: bool = False


def event_days(start: date, end: date) -> set[date]:
    """The days `start` ≤ day < `end` on which trade follows a feast: the feasts, and the days around the moving ones."""
    found: set[date] = set()
    for event in calendar.EVENTS:
        before, after = event.around or (0, 0)
        for year in range(start.year - 1, end.year + 1):
            first, last = event.falls(year)
            found |= {first + ahead * DAY for ahead in range(-before, (last - first).days + after)}
    return {day for day in found if start <= day < end}


def unusual_days(start: date, end: date, year: ShopYear) -> Collection[date]:
    """The days that say nothing of an ordinary weekday: feasts, public holidays, promotions."""
    public = {one.day for one in holidays.holidays_in(Period(start, end), year.countries)}
    promoted = {day for day in promotions.promoted_days(year.promotions) if start <= day < end}
    return event_days(start, end) | public | promoted
