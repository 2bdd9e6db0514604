"""`/shelftalk disclosures`: who was shown which restricted figure, where and when, for directors and admins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from commands.context import LOCAL_OPERATOR, Ask, Context
from commands.plan_words import take_mention
from metrics.catalog import Ambiguous, UnknownWords
from metrics.period import DAY, Period
from storage import disclosures
from storage.disclosures import Disclosure
from templates import Message, render

LISTED = 15
#: The columns of the log as a table.
COLUMNS = ("at", "who", "name", "metric", "label", "first_day", "last_day", "how", "where")


def listed(ask: Ask, context: Context) -> Message:
    """The newest of the log; `disclosures gross margin` of one figure, `disclosures @rosa` to one person."""
    if not (ask.person.sees_restricted or ask.person.admin):
        message = render(
            "refused.j2", message="The log of disclosures is for directors and admins.", way_out=""
        )
        return replace(message, restricted=True)
    person, words = take_mention(ask.text)
    try:
        metric = context.catalog.find(words).name if words else ""
    except (Ambiguous, UnknownWords) as problem:
        return render("unreadable.j2", message=str(problem), suggestions=[], style=context.style)
    only = {"metric": metric, "who": person}
    with context.store.read() as db:
        newest, count = disclosures.latest(db, LISTED, **only), disclosures.count_of(db, **only)
    message = render(
        "disclosures.j2",
        disclosures=[(one, label_of(one, context), Period(one.start, one.end)) for one in newest],
        count=count,
        about=context.catalog.named(metric).label if metric else "",
        style=context.style,
    )
    return replace(message, restricted=True)


def rows(found: Iterable[Disclosure], context: Context) -> Iterator[tuple[str, ...]]:
    """The log as the rows of a table, moments in the shop's zone and days included."""
    names = {person.id: person.name for person in context.shop.people} | {LOCAL_OPERATOR: "command line"}
    for one in found:
        yield (
            one.at.astimezone(context.shop.zone).isoformat(timespec="seconds"),
            one.who,
            names.get(one.who, ""),
            one.metric,
            label_of(one, context),
            one.start.isoformat(),
            (one.end - DAY).isoformat(),
            one.surface,
            one.place,
        )


def label_of(one: Disclosure, context: Context) -> str:
    """What people call the figure; its name where there is no such figure any more."""
    try:
        return context.catalog.named(one.metric).label
    except KeyError:
        return one.metric
