"""How an answer is laid out to be looked at: the columns of its table, the lines of its chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from templates.filters import Words
from templates.numbers import MISSING

Cell = tuple[str, float | None]


def columns(metrics: Sequence[Any], *, compares: bool) -> list[str]:
    """The headings over `row_cells`."""
    if len(metrics) == 1:
        return [metrics[0].label, *(["Before", "Change"] if compares else [])]
    return [name for metric in metrics for name in ([metric.label, "Change"] if compares else [metric.label])]


def row_cells(say: Words, comparisons: Sequence[Any], *, compares: bool, moved: bool = False) -> list[Cell]:
    """A segment's cells: for one metric its value, the one before and the change; for more, value and change.

    `moved` shows the change in the metric's unit as well as in per cent, for what is ranked by it.
    """
    row: list[Cell] = []
    for one in comparisons:
        row.append(say.figure(one.asked))
        if compares and len(comparisons) == 1:
            row.append(say.figure(one.baseline) if one.baseline else (MISSING, None))
        if compares:
            share, size = say.moved(one)
            row.append((say.change(one) if moved else share, size))
    return row


def answer_rows(say: Words, answer: Any, *, compares: bool) -> list[list[Any]]:
    """A line for each segment of an answer, then all others and the total; no lines where nothing is known."""
    if not answer.rows:
        return []
    split = answer.question.split
    named = [
        (say.row(say.segment(split, row[0].label or row[0].asked.segment), row[0]), row)
        for row in answer.rows
    ]
    last = [("All others", answer.rest), ("Total", answer.totals)]
    return [[name, *row_cells(say, row, compares=compares)] for name, row in (*named, *last) if row]


def chart_lines(
    say: Words, question: Any, now: Sequence[float | None], before: Sequence[float | None]
) -> list[tuple[str, Sequence[float | None]]]:
    """The lines of a chart: the period asked for and, where there is one, its baseline."""
    drawn = [(say.short(question.period), now)]
    return [*drawn, (say.short(question.baseline), before)] if question.baseline else drawn


def weakest(steps: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The step of a funnel whose rate changed most, in a list; empty where none is known to have changed."""
    changed = [step for step in steps if step[1] is not None and step[1].change]
    return sorted(changed, key=lambda step: -abs(step[1].change))[:1]
