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
    the metric's name or the label in it; both empty for the whole shop.
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
) -> Note:
    """Keep a note. Raises ValueError for an empty one, or one that ends before it starts."""
    if not text.strip():
        raise ValueError("a note needs words")
    if end is not None and end <= start:
        raise ValueError("a note cannot end before it starts")
    (number,) = db.execute(
        "INSERT INTO note (text, start, end, scope, about, by, at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (text.strip(), start.isoformat(), end.isoformat() if end else None, scope, about, by, stamp(at)),
    ).fetchone()
    kept = get(db, number)
    assert kept is not None
    changes.note(db, changes.Change(at=at, by=by, what=f"note {number}", before=None, after=_said(kept)))
    return kept


def remove(db: Database, number: int, *, by: str, at: datetime) -> bool:
    """Undo a note; it stays in the history. False where there is none."""
    before = get(db, number)
    if before is None or before.removed:
        return False
    db.execute("UPDATE note SET removed_at = ? WHERE id = ?", (stamp(at), number))
    changes.note(db, changes.Change(at=at, by=by, what=f"note {number}", before=_said(before), after=None))
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
