"""The shop's promotions, as people entered them: what ran when, who said so, every earlier word, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import moment, stamp

MIGRATIONS = Migrations("promotions")


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """A promotion that is kept. `end` is the day after its last; `where` a country or sales channel, or empty.

    `replaces` is the number of the word that this one took the place of.
    """

    id: int
    name: str
    kind: str
    start: date
    end: date
    codes: tuple[str, ...] = ()
    where: str = ""
    by: str = ""
    at: datetime | None = None
    removed: bool = False
    replaces: int | None = None


def add(
    db: Database,
    *,
    name: str,
    start: date,
    end: date,
    kind: str = "Other",
    codes: tuple[str, ...] = (),
    where: str = "",
    by: str,
    at: datetime,
    replaces: int | None = None,
) -> Promotion:
    """Keep a promotion, perhaps in place of another word about it; the same in every respect is not kept twice.

    Raises ValueError for bad days.
    """
    if end <= start:
        raise ValueError(f"“{name}” ends before it starts")
    known = db.query(
        "SELECT * FROM promotion WHERE name = ? AND start = ? AND end = ? AND removed_at IS NULL",
        (name, start.isoformat(), end.isoformat()),
    )
    for same in map(_read, known):
        if (same.kind, same.codes, same.where) == (kind, codes, where):
            return same
    if replaces is not None:
        remove(db, replaces, by=by, at=at)
    (number,) = db.execute(
        "INSERT INTO promotion (name, kind, start, end, codes, place, by, at, replaces)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (name, kind, start.isoformat(), end.isoformat(), ",".join(codes), where, by, stamp(at), replaces),
    ).fetchone()
    kept = get(db, number)
    assert kept is not None
    _note(db, None, kept, by=by, at=at)
    return kept


def remove(db: Database, number: int, *, by: str, at: datetime) -> bool:
    """Take a promotion out of every comparison from now on; it stays in the history. False where there is none."""
    return _set_removed(db, number, removed=True, by=by, at=at)


def undo(db: Database, number: int, *, by: str, at: datetime) -> Promotion | None:
    """Take back one word; the one that it took the place of holds again, and is returned."""
    taken = get(db, number)
    if taken is None or not remove(db, number, by=by, at=at) or taken.replaces is None:
        return None
    restore(db, taken.replaces, by=by, at=at)
    return get(db, taken.replaces)


def restore(db: Database, number: int, *, by: str, at: datetime) -> bool:
    """Undo a removal. False where there is nothing to restore."""
    return _set_removed(db, number, removed=False, by=by, at=at)


def get(db: Database, number: int) -> Promotion | None:
    """One promotion, removed or not."""
    return next(map(_read, db.query("SELECT * FROM promotion WHERE id = ?", (number,))), None)


def history(db: Database, number: int) -> list[Promotion]:
    """A word and all that it took the place of, newest first."""
    found: list[Promotion] = []
    following: int | None = number
    while following is not None and (one := get(db, following)):
        found.append(one)
        following = one.replaces
    return found


def between(db: Database, start: date, end: date) -> list[Promotion]:
    """What ran on some day of `start` ≤ day < `end`, by first day."""
    found = db.query(
        "SELECT * FROM promotion WHERE removed_at IS NULL AND start < ? AND end > ? ORDER BY start, end, id",
        (end.isoformat(), start.isoformat()),
    )
    return [_read(row) for row in found]


def all_of(db: Database) -> list[Promotion]:
    """Every promotion that counts, newest first."""
    return [
        _read(row)
        for row in db.query("SELECT * FROM promotion WHERE removed_at IS NULL ORDER BY start DESC, id DESC")
    ]


def _set_removed(db: Database, number: int, *, removed: bool, by: str, at: datetime) -> bool:
    before = get(db, number)
    if before is None or before.removed == removed:
        return False
    db.execute("UPDATE promotion SET removed_at = ? WHERE id = ?", (stamp(at) if removed else None, number))
    _note(db, before if removed else None, None if removed else before, by=by, at=at)
    return True


def _read(row: dict[str, str]) -> Promotion:
    return Promotion(
        id=int(row["id"]),
        name=row["name"],
        kind=row["kind"],
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]),
        codes=tuple(code for code in row["codes"].split(",") if code),
        where=row["place"],
        by=row["by"],
        at=moment(row["at"]),
        removed=row["removed_at"] is not None,
        replaces=int(row["replaces"]) if row["replaces"] else None,
    )


def _note(db: Database, before: Promotion | None, after: Promotion | None, *, by: str, at: datetime) -> None:
    about = before or after
    assert about is not None
    said = [f"{one.name} {one.start}..{one.end} {one.kind}" if one else None for one in (before, after)]
    changes.note(
        db, changes.Change(at=at, by=by, what=f"promotion {about.id}", before=said[0], after=said[1])
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """Promotions, found by their days."""
    db.execute(
        "CREATE TABLE promotion (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, start TEXT NOT NULL,"
        " end TEXT NOT NULL CHECK (end > start), codes TEXT NOT NULL, place TEXT NOT NULL, by TEXT NOT NULL,"
        " at TEXT NOT NULL, removed_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX promotion_by_day ON promotion (start, end)")


@MIGRATIONS()
def changes_of_promotions(db: Database) -> None:
    """Which earlier word each took the place of."""
    db.execute("ALTER TABLE promotion ADD COLUMN replaces INTEGER")
