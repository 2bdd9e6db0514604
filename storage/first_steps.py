"""The first hour of a shop: who was asked to set it up, which channel the bot came into first, and when all was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("first_steps")


@dataclass(frozen=True, kw_only=True)
class FirstSteps:
    """`installer` has the checklist (empty: nobody yet), `channel` is one the bot was invited to, `done_at` the end of it."""

    installer: str = ""
    channel: str = ""
    done_at: datetime | None = None


def of(db: Database) -> FirstSteps:
    """How far it has come."""
    for row in db.query("SELECT * FROM first_steps"):
        done_at = moment(row["done_at"]) if row["done_at"] else None
        return FirstSteps(installer=row["installer"], channel=row["channel"], done_at=done_at)
    return FirstSteps()


def given(db: Database, user: str) -> str:
    """Who has the checklist: `user`, unless somebody has it already."""
    db.execute("UPDATE first_steps SET installer = ? WHERE installer = ''", (user,))
    return of(db).installer


def invited(db: Database, channel: str) -> None:
    """The bot is in a channel; the first one is kept."""
    db.execute("UPDATE first_steps SET channel = ? WHERE channel = ''", (channel,))


def done(db: Database, *, now: datetime) -> None:
    """All was done: from now on nothing is asked."""
    db.execute("UPDATE first_steps SET done_at = ? WHERE done_at IS NULL", (stamp(now),))


@MIGRATIONS()
def first(db: Database) -> None:
    """One row in all."""
    db.execute(
        "CREATE TABLE first_steps (id INTEGER PRIMARY KEY CHECK (id = 1), installer TEXT NOT NULL DEFAULT '',"
        " channel TEXT NOT NULL DEFAULT '', done_at TEXT) STRICT"
    )
    db.execute("INSERT INTO first_steps (id) VALUES (1)")
