"""`/digest`: which digests there are and where they go; preview, send now, subscribe, stop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commands import composing, digest_words, rights
from commands.context import Ask, Click, Command, Context, Person, Reply, Surface
from commands.digest_owner import may_change
from commands.digest_owner import refusal as owners_refusal
from commands.outgoing import saying_why
from commands.printing import press_of
from commands.subscribing import not_read_there, place_of, subscribe_words, subscription_for
from delivery.attention import is_person
from digests.buttons import target_of
from digests.definitions import DIGESTS, digest_of
from digests.definitions.own import OWN
from digests.digest import Covers, Digest
from digests.landed import note_early
from digests.press import Printed, whole
from digests.publish import post, timer_of
from digests.readers import for_readers, kept_from
from metrics.audience import refusal
from storage import disclosures, subscriptions
from storage.subscriptions import Subscription
from templates import Message, Modal, render

#: What posts or subscribes, and so needs a place in Slack.
IN_SLACK = ("now", "send", "subscribe", "start", "new", "compose", *DIGESTS, *digest_words.CHANGES)


def digest(ask: Ask, context: Context) -> Message | Modal:
    """`preview`, `now`, `subscribe [here|me] [at 08:30]`, `move`, `snooze`, `stop` …; without words, all there are."""
    verb, _, rest = ask.text.strip().partition(" ")
    if ask.surface is Surface.TERMINAL and verb.casefold() in IN_SLACK:
        return render(
            "refused.j2",
            message="That changes what goes out in Slack, so it is done there.",
            way_out="`digest preview` shows it here.",
            style=context.style,
        )
    match verb.casefold():
        case "" | "list":
            return listed(ask, context)
        case "preview" | "show":
            return preview(rest, ask, context)
        case "now" | "send":
            return send_now(rest, ask, context)
        case "subscribe" | "start":
            return subscribe_words(rest, ask, context)
        case "new" | "compose":
            return composing.form(ask.channel, context)
        case name if name in DIGESTS:
            return subscribe_words(ask.text, ask, context)
        case "move" | "pause" | "resume" | "snooze" | "only" | "every" | "stop" | "unsubscribe" | "hand":
            return digest_words.change(verb.casefold(), rest, ask, context)
        case _:
            return render(
                "unreadable.j2",
                message=f"I can't do “{ask.text.strip()}” with digests.",
                suggestions=[("Preview the morning digest", "digest.preview", "morning")],
                examples=["/digest preview", "/digest move here to 09:00", "/digest snooze until 4 Jan"],
                style=context.style,
            )


def listed(ask: Ask, context: Context) -> Message:
    """Every digest, where it goes and when next."""
    return render(
        "digest/list.j2",
        digests=entries(ask.person, ask.channel, context),
        buttons=[("Compose one", "digest.compose", "")],
        style=context.style,
    )


def next_digest(context: Context) -> datetime | None:
    """When the next digest of all is due, in the shop's zone; None when none is."""
    with context.store.read() as db:
        timers = [context.timers.get(db, timer_of(one.digest, one.place)) for one in subscriptions.all_of(db)]
    due = [timer.next_due for timer in timers if timer]
    return min(due).astimezone(context.shop.zone) if due else None


def entries(person: Person, channel: str, context: Context) -> list[dict[str, object]]:
    """The digests as lists show them, each with its places: channels, one's own messages, and how many others'."""
    with context.store.read() as db:
        subscribed = subscriptions.all_of(db)
        due = {
            (one.digest, one.place): timer.next_due.astimezone(context.shop.zone)
            for one in subscribed
            if not one.paused and (timer := context.timers.get(db, timer_of(one.digest, one.place)))
        }
    found: list[dict[str, object]] = []
    composed = [digest_of(one) for one in subscribed if one.sections]
    for each in (*DIGESTS.values(), *{one.name: one for one in composed}.values()):
        mine = [one for one in subscribed if one.digest == each.name]
        shown = [one for one in mine if not is_person(one.place) or one.place == person.id]
        moments = [due[each.name, one.place] for one in mine if (each.name, one.place) in due]
        found.append(
            {
                "name": each.name,
                "title": each.title,
                "places": [_place(one, due, person, context) for one in shown],
                "others": len(mine) - len(shown),
                "next_at": min(moments) if moments else None,
                "mine": any(one.place in (person.id, channel) for one in mine),
                "choices": _choices(each.name, person, mine) if each.name in DIGESTS else [],
            }
        )
    return [one for one in found if one["places"] or one["name"] in DIGESTS]


def _place(
    one: Subscription, due: Mapping[tuple[str, str], datetime], person: Person, context: Context
) -> dict[str, object]:
    """One place of a digest, with its own hour, and what whoever looks may do about it."""
    rests = one.snoozed_until if one.snoozed_until and one.snoozed_until > context.today else None
    return {
        "subscription": one,
        "next_at": due.get((one.digest, one.place)),
        "rests_until": rests,
        "choices": _changes(one, resting=bool(rests or one.paused))
        if may_change(one, one.place, person)
        else [("Ask its owner to move it", "digest.ask", f"move {target_of(one)}")],
    }


