"""`/funnel last week`: the way from a session to an order, step by step."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from commands.answering import answer_words, declined, follow_ups, read_words
from commands.context import Ask, Command, Context
from commands.grammar import Menu, Unreadable
from commands.kpi import empty_shop, is_empty
from commands.outgoing import send_off
from metrics.reading import Answer, Comparison, Question
from metrics.refusals import CannotAnswer
from templates import Message

STEPS = ("sessions", "product_view_sessions", "cart_sessions", "checkout_sessions", "purchase_sessions")

#: The share of one step that took the next, by both names. A step that a source does not count is stepped over.
RATES = {
    ("sessions", "product_view_sessions"): "product_view_rate",
    ("sessions", "cart_sessions"): "add_to_cart_rate",
    ("sessions", "checkout_sessions"): "reach_checkout_rate",
    ("sessions", "purchase_sessions"): "conversion_rate",
    ("product_view_sessions", "cart_sessions"): "view_to_cart_rate",
    ("cart_sessions", "checkout_sessions"): "cart_to_checkout_rate",
    ("checkout_sessions", "purchase_sessions"): "checkout_completion",
}


def funnel(ask: Ask, context: Context) -> Message:
    """Sessions that came as far as each step, against a fair baseline; filters and periods as in `/kpi`."""
    if is_empty(context):
        return empty_shop("the funnel", context)
    words = f"conversion rate {ask.text}"
    try:
        question = read_words(words, context)
    except Unreadable:
        return answer_words(words, ask, context)
    if isinstance(question, Menu) or question.split:
        return answer_words(words, ask, context)
    try:
        return _shown(question, ask, context)
    except CannotAnswer as problem:
        return declined(problem, context)


def _shown(question: Question, ask: Ask, context: Context) -> Message:
    whole = context.analyst.answer(question, today=context.today, now=context.now)
    steps = _steps(question, context)
    if len(steps) < 2 or whole.totals[0].asked.value is None:
        return answer_words(f"conversion rate {ask.text}", ask, context)
    beside = [one for step in steps for one in step if one]
    return send_off(
        "funnel.j2",
        whole,
        ask,
        context,
        others=follow_ups(question, context),
        beside=beside,
        changed=[*whole.totals, *beside],
        steps=steps,
    )


def _steps(question: Question, context: Context) -> list[tuple[Comparison, Comparison | None]]:
    """The steps that the source counts, each with its share of the one before."""
    counts = [
        one for name in STEPS if (one := _read(name, question, context)) and one.asked.value is not None
    ]
    names = [RATES.get((before.metric.name, after.metric.name)) for before, after in pairwise(counts)]
    rates = [_read(name, question, context) if name else None for name in names]
    return list(zip(counts, [None, *rates][: len(counts)], strict=True))


def _read(name: str, question: Question, context: Context) -> Comparison | None:
    asked = replace(question, metrics=(context.catalog.named(name),))
    try:
        answer: Answer = context.analyst.answer(asked, today=context.today, now=context.now)
    except CannotAnswer:
        return None
    return answer.totals[0]


FUNNEL = Command(
    name="funnel",
    hint="last week vs ly",
    about="The way from a session to an order, step by step",
    answer=funnel,
    examples=("last week", "yesterday where device = mobile"),
)
