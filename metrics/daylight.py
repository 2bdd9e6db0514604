"""How long a day is: 23 hours when the clocks go forward, 25 when they go back."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from metrics.period import DAY, Period


def hours_in(day: date, zone: ZoneInfo) -> float:
    """How many hours a day has in a zone: 24, or 23 or 25 (23.5 and 24.5 on Lord Howe) when clocks change."""
    start, end = (datetime.combine(at, time(), zone).timestamp() for at in (day, day + DAY))
    return (end - start) / 3600


def clock_changes(period: Period, zone: ZoneInfo) -> tuple[date, ...]:
    """The days of a period on which the clocks change."""
    days = (period.start + ahead * DAY for ahead in range(period.days))
    return tuple(day for day in days if hours_in(day, zone) != 24)
