"""From words to an answer and from an answer to a message: the path every question about numbers takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from commands.context import Ask, Context
from commands.grammar import Menu, Unreadable
from commands.outgoing import send_off
from commands.pacing import of_question
from commands.pin_words import PIN, words_for
from commands.rights import not_for
from commands.sharing import Button
from metrics.fair import previous
from metrics.period import WEEK, dates, one_day
from metrics.reading import Answer, Comparison, Completeness, Coverage, Question
from metrics.refusals import CannotAnswer
from templates import Message, render
from templates.filters import Words

#: The action of a button that asks a question, with the question as its value.
RUN = "kpi.run"
MISSING = "missing.j2"
#: As many as one of Slack's charts holds.
MOST_POINTS = 20


def answer_words(words: str, ask: Ask, context: Context, **shown: Any) -> Message:
    """Answer a question in people's words; what cannot be read or answered gets a reply with the way out.

    `shown` are further values for the template; `template` takes the place of the one that fits the answer.
    """
    try:
        read = read_words(words, context)
    except Unreadable as problem:
        suggestions = [(phrase, RUN, phrase) for phrase in problem.suggestions]
        return render("unreadable.j2", message=problem.message, suggestions=suggestions, style=context.style)
    if isinstance(read, Menu):
        choices = [(label, RUN, phrase) for label, phrase in read.choices]
        return render("menu.j2", question=read.question, choices=choices, style=context.style)
    return answer_question(read, ask, context, **shown)


def read_words(words: str, context: Context) -> Question | Menu:
    """The question in the words, or a menu where they may mean several; raises Unreadable."""
    return context.grammar.read(
        words,
        today=context.today,
        last_complete=lambda metric: context.analyst.last_complete_day(metric, context.today),
    )


def answer_question(question: Question, ask: Ask, context: Context, **shown: Any) -> Message:
    """Answer a question that is fully resolved."""
    if refusal := not_for(question.metrics, ask, context):
        return refusal
    try:
        answer = compared(_drawable(question), context)
    except CannotAnswer as problem:
        return declined(problem, context)
    as_bars: dict[str, Any] = {"chart": True} if question.split and question.series else {}
    return present(answer, ask, context, **as_bars, **shown)


def compared(question: Question, context: Context) -> Answer:
    """The answer; where we picked a baseline that is not on record, against the period before instead."""
    answer = context.analyst.answer(question, today=context.today, now=context.now)
    if not question.baseline_is_ours or question.baseline is None or _compares(answer):
        return answer
    note = f"{dates(question.baseline)} is not on record, so this is against the period before."
    nearer = replace(
        question, baseline=previous(question.period, context.year), notes=(*question.notes, note)
    )
    again = context.analyst.answer(nearer, today=context.today, now=context.now)
    return again if _compares(again) else answer


def _compares(answer: Answer) -> bool:
    return any(total.change is not None for total in answer.totals)


def declined(problem: CannotAnswer, context: Context) -> Message:
    """The reply to a question that the facts cannot answer honestly."""
    return render("refused.j2", message=problem.message, way_out=problem.way_out, style=context.style)


def _drawable(question: Question) -> Question:
    """The same question in steps that fit one chart: over 20 days go by week, over 20 weeks by month.

    One cut at a time: segments over time would be many lines, so they are drawn as bars for the whole period.
    """
    if question.split and question.series:
        note = f"One cut at a time: for the run over time ask by {question.series} alone."
        return replace(question, series=None, notes=(*question.notes, note))
    days = question.period.days
    coarser = {"day": ("week", MOST_POINTS), "week": ("month", 7 * MOST_POINTS)}
    while question.series in coarser and days > coarser[question.series][1]:
        step = coarser[question.series][0]
        note = f"By {step}, because {days} days do not fit one chart."
        question = replace(question, series=step, notes=(*question.notes, note))
    return question


def present(answer: Answer, ask: Ask, context: Context, *, template: str = "", **shown: Any) -> Message:
    """The message that fits the answer's shape, for whoever may see it here, kept so that it can be shared."""
    template = template or _template(answer)
    others, latest = follow_ups(answer.question, context), None
    if template == MISSING:
        others, latest = _instead(answer.question, context)
    return send_off(
        template,
        answer,
        ask,
        context,
        others=others,
        beside=[latest] if latest else [],
        keeps=_pinning(answer.question, context),
        **(_extras(answer, context, latest) | shown),
    )


def _pinning(question: Question, context: Context) -> list[Button]:
    """The ⋯ menu's line that pins an answer's figure to one's Home, where its days move with the calendar."""
    words, what = words_for(question, context), question.metrics[0].label
    label = "Pin to my Home" if len(question.metrics) == 1 else f"Pin {what} to my Home"
    return [(label, PIN, words)] if words else []


def _instead(question: Question, context: Context) -> tuple[list[Button], Comparison | None]:
    """In place of a day that has not arrived: the newest that has, and its figure; no other cut of nothing."""
    day = context.analyst.last_complete_day(question.metrics[0], context.today)
    if day is None or question.period.days > 1 or question.period.start <= day:
        return [], None
    period = one_day(day)
    other = replace(
        question, period=period, baseline=period.shift(-WEEK) if question.baseline else None, notes=()
    )
    whole = replace(other, metrics=question.metrics[:1], split=None, rank=None, series=None)
    try:
        latest = context.analyst.answer(whole, today=context.today, now=context.now).totals[0]
    except CannotAnswer:
        return [], None
    button = (f"{Words(context.style).day(day)} instead", RUN, context.grammar.say(other))
    return [button], latest if latest.asked.value is not None else None


def _template(answer: Answer) -> str:
    if all(total.asked.completeness is Completeness.MISSING for total in answer.totals) and not answer.rows:
        return MISSING
    if answer.series:
        return "series.j2"
    if answer.rows or answer.question.split:
        return "breakdown.j2"
    return "number.j2" if len(answer.totals) == 1 else "numbers.j2"


def _extras(answer: Answer, context: Context, latest: Comparison | None) -> dict[str, Any]:
    """What some templates show beside the answer itself."""
    split = answer.question.split
    return {
        "split": context.catalog.label(split).capitalize() if split else "",
        "chart": False,
        "paces": {} if split else of_question(answer.question, context),
        "sources": [
            _source(coverage, context)
            for coverage in answer.reach
            if coverage.last < answer.question.period.last
        ],
        "latest": latest,
    }


def _source(coverage: Coverage, context: Context) -> dict[str, Any]:
    """Who looks after a source and how to get it, as `shop.yaml` says."""
    source = context.shop.sources.get(coverage.source)
    return {
        "coverage": coverage,
        "owner": source.owner if source else None,
        "how": source.how if source else "",
    }


def follow_ups(question: Question, context: Context) -> list[Button]:
    """The buttons that ask the same question another way."""
    return [(label, RUN, phrase) for label, phrase in context.grammar.variations(question)]
