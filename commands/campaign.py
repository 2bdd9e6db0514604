"""`/campaign autumn coats`: what one campaign did; all campaigns by spend, ROAS or cost per conversion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from commands import following
from commands.answering import declined, follow_ups, read_words
from commands.budgets import spendings
from commands.context import Ask, Click, Command, Context, Errors, Reply
from commands.grammar import Menu, Unreadable
from commands.kpi import empty_shop, is_empty
from commands.outgoing import send_off
from commands.rights import stands_beside
from metrics.reading import Answer, Comparison, Question, Rank
from metrics.refusals import CannotAnswer
from templates import Message, Modal, render, render_modal

#: What a card shows of the platform, spend first.
CARD = (
    "spend",
    "platform_roas",
    "conversion_value",
    "conversions",
    "cost_per_conversion",
    "clicks",
    "ctr",
    "cpc",
)
#: What is shown beside it of the whole shop.
SHOP = ("blended_roas", "net_sales", "ad_cost_ratio")
#: The words after `by`, and the columns of the list they rank by.
LISTS: dict[str, tuple[str, ...]] = {
    "spend": ("spend", "platform_roas", "cost_per_conversion"),
    "roas": ("platform_roas", "spend", "cost_per_conversion"),
    "cpa": ("cost_per_conversion", "spend", "platform_roas"),
}


def campaign(ask: Ask, context: Context) -> Message | Modal:
    """A card, a list (`by roas last week`, `top 5`) or, without words, a search."""
    if is_empty(context) or not context.facts.coverage("campaign_day"):
        return empty_shop("campaigns", context)
    words = ask.text.strip()
    if not words:
        return search(ask.channel, context)
    if wanted := _list_wanted(words):
        return listed(*wanted, ask, context)
    return found(words, ask, context)


def search(channel: str, context: Context) -> Modal:
    """A form that finds a campaign while one types."""
    return render_modal(
        "search.j2",
        title="Find a campaign",
        label="Campaign",
        action="campaign.search",
        callback="campaign.card",
        placeholder="Type a name",
        metadata={"channel": channel, "words": "campaign"},
        style=context.style,
    )


def _list_wanted(words: str) -> tuple[str, Rank, str] | None:
    """`top 5 by roas last week` → (roas, top 5, last week); None where a campaign is named instead."""
    said = re.fullmatch(
        r"(?:(list|all|top|best|bottom|worst)\s*(\d*)\s*)?(?:by\s+(spend|roas|cpa|cost per conversion)\b)?\s*(.*)",
        words,
        re.IGNORECASE,
    )
    if said is None or not (said[1] or said[3]):
        return None
    by = (said[3] or "spend").casefold().replace("cost per conversion", "cpa")
    lowest = (said[1] or "").casefold() in ("bottom", "worst")
    return by, Rank(count=int(said[2] or 15), lowest=lowest != (by == "cpa")), said[4]


def listed(by: str, rank: Rank, when: str, ask: Ask, context: Context) -> Message:
    """All campaigns in a table; cheapest conversions first where cost per conversion ranks them."""
    names = [context.catalog.named(name) for name in LISTS[by]]
    words = f"{', '.join(metric.label for metric in names)} by campaign {when or 'last 7 days'}"
    try:
        question = read_words(words, context)
        if isinstance(question, Menu):
            return render("menu.j2", question=question.question, choices=[], style=context.style)
        answer = context.analyst.answer(replace(question, rank=rank), today=context.today, now=context.now)
    except Unreadable as problem:
        return render("unreadable.j2", message=problem.message, suggestions=[], style=context.style)
    except CannotAnswer as problem:
        return declined(problem, context)
    known = {each.name: each for each in context.facts.campaigns()}
    shown = {row[0].asked.segment for row in answer.rows}
    budgets = spendings([each for each in known.values() if each.name in shown], context)
    return _kept("campaigns.j2", answer, ask, context, {"campaigns": known, "spendings": budgets})


def found(words: str, ask: Ask, context: Context) -> Message:
    """The card of the one campaign the words mean, or a menu of the nearest."""
    matches = context.facts.find_campaigns(words, limit=6)
    if not matches:
        return render(
            "unreadable.j2",
            message=f"I found no campaign called “{words}”.",
            suggestions=[("All campaigns by spend", "campaign.run", "list by spend")],
            style=context.style,
        )
    exact = [match for match in matches if match.name.casefold() == words.casefold()]
    if len(exact) == 1 or len(matches) == 1:
        return card((exact or matches)[0].name, ask, context)
    return render(
        "menu.j2",
        question=f"“{words}” matches several campaigns. Which one?",
        choices=[(match.name[:60], "campaign.card", match.name) for match in matches],
        style=context.style,
    )


def card(name: str, ask: Ask, context: Context) -> Message:
    """What the platform reports of one campaign beside what the whole shop saw, over seven complete days."""
    known = next((each for each in context.facts.campaigns([name])), None)
    if known is None:
        return found(name, ask, context)
    whole_shop = read_words("spend last 7 days vs previous", context)
    assert not isinstance(whole_shop, Menu)
    question = replace(whole_shop, filters={"campaign": (name,)})
    try:
        answer = context.analyst.answer(replace(question, series=None), today=context.today, now=context.now)
    except CannotAnswer as problem:
        return declined(problem, context)
    totals, shop = (
        [total for metric in names for total in _figure(metric, about, ask, context)]
        for names, about in ((CARD, question), (SHOP, whole_shop))
    )
    answer = replace(answer, totals=tuple(totals) or answer.totals)
    card = {"campaign": known, "shop": shop, "spending": spendings([known], context).get(name)}
    return _kept("campaign.j2", answer, ask, context, card, beside=shop)


def _figure(name: str, question: Question, ask: Ask, context: Context) -> list[Comparison]:
    """One figure of the card; none where the facts cannot give it, or it would keep the card from its readers."""
    if not stands_beside(context.catalog.named(name), ask, context):
        return []
    try:
        asked = replace(question, metrics=(context.catalog.named(name),))
        return list(context.analyst.answer(asked, today=context.today, now=context.now).totals)
    except CannotAnswer:
        return []


def _kept(
    template: str,
    answer: Answer,
    ask: Ask,
    context: Context,
    shown: dict[str, Any],
    *,
    beside: Sequence[Comparison] = (),
) -> Message:
    others = follow_ups(answer.question, context)
    if "campaign" in shown:
        others.insert(1, following.button("campaign", shown["campaign"].name))
    return send_off(template, answer, ask, context, others=others, beside=beside, **shown)


# Clicks


def run(click: Click, context: Context) -> Reply:
    """A button that types `/campaign …`."""
    return click.answered(campaign(click.asks(click.value), context))


def show(click: Click, context: Context) -> Reply:
    """A button that names one campaign."""
    return click.answered(card(click.value, click.asks(click.value), context))


def chosen(click: Click, context: Context) -> Reply:
    """The search form, sent."""
    name = click.fields.get("search")
    return (
        card(name, click.asks(click.value), context)
        if name
        else Errors({"search": "Choose a campaign from the list."})
    )


def options(typed: str, context: Context) -> list[tuple[str, str]]:
    """Campaigns that match the letters typed so far."""
    found = context.facts.find_campaigns(typed, limit=20)
    return [(f"{match.name} ({match.platform})", match.name[:150]) for match in found]


CAMPAIGN = Command(
    name="campaign",
    hint="autumn coats | list by roas last week",
    about="What one campaign did; all by spend, ROAS or cost per conversion",
    answer=campaign,
    examples=("list by spend", "top 3 by roas last week"),
)
