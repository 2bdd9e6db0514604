"""What was sold: net sales over the days told of, the day among them that stood out, and the figures behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from digests.ground import Ground, Usual, sizes
from digests.news import News
from metrics.definitions.sales import average_order_value, net_sales
from metrics.definitions.traffic import conversion_rate, sessions
from metrics.drivers import explain
from metrics.explained import Explanation, Part
from metrics.period import DAY, one_day
from metrics.reading import Comparison, Question
from metrics.refusals import CannotAnswer

#: What went with a change is looked for where the days told of are no longer than this.
EXPLAINED = timedelta(days=31)
#: Beyond as many days no single one is told of.
SINGLE = 14


@dataclass(frozen=True, kw_only=True)
class Because:
    """What a change went with most: a factor, the segment whose share of the traffic or whose own ratio moved it, a record."""

    factor: Part | None = None
    segment: str = ""
    is_mix: bool = False
    record: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure beside its baseline, and how usual it is; `part` names the segment it is of, `one_of` that it is one day of several."""

    comparison: Comparison
    usual: Usual | None = None
    because: Because | None = None
    part: str = ""
    dimension: str = ""
    one_of: bool = False


def sales(ground: Ground) -> Iterator[News]:
    """Net sales of the days told of; of several days also the one that lies furthest off what is usual."""
    total = ground.total("net_sales")
    if total is not None:
        yield _news(ground, total)
    if 1 < ground.period.days <= SINGLE:
        yield from _odd_day(ground)


def site(ground: Ground) -> Iterator[News]:
    """Conversion, order value and sessions, each told in the net sales that it is worth."""
    sold = ground.total("net_sales")
    for metric in (conversion_rate, average_order_value, sessions):
        found = ground.total(metric.name)
        if found is None or sold is None or not found.asked.value or not sold.asked.value:
            continue
        usual = ground.usual(metric, ground.period)
        off, surprise = sizes(usual, found)
        yield News(
            section="site",
            story="shop",
            kind="figure",
            about=Figure(comparison=found, usual=usual),
            shows=((metric, ground.period),),
            money=off / float(found.asked.value) * float(sold.asked.value),
            surprise=surprise,
        )


def _news(ground: Ground, found: Comparison, *, one_of: bool = False) -> News:
    period = found.asked.period
    usual = ground.usual(net_sales, period)
    off, surprise = sizes(usual, found)
    about = Figure(comparison=found, usual=usual, because=_because(ground, found), one_of=one_of)
    return News(
        section="sales",
        story="" if one_of else "shop",
        kind="figure",
        about=about,
        shows=((net_sales, period),),
        money=off,
        surprise=surprise,
    )


def _odd_day(ground: Ground) -> Iterator[News]:
    days = [one_day(ground.period.start + at * DAY) for at in range(ground.period.days)]
    usual = [(ground.usual(net_sales, day), day) for day in days]
    known = [(abs(one.z), day) for one, day in usual if one is not None]
    if known and (found := ground.compared(net_sales, max(known, key=lambda one: one[0])[1])):
        yield _news(ground, found, one_of=True)


def _because(ground: Ground, found: Comparison) -> Because | None:
    """What went with a change; None where it cannot be told apart."""
    if not found.change or found.baseline is None or found.asked.period.days > EXPLAINED.days:
        return None
    question = Question(metrics=(found.metric,), period=found.asked.period, baseline=found.baseline.period)
    try:
        told = explain(
            question,
            ground.analyst,
            today=ground.day,
            now=ground.now,
            sessions_from=ground.wire.sessions_from,
            records=ground.wire.records(question),
            year=ground.year,
        )
    except CannotAnswer:
        return None
    return _told(told, found)


def _told(told: Explanation, found: Comparison) -> Because:
    way = found.change or 0
    with_it = [one for one in told.factors if one.amount * way > 0 and one.label]
    factor = max(with_it, key=lambda one: abs(one.amount), default=None)
    record = next((one.record.text for one in told.records if one.side == "asked"), "")
    shift = told.shift
    if factor is None or shift is None or shift.factor != factor.name or not shift.slices:
        return Because(factor=factor, record=record)
    is_mix = (shift.mix_share or 0.0) >= 0.5
    sign = 1 if shift.change > 0 else -1
    largest = max(shift.slices, key=lambda one: sign * (one.mix if is_mix else one.rate))
    return Because(factor=factor, segment=largest.label, is_mix=is_mix, record=record)
