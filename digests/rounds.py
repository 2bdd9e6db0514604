"""The round of the digests that are due: each is composed, and put into the outbox once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from delivery.outbox import Outbox
from delivery.timers import Due, Timers
from digests.definitions import DIGESTS
from digests.edition import compose
from digests.publish import message_of, post, subscription_of
from metrics.analyst import Analyst
from storage import Store
from templates import Style

log = logging.getLogger(__name__)

#: When each approval was asked for that waits for a place's readers: a person's own, a channel's all.
Waiting = Callable[[str], Sequence[datetime]]


class Rounds:
    """Claims what is due and publishes it. Several processes may go round at once: each digest goes out once."""

    def __init__(
        self,
        *,
        analyst: Analyst,
        store: Store,
        outbox: Outbox,
        timers: Timers,
        waiting: Waiting,
        style: Callable[[], Style],
    ) -> None:
        """Nothing is claimed yet."""
        self._analyst = analyst
        self._store = store
        self._outbox = outbox
        self._timers = timers
        self._waiting = waiting
        self._style = style

    def go(self, now: datetime) -> int:
        """Publish what is due by `now`; returns how many digests went into the outbox.

        One that fails is logged and tried again when its claim runs out; the others go out all the same.
        """
        published = 0
        for due in self._timers.claim_due(now):
            try:
                published += self._publish(due, now)
            except Exception:
                log.exception("%s of %s could not be put together", due.name, due.day)
        return published

    def _publish(self, due: Due, now: datetime) -> bool:
        subscription = subscription_of(due.name, self._store)
        if subscription is None:
            with self._store.write() as db:
                self._timers.done(db, due)
            return False
        edition = compose(
            DIGESTS[subscription.digest],
            self._analyst,
            day=due.day,
            now=now,
            asked=self._waiting(subscription.place),
        )
        message = message_of(edition, self._style())
        with self._store.write() as db:
            return self._timers.done(db, due) and post(db, self._outbox, subscription, due.day, message, now)
