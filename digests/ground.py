"""What the sections of a digest look at: the days told of, the shop's facts, and what other rooms hand in."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Hashable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from digests.together import Once
from metrics.analyst import Analyst
from metrics.budgets import Spending
from metrics.departures import GROWN_OVER, YEAR, Departure, departures, needed
from metrics.explained import Record
from metrics.fair import last_year
from metrics.metric import Measured, Ratio
from metrics.period import DAY, Period, previous
from metrics.reading import Answer, Comparison, Completeness, Question
from metrics.refusals import CannotAnswer
from metrics.shifts import is_a_chance
from metrics.shop_year import ShopYear
from metrics.standing import Standing
from metrics.watching import Marked

Filters = Mapping[str, tuple[str, ...]]
NO_FILTERS: Filters = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Content that waits for somebody: when it was asked for, when it goes live (None: nobody said), by when its next yes
    is needed (None: it waits for nobody), and how it stands."""

    number: int
    title: str
    at: datetime
    live_at: datetime | None = None
    needed_by: datetime | None = None
    state: str = ""


def _nothing(*_: Any) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What other rooms hand in, for whoever reads a place: approvals that wait for their yes, content of theirs that is
    due, how targets stand on a day, campaigns' spend against their budgets, products by code, what is on record.

    `sessions_from` names the source that sessions are counted by; `worth` is the least (minor units) that is told of by itself.
    """

    waiting: Callable[[str], Sequence[Asked]] = _nothing
    due: Callable[[str], Sequence[Asked]] = _nothing
    paces: Callable[[str, date, Once], Sequence[Standing]] = _nothing
    spendings: Callable[[], Mapping[str, Spending]] = field(default=dict)
    products: Callable[[Collection[str]], Mapping[str, Any]] = field(default=lambda _: {})
    records: Callable[[Question], Sequence[Record]] = _nothing
    sessions_from: str | None = None
    worth: float = 0.0


def calendar_of(period: Period, year: ShopYear) -> Marked:
    """The calendar of these days and of all that they are judged by."""
    return Marked.of(Period(period.start - needed(timedelta(0)) - YEAR, period.end), year)


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What a figure usually comes to on such days, in its unit, and how many usual deviations it lies off (signed)."""

    expected: float
    z: float


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One edition's ground. `period` are the days told of, `day` the day it comes out, `marked` the
    shop's calendar around them; `open_to` says what its readers may
    see, `is_quiet` what never stands in a notification. `judged` keeps
    what was judged already, for others who read the same."""

    analyst: Analyst
    year: ShopYear
    marked: Marked
    period: Period
    baseline: Period
    day: date
    now: datetime
    figures: Sequence[Comparison]
    paces: Sequence[Standing]
    wire: Wire
    open_to: Callable[[Measured], bool]
    is_quiet: Callable[[Measured], bool]
    judged: MutableMapping[Hashable, Usual | None] = field(default_factory=dict)

    def total(self, name: str) -> Comparison | None:
        """One of the edition's figures; None where it has no sound value."""
        found = next((one for one in self.figures if one.metric.name == name), None)
        return found if found and found.asked.value is not None and found.asked.is_sound else None

    def usual(self, metric: Measured, period: Period, filters: Filters = NO_FILTERS) -> Usual | None:
        """How far a figure lies off what was usual, by the measure that alerts use; None unless each day can be judged."""
        key = (metric.name, period, tuple(sorted(filters.items())), self.day)
        if key not in self.judged:
            self.judged[key] = self._judge(metric, period, filters)
        return self.judged[key]

    def _judge(self, metric: Measured, period: Period, filters: Filters) -> Usual | None:
        known = self._departures(metric, period, filters)
        every = [known.get(period.start + at * DAY) for at in range(period.days)]
        if None in every:
            return None
        days = [one for one in every if one is not None]
        return Usual(
            expected=_together(metric, days), z=math.fsum(one.z for one in days) / math.sqrt(len(days))
        )

    def _departures(self, metric: Measured, period: Period, filters: Filters) -> dict[date, Departure]:
        reads = Period(period.start - needed(timedelta(0)) - YEAR - GROWN_OVER * DAY, period.end)
        try:
            history = self.analyst.by_day(metric, reads, filters, today=self.day)
        except CannotAnswer:
            return {}
        if history is None:
            return {}
        is_rate = isinstance(metric, Ratio) and is_a_chance(metric)
        found = departures(history, rate=is_rate, event=self.marked.is_event, like_event=self.marked.like)
        return {one.day: one for one in found}

    def compared(self, metric: Measured, period: Period, filters: Filters = NO_FILTERS) -> Comparison | None:
        """A figure of some days beside its fair baseline; None where it is not known whole and sound on those days."""
        answer = self.answered(
            Question(metrics=(metric,), period=period, baseline=self.like(period), filters=filters)
        )
        total = answer.totals[0] if answer else None
        is_whole = total is not None and total.asked.completeness is Completeness.COMPLETE
        return (
            total if is_whole and total and total.asked.value is not None and total.asked.is_sound else None
        )

    def answered(self, question: Question) -> Answer | None:
        """A question's answer; None where the facts cannot give one."""
        try:
            return self.analyst.answer(question, today=self.day, now=self.now)
        except CannotAnswer:
            return None

    def like(self, period: Period) -> Period:
        """What other days than the edition's are held against: a year back where the edition is, else the week before."""
        if period == self.period:
            return self.baseline
        is_yearly = (self.period.start - self.baseline.start).days > 300
        return last_year(period, self.year) if is_yearly else previous(period)


def _together(metric: Measured, days: Sequence[Departure]) -> float:
    """What days come to together: a sum for sums, for a ratio their mean by what each is over."""
    if not isinstance(metric, Ratio):
        return math.fsum(one.expected for one in days)
    return math.fsum(one.expected * one.volume for one in days) / math.fsum(one.volume for one in days)


def sizes(usual: Usual | None, comparison: Comparison) -> tuple[float, float]:
    """What a figure is off by and how surprising that is: against what is usual where that is known, else the change."""
    if usual is not None and comparison.asked.value is not None:
        return comparison.asked.value - usual.expected, abs(usual.z)
    return float(comparison.change or 0.0), 1.0
