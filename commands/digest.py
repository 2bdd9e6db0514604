"""`/digest`: which digests there are and where they go; preview, send now, subscribe, stop."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, time

from markupsafe import Markup

from commands import rights
from commands.context import Ask, Click, Command, Context, Errors, Person, Reply
from commands.outgoing import saying_why
from digests.definitions import DIGESTS
from digests.digest import Digest
from digests.edition import compose
from digests.publish import message_of, post, subscribe, timer_of, unsubscribe
from digests.readers import disclosed, for_readers, kept_from, marked
from storage import disclosures, subscriptions
from storage.subscriptions import Subscription
from templates import Message, Modal, render, render_modal
from templates.escaping import channel, mention

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def digest(ask: Ask, context: Context) -> Message | Modal:
    """`preview`, `now`, `subscribe [here|me] [at 08:30]`, `stop [here|me]`; without words, all there are."""
    verb, _, rest = ask.text.strip().partition(" ")
    match verb.casefold():
        case "" | "list":
            return listed(ask, context)
        case "preview" | "show":
            return preview(rest, ask, context)
        case "now" | "send":
            return send_now(rest, ask, context)
        case "subscribe" | "start":
            return subscribe_words(rest, ask, context)
        case "stop" | "unsubscribe":
            return stop(_place(rest, ask), ask.person, context)
        case _:
            return render(
                "unreadable.j2",
                message=f"I can't do “{ask.text.strip()}” with digests.",
                suggestions=[("Preview the morning digest", "digest.preview", "morning")],
                examples=["/digest preview", "/digest subscribe here at 08:30", "/digest stop"],
                style=context.style,
            )


def listed(ask: Ask, context: Context) -> Message:
    """Every digest, where it goes and when next."""
    return render("digest/list.j2", digests=entries(ask.person, ask.channel, context), style=context.style)


def next_digest(context: Context) -> datetime | None:
    """When the next digest of all is due, in the shop's zone; None when none is."""
    with context.store.read() as db:
        timers = [context.timers.get(db, timer_of(one.digest, one.place)) for one in subscriptions.all_of(db)]
    due = [timer.next_due for timer in timers if timer]
    return min(due).astimezone(context.shop.zone) if due else None


def entries(person: Person, channel: str, context: Context) -> list[dict[str, object]]:
    """The digests as lists show them."""
    with context.store.read() as db:
        subscribed = subscriptions.all_of(db)
        timers = {
            each.place: context.timers.get(db, timer_of(each.digest, each.place)) for each in subscribed
        }
    found: list[dict[str, object]] = []
    for each in DIGESTS.values():
        mine = [one for one in subscribed if one.digest == each.name]
        due = [timer.next_due for one in mine if not one.paused and (timer := timers[one.place])]
        found.append(
            {
                "name": each.name,
                "title": each.title,
                "when": _when(mine, each, context),
                "places": [one.place for one in mine],
                "next_at": min(due).astimezone(context.shop.zone) if due else None,
                "mine": any(one.place in (person.id, channel) for one in mine),
                "choices": _choices(each.name, person, mine),
            }
        )
    return found


def _choices(name: str, person: Person, mine: list[Subscription]) -> list[tuple[str, str, str]]:
    choices = [("Preview", "digest.preview", name), ("Send it here now", "digest.now", name)]
    choices.append(("Change or add a place", "digest.settings", name))
    if any(one.place == person.id for one in mine):
        return [*choices, ("Stop mine", "digest.stop", person.id)]
    return [*choices, ("Send it to me each morning", "digest.me", name)]


def _when(mine: list[Subscription], known: Digest, context: Context) -> str:
    first = mine[0] if mine else None
    at, days = (first.at, first.days) if first else (known.at, known.days)
    return f"{_days(days)} at {at:%H:%M} ({first.zone if first else context.shop.time_zone})"


def _days(days: tuple[str, ...]) -> str:
    if days == WEEKDAYS[:5]:
        return "Monday to Friday"
    return "every day" if days == WEEKDAYS else ", ".join(day.capitalize() for day in days)


