"""The sums an explanation rests on, of the period asked for and of its baseline: in total and by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any, overload

from metrics import sums
from metrics.facts import Facts
from metrics.metric import Measured, Metric, Number, Ratio
from metrics.plan import Plan, Span
from metrics.planning import Planner
from metrics.refusals import CannotAnswer
from metrics.sourcing import Sources, Wanted

Known = Number | None


@dataclass(frozen=True)
class Pair:
    """One sum, before and after."""

    before: Number
    after: Number

    @property
    def change(self) -> Number:
        """By how much it changed."""
        return self.after - self.before

    @property
    def volume(self) -> Number:
        """The larger of the two, whatever the sign."""
        return max(abs(self.before), abs(self.after))


@dataclass(frozen=True)
class Read:
    """One sum, and how it was read."""

    pair: Pair
    plan: Plan


class BothPeriods:
    """Reads sums for one question. Nothing is guessed: what is not known on both sides is None."""

    def __init__(self, facts: Facts, wanted: Wanted, *, sessions_from: str | None = None) -> None:
        """Keep the question; nothing is read yet."""
        self.facts, self.wanted = facts, wanted
        self._planner = Planner(Sources(facts, sessions_from=sessions_from))
        self._reader = sums.Reader(facts)
        self._read: dict[tuple[Metric, str], Read | None] = {}

    def main_table(self, measured: Measured) -> str:
        """The fact table that a metric is read from; raises CannotAnswer."""
        return self._planner.plans(measured, self.wanted)[0].table

    def total(self, metric: Metric, table: str = "") -> Read | None:
        """A sum of all that was asked for; from one fact table where that has it."""
        if (metric, table) not in self._read:
            self._read[metric, table] = self._total(_kept_to(metric, table))
        return self._read[metric, table]

    def segments(self, measured: Measured, dimension: str, table: str = "") -> dict[Any, tuple[Pair, ...]]:
        """The sums of a metric by segment, a pair each; empty where it cannot be cut so, or is not known on both sides.

        A segment that was not there before, or is not any more, has 0. From `table` where that knows the
        dimension.
        """
        plans = self._plans(measured, dimension, table)
        if not plans or not all(_is_on_both_sides(plan) for plan in plans):
            return {}
        after = self._reader.by(plans, sums.asked, dimension)
        before = self._reader.by(plans, sums.baseline, dimension)
        if any(column and set(column.values()) == {None} for column in (*after, *before)):
            return {}
        names = dict.fromkeys(name for column in (*after, *before) for name in column)
        return {
            name: tuple(
                Pair(then.get(name) or 0, now.get(name) or 0) for then, now in zip(before, after, strict=True)
            )
            for name in names
        }

    def _plans(self, measured: Measured, dimension: str, table: str) -> tuple[Plan, ...]:
        wanted = replace(self.wanted, split=dimension)
        for one in dict.fromkeys((_kept_to(measured, table), measured)):
            try:
                return self._planner.plans(one, wanted)
            except CannotAnswer:
                continue
        return ()

    def labels(self, dimension: str, names: Sequence[Any]) -> dict[Any, str]:
        """Segments in people's words; countries stay codes, which the reader's language names."""
        if dimension != "product" or not names:
            return {name: str(name) for name in names}
        products = self.facts.products(names)
        return {name: products[name].title if name in products else str(name) for name in names}

    def _total(self, metric: Metric) -> Read | None:
        try:
            (plan,) = self._planner.plans(metric, self.wanted)
        except CannotAnswer:
            return None
        if not _is_on_both_sides(plan):
            return None
        (after,), (before,) = (
            self._reader.totals([plan], sums.asked),
            self._reader.totals([plan], sums.baseline),
        )
        return None if after is None or before is None else Read(Pair(before, after), plan)


@overload
def _kept_to(measured: Metric, table: str) -> Metric: ...
@overload
def _kept_to(measured: Measured, table: str) -> Measured: ...
def _kept_to(measured: Measured, table: str) -> Measured:
    """The metric, read from one fact table where that has it."""
    match measured:
        case Metric() if table in measured.sources:
            return replace(measured, sources=(table,))
        case Ratio():
            return replace(
                measured, top=_kept_to(measured.top, table), bottom=_kept_to(measured.bottom, table)
            )
        case _:
            return measured


def _is_on_both_sides(plan: Plan) -> bool:
    return bool(plan.spans and plan.baseline_spans) and not plan.asked.is_missing


Days = tuple[Any, ...]


def days_of(plan: Plan) -> Days:
    """Which days and hours a plan sums, so that only sums of the same days are divided by one another."""
    return _of(plan.spans), _of(plan.baseline_spans), plan.asked.holes


def _of(spans: Sequence[Span]) -> tuple[Any, Any, time | None]:
    return (
        min(span.period.start for span in spans),
        max(span.period.end for span in spans),
        next((span.until for span in spans if span.until), None),
    )
