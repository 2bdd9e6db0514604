"""A digest does not wait for a late source: its message is changed when that has landed, and a new headline is said once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from delivery.outbox import Outbox
from digests.definitions import DIGESTS, digest_of
from digests.edition import Edition
from digests.press import Press, Printed
from digests.publish import key_of
from digests.readers import kept_from
from storage import Database, Store, disclosures, editions, subscriptions
from storage.editions import Early
from storage.subscriptions import Subscription
from templates import Message, render

log = logging.getLogger(__name__)

#: What lands later than this is no news to whoever read the digest.
LOOKED_AFTER = timedelta(days=3)


#: An edition that went out, printed anew at a moment; None where its place may read none of it any more.
Reprint = Callable[[Early, datetime], Printed | None]


def awaited_in(edition: Edition) -> tuple[str, ...]:
    """The sources of which something has still to arrive, as people call them."""
    readings = [total.asked for total in edition.figures]
    return tuple(
        dict.fromkeys(one.awaited.label for one in readings if one.awaited is not None and one.is_awaited)
    )


def headline_of(message: Message) -> str:
    """The first line that its readers see."""
    for block in message.blocks:
        if block["type"] == "section" and "text" in block:
            return str(block["text"]["text"]).split("\n")[0]
    return message.text.split("\n")[0]


def note_early(
    db: Database, subscription: Subscription, printed: Printed, posted: Message, now: datetime
) -> None:
    """Remember an edition that goes out before all of its data, in the transaction that posts it.

    `posted` is what was printed with what may stand beneath it.
    """
    edition, waits = printed.edition, awaited_in(printed.edition)
    if not waits:
        return
    early = Early(
        key=key_of(subscription.digest, edition.day, subscription.place),
        digest=subscription.digest,
        place=subscription.place,
        day=edition.day,
        at=now,
        awaited=waits,
        headline=headline_of(printed.message),
        tail=tuple(posted.blocks[len(printed.message.blocks) :]),
        days=subscription.days,
        kept_back=subscription.kept_back,
    )
    editions.note(db, early)


def reprinting(press: Press, store: Store) -> Reprint:
    """Prints an edition anew, as its place may read it now."""

    def reprint(early: Early, now: datetime) -> Printed | None:
        with store.read() as db:
            brings = subscriptions.get(db, early.digest, early.place)
        known = digest_of(brings) if brings else DIGESTS.get(early.digest)
        if known is None or kept_from(known.figures, press.cleared(early.place), press.declared):
            return None
        return press.printed(
            known, early.place, day=early.day, now=now, days=early.days, told=False,
            subscription=replace(brings, kept_back=early.kept_back) if brings else None,
        )  # fmt: skip

    return reprint


class Landed:
    """Looks after each import at the digests that waited. Several processes may: each arrival changes a message once."""

    def __init__(
        self,
        *,
        press: Press,
        store: Store,
        outbox: Outbox,
        version: Callable[[], int],
    ) -> None:
        """Nothing is looked at yet. `version` is another after each import."""
        self._press = press
        self._reprint = reprinting(press, store)
        self._store = store
        self._outbox = outbox
        self._version = version
        self._looked: object = None

    def go(self, now: datetime) -> int:
        """Bring up to date what can be; returns how many messages change. `now` is local."""
        with self._store.read() as db:
            waiting = editions.waiting(db, now - LOOKED_AFTER)
        looked = (self._version(), [(one.key, one.changes) for one in waiting])
        if not waiting or looked == self._looked:
            return 0
        changed = 0
        for one in waiting:
            try:
                changed += self._changed(one, now)
            except Exception:
                log.exception("%s could not be brought up to date", one.key)
        self._looked = looked
        return changed

    def _changed(self, early: Early, now: datetime) -> bool:
        again = self._reprint(early, now)
        if again is None:
            return False
        waits = awaited_in(again.edition)
        arrived = [label for label in early.awaited if label not in waits]
        if not arrived:
            return False
        headline = headline_of(again.message)
        message = self._told(again.message, arrived, early, now)
        with self._store.write() as db:
            if not editions.landed(db, early, awaited=waits, headline=headline):
                return False
            if not self._outbox.stands(db, early.key):
                return False
            self._outbox.put(db, early.key, early.place, message, now=now)
            if again.thread:
                self._outbox.put(
                    db, f"{early.key}/more", early.place, again.thread, now=now, thread_key=early.key
                )
            if headline != early.headline:
                self._say(db, early, arrived, headline, again.message, now)
            disclosures.note(db, again.disclosures)
        if self._press.restated:  # what is complete now is on record from now on
            self._press.restated.in_digest(again.edition, early.place, now)
        return True

    def _told(self, message: Message, arrived: Sequence[str], early: Early, now: datetime) -> Message:
        """The edition as it is now, with what has landed, and what stood beneath it before."""
        whole = render(
            "digest/landed.j2",
            message=message,
            arrived=arrived,
            now=now,
            tail=early.tail,
            style=self._press.style(),
        )
        return Message(
            text=message.text, blocks=whole.blocks, figures=message.figures,
            restricted=message.restricted, cleared=message.cleared,
        )  # fmt: skip

    def _say(
        self,
        db: Database,
        early: Early,
        arrived: Sequence[str],
        headline: str,
        message: Message,
        now: datetime,
    ) -> None:
        """In its thread: the headline is another."""
        said = render(
            "digest/headline.j2",
            arrived=arrived,
            headline=headline,
            before=early.headline,
            style=self._press.style(),
        )
        told = Message(
            text=said.text, blocks=said.blocks, restricted=message.restricted, cleared=message.cleared
        )
        key = f"{early.key}/headline/{early.changes + 1}"
        self._outbox.add_once(db, key, early.place, told, now=now, thread_key=early.key)