def edition_message(name: str, context: Context, place: str = "", *, told: bool = False) -> Message:
    """The digest of today, as it would be posted now; raises LookupError for an unknown name.

    `told` says that it will be posted, so that its place knows which figures have moved.
    """
    found = DIGESTS.get(name or "morning")
    if found is None:
        raise LookupError(f"There is no digest called “{name}”; there is {', '.join(DIGESTS)}.")
    digest = for_readers(found, rights.cleared(place, context))
    edition = compose(
        digest, context.analyst, day=context.today, now=context.now, asked=waiting(place, context)
    )
    restated = context.restated.in_digest(edition, place, context.now, told=told)
    message = marked(message_of(edition, context.style, restated), edition, place)
    if place and message.restricted:
        with context.store.write() as db:
            disclosures.note(db, disclosed(edition, place, context.now))
    return message


def waiting(place: str, context: Context) -> list[datetime]:
    """When each approval was asked for that waits for a place's readers: a person's own, a channel's all."""
    found = context.desk.waiting(place if place.startswith(("U", "W")) else None)
    return sorted(request.created_at for request in found)


def preview(name: str, ask: Ask, context: Context) -> Message:
    """Today's edition as the asker may read it, for them alone."""
    try:
        message = edition_message(name.strip(), context, ask.person.id)
    except LookupError as problem:
        return render("refused.j2", message=str(problem.args[0]), style=context.style)
    if not message.restricted:
        return message
    return saying_why(message, rights.ruling(DIGESTS[name.strip() or "morning"].also, ask, context), context)


def send_now(name: str, ask: Ask, context: Context) -> Message:
    """Post today's edition in the channel where it is asked for; once a day and place."""
    words = name.split()
    known = next((DIGESTS[word] for word in words if word in DIGESTS), DIGESTS["morning"])
    place = _place(" ".join(words), ask)
    if refusal := not_owner(place, ask.person, context) or not_read_there(known, place, context):
        return refusal
    message = edition_message(known.name, context, place, told=True)
    wanted = _subscription(known, place, ask.person.id, context)
    with context.store.write() as db:
        fresh = post(db, context.outbox, wanted, context.today, message, context.now)
    return render(
        "note.j2",
        text="On its way." if fresh else "Today's has already gone out there; it is posted once a day.",
        style=context.style,
    )


def _place(words: str, ask: Ask) -> str:
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
    wanted = _subscription(known, _place(words, ask), ask.person.id, context)
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
            _days(wanted.days),
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
    if not kept_from(digest.figures, rights.cleared(place, context)):
        return None
    return render(
        "refused.j2",
        message=rights.why_not(digest.figures, place, context),
        way_out="`/digest subscribe me` brings it to your own messages.",
        style=context.style,
    )


def _subscription(known: Digest, place: str, owner: str, context: Context) -> Subscription:
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


# Clicks


def settings(name: str, place: str, user: str, context: Context) -> Modal:
    """The form for where and when."""
    known = DIGESTS[name]
    wanted = _subscription(known, place or user, user, context)
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
    wanted = _subscription(DIGESTS[name], place, click.person.id, context)
    return set_up(replace(wanted, at=time.fromisoformat(fields["at"]), days=days), click.person, context)


def preview_clicked(click: Click, context: Context) -> Reply:
    """A button that previews."""
    return preview(click.value, _ask(click), context)


def now_clicked(click: Click, context: Context) -> Reply:
    """A button that sends today's here."""
    return send_now(click.value, _ask(click), context)


def me_clicked(click: Click, context: Context) -> Reply:
    """A button that subscribes the one who presses it."""
    wanted = _subscription(DIGESTS[click.value], click.person.id, click.person.id, context)
    return set_up(wanted, click.person, context)


def stop_clicked(click: Click, context: Context) -> Reply:
    """A button that stops a place's digest."""
    return stop(click.value or click.channel, click.person, context)


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that lists them."""
    return listed(_ask(click), context)


def _ask(click: Click) -> Ask:
    return Ask(text=click.value, person=click.person, channel=click.channel)


DIGEST = Command(
    name="digest",
    hint="preview | now | subscribe here at 08:30 | stop",
    about="Which digests there are; preview, send, subscribe, stop",
    answer=digest,
    examples=("", "preview"),
    posts=True,
)
