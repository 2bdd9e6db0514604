"""What came in once: a click has one effect and one answer, however often it is sent and whoever dies meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database, Migrations

from delivery.leases import FREE, Steadily, by_the_wall
from storage import Store
from storage.moments import moment, stamp

MIGRATIONS = Migrations("inbox")

#: Long past anything Slack sends again.
KEPT_FOR = timedelta(days=30)
#: Whoever took something in has this long to do it before it is anyone's.
LEASE = timedelta(seconds=20)
#: What has ended so many processes would end the next one, too.
MOST_ATTEMPTS = 12


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A click that has been here before, and what was answered (None: nothing was, or not yet)."""

    answer: str | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to be done that Slack was told is safe with us. `at` is when it came in, `fence` the proof of the claim."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    at: datetime
    fence: int


class Inbox:
    """What was taken in and is not done yet, in one state file that several processes may share."""

    def __init__(self, store: Store, *, steady: Steadily | None = None) -> None:
        """`steady` tells how long a claim has lasted; without it the given moments do."""
        self._store = store
        self._steady = steady

    def take_in(
        self, key: str, kind: str, payload: Mapping[str, Any], *, now: datetime, durable: bool = True
    ) -> Entry | None:
        """Write down what is to be done before Slack is told that it will be; None when it has been here before.

        It is claimed by whoever takes it in. `durable=False` survives a killed process but not a power cut.
        """
        steady = (self._steady or by_the_wall(lambda: now))()
        with self._store.write(durable=durable) as db:
            if not first_time(db, key, now=now):
                return None
            db.execute(
                "UPDATE inbox SET kind = ?, payload = ?, state = 'taken', fence = 1, lease_until = ? WHERE key = ?",
                (kind, json.dumps(payload, ensure_ascii=False), steady.after(LEASE), key),
            )
        return Entry(key=key, kind=kind, payload=payload, at=now, fence=1)

    def take_over(self, *, now: datetime) -> Entry | None:
        """Claim the oldest entry whose claimant has not done it in time; None when there is none."""
        steady = (self._steady or by_the_wall(lambda: now))()
        with self._store.read() as db:
            if not list(db.query(_LEFT, steady.values)):
                return None
        with self._store.write() as db:
            claimed = list(
                db.query(
                    f"UPDATE inbox SET fence = fence + 1, lease_until = :until WHERE key = ({_LEFT})"  # noqa: S608
                    " RETURNING key, kind, payload, at, fence",
                    {**steady.values, "until": steady.after(LEASE)},
                )
            )
        return _entry(claimed[0]) if claimed else None

    def done(self, db: Database, entry: Entry) -> bool:
        """It has had its effect and its answer, in the caller's transaction; False when somebody else has it by now.

        What it said is forgotten: only that it was here is kept.
        """
        ended = db.execute(
            "UPDATE inbox SET state = 'done', payload = NULL, lease_until = NULL"
            " WHERE key = ? AND fence = ? AND state = 'taken'",
            (entry.key, entry.fence),
        )
        return bool(ended.rowcount == 1)

    def given_up(self) -> list[str]:
        """Keys of what was tried MOST_ATTEMPTS times and never done, oldest first."""
        with self._store.read() as db:
            rows = db.query(
                "SELECT key FROM inbox WHERE state = 'taken' AND fence >= ? ORDER BY at", (MOST_ATTEMPTS,)
            )
            return [row["key"] for row in rows]


_LEFT = (
    f"SELECT key FROM inbox WHERE state = 'taken' AND fence < {MOST_ATTEMPTS} AND {FREE} ORDER BY at LIMIT 1"  # noqa: S608
)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        key=row["key"],
        kind=row["kind"],
        payload=json.loads(row["payload"]),
        at=moment(row["at"]),
        fence=row["fence"],
    )


def first_time(db: Database, key: str, *, now: datetime) -> bool:
    """Whether `key` is new; it no longer is afterwards. In the transaction of what the click causes."""
    db.execute("DELETE FROM inbox WHERE at < ?", (stamp(now - KEPT_FOR),))
    added = db.execute(
        "INSERT INTO inbox (key, at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", (key, stamp(now))
    )
    return bool(added.rowcount == 1)


def remember(db: Database, key: str, answer: str) -> None:
    """Keep the answer to `key` for whoever sends it again; the first answer stands."""
    db.execute("UPDATE inbox SET answer = ? WHERE key = ? AND answer IS NULL", (answer, key))


def seen(db: Database, key: str) -> Seen | None:
    """What was answered to `key`; None when it has never been here."""
    return next(
        (Seen(answer=row["answer"]) for row in db.query("SELECT answer FROM inbox WHERE key = ?", (key,))),
        None,
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """Keys of what came in, and the first answers."""
    db.execute("CREATE TABLE inbox (key TEXT PRIMARY KEY, at TEXT NOT NULL, answer TEXT) STRICT")
    db.execute("CREATE INDEX inbox_by_age ON inbox (at)")


@MIGRATIONS()
def second(db: Database) -> None:
    """What came in itself, until it is done."""
    for column in (
        "kind TEXT",
        "payload TEXT",
        "state TEXT",
        "fence INTEGER NOT NULL DEFAULT 0",
        "lease_until TEXT",
    ):
        db.execute(f"ALTER TABLE inbox ADD COLUMN {column}")
    db.execute("CREATE INDEX inbox_not_done ON inbox (at) WHERE state = 'taken'")
