"""A target held against the shop's own days: its pace, its landing, and what must be true for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from commands.context import Context
from metrics.analyst import CannotAnswer
from metrics.day_weights import Daily, learn
from metrics.landing import land
from metrics.metric import Measured, Metric, Ratio, is_additive
from metrics.pacing import Lever, Pace, RatioPace, levers, pace_of, ratio_pace
from metrics.period import DAY, Period
from metrics.shop_year import ShopYear
from storage.targets import Target

#: So much of the past is read: two years, and a little to level the first of their days.
PAST = timedelta(days=2 * 364 + 56)
#: What conversion and order value are taken from.
LATELY = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a target stands, for a template: exactly one of `pace` and `ratio`, or neither where nothing is known.

    `why_not` says in a sentence why there is no pace. `through` is the last day that counts.
    """

    target: Target
    metric: Measured
    period: Period
    through: date | None = None
    pace: Pace | None = None
    ratio: RatioPace | None = None
    levers: tuple[Lever, ...] = ()
    learned: str = ""
    why_not: str = ""


def standing(target: Target, context: Context) -> Standing:
    """The pace of a target from the days that are complete."""
    metric = context.catalog.named(target.metric)
    period = Period(target.start, target.end)
    found = Standing(target=target, metric=metric, period=period)
    if target.value is None or target.value <= 0:
        return _without(found, "A target of nothing is not paced.")
    if context.today < period.start:
        return _without(found, "It has not begun.")
    try:
        return _measured(found, context)
    except CannotAnswer as problem:
        return _without(found, str(problem))


def _without(found: Standing, why: str) -> Standing:
    return Standing(target=found.target, metric=found.metric, period=found.period, why_not=why)


def _measured(found: Standing, context: Context) -> Standing:
    through = context.analyst.last_complete_day(found.metric, context.today)
    if through is None or through < found.period.start:
        return _without(found, "No complete day of it has arrived yet.")
    match found.metric:
        case metric if is_additive(metric):
            return _summed(found, through, context)
        case Ratio() as metric:
            return _rated(found, metric, through, context)
        case _:
            return _without(found, "Stock and counts of products have no pace.")


def _summed(found: Standing, through: date, context: Context) -> Standing:
    year, filters = context.year, _filters(found.target)
    days = daily(found.metric, through, context, filters)
    assert found.target.value is not None
    pace = pace_of(found.target.value, found.period, days, year, through=through)
    return Standing(
        target=found.target,
        metric=found.metric,
        period=found.period,
        through=min(through, found.period.last),
        pace=pace,
        levers=_levers(pace, found, through, year, context) if found.metric.name == "net_sales" else (),
        learned=learn(days, year, through=through).learned,
    )


def _rated(found: Standing, metric: Ratio, through: date, context: Context) -> Standing:
    """A rate: its sums so far, and how much of its bottom is still to come."""
    filters = _filters(found.target)
    top, bottom = (daily(part, through, context, filters) for part in metric.parts)
    landing = land(found.period, bottom, learn(bottom, context.year, through=through), through=through)
    assert found.target.value is not None
    if landing is None or metric.complement or metric.scale != 1:
        return _without(found, "There is too little of it to pace.")
    ratio = ratio_pace(
        found.target.value, top=_within(top, found.period), bottom=landing.actual, bottom_to_come=landing.rest
    )
    return Standing(
        target=found.target,
        metric=metric,
        period=found.period,
        through=min(through, found.period.last),
        ratio=ratio,
    )


def daily(
    metric: Measured, through: date, context: Context, filters: Mapping[str, tuple[str, ...]] | None = None
) -> dict[date, float | None]:
    """A metric by day for two years up to `through`; a day that has not arrived is None."""
    period = Period(through - PAST, through + DAY)
    points = context.analyst.series(metric, period, "day", filters or {}, today=context.today)
    return {point.day: point.value for point in points}


def _levers(
    pace: Pace, found: Standing, through: date, year: ShopYear, context: Context
) -> tuple[Lever, ...]:
    """What sessions, conversion or order value would have to be; by orders where sessions are not known."""
    if not pace.still_needed or not pace.rest:
        return ()
    filters = _filters(found.target)
    lately = Period(through + DAY - LATELY, through + DAY)
    orders = _days_of("orders", through, context, filters)
    sessions = _days_of("sessions", through, context, filters)
    sales = _days_of("net_sales", through, context, filters)
    made, visits, sold = (_within(days, lately) for days in (orders, sessions, sales))
    return levers(
        pace,
        sessions=_rest(sessions, found.period, through, year),
        orders=_rest(orders, found.period, through, year),
        conversion=made / visits if visits and made else None,
        order_value=sold / made if made else None,
    )


def _days_of(
    name: str, through: date, context: Context, filters: Mapping[str, tuple[str, ...]]
) -> dict[date, float | None]:
    """A metric by day; nothing where it cannot be cut so, or its source is not loaded."""
    metric = context.catalog.named(name)
    assert isinstance(metric, Metric)
    try:
        return daily(metric, through, context, filters) if set(filters) <= set(metric.splits) else {}
    except CannotAnswer:
        return {}


def _rest(days: Daily, period: Period, through: date, year: ShopYear) -> float | None:
    landing = land(period, days, learn(days, year, through=through), through=through)
    return landing.rest if landing else None


def _within(days: Daily, period: Period) -> float:
    return sum(value for day, value in days.items() if day in period and value is not None)


def _filters(target: Target) -> dict[str, tuple[str, ...]]:
    return {target.scope: (target.about,)} if target.scope else {}
