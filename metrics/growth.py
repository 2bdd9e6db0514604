"""How figures grow with their age: learned from what each day was at each age, and from what it became.

What was first told of a day at an age is kept at each import. The share of its final value that a figure has at an age
is the sum of what settled days were at that age over the sum of what they became, from a week of days on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from metrics.completeness import days_of
from metrics.facts import Facts
from metrics.maturity import USUAL, Unsettled, growing, imports_of, unsettled
from metrics.metric import Number
from metrics.period import DAY, Period
from metrics.plan import Plan

#: As many settled days have to be known at an age before a share is learned from them.
ENOUGH = 7

Kept = Mapping[tuple[date, int], float]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a source told of one day when that was `age` whole days over."""

    source: str
    table: str
    measure: str
    day: date
    age: int
    value: float


class Memory(Protocol):
    """Where what was told at each age is kept."""

    def keep(self, told: Sequence[Told]) -> None:
        """Keep what is not on record."""
        ...

    def of(self, source: str, table: str, measure: str) -> Kept:
        """All that is on record of one measure of a source, by day and age."""
        ...


class Growth:
    """Asked of the facts and the memory once for each import. `settles` is how long figures grow, by source."""

    def __init__(self, facts: Facts, memory: Memory, settles: Mapping[str, timedelta]) -> None:
        """Nothing is read yet."""
        self._facts = facts
        self._memory = memory
        self._declared = frozenset(settles)
        self._settles = {**USUAL, **settles}
        self._lock = threading.RLock()
        self._version: object = None
        self._young: dict[str, Unsettled] = {}
        self._curves: dict[tuple[str, str, str], _Curve] = {}

    def note(self) -> None:
        """Keep what is told now of the days that still grow; costs nothing until the next import."""
        version = getattr(self._facts, "version", 0)
        with self._lock:
            if version == self._version:
                return
            self._version, self._young, self._curves = version, {}, {}
            if told := list(self._told()):
                self._memory.keep(told)

    def young(self, source: str) -> Unsettled:
        """The days of a source that still grow, with their ages."""
        with self._lock:
            self.note()
            if source not in self._young:
                settles = self._settles.get(source)
                found = (
                    unsettled(imports_of(self._facts, source), settles)
                    if settles
                    else Unsettled(timedelta(0))
                )
                self._young[source] = found
            return self._young[source]

    def grows(self, plan: Plan, source: str) -> bool:
        """Whether a sum that is read from a source grows after its days are over."""
        is_known = source in self._settles
        return is_known and plan.metric.measure in growing(plan.table, declared=source in self._declared)

    def share(self, plan: Plan, source: str, period: Period) -> float | None:
        """How much (0..1) of what a sum of these days becomes is usually there at its age; None until it is learned."""
        curve, ages = self._curve(source, plan.table, plan.metric.measure), self.young(source).ages
        there, becomes = 0.0, 0.0
        for day in days_of(period):
            share = curve.share(ages[day]) if day in ages else 1.0
            if share is None:
                return None
            value = curve.now.get(day, 0)
            there += value
            becomes += value / share
        return there / becomes if becomes > 0 else None

    def at_equal_age(self, plan: Plan, before: Number) -> float | None:
        """What a baseline was when its days were as old as the asked ones are; None where that was not kept.

        Only for a sum over whole sources: `before` is what the baseline comes to now, with the plan's filters.
        """
        asked, baseline = plan.asked.period, plan.baseline
        if baseline is None or asked.days != baseline.days or len(plan.baseline_spans) != 1:
            return None
        now, then = 0.0, 0.0
        for source in (one.source for one in plan.covers):
            curve, ages = self._curve(source, plan.table, plan.metric.measure), self.young(source).ages
            for day, other in zip(days_of(asked), days_of(baseline), strict=True):
                value = curve.now.get(other, 0)
                kept = curve.kept.get((other, ages[day])) if day in ages else value
                if kept is None:
                    return None
                now, then = now + value, then + kept
        return then if abs(now - before) < 0.5 else None

    # --- from the facts -----------------------------------------------------------------------------

    def _told(self) -> Iterator[Told]:
        for table, source, measures in self._growing():
            ages = self.young(source).ages
            if not ages:
                continue
            frame = self._facts.query(
                table, measures, ("day",), {"source": (source,)}, start=min(ages), end=max(ages) + DAY
            )
            for measure in measures:
                values = dict(zip(frame["day"].tolist(), frame[measure].tolist(), strict=True))
                for day, age in ages.items():
                    if (value := _number(values.get(day))) is not None:
                        yield Told(source=source, table=table, measure=measure, day=day, age=age, value=value)

    def _growing(self) -> Iterator[tuple[str, str, list[str]]]:
        for table in self._facts.dimensions():
            for coverage in self._facts.coverage(table):
                measures = sorted(growing(table, declared=coverage.source in self._declared))
                if measures and coverage.source in self._settles:
                    yield table, coverage.source, measures

    def _curve(self, source: str, table: str, measure: str) -> _Curve:
        key = (source, table, measure)
        with self._lock:
            ages = self.young(source).ages
            if key not in self._curves:
                kept = self._memory.of(source, table, measure)
                self._curves[key] = _Curve(kept, self._by_day(source, table, measure), ages)
            return self._curves[key]

    def _by_day(self, source: str, table: str, measure: str) -> dict[date, float]:
        """What a source tells now of each of its days."""
        covered = next((one for one in self._facts.coverage(table) if one.source == source), None)
        if covered is None:
            return {}
        frame = self._facts.query(
            table, [measure], ("day",), {"source": (source,)}, start=covered.first, end=covered.last + DAY
        )
        values = zip(frame["day"].tolist(), frame[measure].tolist(), strict=True)
        return {day: number for day, value in values if (number := _number(value)) is not None}


@dataclass(frozen=True)
class _Curve:
    """One measure of a source: what was kept of it, what it is now, and how old the days are that still grow."""

    kept: Kept
    now: Mapping[date, float]
    ages: Mapping[date, int]

    def share(self, age: int) -> float | None:
        """The share of its final value that it has at an age."""
        days = [day for day, at in self.kept if at == age and day not in self.ages and day in self.now]
        final = sum(self.now[day] for day in days)
        if len(days) < ENOUGH or final <= 0:
            return None
        early = sum(self.kept[day, age] for day in days)
        return early / final if early > 0 else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value == value else None
