"""Which months were reviewed for which place: what the provisional review said, and whether the final one has followed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("reviews")


@dataclass(frozen=True, kw_only=True)
class Provisional:
    """The provisional review of the days from `start` on, with its figures by metric name; `closed` once the final went out."""

    start: date
    at: datetime
    figures: Mapping[str, float]
    closed: bool = False


def keep(
    db: Database, digest: str, place: str, start: date, figures: Mapping[str, float], *, at: datetime
) -> None:
    """Keep what a provisional review says; said again, the first stays."""
    db.execute(
        "INSERT INTO review (digest, place, start, figures, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (digest, place, start.isoformat(), json.dumps(dict(figures), sort_keys=True), stamp(at)),
    )


def close(db: Database, digest: str, place: str, start: date, *, at: datetime) -> None:
    """Note that the final review went out."""
    db.execute(
        "UPDATE review SET closed_at = ? WHERE digest = ? AND place = ? AND start = ?",
        (stamp(at), digest, place, start.isoformat()),
    )


def of(db: Database, digest: str, place: str) -> list[Provisional]:
    """Every provisional review of a place, oldest first."""
    rows = db.query("SELECT * FROM review WHERE digest = ? AND place = ? ORDER BY start", (digest, place))
    return [
        Provisional(
            start=date.fromisoformat(row["start"]),
            at=moment(row["at"]),
            figures=json.loads(row["figures"]),
            closed=row["closed_at"] is not None,
        )
        for row in rows
    ]


@MIGRATIONS()
def first(db: Database) -> None:
    """One row for each place and reviewed month."""
    db.execute(
        "CREATE TABLE review (digest TEXT NOT NULL, place TEXT NOT NULL, start TEXT NOT NULL, figures TEXT NOT NULL,"
        " at TEXT NOT NULL, closed_at TEXT, PRIMARY KEY (digest, place, start)) STRICT"
    )
