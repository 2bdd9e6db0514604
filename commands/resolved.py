"""A question as data, so that a button can go back to the very question that was answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from metrics.catalog import Catalog
from metrics.period import Period, Unit
from metrics.reading import Question, Rank


def packed(question: Question) -> dict[str, Any]:
    """The question as JSON can hold it."""
    return {
        "metrics": [metric.name for metric in question.metrics],
        "period": _days(question.period),
        "baseline": _days(question.baseline) if question.baseline else None,
        "split": question.split,
        "filters": {name: list(values) for name, values in question.filters.items()},
        "rank": vars(question.rank) if question.rank else None,
        "series": question.series,
    }


def unpacked(data: Mapping[str, Any], catalog: Catalog) -> Question:
    """What `packed` wrote; raises KeyError for a figure that there is no more."""
    return Question(
        metrics=tuple(catalog.named(name) for name in data["metrics"]),
        period=_period(data["period"]),
        baseline=_period(data["baseline"]) if data["baseline"] else None,
        split=data["split"],
        filters={name: tuple(values) for name, values in data["filters"].items()},
        rank=Rank(**data["rank"]) if data["rank"] else None,
        series=data["series"],
    )


def _days(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat(), period.label, period.unit]


def _period(said: list[str]) -> Period:
    start, end, label, unit = said
    return Period(date.fromisoformat(start), date.fromisoformat(end), label, cast(Unit, unit))
