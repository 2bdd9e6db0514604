"""A figure's sums day by day, of whole and sound days only: the history that it is judged by, in one query a sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from metrics import sums
from metrics.completeness import is_closed
from metrics.metric import Cover, Measured, Number
from metrics.normal import Daily
from metrics.period import DAY, Period
from metrics.plan import Plan
from metrics.sourcing import is_beside
from metrics.trust import Trust


def has_days(metric: Measured) -> bool:
    """Whether a figure is made of sums that can be told day by day: no stock, no count of products, no approvals."""
    if isinstance(metric, Cover) or is_beside(metric):
        return False
    return not any(part.latest or part.tally for part in metric.parts)


def daily(plans: Sequence[Plan], reader: sums.Reader, trust: Trust | None) -> Daily | None:
    """The sums of one or two plans by day; a day that any source still owes, or that is faulty, is not in it."""
    if any(not plan.spans or plan.spans[0].exact for plan in plans):
        return None
    columns = [
        {day: _number(column.get(day)) for day in _sound(plan, trust)}
        for plan, column in zip(plans, reader.by(plans, sums.asked, "day"), strict=True)
    ]
    tops, *bottoms = columns
    return Daily(tops, bottoms[0] if bottoms else None)


def _number(value: Number | None) -> Number:
    """A whole day without a row is a day on which nothing happened."""
    return 0 if value is None else value


def _sound(plan: Plan, trust: Trust | None) -> set[date]:
    """The days that every source has told of, and told soundly."""
    kept = set(_each(plan.asked.period))
    for source, delivered in plan.asked.delivered:
        told = {day for days in delivered for day in _each(days) if is_closed(source, day)}
        kept &= told | {day for day in kept if day < source.first}
    faults = trust.faults(plan, plan.spans) if trust else ()
    return kept - {day for fault in faults for days in fault.days for day in _each(days)}


def _each(period: Period) -> Iterable[date]:
    return (period.start + at * DAY for at in range(period.days))
