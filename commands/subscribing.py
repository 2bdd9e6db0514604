"""Who sets up a digest, where and when: by words, by a form, or by `shop.yaml`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import time
from zoneinfo import available_timezones

from markupsafe import Markup

from commands import rights
from commands.context import Ask, Click, Context, Errors, Person, Reply
from commands.digest_owner import refusal, said_of, target_in
from delivery.attention import is_person
from digests.buttons import target_of
from digests.definitions import DIGESTS, digest_of, title_of
from digests.digest import Covers, Digest
from digests.publish import subscribe
from digests.readers import kept_from
from storage import people, subscriptions, working_hours
from storage.subscriptions import Subscription
from templates import Message, Modal, render, render_modal
from templates.days import WEEK
from templates.escaping import channel, mention


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
    said = words.casefold().split()
    known = next((DIGESTS[word] for word in said if word in DIGESTS), DIGESTS["morning"])
    is_mine = known.personal and "here" not in said and "<#" not in words
    place = ask.person.id if is_mine else place_of(words, ask)
    wanted = subscription_for(known, place, ask.person.id, context)
    if days := days_in(words):
        wanted = replace(wanted, days=days)
    if hour := AT.search(words) or HOUR.search(words):
        at = hour_in(hour)
        if at is None:
            return no_hour(hour[0], context)
        wanted = replace(wanted, at=at)
    return set_up(wanted, ask.person, context)


def days_in(words: str) -> tuple[str, ...]:
    """The weekdays that words name: mon, Tuesday."""
    return tuple(day for day in WEEK if re.search(rf"\b{day}(?:\b|[a-z]*days?\b)", words.casefold()))


#: An hour, as people write when a digest is to come.
HOUR = re.compile(r"\b(\d{1,2})[:.](\d{2})\s*(am|pm)?\b", re.IGNORECASE)
AT = re.compile(r"\b(?:at|to)\s+(\d{1,2})[:.]?(\d{2})?\s*(am|pm)?\b", re.IGNORECASE)


def hour_in(said: re.Match[str]) -> time | None:
    """The hour that was found; None where a day has no such hour."""
    hour, minute, half = int(said[1]), int(said[2] or 0), (said[3] or "").casefold()
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def no_hour(said: str, context: Context) -> Message:
    """What was written is no time of day."""
    return render(
        "refused.j2", message=f"“{said}” is no time of day.", way_out="Write `at 08:30`.", style=context.style
    )


def set_up(wanted: Subscription, person: Person, context: Context) -> Message:
    """Subscribe a place, if the asker may decide for it; asked in the transaction that does it."""
    with context.store.read() as db:
        no = refusal(db, wanted.digest, wanted.place, "settings", person, context)
    if no := no or not_read_there(digest_of(wanted), wanted.place, context):
        return no
    with context.store.write() as db:
        if no := refusal(db, wanted.digest, wanted.place, "settings", person, context):
            return no
        subscribe(db, context.timers, wanted, context.now, by=person.id)
    return render(
        "note.j2",
        text=Markup("Set: {}, {}, in {}. Set up by {}.").format(
            title_of(wanted.digest), said_of(wanted), channel(wanted.place), mention(wanted.owner)
        ),
        buttons=[("Preview", "digest.preview", wanted.digest)],
        more=[("Stop it", "digest.stop", target_of(wanted))],
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
    """What brings a digest to a place; where nothing does yet, what would, with its usual hour, for an owner."""
    with context.store.read() as db:
        before = subscriptions.get(db, known.name, place)
        if before:
            return replace(before, owner=before.owner or owner)
        zone = people.zone_of(db, place) if is_person(place) else ""
        own = working_hours.of(db, place)
    morning = context.shop.morning
    is_early = known.covers in (Covers.YESTERDAY, Covers.SINCE)
    return Subscription(
        digest=known.name,
        place=place,
        owner=owner,
        at=time.fromisoformat(morning.at) if is_early else known.at,
        zone=zone if zone in available_timezones() else context.shop.time_zone,
        days=(own.days if own else morning.days) if known.covers is Covers.YESTERDAY else known.days,
        sections=known.sections if known.name not in DIGESTS else (),
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
        place="" if place.startswith(("D", "U", "W")) else place,
        callback="digest.settings",
        metadata={"digest": name, "channel": place},
        style=context.style,
    )


def settings_clicked(click: Click, context: Context) -> Reply:
    """A button that opens the form."""
    digest, place = target_in(click.value, click)
    with context.store.read() as db:
        no = refusal(db, digest, place, "settings", click.person, context)
    if no and "/" in click.value:  # else it is for any place, and the form asks which
        return no
    return settings(digest, place, click.person.id, context)


def settings_sent(click: Click, context: Context) -> Reply:
    """The form, sent."""
    fields = click.fields
    place, days = fields.get("place"), tuple(day for day in WEEK if day in (fields.get("days") or ()))
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
