"""What is kept back from a person for now: beyond so many messages a day unasked, and while they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from delivery.localtime import DAY, instant
from delivery.outbox import Unasked
from delivery.timers import Timers
from storage import attention
from storage.moments import stamp

#: When what was kept back is told to somebody who has no digest that could take it along.
AT = time(9)
#: What waits while somebody is away. Approvals do not: they are handed over, or decided from afar.
PAUSED = (Unasked.DIGEST, Unasked.ALERT)
#: Of what a person is told unasked in a day, so much at most is about approvals.
APPROVALS_A_DAY = 6


@dataclass(frozen=True)
class Held:
    """One message kept back: its key, what kind of thing it is and what it would have said."""

    key: str
    unasked: Unasked
    text: str


class Attention:
    """The budget of messages that a person gets unasked in one day of the shop's."""

    def __init__(self, timers: Timers, *, zone: ZoneInfo, most: int) -> None:
        """`most` is for those who have not said otherwise."""
        self._timers = timers
        self._zone = zone
        self._most = most

    def holds(self, db: Database, place: str, unasked: Unasked, now: datetime) -> bool:
        """Whether it is kept back; then something is wound that will tell it. Channels get everything.

        A digest is never one too many: it is what the others join.
        """
        if not is_person(place):
            return False
        said, today = attention.of(db, place), now.astimezone(self._zone).date()
        if said.back_on and today < said.back_on and unasked in PAUSED:
            return True
        if unasked is Unasked.DIGEST or not self._is_too_much(db, said, unasked, now):
            return False
        if self._timers.get(db, f"held/{place}") is None:
            self._timers.once(db, f"held/{place}", today + DAY, AT, self._zone.key)
        return True

    def _is_too_much(self, db: Database, said: attention.Attention, unasked: Unasked, now: datetime) -> bool:
        midnight = self._midnight(now)
        if _counted(db, said.user, midnight) >= self._most_for(said):
            return True
        about_approvals = unasked is Unasked.APPROVAL
        return about_approvals and _counted(db, said.user, midnight, unasked) >= APPROVALS_A_DAY

    def _most_for(self, said: attention.Attention) -> int:
        return self._most if said.most is None else said.most

    def _midnight(self, now: datetime) -> datetime:
        return instant(now.astimezone(self._zone).date(), time(0), self._zone)


def is_person(place: str) -> bool:
    """Whether a place is somebody's own messages."""
    return place.startswith(("U", "W"))


def held_from(db: Database, place: str) -> list[Held]:
    """What was kept back from a person and not told yet, oldest first."""
    rows = db.query(
        "SELECT key, unasked, json_extract(payload, '$.text') AS text FROM outbox"
        " WHERE place = ? AND state = 'held' AND thread_key IS NULL ORDER BY created_at, id",
        (place,),
    )
    return [Held(row["key"], Unasked(row["unasked"]), row["text"].split("\n")[0]) for row in rows]


def told(db: Database, held: list[Held]) -> None:
    """These were told in another message, in whose transaction this is; and with them what was said beneath them."""
    for one in held:
        db.execute("UPDATE outbox SET state = 'told' WHERE key = ? AND state = 'held'", (one.key,))
        db.execute(
            "UPDATE outbox SET state = 'told' WHERE thread_key = ? AND state IN ('held', 'waiting') AND ts IS NULL",
            (one.key,),
        )


def _counted(db: Database, place: str, since: datetime, kind: Unasked | None = None) -> int:
    """How many messages (of one kind) a person was sent unasked since a moment."""
    found = db.execute(
        "SELECT count(*) FROM outbox WHERE place = ? AND unasked IS NOT NULL AND created_at >= ?"
        " AND state NOT IN ('held', 'told', 'stale') AND (? IS NULL OR unasked = ?)",
        (place, stamp(since.astimezone(UTC)), kind, kind),
    ).fetchone()
    return int(found[0])
