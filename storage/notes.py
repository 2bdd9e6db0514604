"""What people wrote down about a day: dated notes on a metric, channel, line or campaign, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import moment, stamp

MIGRATIONS = Migrations("notes")


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note that holds from `start` on, up to (not including) `end`, or open-ended.

    `scope` is the dimension it is about (`metric`, `marketing_channel`, `product_line`, `campaign` …) and `about`
    the metric's name or the label in it; both empty for the whole shop. `replaces` is the number of the word that
    this one took the place of.
    """

    id: int
    text: str
    start: date
    end: date | None = None
    scope: str = ""
    about: str = ""
    by: str = ""
    at: datetime | None = None
    removed: bool = False
    replaces: int | None = None


def add(
    db: Database,
    *,
    text: str,
    start: date,
    end: date | None = None,
    scope: str = "",
    about: str = "",
    by: str,
    at: datetime,
    replaces: int | None = None,
) -> Note:
    """Keep a note, perhaps in place of an earlier word. Raises ValueError for no words, or days that run backwards."""
    if not text.strip():
        raise ValueError("a note needs words")
    if end is not None and end <= start:
        raise ValueError("a note cannot end before it starts")
    if replaces is not None:
        remove(db, replaces, by=by, at=at)
    last = end.isoformat() if end else None
    (number,) = db.execute(
        "INSERT INTO note (text, start, end, scope, about, by, at, replaces)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (text.strip(), start.isoformat(), last, scope, about, by, stamp(at), replaces),
    ).fetchone()
    kept = get(db, number)
    assert kept is not None
    changes.note(db, changes.Change(at=at, by=by, what=f"note {number}", before=None, after=_said(kept)))
    return kept


def remove(db: Database, number: int, *, by: str, at: datetime) -> bool:
    """Take a note out of every answer from now on; it stays in the history. False where there is none."""
    return _set_removed(db, number, removed=True, by=by, at=at)


def undo(db: Database, number: int, *, by: str, at: datetime) -> Note | None:
    """Take back one word; the one that it took the place of holds again, and is returned."""
    taken = get(db, number)
    if taken is None or not remove(db, number, by=by, at=at) or taken.replaces is None:
        return None
    _set_removed(db, taken.replaces, removed=False, by=by, at=at)
    return get(db, taken.replaces)


def history(db: Database, number: int) -> list[Note]:
    """A word and all that it took the place of, newest first."""
    found: list[Note] = []
    following: int | None = number
    while following is not None and (one := get(db, following)):
        found.append(one)
        following = one.replaces
    return found


def _set_removed(db: Database, number: int, *, removed: bool, by: str, at: datetime) -> bool:
    before = get(db, number)
    if before is None or before.removed == removed:
        return False
    db.execute("UPDATE note SET removed_at = ? WHERE id = ?", (stamp(at) if removed else None, number))
    said = _said(before)
    what = changes.Change(
        at=at,
        by=by,
        what=f"note {number}",
        before=said if removed else None,
        after=None if removed else said,
    )
    changes.note(db, what)
    return True


def get(db: Database, number: int) -> Note | None:
    """One note, removed or not."""
    return next(map(_read, db.query("SELECT * FROM note WHERE id = ?", (number,))), None)


def between(db: Database, start: date, end: date) -> list[Note]:
    """The notes that hold on some day of `start` ≤ day < `end`, newest first. An open-ended one holds ever after."""
    found = db.query(
        "SELECT * FROM note WHERE removed_at IS NULL AND start < ? AND coalesce(end, '9999-12-31') > ?"
        " ORDER BY start DESC, id DESC",
        (end.isoformat(), start.isoformat()),
    )
    return [_read(row) for row in found]


def latest(db: Database, count: int = 20) -> list[Note]:
    """The notes that begin last, newest first."""
    found = db.query(
        "SELECT * FROM note WHERE removed_at IS NULL ORDER BY start DESC, id DESC LIMIT ?", (count,)
    )
    return [_read(row) for row in found]


def _read(row: dict[str, str]) -> Note:
    return Note(
        id=int(row["id"]),
        text=row["text"],
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]) if row["end"] else None,
        scope=row["scope"],
        about=row["about"],
        by=row["by"],
        at=moment(row["at"]),
        removed=row["removed_at"] is not None,
        replaces=int(row["replaces"]) if row["replaces"] else None,
    )


def _said(note: Note) -> str:
    until = f"..{note.end}" if note.end else ".."
    return f"{note.start}{until} {note.about or 'the shop'}: {note.text}"


@MIGRATIONS()
def first(db: Database) -> None:
    """Notes, found by their days."""
    db.execute(
        "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, start TEXT NOT NULL, end TEXT,"
        " scope TEXT NOT NULL, about TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, removed_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX note_by_day ON note (start)")


@MIGRATIONS()
def changes_of_notes(db: Database) -> None:
    """Which earlier word each took the place of."""
    db.execute("ALTER TABLE note ADD COLUMN replaces INTEGER")
