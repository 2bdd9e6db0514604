"""Which trouble of which source its owner has been told of, and whether it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("troubles")


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One trouble that was told: `kind` is `late` or a fault's kind, `since` its first day, `key` its message's."""

    key: str
    source: str
    kind: str
    since: date
    owner: str
    told_at: datetime
    over_at: datetime | None = None


def tell(db: Database, trouble: Trouble) -> bool:
    """Remember that it was told; False when it was already."""
    added = db.execute(
        "INSERT INTO trouble (key, source, kind, since, owner, told_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO NOTHING",
        (
            trouble.key,
            trouble.source,
            trouble.kind,
            trouble.since.isoformat(),
            trouble.owner,
            stamp(trouble.told_at),
        ),
    )
    return bool(added.rowcount == 1)


def end(db: Database, key: str, *, at: datetime) -> bool:
    """Remember that it is over; False when it was already."""
    ended = db.execute("UPDATE trouble SET over_at = ? WHERE key = ? AND over_at IS NULL", (stamp(at), key))
    return bool(ended.rowcount == 1)


def get(db: Database, key: str) -> Trouble | None:
    """One trouble by its message's key."""
    return next(map(_read, db.query("SELECT * FROM trouble WHERE key = ?", (key,))), None)


def going_on(db: Database) -> list[Trouble]:
    """Those that were told and are not over, oldest first."""
    return list(map(_read, db.query("SELECT * FROM trouble WHERE over_at IS NULL ORDER BY told_at, key")))


def told_since(db: Database, moment_: datetime) -> list[Trouble]:
    """Those that were told since a moment."""
    return list(map(_read, db.query("SELECT * FROM trouble WHERE told_at >= ?", (stamp(moment_),))))


def _read(row: dict[str, str]) -> Trouble:
    return Trouble(
        key=row["key"],
        source=row["source"],
        kind=row["kind"],
        since=date.fromisoformat(row["since"]),
        owner=row["owner"],
        told_at=moment(row["told_at"]),
        over_at=moment(row["over_at"]) if row["over_at"] else None,
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a message."""
    db.execute(
        "CREATE TABLE trouble (key TEXT PRIMARY KEY, source TEXT NOT NULL, kind TEXT NOT NULL, since TEXT NOT NULL,"
        " owner TEXT NOT NULL, told_at TEXT NOT NULL, over_at TEXT) STRICT"
    )
