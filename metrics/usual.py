"""Whether a figure is what the shop usually sees: its own last weeks, without feasts, holidays and promotions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from metrics.analyst import Analyst
from metrics.metric import Measured, Ratio
from metrics.normal import LONGEST, Judged, history_of, judge
from metrics.period import Period
from metrics.reading import Comparison, Completeness
from metrics.refusals import CannotAnswer
from metrics.shifts import is_a_chance
from metrics.shop_year import ShopYear, unusual_days

Filters = Mapping[str, tuple[str, ...]]


def judged(
    comparison: Comparison, analyst: Analyst, filters: Filters, year: ShopYear, *, today: date
) -> Judged | None:
    """A figure against the shop's own last weeks; None for a stock, a long period and an incomplete figure."""
    if comparison.asked.completeness is not Completeness.COMPLETE or comparison.asked.value is None:
        return None
    return judged_days(comparison.metric, comparison.asked.period, analyst, filters, year, today=today)


def judged_days(
    metric: Measured, period: Period, analyst: Analyst, filters: Filters, year: ShopYear, *, today: date
) -> Judged | None:
    """The figure of some days against their like; None where the facts do not tell enough of them by day."""
    if period.days > LONGEST:
        return None
    history = history_of(period)
    try:
        known = analyst.by_day(metric, history, filters, today=today)
    except CannotAnswer:
        return None
    unusual = unusual_days(history.start, history.end, year)
    is_rate = isinstance(metric, Ratio) and is_a_chance(metric)
    return judge(known, period, rate=is_rate, event=unusual.__contains__) if known else None
