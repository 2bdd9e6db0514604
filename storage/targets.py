"""Targets: what a metric should come to in a period, for the shop or one part of it, who owns it, and every earlier word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import moment, stamp

MIGRATIONS = Migrations("targets")

#: The newest word about each metric, period and part that was not taken back.
_CURRENT = """
SELECT * FROM target AS one WHERE withdrawn_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM target AS newer WHERE newer.metric = one.metric AND newer.start = one.start AND newer.end = one.end
    AND newer.scope = one.scope AND newer.about = one.about AND newer.id > one.id AND newer.withdrawn_at IS NULL
)
"""


@dataclass(frozen=True, kw_only=True)
class Target:
    """One word about a target: `value` in the metric's unit (money in minor units), None where it was dropped.

    `scope` is a dimension (`product_line`, `sales_channel` …) and `about` the label in it; empty for the whole shop.
    """

    id: int
    metric: str
    start: date
    end: date
    value: float | None
    scope: str = ""
    about: str = ""
    owner: str = ""
    by: str = ""
    at: datetime | None = None
    withdrawn: bool = False


def put(
    db: Database,
    *,
    metric: str,
    start: date,
    end: date,
    value: float | None,
    scope: str = "",
    about: str = "",
    owner: str = "",
    by: str,
    at: datetime,
) -> Target:
    """Set a target, or with None drop it; what was said before stays in the history and comes back on `undo`.

    Saying the same again changes nothing. Raises ValueError for a period that ends before it starts.
    """
    if end <= start:
        raise ValueError("a target's period must end after it starts")
    before = current(db, metric, start, end, scope=scope, about=about)
    if before and (before.value, before.owner) == (value, owner):
        return before
    (number,) = db.execute(
        "INSERT INTO target (metric, start, end, value, scope, about, owner, by, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (metric, start.isoformat(), end.isoformat(), value, scope, about, owner, by, stamp(at)),
    ).fetchone()
    kept = get(db, number)
    assert kept is not None
    _note(db, before, kept, by=by, at=at)
    return kept


def undo(db: Database, number: int, *, by: str, at: datetime) -> Target | None:
    """Take back one word; returns what holds now for the same metric, period and part (None: no target).

    Taking back what was taken back already changes nothing.
    """
    taken = get(db, number)
    if taken is None:
        return None
    if not taken.withdrawn:
        db.execute("UPDATE target SET withdrawn_at = ? WHERE id = ?", (stamp(at), number))
        now = current(db, taken.metric, taken.start, taken.end, scope=taken.scope, about=taken.about)
        _note(db, taken, now, by=by, at=at)
    return current(db, taken.metric, taken.start, taken.end, scope=taken.scope, about=taken.about)


def get(db: Database, number: int) -> Target | None:
    """One word, withdrawn or not."""
    return next(map(_read, db.query("SELECT * FROM target WHERE id = ?", (number,))), None)


def current(
    db: Database, metric: str, start: date, end: date, *, scope: str = "", about: str = ""
) -> Target | None:
    """What holds for exactly this metric, period and part; None where nothing does."""
    found = db.query(
        f"{_CURRENT} AND metric = ? AND start = ? AND end = ? AND scope = ? AND about = ?",
        (metric, start.isoformat(), end.isoformat(), scope, about),
    )
    return next((target for target in map(_read, found) if target.value is not None), None)


def on(db: Database, day: date) -> list[Target]:
    """Every target whose period a day lies in: the shop's first, shorter periods first."""
    found = db.query(
        f"{_CURRENT} AND value IS NOT NULL AND start <= ? AND end > ?", (day.isoformat(), day.isoformat())
    )
    return sorted(
        map(_read, found),
        key=lambda one: (one.about != "", (one.end - one.start).days, one.metric, one.about),
    )


def starting(db: Database, start: date) -> list[Target]:
    """Every target whose period begins on a day."""
    found = db.query(f"{_CURRENT} AND value IS NOT NULL AND start = ? ORDER BY end", (start.isoformat(),))
    return [_read(row) for row in found]


def all_of(db: Database) -> list[Target]:
    """Every target that holds, the latest period first."""
    return [
        _read(row) for row in db.query(f"{_CURRENT} AND value IS NOT NULL ORDER BY start DESC, metric, about")
    ]


def history(
    db: Database, metric: str, start: date, end: date, *, scope: str = "", about: str = ""
) -> list[Target]:
    """All that was ever said about one target, newest first, what was taken back included."""
    found = db.query(
        "SELECT * FROM target WHERE metric = ? AND start = ? AND end = ? AND scope = ? AND about = ? ORDER BY id DESC",
        (metric, start.isoformat(), end.isoformat(), scope, about),
    )
    return [_read(row) for row in found]


def _read(row: dict[str, str]) -> Target:
    return Target(
        id=int(row["id"]),
        metric=row["metric"],
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]),
        value=None if row["value"] is None else float(row["value"]),
        scope=row["scope"],
        about=row["about"],
        owner=row["owner"],
        by=row["by"],
        at=moment(row["at"]),
        withdrawn=row["withdrawn_at"] is not None,
    )


def _note(db: Database, before: Target | None, after: Target | None, *, by: str, at: datetime) -> None:
    about = after or before
    assert about is not None
    part = f" {about.about}" if about.about else ""
    what = f"target {about.metric}{part} {about.start}..{about.end}"
    said = [
        f"{one.value:g} {one.owner}".strip() if one and one.value is not None else None
        for one in (before, after)
    ]
    changes.note(db, changes.Change(at=at, by=by, what=what, before=said[0], after=said[1]))


@MIGRATIONS()
def first(db: Database) -> None:
    """Everything ever said about a target; the newest that was not withdrawn holds."""
    db.execute(
        "CREATE TABLE target (id INTEGER PRIMARY KEY, metric TEXT NOT NULL, start TEXT NOT NULL,"
        " end TEXT NOT NULL CHECK (end > start), value REAL, scope TEXT NOT NULL, about TEXT NOT NULL,"
        " owner TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, withdrawn_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX target_by_key ON target (metric, start, end, scope, about, id)")
