"""The history's newest seal, told once a day where people read it: whoever rewrites the file cannot rewrite that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlite_utils import Database, Migrations

from approvals.history import audit
from approvals.history.chain import Witness
from delivery.localtime import DAYS
from delivery.outbox import Outbox
from delivery.timers import Due, Timers
from storage import Store
from storage.moments import stamp
from templates import Message

MIGRATIONS = Migrations("witness")

#: When it is told, in the shop's zone: after most of a day's decisions.
AT = time(18, 0)
TIMER = "witness"


class Witnesses:
    """Tells the seal once a day on which the history has grown, and remembers what was told."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        timers: Timers,
        *,
        place: str | None,
        zone: ZoneInfo,
        draw: Callable[[Witness], Message],
    ) -> None:
        """`place` is the channel that is told; without one, nothing is."""
        self._store = store
        self._outbox = outbox
        self._timers = timers
        self._place = place
        self._zone = zone
        self._draw = draw

    def wind(self, now: datetime) -> None:
        """Let it fall due every day; said again, nothing changes."""
        with self._store.write() as db:
            if self._place:
                self._timers.set(db, TIMER, AT, self._zone.key, DAYS, now=now)
            else:
                self._timers.remove(db, TIMER)

    def go(self, now: datetime) -> int:
        """Tell what is due by `now`; returns how many messages that are."""
        return sum(self._tell(due, now) for due in self._timers.claim_due(now, kind=TIMER))

    def _tell(self, due: Due, now: datetime) -> bool:
        with self._store.write() as db:
            if not self._timers.done(db, due) or not self._place:
                return False
            head = audit.head(db)
            if head.seq == max((seen.seq for seen in remembered(db)), default=0):
                return False
            db.execute(
                "INSERT INTO witness (seq, seal, day, at) VALUES (?, ?, ?, ?)",
                (head.seq, head.seal, f"{due.day}", stamp(now)),
            )
            return self._outbox.add_once(db, f"witness/{due.day}", self._place, self._draw(head), now=now)


def remembered(db: Database) -> Iterator[Witness]:
    """What was told so far, oldest first. A file from before there were witnesses has none."""
    if "witness" in db.table_names():
        yield from (
            Witness(row["seq"], row["seal"]) for row in db.query("SELECT seq, seal FROM witness ORDER BY seq")
        )


@MIGRATIONS()
def first(db: Database) -> None:
    """What was told, for ever, and only what was so."""
    db.execute(
        "CREATE TABLE witness (seq INTEGER PRIMARY KEY, seal TEXT NOT NULL, day TEXT NOT NULL UNIQUE,"
        " at TEXT NOT NULL) STRICT"
    )
    refusals = {
        "witness_no_update": "UPDATE ON witness",
        "witness_no_delete": "DELETE ON witness",
        "witness_of_nothing": "INSERT ON witness WHEN NOT EXISTS"
        " (SELECT 1 FROM audit WHERE seq = NEW.seq AND sha = NEW.seal)",
    }
    for name, event in refusals.items():
        db.execute(
            f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, 'a witness is for ever'); END"
        )
