"""What admins changed, by whom and when: rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("changes")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that `by` changed, from `before` (None: there was nothing) to `after`."""

    at: datetime
    by: str
    what: str
    before: str | None
    after: str | None


def note(db: Database, change: Change) -> None:
    """Add a change to the log."""
    db.execute(
        "INSERT INTO change (at, by, what, before, after) VALUES (?, ?, ?, ?, ?)",
        (stamp(change.at), change.by, change.what, change.before, change.after),
    )


def latest(db: Database, count: int = 20) -> list[Change]:
    """The newest changes, newest first."""
    rows = db.query("SELECT at, by, what, before, after FROM change ORDER BY id DESC LIMIT ?", (count,))
    return [Change(**{**row, "at": moment(row["at"])}) for row in rows]


def newest(db: Database) -> int:
    """The number of the newest change, by which one can tell whether anything was changed since; 0 before the first."""
    (number,) = db.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()
    return int(number)


def ever(db: Database, what: str) -> bool:
    """Whether anybody has changed `what` so far."""
    return bool(list(db.query("SELECT 1 FROM change WHERE what = ? LIMIT 1", (what,))))


@MIGRATIONS()
def first(db: Database) -> None:
    """The log, and what keeps it a log."""
    db.execute(
        "CREATE TABLE change (id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL,"
        " before TEXT, after TEXT) STRICT"
    )
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER change_no_{verb.lower()} BEFORE {verb} ON change"
            " BEGIN SELECT RAISE(ABORT, 'the log of changes is only added to'); END"
        )
