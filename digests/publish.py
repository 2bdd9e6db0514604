"""Put an edition into the outbox, once: `morning/2026-11-23/C123` goes out one time, whoever tries again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from delivery.outbox import Outbox
from delivery.timers import Timers
from digests.edition import Edition
from metrics.restated import Restatement
from storage import Database, Store, subscriptions
from storage.subscriptions import Subscription
from templates import Message, Style, render


def message_of(edition: Edition, style: Style, restated: Sequence[Restatement] = ()) -> Message:
    """What the edition looks like; `restated` are figures that have moved since they were shown."""
    return render(
        f"digest/{edition.digest.name}.j2",
        edition=edition,
        oldest=edition.oldest,
        restated=restated,
        buttons=_buttons(edition),
        style=style,
    )


def _buttons(edition: Edition) -> tuple[tuple[str, str, str], ...]:
    """What one may do from the message itself, whenever one does; each answers the one who presses it."""
    compared = "vs ly" if (edition.period.start - edition.baseline.start).days > 7 else "vs previous"
    details = f"net sales by sales channel {edition.period.start.isoformat()} {compared}"
    return (
        ("Details", "kpi.run", details),
        ("What waits", "approval.list", ""),
        ("Change or stop", "digest.settings", edition.digest.name),
    )


def key_of(digest: str, day: date, place: str) -> str:
    """The key under which a digest goes to a place on a day."""
    return f"{digest}/{day.isoformat()}/{place}"


def post(
    db: Database, outbox: Outbox, subscription: Subscription, day: date, message: Message, now: datetime
) -> bool:
    """Post a digest to a place in the caller's transaction; False when that day's has gone out already."""
    key = key_of(subscription.digest, day, subscription.place)
    return outbox.add_once(db, key, subscription.place, message, now=now, owner=subscription.owner)


def timer_of(digest: str, place: str) -> str:
    """The name of the timer that makes a digest due."""
    return f"digest/{digest}/{place}"


def subscription_of(timer: str, store: Store) -> Subscription | None:
    """The subscription a due timer stands for; None when it ended or is paused."""
    _, digest, place = timer.split("/", 2)
    with store.read() as db:
        found = subscriptions.get(db, digest, place)
    return found if found and not found.paused else None


def subscribe(db: Database, timers: Timers, wanted: Subscription, now: datetime) -> None:
    """Remember a subscription and wind its timer, in the caller's transaction."""
    subscriptions.subscribe(db, wanted, now=now)
    timers.set(db, timer_of(wanted.digest, wanted.place), wanted.at, wanted.zone, wanted.days, now=now)


def unsubscribe(db: Database, timers: Timers, digest: str, place: str, by: str, now: datetime) -> bool:
    """Forget a subscription and its timer; False when there was none."""
    timers.remove(db, timer_of(digest, place))
    return subscriptions.stop(db, digest, place, by=by, now=now)


def hour(text: str) -> time:
    """Read "08:30"; raises ValueError."""
    return time.fromisoformat(text)
