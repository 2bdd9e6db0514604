"""When a local time happens: gaps shift forward, repeated hours count once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC moment when clocks in `zone` show `at` on `day`.

    A time that happens twice is the first; a time that is skipped is the first moment after the gap.
    """
    local = datetime.combine(day, at, tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    return _end_of_gap(local.replace(fold=1).astimezone(UTC), moment, zone)


def next_day(after: date, days: Collection[str]) -> date:
    """The first date later than `after` that falls on one of `days`. Raises ValueError when there are none."""
    for ahead in range(1, 8):
        day = after + ahead * DAY
        if DAYS[day.weekday()] in days:
            return day
    raise ValueError("choose at least one day of the week: " + ", ".join(DAYS))


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between `before` and `after` from which the new offset holds, to the second."""
    new = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after
