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


def late(
    coverages: Iterable[Coverage], lag: timedelta, now: datetime, *, may_be_empty: bool = False
) -> Late | None:
    """Whether one source is later than usual, from its coverage of all fact tables; the table that is furthest speaks.

    Late since the first day that it has not finished. One that has been silent for ninety days has ended.
    `may_be_empty`: an import made after a day had ended and without a row of it says that nothing happened, as
    orders do where a shop rests on Saturdays.
    """
    known = sorted(coverages, key=last_complete)
    if not known or known[-1].last + ENDED < now.date():
        return None
    newest = known[-1]
    missing = last_complete(newest) + DAY
    if may_be_empty and newest.loaded_at is not None:
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
    """The slowest of the sources that have not finished a period's last day; None where all have, or have ended."""
    slow = [one for one in sources if last_complete(one) < last and one.last + ENDED >= now.date()]
    if not slow:
        return None
    source = min(slow, key=last_complete)
    missing = max(last_complete(source) + DAY, source.first)
    return Awaited(
        label=source.label,
        through=source.through or source.last,
        final=due(missing, lags.get(source.source, USUAL_LAG), now),
    )
