"""When somebody works, where that is not as the shop does: their hours, and the days of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlite_utils import Database, Migrations

from storage import changes

MIGRATIONS = Migrations("working_hours")


@dataclass(frozen=True, kw_only=True)
class WorkingHours:
    """From `start` to `end`, in the shop's zone, on `days` (mon … sun)."""

    start: time
    end: time
    days: tuple[str, ...]


def of(db: Database, user: str) -> WorkingHours | None:
    """A person's own; None for somebody who has said nothing."""
    for row in db.query("SELECT * FROM working_hours WHERE user = ?", (user,)):
        return WorkingHours(
            start=time.fromisoformat(row["start"]),
            end=time.fromisoformat(row["end"]),
            days=tuple(row["days"].split(",")),
        )
    return None


def set_(db: Database, user: str, wanted: WorkingHours, *, now: datetime) -> None:
    """Work so from now on."""
    before = of(db, user)
    if before == wanted:
        return
    db.execute(
        "INSERT INTO working_hours (user, start, end, days) VALUES (?, ?, ?, ?) ON CONFLICT (user) DO UPDATE SET"
        " start = excluded.start, end = excluded.end, days = excluded.days",
        (user, f"{wanted.start:%H:%M}", f"{wanted.end:%H:%M}", ",".join(wanted.days)),
    )
    change = changes.Change(
        at=now, by=user, what=f"working hours of {user}", before=_say(before), after=_say(wanted)
    )
    changes.note(db, change)


def _say(hours: WorkingHours | None) -> str | None:
    return f"{hours.start:%H:%M}–{hours.end:%H:%M} {','.join(hours.days)}" if hours else None


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a person who has said when they work."""
    db.execute(
        "CREATE TABLE working_hours (user TEXT PRIMARY KEY, start TEXT NOT NULL, end TEXT NOT NULL,"
        " days TEXT NOT NULL) STRICT"
    )
