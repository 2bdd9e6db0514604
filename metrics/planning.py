"""How each sum of an answer is read: from which fact table, over which days, and against which days of the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from metrics.completeness import Arrival, Part, arrival, fair_baseline, said, same_days, until
from metrics.metric import GRAINS, Cover, Measured, Metric, Ratio
from metrics.period import DAY, Period, dates
from metrics.plan import Plan, Span
from metrics.reading import Completeness, Coverage
from metrics.refusals import cannot_cut
from metrics.sourcing import Filters, Sources, Wanted, from_sources, only_where

#: How old a count of stock may be at the end of a period and still speak for it.
STOCK_KEEPS = timedelta(days=7)
BY_HOUR = "sales_hour"


class Planner:
    """Makes plans. Raises CannotAnswer where no true number can be given."""

    def __init__(self, sources: Sources) -> None:
        """Keep where facts come from."""
        self.sources = sources

    def plans(self, measured: Measured, wanted: Wanted) -> tuple[Plan, ...]:
        """A plan for each sum that the metric is made of."""
        for name in wanted.cuts - {"source"}:
            if name not in measured.splits:
                raise cannot_cut(measured, name)
        match measured:
            case Cover():
                return self._cover(measured, wanted)
            case Ratio(blended=True):
                return self._blended(measured, wanted)
            case _ if measured.parts[0].latest:
                return tuple(self._count(part, wanted) for part in measured.parts)
            case _:
                table = self.sources.choose(measured, measured.parts, wanted)
                return tuple(self._sum(part, table, wanted) for part in measured.parts)

    # --- sums over days -----------------------------------------------------------------------------

    def _sum(self, metric: Metric, table: str, wanted: Wanted) -> Plan:
        filters = only_where(metric, wanted.filters)
        fed = self.sources.feeding(table, filters)
        if table == "traffic_day" and fed:
            filters = from_sources(table, filters, fed)
        asked = arrival(wanted.period, fed, wanted.today)
        if asked.is_missing:
            exact = None if wanted.split in GRAINS else self._exact(metric, wanted, filters)
            missing = Plan(metric=metric, table=table, asked=asked, baseline=wanted.baseline, feeding=fed)
            return exact or missing.noting(
                *asked.notes, "" if fed else self.sources.why_nothing(table, filters)
            )
        plan = Plan(
            metric=metric,
            table=table,
            asked=asked,
            spans=(Span(asked.period, filters),),
            covers=asked.told,
            feeding=fed,
            notes=asked.notes,
        ).noting(self.sources.left_out(metric, table, wanted.period, filters))
        if wanted.baseline is None:
            return plan
        if wanted.today is not None and wanted.period.start >= wanted.today:
            return self._so_far(plan, filters, wanted, wanted.today, wanted.baseline)
        return _compared(plan, fed, filters, wanted, wanted.baseline)

    def _exact(self, metric: Metric, wanted: Wanted, filters: Filters) -> Plan | None:
        """From a report of exactly the period asked for, where no day of it is on record."""
        found = self.sources.exact(metric, wanted, filters)
        if found is None:
            return None
        table, told = found
        baseline = wanted.baseline
        compared = baseline is not None and self.sources.reports(
            metric, table, baseline, wanted.split, filters
        )
        if table == "traffic_day":
            filters = from_sources(table, filters, told)
        return Plan(
            metric=metric,
            table=table,
            asked=Arrival(period=wanted.period, completeness=Completeness.COMPLETE),
            spans=(Span(wanted.period, filters, exact=True),),
            baseline=baseline,
            baseline_spans=(Span(baseline, filters, exact=True),) if baseline and compared else (),
            covers=told,
            feeding=told,
            notes=(f"From a report for exactly {dates(wanted.period)}.",),
        )

    def _so_far(self, plan: Plan, filters: Filters, wanted: Wanted, today: date, baseline: Period) -> Plan:
        """A day that is not over, against the other up to the newest hour and minute; alone where no hours are known."""
        facts = self.sources.facts
        fed = self.sources.feeding(BY_HOUR, filters) if BY_HOUR in plan.metric.sources else ()
        newest = max((one.through for one in fed if one.through), default=None)
        by_hour = {*wanted.cuts, *dict(filters)} <= set(facts.dimensions()[BY_HOUR])
        if not by_hour or newest is None or newest.date() != today or baseline.days > 1:
            return plan.noting("A day that is not over is not compared with whole days.")
        if arrival(baseline, fed).is_missing:
            return replace(plan, baseline=baseline)
        told = tuple(one for one in fed if one.first <= today <= one.last)
        left_out = [one.label for one in plan.covers if one.source not in {known.source for known in told}]
        compared = replace(
            plan,
            table=BY_HOUR,
            baseline=baseline,
            baseline_spans=(Span(baseline, filters, until=newest.time()),),
            covers=told,
            feeding=tuple(fed),
        )
        return compared.noting(
            f"Without {' and '.join(left_out)}, whose hours are not known." if left_out else ""
        )

    # --- stocks, and sums of two sources ------------------------------------------------------------

    def _count(self, metric: Metric, wanted: Wanted) -> Plan:
        """A stock at its last count in the week up to the period's end."""
        table = self.sources.choose(metric, (metric,), wanted)
        filters = only_where(metric, wanted.filters)
        fed = self.sources.feeding(table, filters)
        at = self._counted(table, wanted.period)
        before = self._counted(table, wanted.baseline) if wanted.baseline else None
        if at is None:
            missing = Arrival(period=wanted.period, completeness=Completeness.MISSING)
            plan = Plan(metric=metric, table=table, asked=missing, baseline=wanted.baseline, feeding=fed)
            late = f"No count of stock in the week to {said(wanted.period.last)}."
            return plan.noting(late if fed else self.sources.why_nothing(table, filters))
        told = tuple(one for one in fed if one.first <= at.start <= one.last)
        counted = Arrival(
            period=at, completeness=Completeness.COMPLETE, delivered=tuple((one, (at,)) for one in told)
        )
        return Plan(
            metric=metric,
            table=table,
            asked=counted,
            spans=(Span(at, filters),),
            baseline=before or wanted.baseline,
            baseline_spans=(Span(before, filters),) if before else (),
            covers=told,
            feeding=fed,
        ).noting("" if at.start == wanted.period.last else f"Stock as counted on {said(at.start)}.")

    def _counted(self, table: str, period: Period) -> Period | None:
        """The day of the last count that still speaks for the end of a period, else of one on the morning after."""
        latest_day = self.sources.facts.latest_day
        day = latest_day(table, start=period.end - STOCK_KEEPS, end=period.end)
        day = day or latest_day(table, start=period.end, end=period.end + DAY)
        return Period(day, day + DAY) if day else None

    def _cover(self, cover: Cover, wanted: Wanted) -> tuple[Plan, ...]:
        """Stock at its last count, and sales over the days that belong to it."""
        stock = self._count(cover.stock, wanted)
        over = wanted
        if cover.trailing and stock.spans:
            before = stock.baseline_spans[0].period if stock.baseline_spans else None
            over = replace(
                wanted,
                period=_trailing(stock.asked.period, cover.trailing),
                baseline=_trailing(before, cover.trailing) if before else None,
            )
        return stock, self._sum(cover.flow, self.sources.choose(cover, (cover.flow,), over), over)

    def _blended(self, ratio: Ratio, wanted: Wanted) -> tuple[Plan, ...]:
        """Two sums from two sources over the same days: those on which every source has arrived."""
        tables = [self.sources.choose(ratio, (part,), wanted) for part in ratio.parts]
        halves = list(zip(ratio.parts, tables, strict=True))
        arrivals = [
            arrival(
                wanted.period, self.sources.feeding(table, only_where(part, wanted.filters)), wanted.today
            )
            for part, table in halves
        ]
        notes = tuple(note for one in arrivals for note in one.notes)
        ends = [_last_whole_day(one) for one in arrivals if not one.is_missing]
        if len(ends) < len(arrivals) or (last := min(ends)) >= wanted.period.last:
            return tuple(self._sum(part, table, wanted) for part, table in halves)
        if last < wanted.period.start:
            missing = Arrival(period=wanted.period, completeness=Completeness.MISSING)
            return tuple(
                Plan(
                    metric=part,
                    table=table,
                    asked=missing,
                    baseline=wanted.baseline,
                    feeding=tuple(one for one, _ in arrived.delivered),
                    notes=notes,
                )
                for (part, table), arrived in zip(halves, arrivals, strict=True)
            )
        shorter = _shortened(wanted, last)
        return tuple(_short_of(self._sum(part, table, shorter), notes) for part, table in halves)


