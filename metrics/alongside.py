"""What stands beside a change, so that a reader can judge it: what is unlike, fairer comparisons, like for like, what is usual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from metrics.analyst import Analyst
from metrics.by_day import has_days
from metrics.fair import Fairness, judge
from metrics.like_for_like import LikeForLike
from metrics.metric import Measured, Metric, is_additive
from metrics.normal import Judged
from metrics.period import Period
from metrics.reading import Answer, Comparison, Completeness, Question
from metrics.refusals import CannotAnswer
from metrics.shop_year import ShopYear, unusual_days
from metrics.unlike import lengths
from metrics.usual import judged
from metrics.weekday_mix import Adjusted, adjusted, learned_weights

#: Weekdays' weights are learned from so much of the shop's own past.
LEARNED_FROM = timedelta(days=182)
#: A fairer change is shown where it differs from the plain one by so much (a share of the baseline) or more.
DIFFERENT = 0.005
#: What joins and leaves: where people buy, then where they live.
PLACES = ("sales_channel", "country")
#: Products come and go: they are compared like for like from a year apart on, over a month or more.
A_YEAR, A_MONTH = timedelta(days=350), 28


@dataclass(frozen=True, kw_only=True)
class Also:
    """The same figure compared in another fair way; `label` says what it is aligned by."""

    label: str
    comparison: Comparison


@dataclass(frozen=True, kw_only=True)
class Comparable:
    """A sum over what was live in both periods, by `dimension`."""

    dimension: str
    of: LikeForLike


@dataclass(frozen=True, kw_only=True)
class Alongside:
    """Beside the change of one figure, `of`: what is unlike about the days, weightiest first, and what is fairer."""

    of: Measured
    warnings: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()
    adjusted: Adjusted | None = None
    comparable: tuple[Comparable, ...] = ()
    judged: Judged | None = None


def alongside(answer: Answer, analyst: Analyst, year: ShopYear, *, today: date) -> Alongside | None:
    """What to show beside the first figure of an answer; None where it is compared with nothing.

    Ranked answers get what is unlike alone: who reads a ranking asks which, not whether.
    """
    total = answer.totals[0] if answer.totals else None
    if total is None or total.change is None or total.baseline is None:
        return None
    fairness = judge(total.asked.period, total.baseline.period, year, today)
    if answer.question.rank is not None:
        return Alongside(of=total.metric, warnings=fairness.warnings)
    filters = answer.question.filters
    brought_level = _adjusted(total, fairness, analyst, answer.question, year, today)
    told = {one for one in lengths(fairness.asked, fairness.baseline) if brought_level and "Feb" not in one}
    return Alongside(
        of=total.metric,
        warnings=tuple(one for one in fairness.warnings if one not in told),
        also=tuple(_also(total.metric, answer.question, fairness, analyst, today)),
        adjusted=brought_level,
        comparable=tuple(_comparable(total, fairness, analyst, answer.question, today)),
        judged=judged(total, analyst, filters, year, today=today),
    )


def _also(
    metric: Measured, question: Question, fairness: Fairness, analyst: Analyst, today: date
) -> Iterator[Also]:
    for one in fairness.beside:
        asked = Question(metrics=(metric,), period=one.asked, baseline=one.baseline, filters=question.filters)
        try:
            (comparison,) = analyst.answer(asked, today=today).totals
        except CannotAnswer:
            continue
        if comparison.change is not None:
            yield Also(label=one.label, comparison=comparison)


def _adjusted(
    total: Comparison, fairness: Fairness, analyst: Analyst, question: Question, year: ShopYear, today: date
) -> Adjusted | None:
    """The change with the weekdays made equal, by what each weekday is worth to this shop."""
    if not fairness.mix.differs or not is_additive(total.metric) or not has_days(total.metric):
        return None
    assert total.asked.value is not None and total.baseline is not None and total.baseline.value is not None
    past = Period(fairness.asked.start - LEARNED_FROM, fairness.asked.start)
    try:
        known = analyst.by_day(total.metric, past, question.filters, today=today)
    except CannotAnswer:
        return None
    weights = learned_weights(known.tops, unusual_days(past.start, past.end, year)) if known else None
    if weights is None or total.relative is None:
        return None
    found = adjusted(total.asked.value, total.baseline.value, fairness.mix, weights)
    return found if found and _differs(found.relative, total) else None


def _comparable(
    total: Comparison, fairness: Fairness, analyst: Analyst, question: Question, today: date
) -> Iterator[Comparable]:
    """The change among what was live in both periods: by where people buy or live, and of a year ago by product."""
    metric = total.metric
    if not isinstance(metric, Metric) or not is_additive(metric) or not has_days(metric):
        return
    if not set(PLACES) <= set(metric.splits):
        return
    places = (
        found
        for dimension in PLACES
        if dimension not in question.filters
        and (found := _live_in_both(dimension, metric, total, fairness, analyst, question, today))
    )
    yield from islice(places, 1)
    apart = fairness.asked.start - fairness.baseline.start
    if (
        apart >= A_YEAR
        and fairness.asked.days >= A_MONTH
        and total.asked.completeness is Completeness.COMPLETE
    ):
        found = _live_in_both("product", metric, total, fairness, analyst, question, today)
        yield from [found] if found else []


def _live_in_both(
    dimension: str,
    metric: Metric,
    total: Comparison,
    fairness: Fairness,
    analyst: Analyst,
    question: Question,
    today: date,
) -> Comparable | None:
    try:
        found = analyst.like_for_like(
            metric, dimension, fairness.asked, fairness.baseline, question.filters, today=today
        )
    except CannotAnswer:
        return None
    return Comparable(dimension=dimension, of=found) if found and _differs(found.relative, total) else None


def _differs(relative: float | None, total: Comparison) -> bool:
    """Whether another way to compare tells something else than the plain change does."""
    return relative is not None and total.relative is not None and abs(relative - total.relative) >= DIFFERENT
