"""Put an edition into the outbox, once: `morning/2026-11-23/C123` goes out one time, whoever tries again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from delivery.outbox import Outbox, Unasked
from delivery.timers import Timers
from digests.edition import Edition
from metrics.period import dates
from metrics.restated import Restatement
from storage import Database, Store, subscriptions
from storage.subscriptions import Subscription
from templates import Message, Style, render

#: Its label, its action and its value; several (label, value) pairs make it a menu.
Button = tuple[str, str, str] | tuple[str, str, Sequence[tuple[str, str]]]


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


def _buttons(edition: Edition) -> list[Button]:
    """What one may do from the message itself, whenever one does; each answers the one who presses it."""
    compared = "vs ly" if (edition.period.start - edition.baseline.start).days > 7 else "vs previous"
    details = f"net sales by sales channel {edition.period.start.isoformat()} {compared}"
    waits = ("What waits", "approval.list", "")
    settings = ("Change or stop", "digest.settings", edition.digest.name)
    whys = tuple(_whys(edition))
    return [
        ("Details", "kpi.run", details),
        *([("Why", "why.run", whys)] if whys else []),
        *((waits, settings) if edition.waiting else (settings, waits)),
    ]


def _whys(edition: Edition) -> Iterator[tuple[str, str]]:
    """Each figure that changed, and each segment that moved one, with the words that ask why."""
    days = f"{dates(edition.period)} vs {dates(edition.baseline)}"
    for figure in edition.figures:
        if figure.change:
            yield figure.metric.label, f"{figure.metric.label} {days}"
    for moved in edition.moved:
        what, where = moved.movers.metric.label, moved.movers.dimension.replace("_", " ")
        for one in moved.comparisons:
            if one.change and one.asked.segment:
                name = one.label or one.asked.segment
                yield f"{what}: {name}", f'{what} where {where} = "{one.asked.segment}" {days}'


def key_of(digest: str, day: date, place: str) -> str:
    """The key under which a digest goes to a place on a day."""
    return f"{digest}/{day.isoformat()}/{place}"


def post(
    db: Database, outbox: Outbox, subscription: Subscription, day: date, message: Message, now: datetime
) -> bool:
    """Post a digest to a place in the caller's transaction; False when that day's has gone out already."""
    key = key_of(subscription.digest, day, subscription.place)
    return outbox.add_once(
        db, key, subscription.place, message, now=now, owner=subscription.owner, unasked=Unasked.DIGEST
    )


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
