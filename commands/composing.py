"""A digest of one's own, composed of sections in a form: what it tells, where it goes, and when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import time

from commands.context import Click, Context, Errors, Reply
from commands.digest_owner import gone, refusal, target_in
from commands.subscribing import set_up, subscription_for
from digests.definitions.own import OWN, name_of
from digests.definitions.own import composed as composed_of
from digests.sections import SECTIONS
from storage import subscriptions
from storage.subscriptions import Subscription
from templates import Modal, render_modal
from templates.days import WEEK

#: What a name may hold at most, so that it fits the title of a form and a button.
LONGEST = 40
#: What stands in the form before anything is chosen.
FIRST = ("sales", "campaigns", "stock")


def form(place: str, context: Context, known: Subscription | None = None) -> Modal:
    """The form, empty or with a digest that there is."""
    return render_modal(
        "digest/compose.j2",
        title=known.digest.removeprefix(OWN) if known else "",
        sections=[(one.title, one.name, one.about) for one in SECTIONS.values()],
        chosen=known.sections if known else FIRST,
        at=f"{known.at:%H:%M}" if known else context.shop.morning.at,
        days=known.days if known else context.shop.alerts.days,
        zone=known.zone if known else context.shop.time_zone,
        place=known.place if known else "" if place.startswith(("D", "U", "W")) else place,
        only_unusual=known.only_unusual if known else False,
        is_new=known is None,
        callback="digest.compose",
        metadata={
            "words": "digest new",
            "channel": place,
            "digest": known.digest if known else "",
            "place": known.place if known else "",
        },
        style=context.style,
    )


def compose_clicked(click: Click, context: Context) -> Reply:
    """A button that opens it; with `own:Stock/C123` for a digest that there is."""
    if not click.value:
        return form(click.channel, context)
    digest, place = target_in(click.value, click)
    with context.store.read() as db:
        known = subscriptions.get(db, digest, place)
        no = refusal(db, digest, place, "settings", click.person, context)
    if known is None:
        return gone(place, context)
    return no or form(click.channel, context, known)


def composed(click: Click, context: Context) -> Reply:
    """The form, sent."""
    fields, before = click.fields, json.loads(click.metadata or "{}")
    title = " ".join((fields.get("title") or before.get("digest", "").removeprefix(OWN)).split())
    sections = tuple(name for name in SECTIONS if name in (fields.get("sections") or ()))
    days = tuple(day for day in WEEK if day in (fields.get("days") or ()))
    if wrong := _wrong(title, sections, days):
        return Errors(wrong)
    place = before.get("place") or fields.get("place") or click.person.id
    place = click.person.id if place.startswith("D") else place
    known = composed_of(before.get("digest") or name_of(title), sections)
    wanted = replace(
        subscription_for(known, place, click.person.id, context),
        sections=sections,
        at=time.fromisoformat(fields["at"]),
        days=days,
        only_unusual="unusual" in (fields.get("often") or ()),
    )
    return set_up(wanted, click.person, context)


def _wrong(title: str, sections: tuple[str, ...], days: tuple[str, ...]) -> dict[str, str]:
    """What must be put right, by block id."""
    wrong = {}
    if not title or len(title) > LONGEST:
        wrong["title"] = f"Give it a name of at most {LONGEST} characters."
    if not sections:
        wrong["sections"] = "Choose at least one thing that it tells."
    if not days:
        wrong["days"] = "Choose at least one day."
    return wrong
