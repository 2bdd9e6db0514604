"""The sums an explanation rests on, of the period asked for and of its baseline: in total and by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any, NamedTuple, overload

from metrics import sums
from metrics.facts import Facts
from metrics.finding import Finding
from metrics.metric import Measured, Metric, Number, Ratio
from metrics.plan import Plan, Span
from metrics.planning import Planner
from metrics.reading import Completeness
from metrics.refusals import CannotAnswer
from metrics.sourcing import Sources, Wanted
from metrics.trust import Trust

Known = Number | None


class Pair(NamedTuple):
    """One sum, before and after. A tuple, because a shop's products are thousands of them."""

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
    """Reads sums for one question. Nothing is guessed: what is not known on both sides is None.

    Nor is anything made of faulty days (`trust` knows them), or of days that have arrived in part where the figure
    itself is complete: a fault or a late source would be explained as news.
    """

    def __init__(
        self, facts: Facts, wanted: Wanted, *, sessions_from: str | None = None, trust: Trust | None = None
    ) -> None:
        """Keep the question; nothing is read yet."""
        self.facts, self.wanted = facts, wanted
        self._trust = trust.of_one_moment() if trust else None
        self._arrived = Completeness.COMPLETE
        self._planner = Planner(Sources(facts, sessions_from=sessions_from))
        self._reader = sums.Reader(facts)
        self._read: dict[tuple[Metric, str], Read | None] = {}

    def main_table(self, measured: Measured) -> str:
        """The fact table that a metric is read from; raises CannotAnswer."""
        plan = self._planner.plans(measured, self.wanted)[0]
        self._arrived = plan.asked.completeness
        return plan.table

    def total(self, metric: Metric, table: str = "") -> Read | None:
        """A sum of all that was asked for; from one fact table where that has it."""
        if (metric, table) not in self._read:
            self._read[metric, table] = self._total(_kept_to(metric, table))
        return self._read[metric, table]

    def segments(self, measured: Measured, dimension: str, table: str = "") -> dict[Any, tuple[Pair, ...]]:
        """The sums of a metric by segment, a pair each; empty where it cannot be cut so, or is not known on both sides.

        A segment that was not there before, or is not any more, has 0; one whose figure is not known is left out.
        From `table` where that knows the dimension.
        """
        plans = self._plans(measured, dimension, table)
        if not plans or not all(self._is_known(plan) for plan in plans):
            return {}
        after = self._reader.by(plans, sums.asked, dimension)
        before = self._reader.by(plans, sums.baseline, dimension)
        if any(column and set(column.values()) == {None} for column in (*after, *before)):
            return {}
        unknown = {name for column in (*after, *before) for name, value in column.items() if value is None}
        names = dict.fromkeys(name for column in (*after, *before) for name in column if name not in unknown)
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

    def faults(self, metric: Metric) -> tuple[Finding, ...]:
        """What is wrong with the data behind a sum, on the days of either side."""
        try:
            (plan,) = self._planner.plans(metric, self.wanted)
        except CannotAnswer:
            return ()
        return self._faults(plan)

    def _is_known(self, plan: Plan) -> bool:
        """Whether a sum is there on both sides, as complete as the figure itself, and sound."""
        arrived = plan.asked.completeness in (Completeness.COMPLETE, self._arrived)
        return _is_on_both_sides(plan) and arrived and not self._faults(plan)

    def _faults(self, plan: Plan) -> tuple[Finding, ...]:
        return self._trust.faults(plan, (*plan.spans, *plan.baseline_spans)) if self._trust else ()

    def _total(self, metric: Metric) -> Read | None:
        try:
            (plan,) = self._planner.plans(metric, self.wanted)
        except CannotAnswer:
            return None
        if not self._is_known(plan):
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
