"""Who has asked an admin for a role, and when: so that an admin is asked once and not at every press."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("asked_roles")


def ask(db: Database, user: str, *, since: datetime, now: datetime) -> bool:
    """Note that somebody asks; False where they have done so since a moment."""
    asked = db.execute(
        "INSERT INTO asked_role (user, at) VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET at = excluded.at"
        " WHERE asked_role.at < ?",
        (user, stamp(now), stamp(since)),
    )
    return bool(asked.rowcount == 1)


def asked_at(db: Database, user: str) -> datetime | None:
    """When somebody last asked; None for never."""
    found = db.execute("SELECT at FROM asked_role WHERE user = ?", (user,)).fetchone()
    return moment(found[0]) if found else None


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a person who has asked."""
    db.execute("CREATE TABLE asked_role (user TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT")
