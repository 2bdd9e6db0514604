"""Reads the sums that plans ask for: few queries, plain values, and "none" told from "not known"."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import time
from typing import TYPE_CHECKING, Any, cast

from metrics.facts import UNKNOWN, Facts, Top
from metrics.metric import Metric, Number, Tally
from metrics.plan import Plan, Span
from metrics.sample import Sample

if TYPE_CHECKING:
    from pandas import DataFrame

Known = Number | None
#: What is read of one plan: which spans.
Side = Callable[[Plan], tuple[Span, ...]]


def asked(plan: Plan) -> tuple[Span, ...]:
    """The days asked for."""
    return plan.spans


def baseline(plan: Plan) -> tuple[Span, ...]:
    """The days compared with."""
    return plan.baseline_spans


class Reader:
    """Sums of plans, in the plans' order. Plans that sum the same days of one table share a query."""

    def __init__(self, facts: Facts) -> None:
        """Keep the facts."""
        self.facts = facts

    def totals(self, plans: Sequence[Plan], side: Side) -> list[Known]:
        """The sum of each plan; None where it is missing, 0 where the days arrived and hold nothing."""
        columns = self._columns(plans, side, ())
        return [
            self._none_or_zero(plan, side) if value is None and side(plan) else value
            for plan, column in zip(plans, columns, strict=True)
            for value in [column.get(())]
        ]

    def by(
        self,
        plans: Sequence[Plan],
        side: Side,
        dimension: str,
        *,
        within: Collection[str] | None = None,
        top: Top | None = None,
    ) -> list[dict[Any, Known]]:
        """The sums of each plan by segment; a segment without rows is left out, one without a figure is None.

        `within` keeps to some segments, `top` to the highest or lowest; a top needs plans that share a query.
        """
        columns = self._columns(plans, side, (dimension,), within=within, top=top)
        return [{key[0]: value for key, value in column.items()} for column in columns]

    def unknown_share(self, plan: Plan) -> float:
        """The share (0..1) of what a plan sums over that is neither in nor out: its dimension is not known."""
        dimension = plan.metric.only[0][0]
        known = unknown = 0.0
        for span in plan.spans:
            for name, value in self._without_own_filter(plan, span, dimension).items():
                if value is not None:
                    known, unknown = (known, unknown + value) if name == UNKNOWN else (known + value, unknown)
        return unknown / (known + unknown) if known + unknown else 0.0

    # --- queries ------------------------------------------------------------------------------------

    def _columns(
        self,
        plans: Sequence[Plan],
        side: Side,
        by: tuple[str, ...],
        *,
        within: Collection[str] | None = None,
        top: Top | None = None,
    ) -> list[dict[tuple[Any, ...], Known]]:
        """For each plan, its sums by key."""
        columns: list[dict[tuple[Any, ...], Known]] = [{} for _ in plans]
        for (table, span, counts), numbers in _grouped(plans, side).items():
            metrics = [plans[number].metric for number in numbers]
            measures = list(dict.fromkeys(name for metric in metrics for name in _measures(metric)))
            finer = (*by, "product") if counts else (*by, "hour") if span.until and "hour" not in by else by
            where = dict(span.where)
            if within is not None:
                where[by[0]] = tuple(within)
            frame = self._frame(table, measures, finer, where, span, top)
            keys, values = _plain(frame, finer, measures)
            for number, metric in zip(numbers, metrics, strict=True):
                _fold(columns[number], metric, span, keys, values, width=len(by))
        return columns

    def _frame(
        self,
        table: str,
        measures: Sequence[str],
        by: tuple[str, ...],
        where: dict[str, tuple[str, ...]],
        span: Span,
        top: Top | None,
    ) -> DataFrame:
        start, end = span.period.start, span.period.end
        if not span.exact:
            return self.facts.query(table, measures, by, where, start=start, end=end, top=top)
        frame = self.facts.period_query(table, measures, by, where, start=start, end=end)
        assert frame is not None, "a plan reads only reports that are there"
        return frame

    # --- none, or not known -------------------------------------------------------------------------

    def _none_or_zero(self, plan: Plan, side: Side) -> Known:
        """Nothing was found on days that arrived: 0, unless the source does not tell this at all."""
        return 0 if all(self._is_told(plan, span) for span in side(plan)) else None

    def _is_told(self, plan: Plan, span: Span) -> bool:
        """Whether the source tells the measure in these days, so that finding none means that there was none."""
        start, end = span.period.start, span.period.end
        for dimension, _ in plan.metric.only:
            names = {name for name, value in self._without_own_filter(plan, span, dimension).items() if value}
            if names == {UNKNOWN}:
                return False
        sources = {name: values for name, values in span.where if name == "source"}
        frame = self._frame(plan.table, [plan.metric.measure], (), sources, span, None)
        (value,) = _known(frame[plan.metric.measure].tolist()) or (None,)
        if value is not None or span.exact:
            return value is not None
        return self.facts.latest_day(plan.table, start=start, end=end) is None

    def _without_own_filter(self, plan: Plan, span: Span, dimension: str) -> dict[str, Known]:
        where = {name: values for name, values in span.where if name != dimension}
        frame = self._frame(plan.table, [plan.metric.measure], (dimension,), where, span, None)
        return dict(zip(frame[dimension].tolist(), _known(frame[plan.metric.measure].tolist()), strict=True))


