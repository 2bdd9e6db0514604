"""The round of the digests that are due: each is composed, and put into the outbox once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from delivery.outbox import Outbox, Unasked
from delivery.timers import Due, Timers
from digests.catching_up import take_along, tell_held
from digests.definitions import digest_of
from digests.digest import Covers, Digest
from digests.landed import note_early
from digests.press import Press, Printed
from digests.publish import key_of, post, subscription_of
from digests.readers import elsewhere, kept_from
from digests.review import Wanted, figures_of, wanted_on
from digests.together import Together
from metrics.metric import Measured
from storage import Database, Store, disclosures, reviews, subscriptions
from storage.subscriptions import Subscription

log = logging.getLogger(__name__)

#: Why a place may not see figures, in a sentence.
WhyNot = Callable[[Sequence[Measured], str], str]


class Rounds:
    """Claims what is due and publishes it. Several processes may go round at once: each digest goes out once."""

    def __init__(
        self,
        *,
        press: Press,
        store: Store,
        outbox: Outbox,
        timers: Timers,
        why_not: WhyNot,
    ) -> None:
        """Nothing is claimed yet."""
        self._press = press
        self._store = store
        self._outbox = outbox
        self._timers = timers
        self._why_not = why_not

    def go(self, now: datetime) -> int:
        """Publish what is due by `now`; returns how many digests went into the outbox.

        Whoever is back hears of that first: what was kept back for them is not for their digest to tell.
        One that fails is logged and tried again when its claim runs out; the others go out all the same.
        """
        published = 0
        self._press = replace(self._press, once=Together().once)
        for kind, do in (("back", self._catch_up), ("digest", self._publish), ("held", self._catch_up)):
            while claimed := self._timers.claim_due(now, kind=kind):
                for due in claimed:
                    try:
                        published += do(due, now)
                    except Exception:
                        log.exception("%s of %s could not be put together", due.name, due.day)
        return published

    def _publish(self, due: Due, now: datetime) -> bool:
        subscription = subscription_of(due.name, due.day, self._store)
        if subscription is None:
            return self._let_go(due)
        wanted: Wanted | None = None
        if self._is_kept_from(digest_of(subscription), subscription.place):
            return self._sent_to_owner(due, subscription, now)
        if digest_of(subscription).covers is Covers.MONTH and not (
            wanted := self._review(due, subscription, now)
        ):
            return self._let_go(due)
        printed = self._printed(due, subscription, subscription.place, now, wanted)
        with self._store.write() as db:
            if not self._timers.done(db, due):
                return False
            if subscription.only_unusual and not printed.edition.is_news:
                subscriptions.keep_back(db, subscription.digest, subscription.place)
                return False
            message = take_along(db, subscription.place, printed.message, self._press.style())
            posted = post(db, self._outbox, subscription, due.day, message, now, printed.thread)
            if posted and not wanted:  # a month has a final review of its own
                note_early(db, subscription, printed, message, now)
            disclosures.note(db, printed.disclosures if posted else ())
            if posted and wanted:
                _keep(db, subscription, wanted, printed, now)
            return posted

    def _let_go(self, due: Due) -> bool:
        """Nothing goes out for it."""
        with self._store.write() as db:
            self._timers.done(db, due)
        return False

    def _review(self, due: Due, subscription: Subscription, now: datetime) -> Wanted | None:
        """The month's review that can be said today; None on all the days on which there is none."""
        with self._store.read() as db:
            kept = reviews.of(db, subscription.digest, subscription.place)
        for wanted in wanted_on(due.day, kept):
            edition = self._press.figures(
                digest_of(subscription), subscription.place, wanted.period, due.day, now
            )
            if wanted.may_go_out(edition.figures, due.day):
                return wanted
        return None

    def _printed(
        self,
        due: Due,
        subscription: Subscription,
        place: str,
        now: datetime,
        wanted: Wanted | None = None,
    ) -> Printed:
        """The edition as everybody who reads a place may see it."""
        digest = digest_of(subscription)
        brings = subscription if place == subscription.place else None
        return self._press.printed(
            digest,
            place,
            day=due.day,
            now=now,
            days=subscription.days,
            subscription=brings,
            wanted=wanted,
        )

    def _is_kept_from(self, digest: Digest, place: str) -> bool:
        return kept_from(digest.figures, self._press.cleared(place), self._press.declared)

    def _catch_up(self, due: Due, now: datetime) -> bool:
        """What was kept back from a person, told in one message; somebody who was away is back with it."""
        kind, _, user = due.name.partition("/")
        with self._store.write() as db:
            if not self._timers.done(db, due):
                return False
            return tell_held(
                db,
                self._outbox,
                user,
                now,
                waiting=len(self._press.wire.waiting(user)),
                back=kind == "back",
                style=self._press.style(),
            )

    def _sent_to_owner(self, due: Due, subscription: Subscription, now: datetime) -> bool:
        """A channel whose readers may see none of it: whoever set it up gets it instead, and learns why."""
        owner, digest = subscription.owner, digest_of(subscription)
        if not owner or self._is_kept_from(digest, owner):
            log.warning("nobody may read the %s digest of %s", digest.name, subscription.place)
            return self._let_go(due)
        printed = self._printed(due, subscription, owner, now)
        why = self._why_not(digest.figures, subscription.place)
        told = elsewhere(digest, printed.message, subscription.place, why, self._press.style())
        key = f"{key_of(digest.name, due.day, subscription.place)}/owner"
        with self._store.write() as db:
            if not self._timers.done(db, due):
                return False
            sent = self._outbox.add_once(db, key, owner, told, now=now, unasked=Unasked.DIGEST)
            disclosures.note(db, printed.disclosures if sent else ())
            return sent


def _keep(db: Database, subscription: Subscription, wanted: Wanted, printed: Printed, now: datetime) -> None:
    """Remember that a month's review went out."""
    about = (subscription.digest, subscription.place, wanted.period.start)
    if wanted.before is None:
        reviews.keep(db, *about, figures_of(printed.edition.figures), at=now)
    else:
        reviews.close(db, *about, at=now)
