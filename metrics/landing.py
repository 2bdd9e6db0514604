"""Where a running period will land: what is known, the days to come by their weights, and a band from past errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.day_weights import Daily, DayWeights, each, learn
from metrics.occasions import marked
from metrics.period import DAY, WEEK, Period
from metrics.shop_year import ShopYear

#: The level the days to come are carried on from: the last four whole weeks.
LEVEL = timedelta(days=28)
#: The band holds so much of the past forecasts' outcomes. Those of one shop err together, so that of what comes it
#: holds about four of five, as `bench/forecast_bench.py` measures.
INSIDE = 0.85
#: Fewer past forecasts than this give no band.
LEAST_ERRORS = 8
#: A past forecast counts only where it had at least so many days to learn from.
LEAST_PAST = timedelta(days=56)
#: So many past forecasts are enough; the latest are taken.
MOST_ERRORS = 26


@dataclass(frozen=True, kw_only=True)
class Landing:
    """What a period will have come to, in the metric's unit. `low` to `high` holds four of five; None: too little past.

    `actual` is what its known days brought, `rest` what the others are forecast to bring.
    """

    actual: float
    rest: float
    low: float | None = None
    high: float | None = None
    forecasts: int = 0  # past forecasts behind the band

    @property
    def value(self) -> float:
        """The landing itself."""
        return self.actual + self.rest


def land(period: Period, days: Daily, weights: DayWeights, *, through: date) -> Landing | None:
    """The landing of a period from the days up to and including `through`; None where no recent day is known.

    Days to come, and days that have not arrived, bring their weight × what the last four weeks brought per weight.
    """
    open_days = [day for day in each(period) if day > through or days.get(day) is None]
    actual = sum(days[day] or 0.0 for day in each(period) if day not in set(open_days))
    if not open_days:
        return Landing(actual=actual, rest=0.0, low=actual, high=actual)
    level = level_of(days, weights, through=through)
    if level is None:
        return None
    return Landing(actual=actual, rest=level * sum(weights.of(day) for day in open_days))


def level_of(days: Daily, weights: DayWeights, *, through: date) -> float | None:
    """What the last four weeks brought per weight; None where none of their days is known or worth anything."""
    recent = [day for day in each(Period(through + DAY - LEVEL, through + DAY)) if days.get(day) is not None]
    worth = sum(weights.of(day) for day in recent)
    return sum(days[day] or 0.0 for day in recent) / worth if worth > 0 else None


def past_errors(period: Period, days: Daily, year: ShopYear, *, through: date) -> tuple[float, ...]:
    """How the rest turned out ÷ how it was forecast, for earlier stretches as long, seen as many days into (or before) them.

    One stretch a week, the latest first. Each forecast knew only the days before it.
    """
    into = (through - period.start).days + 1
    known = [day for day, value in days.items() if value is not None and day <= through]
    if not known or into >= period.days:
        return ()
    marks, found = marked(days, year), list[float]()
    for start in _earlier_starts(through + DAY - period.days * DAY, min(known) + LEAST_PAST - into * DAY):
        stretch = Period(start, start + period.days * DAY)
        then = start + (into - 1) * DAY
        past = {day: value for day, value in days.items() if day <= then}
        landing = land(stretch, past, learn(past, year, through=then, marks=marks), through=then)
        rest = [days.get(day) for day in each(stretch) if day > then]
        if landing and landing.rest > 0 and None not in rest:
            found.append(sum(value or 0.0 for value in rest) / landing.rest)
        if len(found) == MOST_ERRORS:
            break
    return tuple(found)


def banded(landing: Landing, errors: Sequence[float]) -> Landing:
    """The landing with its band: what four of five past forecasts of the rest would make of it."""
    if not landing.rest or len(errors) < LEAST_ERRORS:
        return landing
    ordered = sorted(errors)
    outside = (1 - INSIDE) / 2
    low, high = (_quantile(ordered, at) for at in (outside, 1 - outside))
    return Landing(
        actual=landing.actual,
        rest=landing.rest,
        low=landing.actual + landing.rest * min(low, 1.0),
        high=landing.actual + landing.rest * max(high, 1.0),
        forecasts=len(errors),
    )


def forecast(
    period: Period, days: Daily, year: ShopYear, *, through: date, weights: DayWeights | None = None
) -> Landing | None:
    """The landing of a period with its band, from the shop's own days alone; `weights` where they are learned already."""
    landing = land(period, days, weights or learn(days, year, through=through), through=through)
    return banded(landing, past_errors(period, days, year, through=through)) if landing else None


def _earlier_starts(latest: date, earliest: date) -> Iterator[date]:
    start = latest
    while start >= earliest:
        yield start
        start -= WEEK


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value that `share` of a new one's chances lie below: order statistics at (n + 1) × share."""
    at = share * (len(ordered) + 1) - 1
    low = min(max(int(at), 0), len(ordered) - 1)
    high = min(low + 1, len(ordered) - 1)
    part = min(max(at - low, 0.0), 1.0)
    return ordered[low] + (ordered[high] - ordered[low]) * part