def _grouped(plans: Sequence[Plan], side: Side) -> dict[tuple[str, Span, bool], list[int]]:
    """Plans by the query that can answer them."""
    groups: dict[tuple[str, Span, bool], list[int]] = {}
    for number, plan in enumerate(plans):
        for span in side(plan):
            groups.setdefault((plan.table, span, plan.metric.tally is not None), []).append(number)
    return groups


def _measures(metric: Metric) -> tuple[str, ...]:
    return (metric.measure,) if metric.minus is None else (metric.measure, metric.minus)


def _plain(
    frame: DataFrame, by: Sequence[str], measures: Sequence[str]
) -> tuple[list[tuple[Any, ...]], dict[str, list[Known]]]:
    """A frame as keys and columns of plain values."""
    keys = list(zip(*(frame[name].tolist() for name in by), strict=True)) if by else [()] * len(frame)
    return keys, {name: _known(frame[name].tolist()) for name in measures}


def _known(values: list[Any]) -> list[Known]:
    """Numbers (and samples, which add up as numbers do), and None for whatever stands for no number."""
    known = (int, float, Sample)
    return [cast(Number, value) if isinstance(value, known) and value == value else None for value in values]


def _fold(
    column: dict[tuple[Any, ...], Known],
    metric: Metric,
    span: Span,
    keys: Sequence[tuple[Any, ...]],
    values: dict[str, list[Known]],
    *,
    width: int,
) -> None:
    """Add the rows of one query to the sums of one metric."""
    figures = values[metric.measure]
    if metric.minus is not None:
        figures = [_less(figure, off) for figure, off in zip(figures, values[metric.minus], strict=True)]
    if metric.tally is not None:
        figures = [_counts(metric.tally, figure) for figure in figures]
    if span.until is not None:
        figures = [
            _part_of_hour(figure, key[-1], span.until) for key, figure in zip(keys, figures, strict=True)
        ]
    for key, figure in zip(keys, figures, strict=True):
        column[key[:width]] = _plus(column.get(key[:width]), figure)


def _plus(one: Known, other: Known) -> Known:
    return other if one is None else one if other is None else one + other


def _less(one: Known, other: Known) -> Known:
    return None if one is None or other is None else one - other


def _counts(tally: Tally, figure: Known) -> Known:
    """1 where a product counts, 0 where it does not, None where nothing is known of it."""
    if figure is None:
        return None
    return 1 if tally is Tally.LISTED else int(figure <= 0)


def _part_of_hour(figure: Known, hour: int, until: time) -> Known:
    """What of an hour's figure lies before a time of day, taken as even within the hour."""
    if figure is None or hour > until.hour:
        return None
    return figure if hour < until.hour else round(figure * until.minute / 60)
