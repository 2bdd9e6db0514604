"""Who follows which campaign or product, since when, and how far they have been told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage.moments import stamp

MIGRATIONS = Migrations("follows")


@dataclass(frozen=True, kw_only=True)
class Follow:
    """A person follows a campaign (by name) or product (by SKU) from a day on; `told` is the last day of it they heard of."""

    person: str
    kind: str
    about: str
    since: date
    told: int = 0


def begin(db: Database, wanted: Follow, *, now: datetime) -> bool:
    """Follow something from a day on; False where the person follows it already."""
    begun = db.execute(
        "INSERT INTO follow (person, kind, about, since, told, at) VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
        (wanted.person, wanted.kind, wanted.about, wanted.since.isoformat(), stamp(now)),
    )
    return bool(begun.rowcount == 1)


def stop(db: Database, person: str, kind: str, about: str) -> bool:
    """Follow it no more; False where the person does not."""
    ended = db.execute(
        "DELETE FROM follow WHERE person = ? AND kind = ? AND about = ?", (person, kind, about)
    )
    return bool(ended.rowcount == 1)


def tell(db: Database, one: Follow, day: int, *, last: int) -> bool:
    """Note that a person was told of a day, and that it was the `last`; False where somebody was faster."""
    told = db.execute(
        "UPDATE follow SET told = ? WHERE person = ? AND kind = ? AND about = ? AND since = ? AND told < ?",
        (day, one.person, one.kind, one.about, one.since.isoformat(), day),
    )
    if day >= last:
        stop(db, one.person, one.kind, one.about)
    return bool(told.rowcount == 1)


def all_of(db: Database) -> list[Follow]:
    """Everything that is followed, the oldest first."""
    return [
        Follow(
            person=row["person"], kind=row["kind"], about=row["about"], since=date.fromisoformat(row["since"]),
            told=row["told"],
        )
        for row in db.query("SELECT * FROM follow ORDER BY since, person, kind, about")
    ]  # fmt: skip


@MIGRATIONS()
def first(db: Database) -> None:
    """One row for each person and thing."""
    db.execute(
        "CREATE TABLE follow (person TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('campaign', 'product')),"
        " about TEXT NOT NULL, since TEXT NOT NULL, told INTEGER NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (person, kind, about)) STRICT"
    )
