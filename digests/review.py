"""A month's two reviews: the provisional one first, the final one when its figures no longer grow, with what moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.metric import Measured
from metrics.period import DAY, Period
from metrics.reading import Comparison, Completeness
from metrics.restated import has_moved
from storage.reviews import Provisional

#: A month is reviewed for the first time on the first day of its digest in the next one; later than this it is left out.
FIRST_BY = 10
#: A review is final so long after its month at the latest, whatever still grows: then it says what does.
AT_LATEST = timedelta(days=62)
#: What moved by less than this share is not worth a word.
WORTH_A_WORD = 0.005


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A figure of the provisional review, and what it has become."""

    metric: Measured
    before: float
    now: float

    @property
    def change(self) -> float:
        """By how much, in the metric's unit."""
        return self.now - self.before


@dataclass(frozen=True, kw_only=True)
class Review:
    """What stage a review is at. `waits_for` are the sources whose figures still grow; `moved` is empty where nothing did."""

    is_final: bool
    since: datetime | None = None
    moved: tuple[Moved, ...] = ()
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A review that may be due: of which month, and what its provisional one was; None where that is what is wanted."""

    period: Period
    before: Provisional | None = None

    def may_go_out(self, figures: Iterable[Comparison], day: date) -> bool:
        """Whether it can be said by now: the first always, the final once nothing grows any more, or it is too late to wait."""
        return self.before is None or not growing(figures) or day >= self.period.end + AT_LATEST


def wanted_on(day: date, kept: Sequence[Provisional]) -> list[Wanted]:
    """The reviews that may be due on a day: the last month's first one, else the finals that have yet to follow."""
    first = day.replace(day=1)
    last = Period((first - DAY).replace(day=1), first, unit="month")
    if day.day <= FIRST_BY and last.start not in {one.start for one in kept}:
        return [Wanted(period=last)]
    return [Wanted(period=month_from(one.start), before=one) for one in kept if not one.closed]


def month_from(start: date) -> Period:
    """The month that begins on a day."""
    return Period(start, (start + 31 * DAY).replace(day=1), unit="month")


def growing(figures: Iterable[Comparison]) -> tuple[str, ...]:
    """The sources whose figures may still change, each once."""
    open_ones = [one.asked for one in figures if one.asked.completeness is not Completeness.COMPLETE]
    named = [one.awaited.label if one.awaited else one.metric.label for one in open_ones]
    return tuple(dict.fromkeys(named))


def review_of(wanted: Wanted, figures: Sequence[Comparison]) -> Review:
    """The stage of a review, and of a final one what moved since the provisional."""
    if wanted.before is None:
        return Review(is_final=False, waits_for=growing(figures))
    before = wanted.before
    moved = [
        Moved(metric=one.metric, before=before.figures[one.metric.name], now=float(one.asked.value))
        for one in figures
        if one.asked.value is not None and one.metric.name in before.figures
    ]
    return Review(
        is_final=True,
        since=before.at,
        moved=tuple(one for one in moved if has_moved(one.before, one.now, WORTH_A_WORD)),
        waits_for=growing(figures),
    )


def figures_of(figures: Iterable[Comparison]) -> dict[str, float]:
    """What a provisional review keeps of its figures."""
    return {one.metric.name: float(one.asked.value) for one in figures if one.asked.value is not None}