def _changes(one: Subscription, *, resting: bool) -> list[tuple[str, str, str]]:
    target = target_of(one)
    parts = [("Preview", "digest.preview", target), ("Change what it tells", "digest.compose", target)]
    rest = ("Resume", "digest.resume", target) if resting else ("Snooze", "digest.snooze", target)
    pause = [] if resting else [("Pause", "digest.pause", target)]
    hand = [] if is_person(one.place) else [("Hand it over", "digest.hand", target)]
    changes = [("Move the hour", "digest.move", target), rest, *pause, *hand, ("Stop", "digest.stop", target)]
    return [*(parts if one.sections else []), *changes]


def _choices(name: str, person: Person, mine: list[Subscription]) -> list[tuple[str, str, str]]:
    choices = [("Preview", "digest.preview", name), ("Send it here now", "digest.now", name)]
    choices.append(("Change or add a place", "digest.settings", name))
    if any(one.place == person.id for one in mine):
        return choices
    often = " each morning" if DIGESTS[name].covers is Covers.YESTERDAY else ""
    return [*choices, (f"Send it to me{often}", "digest.me", name)]


class NothingToTell(LookupError):
    """Every figure of a digest is kept from its readers; the message says for whom they are."""


class UnknownDigest(LookupError):
    """There is no digest of this name; the message names those there are."""


def edition_of(known: Digest, context: Context, place: str = "", *, told: bool = False) -> Printed:
    """The digest of today, as it would be posted now; raises NothingToTell.

    `told` says that it will be posted, so that its place knows which figures have moved.
    """
    press = press_of(context)
    if not for_readers(known, press.cleared(place), context.declared).figures:
        raise NothingToTell(refusal(known.figures, context.declared))
    with context.store.read() as db:
        brings = subscriptions.get(db, known.name, place) if told else None
    printed = press.printed(
        known,
        place,
        day=context.today,
        now=context.now,
        days=brings.days if brings else (),
        subscription=brings,
        told=told,
    )
    if place and printed.message.restricted:
        with context.store.write() as db:
            disclosures.note(db, printed.disclosures)
    return printed


def named(name: str, context: Context) -> Digest:
    """A digest by its name, with its place (`own:Stock/C123`) one that somebody composed; raises UnknownDigest."""
    digest, _, place = name.partition("/")
    if digest.startswith(OWN):
        with context.store.read() as db:
            composed = subscriptions.get(db, digest, place)
        if composed:
            return digest_of(composed)
    found = DIGESTS.get(digest or "morning")
    if found is None:
        raise UnknownDigest(f"There is no digest called “{digest}”; there is {', '.join(DIGESTS)}.")
    return found


def preview(name: str, ask: Ask, context: Context) -> Message:
    """Today's edition as the asker may read it, for them alone."""
    try:
        known = named(name.strip(), context)
    except UnknownDigest as problem:
        return render("refused.j2", message=str(problem), style=context.style)
    if kept_from(known.figures, rights.cleared(ask.person.id, context), context.declared):
        return rights.refused(known.figures, ask.person, context)
    printed = edition_of(known, context, ask.person.id)
    message = whole(printed)
    if not message.restricted:
        return message
    kept = [metric for metric in printed.shown if rights.is_restricted(metric, context)]
    return saying_why(message, rights.ruling(kept, ask, context), context)


def send_now(name: str, ask: Ask, context: Context) -> Message:
    """Post today's edition in the channel where it is asked for; once a day and place."""
    words = name.split()
    known = next((DIGESTS[word] for word in words if word in DIGESTS), DIGESTS["morning"])
    place = place_of(" ".join(words), ask)
    with context.store.read() as db:
        no = owners_refusal(db, known.name, place, "settings", ask.person, context)
    if no := no or not_read_there(known, place, context):
        return no
    printed = edition_of(known, context, place, told=True)
    wanted = subscription_for(known, place, ask.person.id, context)
    with context.store.write() as db:
        fresh = post(db, context.outbox, wanted, context.today, printed.message, context.now, printed.thread)
        if fresh:
            note_early(db, wanted, printed, printed.message, context.now)
    return render(
        "note.j2",
        text="On its way." if fresh else "Today's has already gone out there; it is posted once a day.",
        style=context.style,
    )


# Clicks


def preview_clicked(click: Click, context: Context) -> Reply:
    """A button that previews."""
    return preview(click.value, click.asks(click.value), context)


def now_clicked(click: Click, context: Context) -> Reply:
    """A button that sends today's here."""
    return send_now(click.value, click.asks(click.value), context)


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that lists them."""
    return listed(click.asks(click.value), context)


DIGEST = Command(
    name="digest",
    hint="director 08:30 | weekly mon 9:00 | new | preview | move | snooze | stop",
    about="Which digests there are; subscribe, compose, preview, move, snooze, hand over, stop",
    answer=digest,
    examples=("", "preview"),
    posts=True,
)
