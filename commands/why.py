"""`/why net sales yesterday`: what a change is made of, exactly, and what is on record about it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from commands.answering import RUN as ASK
from commands.asking_why import RUN
from commands.context import Ask, Click, Command, Context, Reply
from commands.explaining import Told, as_data, told
from commands.grammar import Menu, Unreadable
from commands.kpi import empty_shop, is_empty
from commands.labels import country_name
from commands.on_record import records_for
from commands.outgoing import send_off
from commands.rights import not_for
from commands.sharing import Button
from commands.why_reading import HEADLINE, read_why
from metrics.drivers import explain
from metrics.explained import Cut, Explanation, Kind
from metrics.metric import Cover
from metrics.period import dates, previous
from metrics.reading import Question
from metrics.refusals import CannotAnswer
from templates import Message, render

#: The actions of its buttons, each with the question as its value.
PARTS, DATA = "why.parts", "why.data"


def why(ask: Ask, context: Context) -> Message:
    """Explain a change; without words, that of net sales on the latest complete day."""
    return _answered(ask, context, "why.j2")


def run(click: Click, context: Context) -> Reply:
    """Explain what a button asks: the same change by another dimension, or that of one segment."""
    return click.answered(_answered(click.asks(click.value), context, "why.j2"))


def parts(click: Click, context: Context) -> Reply:
    """All parts of the change, as tables."""
    return click.answered(_answered(click.asks(click.value), context, "why_parts.j2"))


def data(click: Click, context: Context) -> Reply:
    """How the change was parted, with every figure."""
    return click.answered(_answered(click.asks(click.value), context, "why_data.j2"))


def explanation_of(question: Question, context: Context) -> Explanation:
    """The explanation of a question that is fully resolved; raises CannotAnswer.

    Where we picked a baseline that is not on record, against the period before instead.
    """
    try:
        return _explained(question, context)
    except CannotAnswer:
        if not question.baseline_is_ours or question.baseline is None:
            raise
        note = f"{dates(question.baseline)} is not on record, so this is against the period before."
        nearer = replace(question, baseline=previous(question.period), notes=(*question.notes, note))
        with suppress(CannotAnswer):
            return _explained(nearer, context)
        raise


def _explained(question: Question, context: Context) -> Explanation:
    return explain(
        question,
        context.analyst,
        today=context.today,
        now=context.now,
        sessions_from=context.shop.sessions_from,
        records=records_for(replace(question, metrics=question.metrics[:1]), context),
        year=context.year,
    )


def _answered(ask: Ask, context: Context, template: str) -> Message:
    if is_empty(context):
        return empty_shop("what moved", context)
    try:
        question = read_why(ask.text.strip() or HEADLINE, context)
    except Unreadable as problem:
        offered = [(phrase, RUN, phrase) for phrase in problem.suggestions]
        return render("unreadable.j2", message=problem.message, suggestions=offered, style=context.style)
    if isinstance(question, Menu):
        choices = [(label, RUN, phrase) for label, phrase in question.choices]
        return render("menu.j2", question=question.question, choices=choices, style=context.style)
    if refusal := not_for(question.metrics[:1], ask, context):
        return refusal
    try:
        found = explanation_of(question, context)
    except CannotAnswer as problem:
        buttons = _instead(question, context)
        return render(
            "refused.j2",
            message=problem.message,
            way_out=problem.way_out,
            buttons=buttons,
            style=context.style,
        )
    return _message(found, ask, context, template)


def _instead(question: Question, context: Context) -> list[Button]:
    """What has parts of what was asked: of stock against sales, each of the two; else against the period before."""
    metric, before = question.metrics[0], previous(question.period)
    halves = metric.parts if isinstance(metric, Cover) else ()
    if not halves and question.baseline not in (None, before):
        return [("vs previous", RUN, context.grammar.say(replace(question, baseline=before)))]
    return [
        (f"Why {half.label.lower()}", RUN, context.grammar.say(replace(question, metrics=(half,))))
        for half in halves
        if half in context.catalog.all
    ]


def _message(found: Explanation, ask: Ask, context: Context, template: str) -> Message:
    shown = told(found, context.currency)
    same = context.grammar.say(found.question)
    message = send_off(
        template,
        replace(found.answer, question=found.question),
        ask,
        context,
        others=_buttons(found, context, template),
        changed=(),
        recorded=True,
        data="Queries and files" if template == "why_data.j2" else ("Show data", DATA, same),
        follows=[one for one in found.sums if one in context.catalog.all],
        told=shown,
        **_extras(found, shown, context, template),
    )
    return replace(message, explained=as_data(found, context.currency)) if message.figures else message


def _extras(found: Explanation, shown: Told, context: Context, template: str) -> dict[str, Any]:
    """What the templates show beside the explanation itself."""
    extras: dict[str, Any] = {"split": context.catalog.label(shown.cut.dimension) if shown.cut else ""}
    if template == "why_parts.j2":
        extras["besides"] = [
            (context.catalog.label(cut.dimension), cut.explained) for cut in found.dimensions[1:]
        ]
    if template == "why_data.j2":
        extras["exact"] = replace(shown, form="full")
    return extras


def _buttons(found: Explanation, context: Context, template: str) -> list[Button]:
    """What to ask next, the same question each time: all parts, another dimension, the leading segment alone."""
    if not found.is_sound:
        by_day = replace(found.question, split=None, series="day")
        return [("By day", ASK, context.grammar.say(by_day))] if found.question.period.days > 1 else []
    same = context.grammar.say(found.question)
    views: list[Button] = [("All parts", PARTS, same)] if found.parts else []
    others = [
        (
            f"By {context.catalog.label(cut.dimension)}",
            RUN,
            context.grammar.say(replace(found.question, split=cut.dimension)),
        )
        for cut in found.dimensions[1:]
    ]
    first: list[Button] = views if template == "why.j2" else [("In short", RUN, same)]
    return [*first, *others[:2], *_only(found, context), *others[2:3]]


def _only(found: Explanation, context: Context) -> list[Button]:
    """The leading segment asked about alone, where the figure itself is known of it."""
    for cut in found.dimensions[:1]:
        name = _leading(cut)
        if name and cut.of == found.comparison.metric:
            filters = {**found.question.filters, cut.dimension: (name,)}
            alone = replace(found.question, filters=filters, split=None)
            label = country_name(name) if cut.dimension == "country" else cut.parts[0].label
            return [(f"Why {label}", RUN, context.grammar.say(alone))]
    return []


def _leading(cut: Cut) -> str | None:
    part = cut.parts[0]
    return part.name if part.kind is Kind.SEGMENT and part.count == 1 else None


WHY = Command(
    name="why",
    hint="net sales yesterday vs ly",
    about="Why a figure changed: parts that add up, and what is on record",
    answer=why,
    examples=(
        "net sales yesterday",
        "conversion rate last week",
        "aov November vs previous month by country",
    ),
)
