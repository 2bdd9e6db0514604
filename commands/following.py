"""**Follow** on a campaign's or product's card: its results on days 1, 3 and 7, in one's own messages."""

from __future__ import annotations

from collections.abc import Callable

from commands import rights
from commands.context import Click, Context, Reply
from delivery.outbox import Outbox
from digests.alarms import Hours
from digests.follows import TOLD_ON, Follows
from storage import Store, follows
from storage.follows import Follow
from templates import render

DAYS = ", ".join(map(str, TOLD_ON[:-1])) + f" and {TOLD_ON[-1]}"


def button(kind: str, about: str) -> tuple[str, str, str]:
    """The button of a card."""
    return ("Follow", "follow.start", f"{kind}/{about}")


def start(click: Click, context: Context) -> Reply:
    """Follow what the card shows, from today on."""
    kind, _, about = click.value.partition("/")
    wanted = Follow(person=click.person.id, kind=kind, about=about, since=context.today)
    with context.store.write() as db:
        begun = follows.begin(db, wanted, now=context.now)
    title = title_of(wanted, context)
    said = (
        f"You follow {title}: its results come to your own messages on days {DAYS}."
        if begun
        else f"You follow {title} already."
    )
    return render(
        "note.j2", text=said, buttons=[("Stop following", "follow.stop", click.value)], style=context.style
    )


def stop(click: Click, context: Context) -> Reply:
    """Follow it no more."""
    kind, _, about = click.value.partition("/")
    with context.store.write() as db:
        ended = follows.stop(db, click.person.id, kind, about)
    title = title_of(Follow(person=click.person.id, kind=kind, about=about, since=context.today), context)
    said = f"You no longer follow {title}." if ended else f"You do not follow {title}."
    return render("note.j2", text=said, style=context.style)


def title_of(one: Follow, context: Context) -> str:
    """What people call it."""
    if one.kind != "product":
        return one.about
    known = context.facts.products([one.about]).get(one.about)
    return str(known.title) if known else one.about


def follows_of(context: Callable[[], Context], *, hours: Hours, store: Store, outbox: Outbox) -> Follows:
    """The round of what is followed; `context` is asked for when it speaks."""
    now = context()
    return Follows(
        analyst=now.analyst,
        catalog=now.catalog,
        titles=lambda one: title_of(one, context()),
        cleared=lambda person: rights.cleared(person, context()),
        declared=now.declared,
        hours=hours,
        store=store,
        outbox=outbox,
        style=lambda: context().style,
    )
