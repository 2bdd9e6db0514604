"""Put an edition into the outbox, once: `morning/2026-11-23/C123` goes out one time, whoever tries again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from delivery.outbox import Outbox, Unasked
from delivery.timers import Timers
from digests.buttons import buttons_of
from digests.edition import Edition
from metrics.restated import Restatement
from storage import Database, Store, subscriptions
from storage.subscriptions import Subscription
from templates import Message, Style, render

#: Draws a message by the first of some templates that there is, with what stands in it.
Draw = Callable[..., Message]


def drawn(names: Sequence[str], *, style: Style, **values: Any) -> Message:
    """By our own template, the last of the names."""
    return render(names[-1], style=style, **values)


def message_of(
    edition: Edition,
    style: Style,
    restated: Sequence[Restatement] = (),
    subscription: Subscription | None = None,
    draw: Draw = drawn,
) -> Message:
    """What the edition looks like; `restated` are figures that have moved since they were shown.

    `subscription` is what brings it, which it tells; None for one that was only asked for.
    """
    own, ours = edition.digest.name.partition(":")[0], "news" if edition.front else "morning"
    return draw(
        (f"digest/{own}.j2", f"digest/{ours}.j2"),
        edition=edition,
        oldest=edition.oldest,
        restated=restated,
        subscription=subscription,
        buttons=buttons_of(edition, subscription),
        style=style,
    )


def thread_of(
    edition: Edition, style: Style, restated: Sequence[Restatement] = (), draw: Draw = drawn
) -> Message | None:
    """What stands beneath the message, of a digest that is news: the rest of it, and all figures."""
    if edition.front is None:
        return None
    return draw(("digest/more.j2",), edition=edition, restated=restated, style=style)


def key_of(digest: str, day: date, place: str) -> str:
    """The key under which a digest goes to a place on a day."""
    return f"{digest}/{day.isoformat()}/{place}"


def post(
    db: Database,
    outbox: Outbox,
    subscription: Subscription,
    day: date,
    message: Message,
    now: datetime,
    thread: Message | None = None,
) -> bool:
    """Post a digest to a place in the caller's transaction; False when that day's has gone out already.

    What stands in its thread goes out after it.
    """
    key, place = key_of(subscription.digest, day, subscription.place), subscription.place
    fresh = outbox.add_once(
        db, key, place, message, now=now, owner=subscription.owner, unasked=Unasked.DIGEST
    )
    if fresh:
        subscriptions.went_out(db, subscription.digest, place)
    if fresh and thread:
        outbox.add_once(db, f"{key}/more", place, thread, now=now, thread_key=key)
    return fresh


def timer_of(digest: str, place: str) -> str:
    """The name of the timer that makes a digest due."""
    return f"digest/{digest}/{place}"


def subscription_of(timer: str, day: date, store: Store) -> Subscription | None:
    """The subscription a due timer stands for; None when it ended, or rests on that day."""
    _, digest, place = timer.split("/", 2)
    with store.read() as db:
        found = subscriptions.get(db, digest, place)
    return found if found and not found.rests(day) else None


def subscribe(db: Database, timers: Timers, wanted: Subscription, now: datetime, by: str = "") -> None:
    """Remember a subscription and wind its timer, in the caller's transaction; `by` says who did, if not its owner."""
    subscriptions.subscribe(db, wanted, now=now, by=by)
    timers.set(db, timer_of(wanted.digest, wanted.place), wanted.at, wanted.zone, wanted.days, now=now)


def unsubscribe(db: Database, timers: Timers, digest: str, place: str, by: str, now: datetime) -> bool:
    """Forget a subscription and its timer; False when there was none."""
    timers.remove(db, timer_of(digest, place))
    return subscriptions.stop(db, digest, place, by=by, now=now)


def hour(text: str) -> time:
    """Read "08:30"; raises ValueError."""
    return time.fromisoformat(text)
