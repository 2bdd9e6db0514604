"""Who sets up a digest, where and when: by words, by a form, or by `shop.yaml`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import time

from markupsafe import Markup

from commands import rights
from commands.context import Ask, Click, Context, Errors, Person, Reply
from digests.definitions import DIGESTS
from digests.digest import Digest
from digests.publish import subscribe, unsubscribe
from digests.readers import kept_from
from storage import subscriptions
from storage.subscriptions import Subscription
from templates import Message, Modal, render, render_modal
from templates.escaping import channel, mention

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def place_of(words: str, ask: Ask) -> str:
    """Where: a channel that is named, `me`, or here."""
    if named := re.search(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>", words):
        return named[1]
    mine = re.search(r"\bme\b", words) or not ask.channel or ask.channel.startswith("D")
    return ask.person.id if mine else ask.channel


def subscribe_words(words: str, ask: Ask, context: Context) -> Message | Modal:
    """`subscribe here at 08:30`; without words, a form."""
    if not words.strip():
        return settings("morning", ask.channel, ask.person.id, context)
    known = next((DIGESTS[word] for word in words.split() if word in DIGESTS), DIGESTS["morning"])
    wanted = subscription_for(known, place_of(words, ask), ask.person.id, context)
    if said := re.search(r"\bat\s+(\d{1,2})[:.]?(\d{2})?\s*(am|pm)?\b", words, re.IGNORECASE):
        at = _hour(said)
        if at is None:
            return render(
                "refused.j2",
                message=f"“{said[0]}” is no time of day.",
                way_out="Write `at 08:30`.",
                style=context.style,
            )
        wanted = replace(wanted, at=at)
    return set_up(wanted, ask.person, context)


def _hour(said: re.Match[str]) -> time | None:
    hour, minute, half = int(said[1]), int(said[2] or 0), (said[3] or "").casefold()
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def set_up(wanted: Subscription, person: Person, context: Context) -> Message:
    """Subscribe a place, if the asker may decide for it."""
    if refusal := (
        not_owner(wanted.place, person, context)
        or not_read_there(DIGESTS[wanted.digest], wanted.place, context)
    ):
        return refusal
    with context.store.write() as db:
        subscribe(db, context.timers, wanted, context.now)
    return render(
        "note.j2",
        text=Markup("Set: {}, {} at {:%H:%M} ({}), in {}. Set up by {}.").format(
            DIGESTS[wanted.digest].title,
            days_in_words(wanted.days),
            wanted.at,
            wanted.zone,
            channel(wanted.place),
            mention(person.id),
        ),
        buttons=[("Preview", "digest.preview", wanted.digest)],
        more=[("Stop it", "digest.stop", wanted.place)],
        style=context.style,
    )


def stop(place: str, person: Person, context: Context) -> Message:
    """End a place's digest, if the asker may decide for it."""
    if refusal := not_owner(place, person, context):
        return refusal
    with context.store.write() as db:
        stopped = unsubscribe(db, context.timers, "morning", place, person.id, context.now)
    said = Markup("Stopped: no more morning digest in {}." if stopped else "No digest goes to {}.")
    return render("note.j2", text=said.format(channel(place)), style=context.style)


def not_owner(place: str, person: Person, context: Context) -> Message | None:
    """The refusal where a channel's digest belongs to somebody else; anyone decides about their own."""
    if place == person.id or person.admin:
        return None
    if person.role == "viewer":
        return render(
            "refused.j2",
            message="Viewers can have a digest in their own messages, not set one up for a channel.",
            way_out="`/digest subscribe me`, or ask a manager.",
            style=context.style,
        )
    with context.store.read() as db:
        owned = subscriptions.get(db, "morning", place)
    if owned is None or owned.owner in (person.id, ""):
        return None
    return render(
        "refused.j2",
        message=Markup("{} set up the digest of {}, so it is theirs to change.").format(
            mention(owned.owner), channel(place)
        ),
        way_out="Ask them, or `/digest subscribe me` for one of your own.",
        style=context.style,
    )


def not_read_there(digest: Digest, place: str, context: Context) -> Message | None:
    """The refusal where not everybody who reads a channel may see what a digest tells."""
    if not kept_from(digest.figures, rights.cleared(place, context), context.declared):
        return None
    return render(
        "refused.j2",
        message=rights.why_not(digest.figures, place, context),
        way_out="`/digest subscribe me` brings it to your own messages.",
        style=context.style,
    )


def subscription_for(known: Digest, place: str, owner: str, context: Context) -> Subscription:
    with context.store.read() as db:
        before = subscriptions.get(db, known.name, place)
    if before:
        return replace(before, owner=owner)
    morning = context.shop.morning
    return Subscription(
        digest=known.name,
        place=place,
        owner=owner,
        at=time.fromisoformat(morning.at),
        zone=context.shop.time_zone,
        days=morning.days,
    )


def wind_from_settings(context: Context) -> None:
    """Set up the channel digest that `shop.yaml` names, unless somebody has changed it since."""
    channel = context.shop.channels.digest
    if channel is None:
        return
    admins = [person.id for person in context.shop.people if person.admin]
    with context.store.write() as db:
        if subscriptions.get(db, "morning", channel) is None and not subscriptions.ever(
            db, "morning", channel
        ):
            wanted = Subscription(
                digest="morning",
                place=channel,
                owner=admins[0] if admins else "",
                at=time.fromisoformat(context.shop.morning.at),
                zone=context.shop.time_zone,
                days=context.shop.morning.days,
            )
            subscribe(db, context.timers, wanted, context.now)


def days_in_words(days: tuple[str, ...]) -> str:
    if days == WEEKDAYS[:5]:
        return "Monday to Friday"
    return "every day" if days == WEEKDAYS else ", ".join(day.capitalize() for day in days)


# The form and the clicks


def settings(name: str, place: str, user: str, context: Context) -> Modal:
    """The form for where and when."""
    known = DIGESTS[name]
    wanted = subscription_for(known, place or user, user, context)
    return render_modal(
        "digest/settings.j2",
        digest=known,
        at=f"{wanted.at:%H:%M}",
        days=wanted.days,
        zone=wanted.zone,
        place="" if place.startswith("D") else place,
        callback="digest.settings",
        metadata={"digest": name, "channel": place},
        style=context.style,
    )


def settings_clicked(click: Click, context: Context) -> Reply:
    """A button that opens the form."""
    return settings(click.value or "morning", click.channel, click.person.id, context)


def settings_sent(click: Click, context: Context) -> Reply:
    """The form, sent."""
    fields = click.fields
    place, days = fields.get("place"), tuple(day for day in WEEKDAYS if day in (fields.get("days") or ()))
    if not days:
        return Errors({"days": "Choose at least one day."})
    place = click.person.id if not place or place.startswith("D") else place
    name = json.loads(click.metadata or "{}").get("digest", "morning")
    wanted = subscription_for(DIGESTS[name], place, click.person.id, context)
    return set_up(replace(wanted, at=time.fromisoformat(fields["at"]), days=days), click.person, context)


def me_clicked(click: Click, context: Context) -> Reply:
    """A button that subscribes the one who presses it."""
    wanted = subscription_for(DIGESTS[click.value], click.person.id, click.person.id, context)
    return set_up(wanted, click.person, context)


def stop_clicked(click: Click, context: Context) -> Reply:
    """A button that stops a place's digest."""
    return stop(click.value or click.channel, click.person, context)
