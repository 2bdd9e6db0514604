"""Answers questions about the shop's figures from whatever facts it is handed: totals, segments, runs over time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar, cast

from metrics import ranking, sums
from metrics.breakdown import Breakdown
from metrics.by_day import daily, has_days
from metrics.facts import Facts
from metrics.like_for_like import LikeForLike, comparable, of_products
from metrics.metric import GRAINS, Measured, Metric, Number
from metrics.normal import Daily
from metrics.period import Period
from metrics.planning import Planner
from metrics.reading import Answer, Comparison, Point, Question, Reading
from metrics.refusals import CannotAnswer
from metrics.series import points
from metrics.sheet import Sheet
from metrics.sourcing import Sources, Wanted, ordered
from metrics.trace import Summed, Traced
from metrics.trust import Trust

__all__ = ["Analyst", "CannotAnswer"]

Known = Number | None
Kept = TypeVar("Kept")
Filters = Mapping[str, tuple[str, ...]]

EVERYTHING: Filters = MappingProxyType({})
#: So many histories and comparable bases are kept in memory; one is some kilobytes.
REMEMBERED = 300


class Analyst:
    """Pure: the same facts and question give the same answer.

    `sessions_from` names the source that traffic is counted by where several are loaded; `week_start` is
    monday, sunday or saturday; `trust` tells late, unsettled and faulty figures from sound ones. Every method
    raises CannotAnswer where no true number can be given.
    """

    def __init__(
        self,
        facts: Facts,
        *,
        sessions_from: str | None = None,
        week_start: str = "monday",
        trust: Trust | None = None,
    ) -> None:
        """Keep the facts and how they are to be read."""
        self.facts = facts
        self.week_start = week_start
        self.trust = trust
        self._sources = Sources(facts, sessions_from=sessions_from)
        self._planner = Planner(self._sources)
        self._reader = sums.Reader(facts)
        self._memory: dict[Any, Any] = {}
        self._lock = threading.Lock()

    def read(
        self, metric: Measured, period: Period, filters: Filters = EVERYTHING, *, today: date | None = None
    ) -> Reading:
        """One value. Without `today` every day that the facts hold counts as over."""
        sheet = self._sheet((metric,), Wanted(period=period, filters=ordered(filters), today=today))
        return sheet.compare(self._reader.totals(sheet.plans, sums.asked), None)[0].asked

    def answer(
        self, question: Question, *, today: date, now: datetime | None = None, at_equal_age: bool = True
    ) -> Answer:
        """Totals beside a fair baseline, then the segments or steps asked for, and what a reader must know.

        Several metrics are answered as far as they can be: one that cannot is missing, and a note says why. A total
        that still grows is compared with what its baseline was `at_equal_age`, unless its parts stand beside it.
        """
        question = _with_grain_apart(question)
        wanted = Wanted(
            period=question.period,
            baseline=question.baseline,
            split=question.split,
            filters=ordered(question.filters),
            today=today,
            now=now,
            at_equal_age=at_equal_age and not question.split and not question.series,
        )
        sheet = self._sheet(question.metrics, wanted)
        totals, before = self._totals(sheet)
        cut = self._segments(sheet, question.split, totals, before) if question.split else None
        rows, rest, segments = cut.shown(question.rank) if cut else ((), (), 0)
        return Answer(
            question=question,
            totals=sheet.compare(totals, before),
            rows=rows,
            rest=rest,
            segments=segments,
            series=points(sheet, self._reader, question.series, self.week_start) if question.series else (),
            covers=sheet.covers(),
            reach=sheet.reach(),
            notes=tuple(dict.fromkeys((*sheet.notes(totals), *self._unknown(sheet)))),
            warnings=sheet.findings(),
        )

    def series(
        self,
        metric: Measured,
        period: Period,
        grain: str,
        filters: Filters = EVERYTHING,
        baseline: Period | None = None,
        *,
        today: date | None = None,
    ) -> tuple[Point, ...]:
        """A run over time by day, week or month, beside the same steps of the baseline."""
        wanted = Wanted(period=period, baseline=baseline, filters=ordered(filters), today=today)
        return points(self._sheet((metric,), wanted), self._reader, grain, self.week_start)

    def by_day(
        self, metric: Measured, period: Period, filters: Filters = EVERYTHING, *, today: date
    ) -> Daily | None:
        """A figure's sums on each whole and sound day, kept in memory until the next import; None where it has none."""
        if not has_days(metric):
            return None
        wanted = Wanted(period=period, filters=ordered(filters), today=today)
        return self._kept(
            ("by day", metric.name, wanted),
            lambda: daily(self._planner.plans(metric, wanted), self._reader, self.trust),
        )

    def like_for_like(
        self,
        metric: Metric,
        dimension: str,
        period: Period,
        baseline: Period,
        filters: Filters = EVERYTHING,
        *,
        today: date,
    ) -> LikeForLike | None:
        """A sum over the segments that were live in both periods, kept until the next import; see `like_for_like`."""
        wanted = Wanted(
            period=period, baseline=baseline, split=dimension, filters=ordered(filters), today=today
        )
        return self._kept(
            ("like for like", metric.name, wanted),
            lambda: (
                of_products(self.facts, metric, wanted)
                if dimension == "product"
                else comparable(self._planner, self._reader, metric, wanted)
            ),
        )

    def movers(
        self,
        metric: Measured,
        dimension: str,
        period: Period,
        baseline: Period,
        count: int,
        filters: Filters = EVERYTHING,
        *,
        today: date | None = None,
    ) -> tuple[tuple[Comparison, ...], tuple[Comparison, ...]]:
        """The segments that rose most and those that fell most, at most `count` of each, biggest first.

        None where the data is faulty on either side: what a fault took away has not moved.
        """
        wanted = Wanted(
            period=period, baseline=baseline, split=dimension, filters=ordered(filters), today=today
        )
        sheet = self._sheet((metric,), wanted)
        totals, before = self._totals(sheet)
        if sheet.findings():
            return (), ()
        cut = self._segments(sheet, dimension, totals, before)
        rows, rows_before = cut.both_periods()
        every = ranking.rose_and_fell(sheet.lines[0], rows, rows_before)
        rose, fell = (cut.first(names, count) for names in every)
        compared = iter(one for (one,) in cut.compare([*rose, *fell], rows, rows_before))
        return tuple(islice(compared, len(rose))), tuple(compared)

    def trace(self, question: Question, *, today: date) -> tuple[Traced, ...]:
        """Each figure of a question with the sums behind it and how each was read; segments are read the same way."""
        wanted = Wanted(
            period=question.period,
            baseline=question.baseline,
            filters=ordered(question.filters),
            today=today,
        )
        sheet = self._sheet(question.metrics, wanted)
        totals, before = self._totals(sheet)
        every = [
            Summed(plan=plan, value=value, before=earlier)
            for plan, value, earlier in zip(sheet.plans, totals, before or [None] * len(totals), strict=True)
        ]
        return tuple(
            Traced(comparison=one, sums=tuple(every[line.first : line.first + len(line.plans)]))
            for line, one in zip(sheet.lines, sheet.compare(totals, before), strict=True)
        )

    def last_complete_day(self, metric: Measured, today: date) -> date | None:
        """The newest day before today on which everything behind a metric has arrived; None on an empty shop."""
        days = [self._sources.last_complete_day(part, today) for part in metric.parts]
        return min((day for day in days if day), default=None) if None not in days else None

    def _kept(self, key: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
        """What was made under a key, made anew after each import; the newest few hundred are kept."""
        version = getattr(self.facts, "version", None)
        if version is None:
            return make()
        with self._lock:
            if (version, key) in self._memory:
                return cast(Kept, self._memory[version, key])
        made = make()
        with self._lock:
            self._memory[version, key] = made
            while len(self._memory) > REMEMBERED:
                del self._memory[next(iter(self._memory))]
        return made

    # --- totals and segments ------------------------------------------------------------------------

    def _sheet(self, metrics: Sequence[Measured], wanted: Wanted) -> Sheet:
        return Sheet.of(metrics, wanted, self._planner, self.trust)

    def _totals(self, sheet: Sheet) -> tuple[list[Known], list[Known] | None]:
        asked = self._reader.totals(sheet.plans, sums.asked)
        if sheet.wanted.baseline is None:
            return asked, None
        return asked, self._reader.totals(sheet.plans, sums.baseline)

    def _segments(
        self, sheet: Sheet, dimension: str, totals: Sequence[Known], before: Sequence[Known] | None
    ) -> Breakdown:
        def counts(counted: Metric) -> Mapping[Any, Known]:
            (column,) = self._reader.by(self._planner.plans(counted, sheet.wanted), sums.asked, dimension)
            return column

        return Breakdown(sheet, self._reader, self.facts, dimension, totals, before, counts)

    def _unknown(self, sheet: Sheet) -> list[str]:
        """How much is left out because it is not known which side it belongs to."""
        notes = []
        for plan in sheet.plans:
            if plan.metric.only and plan.spans and (share := self._reader.unknown_share(plan)) > 0:
                percent = f"{share:.0%}" if share >= 0.01 else "under 1%"
                notes.append(f"New or returning is not known for {percent}, which counts as neither.")
        return list(dict.fromkeys(notes))


def _with_grain_apart(question: Question) -> Question:
    """A split by day, week or month is a run over time."""
    if question.split not in GRAINS:
        return question
    return replace(question, split=None, series=question.series or question.split)
