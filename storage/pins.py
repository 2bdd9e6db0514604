"""The figures that somebody has pinned to their Home, in the order in which they want them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database, Migrations

from storage import changes

MIGRATIONS = Migrations("pins")

#: As many as a Home has room for.
MOST = 6


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One pinned figure: the `words` that ask for it, on whatever day they are read."""

    id: int
    user: str
    words: str


def add(db: Database, user: str, words: str, *, now: datetime) -> bool:
    """Pin a figure below the others; False where there is no room, and True again for one that is pinned already."""
    known = of(db, user)
    if any(one.words == words for one in known):
        return True
    if len(known) >= MOST:
        return False
    db.execute(
        "INSERT INTO pin (user, words, place) SELECT ?, ?, coalesce(max(place), 0) + 1 FROM pin WHERE user = ?",
        (user, words, user),
    )
    _note(db, user, now, before=None, after=words)
    return True


def of(db: Database, user: str) -> list[Pin]:
    """What somebody has pinned, in their order."""
    rows = db.query("SELECT id, user, words FROM pin WHERE user = ? ORDER BY place, id", (user,))
    return [Pin(**row) for row in rows]


def remove(db: Database, user: str, number: int, *, now: datetime) -> Pin | None:
    """Take one of somebody's own away; None where it is gone already, or is not theirs."""
    found = next((one for one in of(db, user) if one.id == number), None)
    if found:
        db.execute("DELETE FROM pin WHERE id = ?", (number,))
        _note(db, user, now, before=found.words, after=None)
    return found


def move(db: Database, user: str, number: int, *, by: int, now: datetime) -> None:
    """Move one of somebody's own up (`by` −1) or down (+1); nothing at either end."""
    known = of(db, user)
    at = next((at for at, one in enumerate(known) if one.id == number), None)
    if at is None or not 0 <= at + by < len(known):
        return
    known.insert(at + by, known.pop(at))
    for place, one in enumerate(known, 1):
        db.execute("UPDATE pin SET place = ? WHERE id = ?", (place, one.id))
    order = ", ".join(one.words for one in known)
    _note(db, user, now, before=None, after=order)


def _note(db: Database, user: str, now: datetime, *, before: str | None, after: str | None) -> None:
    changes.note(db, changes.Change(at=now, by=user, what=f"pins of {user}", before=before, after=after))


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a pinned figure; the same figure once a person."""
    db.execute(
        "CREATE TABLE pin (id INTEGER PRIMARY KEY, user TEXT NOT NULL, words TEXT NOT NULL, place INTEGER NOT NULL,"
        " UNIQUE (user, words)) STRICT"
    )
