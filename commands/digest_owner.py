"""Whose a digest is: its owner and admins change it; others ask them for it, or get one of their own."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from commands.context import Click, Context, Person, Reply
from digests.buttons import Button, target_of
from digests.definitions import DIGESTS, title_of
from digests.publish import subscribe
from storage import Database, subscriptions
from storage import people as standings
from storage.subscriptions import Subscription
from templates import Message, render
from templates.days import on_days
from templates.escaping import channel, mention

#: What somebody may wish of a digest that is not theirs, by the action that would do it: as it is asked for, and the
#: button under which the owner does it.
WISHES: dict[str, tuple[str, str]] = {
    "move": ("that it comes at another hour", "Move the hour"),
    "unusual": ("that it comes only when something is unusual", "Only when unusual"),
    "every": ("that it comes every time again", "Every time again"),
    "snooze": ("that it rests for a while", "Snooze"),
    "pause": ("that it rests", "Pause"),
    "resume": ("that it comes again", "Resume"),
    "stop": ("that it stops", "Stop"),
    "settings": ("that it comes at other times", "Change it"),
    "hand": ("that somebody else looks after it", "Hand it over"),
}


def target_in(value: str, click: Click) -> tuple[str, str]:
    """Which digest of which place a button means: `morning/C123`; a place alone, or nothing, stands for the morning's."""
    digest, parted, place = value.partition("/")
    if parted:
        return digest, place
    at = click.person.id if click.channel.startswith("D") else click.channel
    return ("morning", value or at) if value not in DIGESTS else (value, at)


def may_change(found: Subscription | None, place: str, person: Person) -> bool:
    """Whether somebody decides about a place's digest: about their own, about what they set up, or as an admin.

    What nobody has set up, or nobody owns, is for everybody in the team but viewers.
    """
    if person.admin or place == person.id:
        return True
    if found is None or not found.owner:
        return person.role != "viewer" and not _is_somebodys(place)
    return found.owner == person.id


def refusal(
    db: Database, digest: str, place: str, wish: str, person: Person, context: Context
) -> Message | None:
    """What whoever may not change a digest is told and offered; None for those who may. Ask it in the transaction."""
    found = subscriptions.get(db, digest, place)
    if may_change(found, place, person):
        return None
    own: Button = ("Send me my own", "digest.own", f"{digest}/{place}")
    if found is None or not found.owner:
        return render(
            "refused.j2",
            message="Viewers can have a digest in their own messages, not set one up for a channel.",
            way_out="`/digest subscribe me`, or ask a manager.",
            buttons=[own],
            style=context.style,
        )
    return render(
        "refused.j2",
        message=Markup("{} set up the digest of {}, so it is theirs to change.").format(
            mention(found.owner), channel(place)
        ),
        way_out="I can ask them for you, or send you one of your own, at the hour you like.",
        buttons=[("Ask its owner", "digest.ask", f"{wish} {digest}/{place}"), own],
        style=context.style,
    )


def ask_owner(click: Click, context: Context) -> Reply:
    """**Ask its owner**: one message to them, with who wishes what and the button that does it."""
    wish, _, target = click.value.partition(" ")
    digest, place = target_in(target, click)
    with context.store.write() as db:
        found = subscriptions.get(db, digest, place)
        if found is None or wish not in WISHES:
            return gone(place, context)
        owner = _reachable(db, found.owner, context)
        if not owner:
            return render("refused.j2", message="Nobody looks after it any more.", way_out="Ask an admin.")
        key = f"wish/{wish}/{target_of(found)}/{click.person.id}/{context.today.isoformat()}"
        asked = context.outbox.add_once(
            db, key, owner, _wished(found, wish, click.person, context), now=context.now
        )
    text = "I have asked {}." if asked else "{} was asked today already, and need not be asked twice."
    return render("note.j2", text=Markup(text).format(mention(owner)), style=context.style)


def _wished(found: Subscription, wish: str, person: Person, context: Context) -> Message:
    asked, does = WISHES[wish]
    text = Markup("{} asks you about “{}” in {}: they wish {}. You set it up.").format(
        mention(person.id), title_of(found.digest), channel(found.place), asked
    )
    return render(
        "note.j2",
        text=text,
        buttons=[
            (does, f"digest.{wish}", target_of(found)),
            *([("Hand it over", "digest.hand", target_of(found))] if wish != "hand" else []),
        ],
        style=context.style,
    )


def _reachable(db: Database, owner: str, context: Context) -> str:
    """The owner, or an admin where the owner is not there any more."""
    gone_ = standings.outsiders(db)
    admins = (person.id for person in context.shop.people if person.admin)
    return next((one for one in (owner, *admins) if one and one not in gone_), "")


def own(click: Click, context: Context) -> Reply:
    """**Send me my own**: the same digest in one's own messages, at the same hours until one says otherwise."""
    digest, place = target_in(click.value, click)
    me = click.person.id
    with context.store.write() as db:
        theirs, mine = subscriptions.get(db, digest, place), subscriptions.get(db, digest, me)
        if theirs is None and mine is None:
            return gone(place, context)
        if mine is None and theirs is not None:
            mine = replace(theirs, place=me, owner=me, paused=False, snoozed_until=None, kept_back=0)
            subscribe(db, context.timers, mine, context.now)
            text = Markup("“{}” comes to your own messages from now on, {}.")
        else:
            text = Markup("“{}” comes to your own messages already, {}.")
    assert mine is not None
    return render(
        "note.j2",
        text=text.format(title_of(digest), said_of(mine)),
        buttons=[("Move the hour", "digest.move", target_of(mine)), ("Stop", "digest.stop", target_of(mine))],
        style=context.style,
    )


def gone(place: str, context: Context) -> Message:
    """There is none, or no longer."""
    text = Markup("No digest goes to {}.").format(channel(place))
    return render("note.j2", text=text, buttons=[("All digests", "digest.list", "")], style=context.style)


def said_of(one: Subscription) -> str:
    """When a digest comes: Monday to Friday at 08:30 (Europe/London)."""
    return f"{on_days(one.days)} at {one.at:%H:%M} ({one.zone})"


def _is_somebodys(place: str) -> bool:
    return place.startswith(("U", "W"))
