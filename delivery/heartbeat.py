"""When the bot was last seen alive, so that a gap is told rather than overlooked."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("heartbeat")

#: A pause as long as this is told; a restart is shorter.
WORTH_TELLING = timedelta(minutes=5)


def beat(db: Database, now: datetime) -> None:
    """Somebody is alive at `now`."""
    db.execute(
        "INSERT INTO heartbeat (id, at) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
        (stamp(now),),
    )


def last(db: Database) -> datetime | None:
    """When somebody was last seen alive; None in a new file."""
    return next((moment(row["at"]) for row in db.query("SELECT at FROM heartbeat")), None)


def away_since(db: Database, now: datetime) -> datetime | None:
    """Since when nobody has been alive, if that is worth telling."""
    at = last(db)
    return at if at and now - at > WORTH_TELLING else None


@MIGRATIONS()
def first(db: Database) -> None:
    """One row."""
    db.execute("CREATE TABLE heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), at TEXT NOT NULL) STRICT")
