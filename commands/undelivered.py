"""What could not be delivered, put right by whoever set it up: another channel, to oneself, or paused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from commands.alert_making import switch
from commands.alert_moving import alert_of, move
from commands.context import Click, Context, Errors, Reply
from commands.subscribing import not_read_there, set_up
from delivery.outbox import Delivery
from digests.definitions import digest_of
from digests.landed import note_early
from digests.publish import post, unsubscribe
from storage import subscriptions
from storage.subscriptions import Subscription
from templates import Message, render, render_modal
from templates.escaping import channel


def elsewhere(click: Click, context: Context) -> Reply:
    """Open the form that asks for another channel."""
    found = _theirs(click, click.value, context)
    if isinstance(found, Message):
        return found
    return render_modal(
        "modal/elsewhere.j2",
        callback="undelivered.elsewhere",
        metadata={"key": click.value, "channel": click.channel},
        style=context.style,
    )


def moved(click: Click, context: Context) -> Reply:
    """The form, sent: what comes again comes there from now on, and today's goes there now."""
    key = str(json.loads(click.metadata or "{}").get("key", ""))
    place = str(click.fields.get("place") or "")
    found = _theirs(click, key, context)
    if isinstance(found, Message):
        return found
    if not place:
        return Errors({"place": "Choose a channel."})
    if alert := alert_of(found, context):
        return move(alert, place, click.person, context)
    subscription = _subscription(found, context)
    if subscription is None:
        return _no_longer(context)
    if refusal := not_read_there(digest_of(subscription), place, context):
        return refusal
    said = set_up(replace(subscription, place=place), click.person, context)
    with context.store.read() as db:
        if subscriptions.get(db, subscription.digest, place) is None:
            return said  # it says why not
    with context.store.write() as db:
        unsubscribe(db, context.timers, subscription.digest, subscription.place, click.person.id, context.now)
    return _send_today(replace(subscription, place=place), context) or said


def to_me(click: Click, context: Context) -> Reply:
    """Send what was to be said there to its owner, as its owner may read it."""
    found = _theirs(click, click.value, context)
    if isinstance(found, Message):
        return found
    subscription = _subscription(found, context)
    if subscription:
        return _send_today(replace(subscription, place=click.person.id), context) or _no_longer(context)
    with context.store.write() as db:
        sent = context.outbox.send_copy(db, found.key, click.person.id, now=context.now)
    text = (
        "It is in your messages with me."
        if sent
        else "That is not for everybody to read: ask me for it again."
    )
    return render("note.j2", text=text, style=context.style)


def pause(click: Click, context: Context) -> Reply:
    """Let what comes again rest."""
    found = _theirs(click, click.value, context)
    if isinstance(found, Message):
        return found
    if alert := alert_of(found, context):
        return switch(alert.id, click.person, context, paused=True)
    subscription = _subscription(found, context)
    if subscription is None:
        return _no_longer(context)
    with context.store.write() as db:
        subscriptions.set_paused(
            db, subscription.digest, subscription.place, paused=True, by=click.person.id, now=context.now
        )
    text = Markup("Paused: {} rests until somebody changes it.").format(channel(subscription.place))
    return render(
        "note.j2",
        text=text,
        buttons=[("Change or stop", "digest.settings", subscription.digest)],
        style=context.style,
    )


def _theirs(click: Click, key: str, context: Context) -> Delivery | Message:
    """The delivery that a button names, for who set it up and for admins; a refusal for everybody else."""
    found = context.outbox.state(key)
    if found is None:
        return _no_longer(context)
    if click.person.id != found.owner and not click.person.admin:
        return render(
            "refused.j2",
            message="Somebody else set this up, so it is theirs to change.",
            way_out="Ask them, or an admin.",
            style=context.style,
        )
    return found


def _subscription(delivery: Delivery, context: Context) -> Subscription | None:
    """What a key such as `morning/2026-11-23/C123` is an edition of, if it still is."""
    digest, _, rest = delivery.key.partition("/")
    if rest.partition("/")[2] != delivery.place:
        return None
    with context.store.read() as db:
        return subscriptions.get(db, digest, delivery.place)


def _send_today(subscription: Subscription, context: Context) -> Message | None:
    """Post today's edition in its place, as everybody may read it who is there."""
    from commands.digest import edition_of

    place, today = subscription.place, context.today
    if refusal := not_read_there(digest_of(subscription), place, context):
        return refusal
    printed = edition_of(digest_of(subscription), context, place, told=True)
    with context.store.write() as db:
        day = date.fromordinal(today.toordinal())
        fresh = post(db, context.outbox, subscription, day, printed.message, context.now, printed.thread)
        if fresh:
            note_early(db, subscription, printed, printed.message, context.now)
    text = Markup("Today’s is on its way to {}." if fresh else "Today’s has gone out in {} already.")
    return render("note.j2", text=text.format(channel(place)), style=context.style)


def _no_longer(context: Context) -> Message:
    return render(
        "refused.j2",
        message="I no longer know what this was about.",
        way_out="`/digest` says what goes where.",
        style=context.style,
    )
