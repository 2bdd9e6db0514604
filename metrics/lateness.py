"""When a source's days should have arrived, and which source is late: pure, the moment is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.completeness import ENDED, last_complete
from metrics.maturity import end_of
from metrics.period import DAY
from metrics.reading import Awaited, Coverage

#: How long after a day's end its figures are expected where shop.yaml does not say.
USUAL_LAG = timedelta(hours=24)
#: Tables of counts, and of what may not happen on a day.
COUNTS = frozenset({"stock_day"})
ORDERS = frozenset({"orders_day"})


@dataclass(frozen=True, kw_only=True)
class Late:
    """A source of which a day should be here and is not."""

    source: str
    label: str
    first_missing: date
    due: datetime  # when that day was expected
    through: date | datetime  # the newest it told


def due(day: date, lag: timedelta, now: datetime) -> datetime:
    """When a source's figures of a day are usually final, in the zone of `now`."""
    return end_of(day, now.tzinfo) + lag


def late(tables: Mapping[str, Coverage], lag: timedelta, now: datetime) -> Late | None:
    """Whether one source is later than usual, from its coverage of the fact tables it feeds; the furthest speaks.

    Late since the first day that it has not finished. One that has been silent for ninety days has ended, and a
    count of stock is finished as soon as it is there. Where a source tells of orders, an import made after a day had
    ended and without a row of it says that nothing was ordered, as where a shop rests on Saturdays.
    """
    newest = max(tables.values(), key=last_complete, default=None)
    if newest is None or newest.last + ENDED < now.date():
        return None
    finished = newest.last if tables.keys() <= COUNTS else last_complete(newest)
    missing = finished + DAY
    if newest.loaded_at is not None and tables.keys() & ORDERS:
        missing = max(missing, newest.loaded_at.astimezone(now.tzinfo).date())
    expected = due(missing, lag, now)
    if now <= expected:
        return None
    return Late(
        source=newest.source,
        label=newest.label,
        first_missing=missing,
        due=expected,
        through=newest.through or newest.last,
    )


def awaited(
    sources: Iterable[Coverage], last: date, lags: Mapping[str, timedelta], now: datetime
) -> Awaited | None:
    """What of the sources has not finished a period's last day; None where all have, or have ended.

    Of those that are overdue the one that should have come first speaks, else the one that comes last.
    """
    slow = sorted(
        (
            Awaited(
                label=one.label,
                through=one.through or one.last,
                final=due(max(last_complete(one) + DAY, one.first), lags.get(one.source, USUAL_LAG), now),
            )
            for one in sources
            if last_complete(one) < last and one.last + ENDED >= now.date()
        ),
        key=lambda one: one.final or now,
    )
    if not slow:
        return None
    return slow[0] if slow[0].final and slow[0].final < now else slow[-1]
