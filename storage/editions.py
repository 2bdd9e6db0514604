"""Digests that went out before all of their data: what each still waits for, and the headline that its readers saw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("editions")


@dataclass(frozen=True, kw_only=True)
class Early:
    """One message, by its key in the outbox. `awaited` are sources as people call them; `headline` is as it was shown.

    `tail` are blocks that stood beneath the edition itself, `days` (mon … sun) those on which it came out, `kept_back`
    how many before it were. `changes` counts how often it was brought up to date.
    """

    key: str
    digest: str
    place: str
    day: date
    at: datetime
    awaited: tuple[str, ...]
    headline: str
    tail: tuple[Mapping[str, Any], ...] = ()
    days: tuple[str, ...] = ()
    kept_back: int = 0
    changes: int = 0


def note(db: Database, early: Early) -> None:
    """Remember a digest that waits for something; it is noted once."""
    db.execute(
        "INSERT INTO early_edition (key, digest, place, day, at, awaited, headline, tail, days,"
        " kept_back, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (key) DO NOTHING",
        (
            early.key, early.digest, early.place, early.day.isoformat(), stamp(early.at),
            _packed(early.awaited), early.headline, _packed(early.tail), _packed(early.days), early.kept_back,
        ),
    )  # fmt: skip


def landed(db: Database, early: Early, *, awaited: Sequence[str], headline: str) -> bool:
    """What it still waits for after something has landed; False where somebody was faster since `early` was read."""
    saved = db.execute(
        "UPDATE early_edition SET awaited = ?, headline = ?, changes = changes + 1 WHERE key = ? AND changes = ?",
        (_packed(awaited), headline, early.key, early.changes),
    )
    return bool(saved.rowcount == 1)


def waiting(db: Database, since: datetime) -> list[Early]:
    """Those that went out since a moment and still wait for something, oldest first."""
    rows = db.query(
        "SELECT * FROM early_edition WHERE at >= ? AND awaited <> '[]' ORDER BY at, key", (stamp(since),)
    )
    return [
        Early(
            key=row["key"],
            digest=row["digest"],
            place=row["place"],
            day=date.fromisoformat(row["day"]),
            at=moment(row["at"]),
            awaited=tuple(json.loads(row["awaited"])),
            headline=row["headline"],
            tail=tuple(json.loads(row["tail"])),
            days=tuple(json.loads(row["days"])),
            kept_back=row["kept_back"],
            changes=row["changes"],
        )
        for row in rows
    ]


def _packed(values: Sequence[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a message; those of the last days are found at once."""
    db.execute(
        "CREATE TABLE early_edition (key TEXT PRIMARY KEY, digest TEXT NOT NULL, place TEXT NOT NULL,"
        " day TEXT NOT NULL, at TEXT NOT NULL, awaited TEXT NOT NULL, headline TEXT NOT NULL, tail TEXT NOT NULL,"
        " days TEXT NOT NULL, kept_back INTEGER NOT NULL, changes INTEGER NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX early_edition_waiting ON early_edition (at) WHERE awaited <> '[]'")
