"""An alert whose channel is closed to the bot, moved to another one by whoever set it up."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from commands.alert_making import not_allowed
from commands.alert_words import said
from commands.context import Context, Person
from delivery.outbox import Delivery
from storage import alerts, incidents
from storage.alerts import Alert
from templates import Message, render
from templates.escaping import channel


def alert_of(delivery: Delivery, context: Context) -> Alert | None:
    """The alert that an incident's message belongs to; None for other messages, and where it was stopped."""
    kind, _, number = delivery.key.partition("/")
    if kind != "incident" or not number.isdecimal():
        return None
    with context.store.read() as db:
        told = incidents.get(db, int(number))
        return alerts.get(db, told.alert) if told else None


def move(known: Alert, place: str, person: Person, context: Context) -> Message:
    """Let it speak in another channel from its next incident on, if everybody may see its figure there."""
    wanted = replace(known, place=place)
    if refusal := not_allowed(wanted, person, context):
        return refusal
    with context.store.write() as db:
        alerts.change(db, wanted, by=person.id, now=context.now)
    text = Markup("Moved: {} speaks in {} from now on.").format(said(known, context), channel(place))
    return render("note.j2", text=text, style=context.style)
