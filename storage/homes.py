"""Whose App Home shows what: the view that Slack holds for each person, so that it is drawn anew only when it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("homes")

#: For so long Slack's answer to a publication may take.
ON_ITS_WAY = timedelta(seconds=10)


@dataclass(frozen=True, kw_only=True)
class Home:
    """One person's: `content` is the fingerprint of what was published, `hash` Slack's own name of that view.

    Both are empty while nothing is known to stand there. `revision` counts what was published.
    """

    user: str
    content: str = ""
    hash: str = ""
    revision: int = 0
    published_at: datetime | None = None
    opened_at: datetime | None = None


def of(db: Database, user: str) -> Home:
    """A person's; of somebody who has not opened it yet, an empty one."""
    return next(map(_home, db.query("SELECT * FROM home WHERE user = ?", (user,))), Home(user=user))


def opened(db: Database, user: str, hash_: str, *, now: datetime) -> None:
    """Somebody looks at it; `hash_` is what Slack says stands there, empty for nothing.

    A hash that is not the one on record means that something else stands there, unless Slack's answer to our own
    publication is still on its way.
    """
    db.execute(
        "INSERT INTO home (user, hash, opened_at) VALUES (:user, :hash, :now) ON CONFLICT (user) DO UPDATE SET"
        " content = CASE WHEN excluded.hash <> '' AND (hash = excluded.hash"
        " OR hash = '' AND published_at >= :on_its_way) THEN content ELSE '' END,"
        " hash = excluded.hash, opened_at = excluded.opened_at",
        {"user": user, "hash": hash_, "now": stamp(now), "on_its_way": stamp(now - ON_ITS_WAY)},
    )


def claim(db: Database, before: Home, content: str, *, now: datetime) -> bool:
    """Whoever is first since `before` was read publishes this content; False for everybody else."""
    claimed = db.execute(
        "INSERT INTO home (user, content, revision, published_at) VALUES (?, ?, 1, ?) ON CONFLICT (user) DO UPDATE"
        " SET content = excluded.content, revision = revision + 1, published_at = excluded.published_at"
        " WHERE revision = ?",
        (before.user, content, stamp(now), before.revision),
    )
    return bool(claimed.rowcount == 1)


def published(db: Database, user: str, revision: int, hash_: str) -> None:
    """Slack has taken it, and calls it so; nothing where it was published anew meanwhile."""
    db.execute("UPDATE home SET hash = ? WHERE user = ? AND revision = ?", (hash_, user, revision))


def lost(db: Database, user: str) -> None:
    """What stands there is not known any more: the next drawing is published whatever it shows."""
    db.execute("UPDATE home SET content = '', hash = '' WHERE user = ?", (user,))


def opened_since(db: Database, since: datetime) -> list[Home]:
    """Those that somebody has looked at since a moment."""
    return list(
        map(_home, db.query("SELECT * FROM home WHERE opened_at >= ? ORDER BY user", (stamp(since),)))
    )


def _home(row: dict[str, str]) -> Home:
    return Home(
        user=row["user"],
        content=row["content"],
        hash=row["hash"],
        revision=int(row["revision"]),
        published_at=moment(row["published_at"]) if row["published_at"] else None,
        opened_at=moment(row["opened_at"]) if row["opened_at"] else None,
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a person."""
    db.execute(
        "CREATE TABLE home (user TEXT PRIMARY KEY, content TEXT NOT NULL DEFAULT '', hash TEXT NOT NULL DEFAULT '',"
        " revision INTEGER NOT NULL DEFAULT 0, published_at TEXT, opened_at TEXT) STRICT"
    )
