"""What somebody asks why of, read as far as it can be: a figure, a sentence about one, a product, a campaign, a pace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from commands.answering import read_words
from commands.context import Context
from commands.grammar import Menu, Unreadable
from commands.plan_words import take_period
from commands.why_words import paced, plain
from metrics.period import dates
from metrics.reading import Question

#: What is explained where no figure is named; of a campaign, and of a pace, over which days.
HEADLINE, OF_A_CAMPAIGN, SO_FAR = "net sales", "ad spend", "mtd"
#: As many products and campaigns are offered where the words may mean several.
MOST = 4
#: Where a sentence begins to say what it compares with.
_COMPARED = re.compile(r"\s(?:vs|versus|against|compared (?:to|with))\b.*", re.IGNORECASE)


def read_why(words: str, context: Context) -> Question | Menu:
    """The question in the words, as one that has parts, with a word on what it took the place of; raises Unreadable."""
    if (rest := paced(words)) is not None:
        return _of_a_pace(rest, context)
    found = _figure(words, context)
    return found if isinstance(found, Menu) else _parted(found)


def _of_a_pace(words: str, context: Context) -> Question | Menu:
    """Behind a target is not behind other days, but only other days tell parts."""
    said = take_period(words, context.today, week_start=context.shop.calendar)
    found = _figure(words if said else f"{words or HEADLINE} {SO_FAR}", context)
    if isinstance(found, Menu):
        return found
    note = "A target has no parts to compare with, so this is against other days; /target says how it stands."
    return replace(_parted(found), notes=(*found.notes, note))


def _figure(words: str, context: Context) -> Question | Menu:
    """The figure that is named; else the words without those that only say that it moved; else what is sold or run."""
    try:
        return read_words(words, context)
    except Unreadable:
        said = plain(words)
        if said != words:
            return _figure(said or HEADLINE, context)
        choices = tuple(_named(words, context))
        if not choices:
            raise
    if len(choices) == 1:
        return read_words(choices[0][1], context)
    return Menu(f"“{words}” can be several things. Which one?", choices[:MOST])


def _named(words: str, context: Context) -> Iterator[tuple[str, str]]:
    """The campaigns and products that all of the words name, each with the question about its own figure."""
    compared = _COMPARED.search(words)
    words, beside = (words[: compared.start()], compared[0]) if compared else (words, "")
    said = take_period(words, context.today, week_start=context.shop.calendar)
    name, days = (said.rest, f"{said.words} {beside}") if said else (words.strip(), beside)
    wanted = set(name.casefold().split())
    for campaign in context.facts.find_campaigns(name, MOST):
        if wanted <= set(campaign.name.casefold().split()):
            yield campaign.name, f'{OF_A_CAMPAIGN} where campaign = "{campaign.name}" {days}'
    for product in context.facts.find_products(name, MOST):
        if wanted <= {*product.title.casefold().split(), product.sku.casefold()}:
            yield product.title, f'{HEADLINE} where product = "{product.sku}" {days}'


def _parted(question: Question) -> Question:
    """The question with a word on what it cannot hold to."""
    notes = list(question.notes)
    if len(question.metrics) > 1:
        notes.append("I explain one figure at a time, here the first.")
    if question.series:
        notes.append(
            f"Ask /kpi for the run by {question.series}: days that follow one another are no parts of a change."
        )
    if question.baseline is None:
        notes.append(
            f"A change needs something to compare with, so {dates(question.period)} is held against a fair baseline."
        )
    return replace(question, notes=tuple(notes))
