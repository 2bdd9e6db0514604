"""What came in once: a click has one effect and one answer, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database, Migrations

from storage.moments import stamp

MIGRATIONS = Migrations("inbox")

#: Long past anything Slack sends again.
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A click that has been here before, and what was answered (None: nothing was, or not yet)."""

    answer: str | None


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
