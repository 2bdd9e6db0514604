"""**Show data**: each number of an answer followed to its query and the rows read, and its money to the platform's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commands import rights
from commands.context import Ask, Click, Context, Reply
from commands.outgoing import guarded
from commands.resolved import unpacked
from commands.rights import not_for, stands_beside
from metrics.bridge import bridges
from metrics.facts import EVERY as SAID
from metrics.metric import Metric, Number
from metrics.period import Period
from metrics.plan import Plan, Span
from metrics.reading import Question
from metrics.refusals import CannotAnswer
from metrics.trace import Summed, Traced
from storage import answers
from templates import Message, render

#: As many figures of one answer are followed, and as many files are named.
MOST_FIGURES, MOST_FILES = 5, 6
#: What the bridge to a shop's own figure shows beside what was asked.
BRIDGED = ("gross_sales", "discounts", "returns", "net_sales", "shipping", "taxes", "total_sales")


@dataclass(frozen=True, kw_only=True)
class Read:
    """One stretch of days that a sum was read over: from which table, how many rows, in which words of SQL."""

    period: Period
    where: dict[str, tuple[str, ...]]
    until: str
    table: str
    rows: int
    sql: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """One sum behind a figure, and how it was read, asked and baseline."""

    metric: Metric
    value: Number | None
    before: Number | None
    facts: str
    table: str
    measures: str
    asked: tuple[Read, ...]
    baseline: tuple[Read, ...]


def show(click: Click, context: Context) -> Reply:
    """What stands behind the answer of a button, for whoever presses it and may see its figures."""
    with context.store.read() as db:
        stored = answers.get(db, click.value)
    if stored is None or stored.resolved is None:
        return render(
            "refused.j2",
            message="This answer is too old to be followed to its data.",
            way_out="Ask again, and follow the new one.",
        )
    ask = click.asks(stored.question)
    return shown(unpacked(stored.resolved, context.catalog), ask, context, since=stored.at)


def shown(question: Question, ask: Ask, context: Context, *, since: datetime | None = None) -> Message:
    """The data behind a question's figures. `since` is when it was answered: what arrived later is said."""
    if refusal := not_for(question.metrics, ask, context):
        return refusal
    try:
        traced = context.analyst.trace(question, today=context.today)[:MOST_FIGURES]
    except CannotAnswer as problem:
        return render("refused.j2", message=problem.message, way_out=problem.way_out, style=context.style)
    files = _files(traced, context)
    may_bridge = all(stands_beside(context.catalog.named(name), ask, context) for name in BRIDGED)
    message = render(
        "data.j2",
        question=question,
        figures=[(one, [_source(each, context) for each in one.sums]) for one in traced],
        bridges=[
            bridge
            for bridge in bridges(context.analyst, question, traced, today=context.today)
            if not bridge.lines or may_bridge
        ],
        files=files[:MOST_FILES],
        more_files=max(0, len(files) - MOST_FILES),
        newer=[file for file in files if since is not None and file.loaded_at > since],
        style=context.style,
    )
    rights.disclose([one.comparison for one in traced], ask, context, posted=False)
    return guarded(message, question.metrics, ask, context)


def _source(summed: Summed, context: Context) -> Source:
    plan = summed.plan
    return Source(
        metric=plan.metric,
        value=summed.value,
        before=summed.before,
        facts=SAID[plan.table],
        table=plan.table,
        measures=" − ".join(_measures(plan.metric)),
        asked=tuple(_read(span, plan, context) for span in plan.spans),
        baseline=tuple(_read(span, plan, context) for span in plan.baseline_spans),
    )


def _measures(metric: Metric) -> tuple[str, ...]:
    return (metric.measure,) if metric.minus is None else (metric.measure, metric.minus)


def _read(span: Span, plan: Plan, context: Context) -> Read:
    where = dict(span.where)
    query: Any = context.analyst.facts.trace(  # type: ignore[attr-defined]
        plan.table,
        _measures(plan.metric),
        where,
        start=span.period.start,
        end=span.period.end,
        exact=span.exact,
    )
    return Read(
        period=span.period,
        where=where,
        until=f"{span.until:%H:%M}" if span.until else "",
        table=query.table,
        rows=query.rows,
        sql=query.text,
    )


def _files(traced: Sequence[Traced], context: Context) -> list[Any]:
    """The files that brought what was read, newest first."""
    wanted = [
        (source.source, span.period)
        for one in traced
        for summed in one.sums
        for source in summed.plan.covers
        for span in (*summed.plan.spans, *summed.plan.baseline_spans)
    ]
    return [load for load in context.facts.loads() if any(_brought(load, *each) for each in wanted)]


def _brought(load: Any, source: str, period: Period) -> bool:
    if load.source != source or load.first is None or load.last is None:
        return False
    return bool(load.first < period.end and load.last >= period.start)
