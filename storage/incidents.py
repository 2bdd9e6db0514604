"""What alerts have told: each incident with its state, who has it, and what its message shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("incidents")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One incident of an alert: `opened` is the first day that was off, `series` which of its figures.

    `state` is open, acknowledged, snoozed or closed; `by` who acted last; `until` when a snooze ends; `ended` how it
    closed (back, new normal, restated, false alarm, stopped). `held` has no message of its own:
    its place had been told enough that day. `shown` is what is said of it.
    """

    id: int
    alert: int
    series: str
    opened: date
    place: str
    state: str
    told_at: datetime
    by: str = ""
    until: datetime | None = None
    closed_at: datetime | None = None
    ended: str = ""
    held: bool = False
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of its message in the outbox."""
        return f"incident/{self.id}"


def begin(
    db: Database,
    *,
    alert: int,
    series: str,
    opened: date,
    place: str,
    shown: Mapping[str, Any],
    now: datetime,
    held: bool = False,
) -> Kept | None:
    """Keep a new incident; None where this one was told already, so that several processes tell it once."""
    added = list(
        db.query(
            "INSERT INTO incident (alert, series, opened, place, state, told_at, by, ended, held, shown)"
            " VALUES (?, ?, ?, ?, 'open', ?, '', '', ?, ?) ON CONFLICT (alert, series, opened) DO NOTHING RETURNING *",
            (alert, series, opened.isoformat(), place, stamp(now), int(held), _packed(shown)),
        )
    )
    return _kept(added[0]) if added else None


def save(db: Database, one: Kept, *, before: Kept) -> bool:
    """Keep what became of an incident, unless somebody was faster since `before` was read."""
    saved = db.execute(
        "UPDATE incident SET state = ?, by = ?, until = ?, closed_at = ?, ended = ?, shown = ?, revision = revision + 1"
        " WHERE id = ? AND state = ? AND by = ? AND until IS ?",
        (
            one.state, one.by, stamp(one.until) if one.until else None,
            stamp(one.closed_at) if one.closed_at else None, one.ended, _packed(one.shown),
            one.id, before.state, before.by, stamp(before.until) if before.until else None,
        ),
    )  # fmt: skip
    return bool(saved.rowcount == 1)


def get(db: Database, number: int) -> Kept | None:
    """One incident."""
    return next(map(_kept, db.query("SELECT * FROM incident WHERE id = ?", (number,))), None)


def going_on(db: Database, alert: int) -> list[Kept]:
    """Those of an alert that are not closed, oldest first."""
    rows = db.query("SELECT * FROM incident WHERE alert = ? AND state <> 'closed' ORDER BY id", (alert,))
    return list(map(_kept, rows))


def is_going_on_in(db: Database, place: str, series: str) -> bool:
    """Whether a place was told of a series, by any alert, that is not closed."""
    found = db.query(
        "SELECT 1 FROM incident WHERE place = ? AND series = ? AND state <> 'closed' LIMIT 1", (place, series)
    )
    return bool(list(found))


def of_alert(db: Database, alert: int, count: int = 20) -> list[Kept]:
    """The latest of an alert, newest first."""
    rows = db.query("SELECT * FROM incident WHERE alert = ? ORDER BY id DESC LIMIT ?", (alert, count))
    return list(map(_kept, rows))


def taken_by(db: Database, user: str) -> list[Kept]:
    """Those somebody has said to be on and that are not closed, oldest first."""
    rows = db.query("SELECT * FROM incident WHERE state = 'acknowledged' AND by = ? ORDER BY id", (user,))
    return list(map(_kept, rows))


def newest(db: Database) -> int:
    """A number that grows with whatever happens to any of them, by which one can tell whether something has."""
    (number,) = db.execute("SELECT coalesce(sum(revision), 0) FROM incident").fetchone()
    return int(number)


def held_since(db: Database, place: str, moment_: datetime) -> list[Kept]:
    """Those without a message of their own that a place might have been told of since a moment, oldest first."""
    rows = db.query(
        "SELECT * FROM incident WHERE place = ? AND told_at >= ? AND held ORDER BY id",
        (place, stamp(moment_)),
    )
    return list(map(_kept, rows))


def told_since(db: Database, place: str, moment_: datetime) -> int:
    """How many a place was told of since a moment."""
    rows = db.query(
        "SELECT count(*) AS n FROM incident WHERE place = ? AND told_at >= ? AND NOT held",
        (place, stamp(moment_)),
    )
    return int(next(rows)["n"])


def _packed(shown: Mapping[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False, sort_keys=True)


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(
        id=row["id"],
        alert=row["alert"],
        series=row["series"],
        opened=date.fromisoformat(row["opened"]),
        place=row["place"],
        state=row["state"],
        told_at=moment(row["told_at"]),
        by=row["by"],
        until=moment(row["until"]) if row["until"] else None,
        closed_at=moment(row["closed_at"]) if row["closed_at"] else None,
        ended=row["ended"],
        held=bool(row["held"]),
        shown=json.loads(row["shown"]),
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """One row an incident; an alert tells of a series' day once."""
    db.execute(
        "CREATE TABLE incident (id INTEGER PRIMARY KEY, alert INTEGER NOT NULL, series TEXT NOT NULL,"
        " opened TEXT NOT NULL, place TEXT NOT NULL,"
        " state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'snoozed', 'closed')),"
        " told_at TEXT NOT NULL, by TEXT NOT NULL, until TEXT, closed_at TEXT, ended TEXT NOT NULL,"
        " held INTEGER NOT NULL CHECK (held IN (0, 1)), shown TEXT NOT NULL,"
        " revision INTEGER NOT NULL DEFAULT 1, UNIQUE (alert, series, opened),"
        " CHECK ((state = 'closed') = (closed_at IS NOT NULL)), CHECK ((state = 'snoozed') = (until IS NOT NULL))) STRICT"
    )
    db.execute("CREATE INDEX incident_going_on ON incident (alert) WHERE state <> 'closed'")
    db.execute("CREATE INDEX incident_by_place ON incident (place, told_at)")
