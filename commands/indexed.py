"""The indexed version of an answer: what it is compared with is 100, so that the direction can be told without amounts."""

from __future__ import annotations

from collections.abc import Sequence

from commands.context import Context
from metrics.metric import Unit
from metrics.reading import Answer, Comparison, Point
from templates import Message, render

#: What something is compared with, in an index.
BASE = 100


def indexed(answer: Answer, context: Context) -> Message | None:
    """The same answer without money or rates; None where there is nothing to compare with."""
    totals = [(total, index) for total in answer.totals if (index := _index(total)) is not None]
    rows = [
        (row[0].label or row[0].asked.segment or "", [_cell(_index(one)) for one in row])
        for row in answer.rows
    ]
    points = _steps(answer.series)
    if not totals and not any(number for _, cells in rows for _, number in cells) and not points:
        return None
    return render(
        "indexed.j2",
        answer=answer,
        totals=totals,
        rows=rows,
        points=points,
        split=context.catalog.label(answer.question.split).capitalize() if answer.question.split else "",
        style=context.style,
    )


def _index(comparison: Comparison) -> float | None:
    """A rate moves by little: its index has a decimal."""
    before = comparison.baseline.value if comparison.baseline else None
    return _of(comparison.asked.value, before, digits=1 if comparison.metric.unit is Unit.RATE else 0)


def _cell(index: float | None) -> tuple[str, float | None]:
    """An index as a table shows it."""
    return ("—" if index is None else str(index)), index


def _of(value: float | None, base: float | None, *, digits: int = 0) -> float | None:
    """A value where its base is 100; None where a base of nothing or less tells no direction."""
    return None if value is None or base is None or base <= 0 else round(BASE * value / base, digits or None)


def _steps(series: Sequence[Point]) -> list[tuple[str, float | None]]:
    """Each step against the first one that is known."""
    first = next((point.value for point in series if point.value), None)
    found = [(point.label, _of(point.value, first)) for point in series]
    return found if any(index is not None for _, index in found) else []
