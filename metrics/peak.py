"""Peak days: which they are, where a running one lands by the last such day's curve, and for how long its stock lasts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from metrics.calendar import EVENTS
from metrics.shop_year import ShopYear

#: The kind of promotion that makes its days peak days.
PEAK = "Peak days"
#: Before so much of the last such day had come by now, where this one lands is a guess.
LEAST_SHARE = 0.02
HOURS = 24


def peak_name(day: date, year: ShopYear, events: Collection[str]) -> str:
    """What people call a peak day: one of the calendar's `events`, or a promotion of the kind “Peak days”; else empty."""
    for event in EVENTS:
        first, end = event.falls(day.year)
        if event.name in events and first <= day < end:
            return event.name
    return next((one.name for one in year.promotions if one.kind == PEAK and one.start <= day < one.end), "")


@dataclass(frozen=True, kw_only=True)
class Landed:
    """Where a running day lands: `value`, where `share` (0..1) of the last such day, `whole`, had come by the same minute."""

    value: float
    share: float
    whole: float


def landing(so_far: float, before_so_far: float | None, before_whole: float | None) -> Landed | None:
    """What the day comes to if its rest goes as the last such day's did; None where that is not known, or too early.

    so_far ÷ (before_so_far ÷ before_whole), in the metric's unit.
    """
    if not before_whole or before_whole <= 0 or before_so_far is None:
        return None
    share = before_so_far / before_whole
    if not LEAST_SHARE <= share <= 1:
        return None
    return Landed(value=so_far / share, share=share, whole=before_whole)


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """How long what is left of a product lasts: `hours` where it does not see the day's end, else `days`; None: it does not sell."""

    left: float
    hours: float | None = None
    days: float | None = None


def lasting(left: float, *, sold_today: float, hours: float, a_day: float) -> Lasting:
    """`left` units at today's pace, `sold_today` in `hours` (0..24); beyond today at `a_day`, what it sells on usual days."""
    if left <= 0:
        return Lasting(left=0.0, hours=0.0)
    pace = sold_today / hours if hours > 0 else 0.0
    to_come = pace * max(HOURS - hours, 0.0)
    if pace > 0 and left < to_come:
        return Lasting(left=left, hours=left / pace)
    return Lasting(left=left, days=(left - to_come) / a_day if a_day > 0 else None)
