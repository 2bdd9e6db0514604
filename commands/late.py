"""A late or broken source is known: until when, from the button of the message that told of it; and who knows what."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta

from markupsafe import Markup

from commands.context import Click, Context, Errors, Reply
from metrics.reading import Answer, Completeness
from storage import known, troubles
from templates import Message, render, render_modal
from templates.escaping import mention
from templates.filters import Words


def ask_until(click: Click, context: Context) -> Reply:
    """Open the form that asks until when it is known."""
    with context.store.read() as db:
        told = troubles.get(db, click.value)
    if told is None:
        return _gone(context)
    if refusal := _not_theirs(told.owner, click, context):
        return refusal
    return render_modal(
        "modal/known.j2",
        label=label_of(told.source, context),
        until=(context.today + timedelta(days=1)).isoformat(),
        callback="late.known",
        metadata={"channel": click.channel, "key": click.value},
        style=context.style,
    )


def keep(click: Click, context: Context) -> Reply:
    """The form, sent."""
    key = str(json.loads(click.metadata or "{}").get("key", ""))
    until = date.fromisoformat(click.fields["until"]) if click.fields.get("until") else None
    if until is None or until < context.today:
        return Errors({"until": "Choose today or a later day."})
    with context.store.read() as db:
        told = troubles.get(db, key)
    if told is None:
        return _gone(context)
    if refusal := _not_theirs(told.owner, click, context):
        return refusal
    context.watch.known_until(key, until, by=click.person.id, now=context.now)
    said = Words(context.style).day(until)
    text = f"Noted: {label_of(told.source, context)} is known until {said}. Answers and the status say so."
    return render("note.j2", text=text, style=context.style)


def notes(answer: Answer, context: Context) -> list[str]:
    """What is known of the sources of an answer that is not complete; a complete one costs nothing."""
    incomplete = answer.warnings or any(
        total.asked.completeness is not Completeness.COMPLETE for total in answer.totals
    )
    if not incomplete:
        return []
    with context.store.read() as db:
        holding = known.holding(db, context.today)
    labels = {one.source: one.label for one in answer.reach if one.source in holding}
    return [
        f"{label}: known until {_day(holding[source].until, context)}." for source, label in labels.items()
    ]


def known_until(sources: Iterable[str], context: Context) -> dict[str, date]:
    """Until when each source is known, today."""
    with context.store.read() as db:
        holding = known.holding(db, context.today)
    return {name: holding[name].until for name in sources if name in holding}


def label_of(source: str, context: Context) -> str:
    """What people call a source."""
    from commands.shelftalk import FACTS

    found = (one.label for fact in FACTS for one in context.facts.coverage(fact) if one.source == source)
    return next(found, source)


def _day(day: date, context: Context) -> str:
    return Words(context.style).day(day)


def _not_theirs(owner: str, click: Click, context: Context) -> Message | None:
    if click.person.id == owner or click.person.admin:
        return None
    return render(
        "refused.j2",
        message=Markup("{} looks after this source.").format(mention(owner)),
        way_out="Ask them, or an admin.",
        style=context.style,
    )


def _gone(context: Context) -> Message:
    return render(
        "refused.j2",
        message="I no longer know what this was about.",
        way_out="`/shelftalk status` says how each source is.",
        style=context.style,
    )
