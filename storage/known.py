"""Sources known to be late or broken: until when, who said so, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import moment, stamp

MIGRATIONS = Migrations("known")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is wrong with a source is known, and nobody need be told of it, up to and including `until`."""

    source: str
    until: date
    by: str
    at: datetime


def keep(db: Database, source: str, until: date, *, by: str, at: datetime) -> Known:
    """Remember until when it is known; what was said of the source before gives way. Raises ValueError for a past day."""
    if until < at.date():
        raise ValueError("a day that has passed cannot silence anything")
    before = get(db, source)
    db.execute(
        "INSERT INTO known (source, until, by, at) VALUES (?, ?, ?, ?) ON CONFLICT (source)"
        " DO UPDATE SET until = excluded.until, by = excluded.by, at = excluded.at",
        (source, until.isoformat(), by, stamp(at)),
    )
    changes.note(
        db,
        changes.Change(
            at=at,
            by=by,
            what=f"{source} known until",
            before=before.until.isoformat() if before else None,
            after=until.isoformat(),
        ),
    )
    return Known(source=source, until=until, by=by, at=at)


def get(db: Database, source: str) -> Known | None:
    """What was last said of a source, whether it still holds or not."""
    return next(map(_read, db.query("SELECT * FROM known WHERE source = ?", (source,))), None)


def holding(db: Database, today: date) -> dict[str, Known]:
    """What holds today, by source."""
    rows = db.query("SELECT * FROM known WHERE until >= ?", (today.isoformat(),))
    return {known.source: known for known in map(_read, rows)}


def _read(row: dict[str, str]) -> Known:
    return Known(
        source=row["source"], until=date.fromisoformat(row["until"]), by=row["by"], at=moment(row["at"])
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a source."""
    db.execute(
        "CREATE TABLE known (source TEXT PRIMARY KEY, until TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL) STRICT"
    )