def _compared(
    plan: Plan, fed: Sequence[Coverage], filters: Filters, wanted: Wanted, baseline: Period
) -> Plan:
    """The same plan with its baseline, where facts give a fair one."""
    fair = fair_baseline(wanted.period, plan.asked, baseline)
    told = arrival(fair, fed, wanted.today)
    plan = replace(plan, baseline=fair)
    if told.is_missing or told.holes:
        return plan.noting(f"Nothing to compare with in {dates(fair)}.", *told.notes)
    parts = same_days(plan.asked, fair)
    return replace(
        plan,
        baseline_spans=tuple(
            Span(part.period, from_sources(plan.table, filters, part.sources)) for part in parts
        ),
    ).noting(_said_of(fair, baseline, parts))


def _said_of(fair: Period, baseline: Period, parts: Sequence[Part]) -> str:
    """How a baseline was made fair, where it was."""
    if fair != baseline:
        return f"Compared with the same number of days, {dates(fair)}."
    return (
        ""
        if all(part.sources is None for part in parts)
        else "The comparison counts the same sources and days."
    )


def _last_whole_day(arrived: Arrival) -> date:
    """The last day of a period on which all of its sources have arrived."""
    return min((one.last for one, _ in arrived.delivered), default=arrived.period.last)


def _shortened(wanted: Wanted, last: date) -> Wanted:
    """The same question up to a day, with a baseline of as many days."""
    period = until(wanted.period, last)
    baseline = wanted.baseline
    if baseline is not None:
        baseline = until(baseline, baseline.start + (period.days - 1) * DAY)
    return replace(wanted, period=period, baseline=baseline)


def _short_of(plan: Plan, notes: tuple[str, ...]) -> Plan:
    """A plan that was cut to common days: partial, and saying why."""
    if plan.asked.is_missing:
        return plan.noting(*notes)
    asked = replace(plan.asked, completeness=Completeness.PARTIAL, through=plan.asked.period.last)
    return replace(plan, asked=asked).noting(*notes)


def _trailing(at: Period, days: int) -> Period:
    """The days before a count."""
    return Period(at.start - days * DAY, at.start)
