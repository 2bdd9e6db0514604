"""The numbers of an answer as plain data, for `bot.py ask --json`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

from babel.numbers import get_currency_precision

from metrics.metric import Measured, Metric, Unit
from metrics.period import Period
from metrics.reading import Answer, Comparison, Reading

OTHERS = "(all others)"


def figures(answer: Answer, currency: str) -> tuple[dict[str, Any], ...]:
    """Every figure of the answer: what was asked first, then the baselines. Money is in major units."""
    compared = (*answer.totals, *chain.from_iterable(answer.rows), *answer.rest)
    asked = [_figure(each.asked, "asked", currency, _segment(each, answer)) for each in compared]
    baseline = [
        _figure(each.baseline, "baseline", currency, _segment(each, answer))
        for each in compared
        if each.baseline
    ]
    return (*asked, *_points(answer, currency), *baseline)


def _segment(comparison: Comparison, answer: Answer) -> str | None:
    return OTHERS if comparison in answer.rest else comparison.asked.segment


def _figure(reading: Reading, role: str, currency: str, segment: str | None) -> dict[str, Any]:
    return {
        "metric": reading.metric.name,
        "segment": segment,
        "period": _period(reading.period),
        "role": role,
        "value": major(reading.metric, reading.value, currency),
        "unit": _unit(reading.metric, currency),
        "completeness": reading.completeness.value,
        "definition": reading.metric.version,
    }


def _points(answer: Answer, currency: str) -> Iterator[dict[str, Any]]:
    """The steps of a series, each with the days it sums."""
    if not answer.series:
        return
    metric, days = answer.question.metrics[0], [point.day for point in answer.series]
    ends = [*days[1:], answer.question.period.end]
    for point, end in zip(answer.series, ends, strict=True):
        yield {
            "metric": metric.name,
            "segment": point.label,
            "period": _period(Period(point.day, max(end, point.day + timedelta(days=1)))),
            "role": "asked",
            "value": major(metric, point.value, currency),
            "unit": _unit(metric, currency),
            "completeness": "missing" if point.value is None else point.completeness.value,
            "definition": metric.version,
        }


def _period(period: Period) -> dict[str, str]:
    return {"start": date.isoformat(period.start), "end": date.isoformat(period.end)}


def _unit(metric: Measured, currency: str) -> str:
    return currency if metric.unit is Unit.MONEY else metric.unit.value


def major(metric: Measured, value: float | int | None, currency: str) -> float | int | None:
    """A value as people write it: money in pounds rather than pence; a sum of money exact to its last digit."""
    if value is None or metric.unit is not Unit.MONEY:
        return value
    digits = int(get_currency_precision(currency))
    amount = value / float(10**digits)
    return round(amount, digits) if isinstance(metric, Metric) else amount
