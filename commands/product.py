"""`/product aran coat`: the card of one product, found by code or by words; best, worst and moving products."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from commands import following
from commands.answering import RUN, answer_words, declined, follow_ups, read_words
from commands.context import Ask, Click, Command, Context, Errors, Reply
from commands.grammar import Menu, Unreadable
from commands.kpi import empty_shop, is_empty
from commands.outgoing import send_off
from commands.rights import is_restricted, not_for, refused, stands_beside
from metrics.metric import Measured
from metrics.reading import Answer, Comparison, Question, Rank
from metrics.refusals import CannotAnswer
from templates import Message, Modal, render, render_modal

#: What a card shows, the headline first; margin only where the asker may see it.
CARD = ("net_sales", "units", "return_rate", "stock_available", "weeks_of_cover", "gross_margin")
RANKINGS = {"top": "top", "best": "top", "bottom": "bottom", "worst": "bottom"}


def product(ask: Ask, context: Context) -> Message | Modal:
    """A card, a ranking (`top 5 last week`, `movers by units`) or, without words, a search."""
    if is_empty(context):
        return empty_shop("products", context)
    words = ask.text.strip()
    if not words:
        return search(ask.channel, context)
    first, _, rest = words.partition(" ")
    if first.casefold() in RANKINGS:
        return ranking(f"{RANKINGS[first.casefold()]} {rest}", ask, context)
    if first.casefold() in ("movers", "mover", "moving"):
        return movers(rest, ask, context)
    return found(words, ask, context)


def search(channel: str, context: Context) -> Modal:
    """A form that finds a product while one types."""
    return render_modal(
        "search.j2",
        title="Find a product",
        label="Product",
        action="product.search",
        callback="product.card",
        metadata={"channel": channel, "words": "product"},
        style=context.style,
    )


def found(words: str, ask: Ask, context: Context) -> Message:
    """The card of the one product the words mean, or a menu of the nearest."""
    matches = context.facts.find_products(words, limit=6)
    if not matches:
        return render(
            "unreadable.j2",
            message=f"I found no product called “{words}”, by code or by name.",
            suggestions=[("Top products", "product.run", "top 10 last week")],
            style=context.style,
        )
    exact = [match for match in matches if words.casefold() in (match.sku.casefold(), match.title.casefold())]
    if len(exact) == 1 or len(matches) == 1:
        return card((exact or matches)[0].sku, ask, context)
    return render(
        "menu.j2",
        question=f"“{words}” matches several products. Which one?",
        choices=[(f"{match.title}"[:60], "product.card", match.sku) for match in matches],
        style=context.style,
    )


def card(sku: str, ask: Ask, context: Context) -> Message:
    """One product at a glance: the last 28 complete days against the 28 before, and its weeks as a line."""
    known = context.facts.products([sku]).get(sku)
    if known is None:
        return found(sku, ask, context)
    question = read_words(f"net sales for sku {sku} last 28 days vs previous", context)
    if isinstance(question, Menu):
        return render("menu.j2", question=question.question, choices=[], style=context.style)
    metrics = [context.catalog.named(name) for name in CARD]
    visible = [metric for metric in metrics if stands_beside(metric, ask, context)]
    if not visible:
        return refused(metrics, ask.person, context)
    question = replace(question, metrics=(visible[0],), filters={"product": (sku,)})
    return send_off(
        "product.j2",
        _card_answer(question, visible, context),
        ask,
        context,
        others=[
            ("By channel", RUN, f"net sales by sales channel for sku {known.sku} last 28 days"),
            following.button("product", known.sku),
            ("By day", RUN, f"net sales by day for sku {known.sku} last 14 days"),
        ],
        product=known,
    )


def _card_answer(question: Question, visible: Sequence[Measured], context: Context) -> Answer:
    """Every figure of the card that there is of those that may stand on it; what the facts cannot give is left out."""
    whole = context.analyst.answer(replace(question, series="week"), today=context.today, now=context.now)
    totals = [
        total
        for metric in visible
        for total in _figure(metric, question, context)
        if total.asked.value is not None or not is_restricted(metric, context)
    ]
    return replace(whole, totals=tuple(totals) or whole.totals)


def _figure(metric: Measured, question: Question, context: Context) -> list[Comparison]:
    try:
        asked = replace(question, metrics=(metric,))
        return list(context.analyst.answer(asked, today=context.today, now=context.now).totals)
    except CannotAnswer:
        return []


def ranking(words: str, ask: Ask, context: Context) -> Message:
    """The best or worst products: `top 5 by units last week`."""
    return _listed(_ranking_words(words), lambda question: question, ask, context)


def movers(words: str, ask: Ask, context: Context) -> Message:
    """The products that moved most between two periods."""

    def by_change(question: Question) -> Question:
        return replace(
            question, rank=Rank(count=question.rank.count if question.rank else 10, by_change=True)
        )

    return _listed(_ranking_words(f"top {words}"), by_change, ask, context)


def _ranking_words(words: str) -> str:
    """`top 5 by units last week` → `units by product top 5 last week`; net sales where no metric is named."""
    order, _, rest = words.strip().partition(" ")
    counted = re.match(r"(\d+)\b\s*", rest)
    count = counted.group(1) if counted else "10"
    rest = rest[counted.end() :] if counted else rest
    named = re.match(r"by\s+(.*)", rest, re.IGNORECASE)
    if named:
        return f"{named.group(1)} by product {order} {count}"
    return f"net sales by product {order} {count} {rest}"


def _listed(words: str, change: Callable[[Question], Question], ask: Ask, context: Context) -> Message:
    try:
        question = read_words(words, context)
    except Unreadable:
        return answer_words(words, ask, context)
    if isinstance(question, Menu):
        return answer_words(words, ask, context)
    question = change(question)
    if refusal := not_for(question.metrics, ask, context):
        return refusal
    try:
        answer = context.analyst.answer(question, today=context.today, now=context.now)
    except CannotAnswer as problem:
        return declined(problem, context)
    return _ranked(answer, ask, context)


def _ranked(answer: Answer, ask: Ask, context: Context) -> Message:
    skus = [row[0].asked.segment for row in answer.rows if row[0].asked.segment]
    return send_off(
        "products.j2",
        answer,
        ask,
        context,
        others=follow_ups(answer.question, context),
        products=context.facts.products(skus),
    )


# Clicks


def run(click: Click, context: Context) -> Reply:
    """A button that types `/product …`."""
    return click.answered(product(click.asks(click.value), context))


def show(click: Click, context: Context) -> Reply:
    """A button that names one product by its code."""
    return click.answered(card(click.value, click.asks(click.value), context))


def chosen(click: Click, context: Context) -> Reply:
    """The search form, sent."""
    sku = click.fields.get("search")
    return (
        card(sku, click.asks(click.value), context)
        if sku
        else Errors({"search": "Choose a product from the list."})
    )


def options(typed: str, context: Context) -> list[tuple[str, str]]:
    """Products that match the letters typed so far."""
    return [
        (f"{match.title} ({match.sku})", match.sku) for match in context.facts.find_products(typed, limit=20)
    ]


PRODUCT = Command(
    name="product",
    hint="aran coat | top 5 last week | movers",
    about="The card of one product; best, worst and moving products",
    answer=product,
    examples=("top 5 last week", "movers last week"),
)
