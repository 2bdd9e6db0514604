"""Gross margin by product line: what each line's change is worth over what it sold."""

from __future__ import annotations

from collections.abc import Iterator

from digests.ground import Ground, sizes
from digests.news import News
from digests.sections.sales import Figure
from metrics.definitions.sales import costed_sales, gross_margin
from metrics.period import Period
from metrics.reading import Comparison, Question

#: As many lines as are looked at, those that sell most.
LINES = 8


def margin(ground: Ground) -> Iterator[News]:
    """Each product line's margin, in the money that its change made over the days told of."""
    if not ground.open_to(gross_margin):
        return
    for found, sold in _lines(ground):
        name = found.asked.segment or ""
        usual = ground.usual(gross_margin, ground.period, {"product_line": (name,)})
        _, surprise = sizes(usual, found)
        yield News(
            section="margin",
            kind="figure",
            about=Figure(comparison=found, usual=usual, part=found.label or name, dimension="product_line"),
            shows=((gross_margin, ground.period),),
            money=float(found.change or 0) * sold,
            surprise=surprise,
        )


def _lines(ground: Ground) -> Iterator[tuple[Comparison, float]]:
    """Each line's margin beside its baseline, and what it sold of which the cost is known."""
    question = Question(
        metrics=(costed_sales, gross_margin),
        period=_whole(ground),
        baseline=ground.baseline,
        split="product_line",
    )
    answer = ground.answered(question)
    for sold, found in answer.rows[:LINES] if answer else ():
        if found.asked.value is not None and found.asked.is_sound and found.change is not None:
            yield found, float(sold.asked.value or 0)


def _whole(ground: Ground) -> Period:
    return Period(ground.period.start, ground.period.end)
