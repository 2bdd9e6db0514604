"""Discount codes that somebody said are no promotion, so that they are not proposed again."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import stamp

MIGRATIONS = Migrations("dismissed_codes")


def dismiss(db: Database, code: str, *, by: str, at: datetime) -> bool:
    """Propose a code no more. False where that was said before."""
    if code in all_of(db):
        return False
    db.execute("INSERT INTO dismissed_code (code, by, at) VALUES (?, ?, ?)", (code, by, stamp(at)))
    _note(db, code, None, "no promotion", by=by, at=at)
    return True


def bring_back(db: Database, code: str, *, by: str, at: datetime) -> bool:
    """Let a code be proposed again. False where nobody said that it should not."""
    if code not in all_of(db):
        return False
    db.execute("DELETE FROM dismissed_code WHERE code = ?", (code,))
    _note(db, code, "no promotion", None, by=by, at=at)
    return True


def all_of(db: Database) -> frozenset[str]:
    """Every code that is proposed no more, in capitals as it was proposed."""
    return frozenset(row["code"] for row in db.query("SELECT code FROM dismissed_code"))


def _note(db: Database, code: str, before: str | None, after: str | None, *, by: str, at: datetime) -> None:
    changes.note(db, changes.Change(at=at, by=by, what=f"code {code}", before=before, after=after))


@MIGRATIONS()
def first(db: Database) -> None:
    """One row for each such code."""
    db.execute(
        "CREATE TABLE dismissed_code (code TEXT PRIMARY KEY, by TEXT NOT NULL, at TEXT NOT NULL) STRICT"
    )
