"""Who reads each channel, as Slack last said: asked again after an hour, or when somebody's role has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database, Migrations

from storage.moments import stamp

MIGRATIONS = Migrations("channel_classes")


@dataclass(frozen=True, kw_only=True)
class KnownChannel:
    """What was found out of a channel: its class, and how many people there are no directors, and visitors."""

    kind: str
    not_directors: int = 0
    visitors: int = 0


def note(db: Database, channel: str, known: KnownChannel, *, at: datetime) -> None:
    """Remember what a channel is from now on."""
    db.execute(
        "INSERT INTO channel_class (channel, kind, not_directors, visitors, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (channel) DO UPDATE SET kind = excluded.kind, not_directors = excluded.not_directors,"
        " visitors = excluded.visitors, at = excluded.at",
        (channel, known.kind, known.not_directors, known.visitors, stamp(at)),
    )


def of(db: Database, channel: str, *, since: datetime) -> KnownChannel | None:
    """What is known of a channel, if that is no older than `since`."""
    found = db.query(
        "SELECT kind, not_directors, visitors FROM channel_class WHERE channel = ? AND at >= ?",
        (channel, stamp(since)),
    )
    return next((KnownChannel(**row) for row in found), None)


def forget(db: Database) -> None:
    """Ask Slack anew about every channel: somebody's role is another one now."""
    db.execute("DELETE FROM channel_class")


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a channel."""
    db.execute(
        "CREATE TABLE channel_class (channel TEXT PRIMARY KEY, kind TEXT NOT NULL, not_directors INTEGER NOT NULL,"
        " visitors INTEGER NOT NULL, at TEXT NOT NULL) STRICT"
    )
