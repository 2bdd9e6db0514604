"""Runs over time: the days of a period summed into steps, beside the same steps of its baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, zip_longest

from metrics import retail_calendar, sums
from metrics.completeness import days_of, has_arrived, is_closed, up_to_yesterday
from metrics.metric import Cover, Number
from metrics.period import DAY, Period, dates
from metrics.plan import Plan, Span
from metrics.reading import Completeness, Point
from metrics.refusals import CannotAnswer
from metrics.sheet import Line, Sheet
from metrics.trust import rank

Known = Number | None
WEEK_STARTS = {"monday": 0, "saturday": 5, "sunday": 6, "retail": 6}


@dataclass(frozen=True)
class _Step:
    """One step of a run: its days, and the days of the baseline beside them."""

    days: Period
    baseline: Period | None


def points(sheet: Sheet, reader: sums.Reader, grain: str, week_start: str) -> tuple[Point, ...]:
    """The first metric of a sheet by day, week or month. A step of which nothing has arrived is None.

    Nothing where only a report of the whole period is known: it is never spread over days. Raises CannotAnswer
    for a metric that joins a count with the sales before it.
    """
    line = sheet.lines[0]
    if isinstance(line.metric, Cover):
        raise CannotAnswer(
            f"{line.metric.label} is known for one day at a time.", "Ask for it without a run over time."
        )
    if any(span.exact for plan in line.plans for span in plan.spans):
        return ()
    line = replace(line, plans=tuple(_by_day(plan, sheet) for plan in line.plans))
    asked = reader.by(line.plans, sums.asked, "day")
    before = reader.by(line.plans, sums.baseline, "day")
    return tuple(
        Point(
            day=step.days.start,
            label=_label(step.days, grain),
            value=_value(line, asked, step.days) if state is not Completeness.MISSING else None,
            baseline=_value(line, before, step.baseline)
            if step.baseline and _is_compared(line) and not _is_lost(sheet, line, step.baseline)
            else None,
            completeness=state,
        )
        for step in _steps(sheet, grain, week_start)
        for state in [_state(sheet, line, step.days)]
    )


def _by_day(plan: Plan, sheet: Sheet) -> Plan:
    """A plan that reads each day; a stock's own plan reads only its last count."""
    if not plan.metric.latest:
        return plan
    wanted, spans = sheet.wanted, plan.spans or plan.baseline_spans
    return replace(
        plan,
        spans=tuple(replace(span, period=wanted.period) for span in spans[:1]),
        baseline_spans=tuple(Span(wanted.baseline, span.where) for span in spans[:1] if wanted.baseline),
    )


def _is_compared(line: Line) -> bool:
    return all(plan.baseline_spans for plan in line.plans)


def _value(line: Line, columns: Sequence[Mapping[date, Known]], days: Period) -> Known:
    """The metric over the days of one step: from sums, so that a ratio is never a mean of ratios."""
    offset = [None] * line.first
    return line.of(
        [*offset, *(_sum(plan, column, days) for plan, column in zip(line.plans, columns, strict=True))]
    )


def _sum(plan: Plan, column: Mapping[date, Known], days: Period) -> Known:
    """The sum of one step; of a stock, its last count. None where nothing has arrived, 0 where nothing happened."""
    told = [column[day] for day in days_of(days) if day in column]
    known = [value for value in told if value is not None]
    if plan.metric.latest:
        return known[-1] if known else None
    if known:
        return sum(known)
    return 0 if not told and any(has_arrived(plan.feeding, day) for day in days_of(days)) else None


def _state(sheet: Sheet, line: Line, days: Period) -> Completeness:
    """How complete a step is: missing where what was recorded of it stands for nothing."""
    arrived = _completeness(line, days)
    if sheet.trust is None or arrived is Completeness.MISSING:
        return arrived
    return min((sheet.trust.step(plan, days, arrived) for plan in line.plans), key=rank)


def _is_lost(sheet: Sheet, line: Line, days: Period) -> bool:
    return sheet.trust is not None and any(
        sheet.trust.step(plan, days, Completeness.COMPLETE) is Completeness.MISSING for plan in line.plans
    )


def _completeness(line: Line, days: Period) -> Completeness:
    """Whether every source that ever told of a metric has told of each of these days."""
    if any(plan.metric.latest for plan in line.plans):
        return Completeness.COMPLETE
    live = [source for plan in line.plans for source, _ in plan.asked.delivered]
    arrived = [source for source in live if any(has_arrived((source,), day) for day in days_of(days))]
    if not arrived:
        return Completeness.MISSING
    whole = all(
        has_arrived((source,), day) and is_closed(source, day)
        for source in live
        for day in days_of(days)
        if day >= source.first
    )
    return Completeness.COMPLETE if whole else Completeness.PARTIAL


# --- steps -----------------------------------------------------------------------------------------


def _steps(sheet: Sheet, grain: str, week_start: str) -> Iterator[_Step]:
    """The steps of a period up to yesterday, each beside its own in the baseline: months by months, else by days."""
    wanted = sheet.wanted
    period = up_to_yesterday(wanted.period, wanted.today)
    cut = _cut(period, grain, week_start)
    if wanted.baseline is None:
        return (_Step(days, None) for days in cut)
    if grain == "month":
        beside = _cut(wanted.baseline, grain, week_start)
        return (_Step(days, other) for days, other in zip_longest(cut, beside[: len(cut)]) if days)
    return (_Step(days, _beside(days, period, wanted.baseline)) for days in cut)


def _beside(days: Period, period: Period, baseline: Period) -> Period | None:
    start = baseline.start + (days.start - period.start)
    end = min(start + days.days * DAY, baseline.end)
    return Period(start, end) if start < end else None


def _cut(period: Period, grain: str, week_start: str) -> list[Period]:
    """A period in steps; the first and the last may be shorter."""

    def step(day: date) -> date:
        match grain:
            case "week":
                return day - timedelta(days=(day.weekday() - WEEK_STARTS[week_start]) % 7)
            case "month" if week_start == "retail":
                return retail_calendar.start_of(1, day)
            case "month":
                return day.replace(day=1)
            case _:
                return day

    runs = [list(days) for _, days in groupby(days_of(period), key=step)]
    return [Period(days[0], days[-1] + DAY) for days in runs]


def _label(days: Period, grain: str) -> str:
    """Short enough for an axis: Sun 22 Nov · 16–22 Nov · 28 Sep–4 Oct · Nov 2026."""
    if grain == "month" and days.months:
        return dates(days)
    if days.days == 1:
        return f"{dates(days).removesuffix(f' {days.start.year}')}"
    first, last = days.start, days.last
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%b}"
    return f"{start}–{last.day} {last:%b}"
