"""The places that do not want to be told of peak days hour by hour."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database, Migrations

from storage import changes

MIGRATIONS = Migrations("no_peaks")


def unwanted(db: Database) -> frozenset[str]:
    """Every such place."""
    return frozenset(row["place"] for row in db.query("SELECT place FROM no_peaks"))


def want(db: Database, place: str, *, wanted: bool, by: str, now: datetime) -> bool:
    """Remember whether a place wants them; False where that is known."""
    statement = (
        "DELETE FROM no_peaks WHERE place = ?"
        if wanted
        else "INSERT INTO no_peaks (place) VALUES (?) ON CONFLICT DO NOTHING"
    )
    if db.execute(statement, (place,)).rowcount != 1:
        return False
    said = ("unwanted", "wanted") if wanted else ("wanted", "unwanted")
    what = f"peak days for {place}"
    changes.note(db, changes.Change(at=now, by=by, what=what, before=said[0], after=said[1]))
    return True


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a place."""
    db.execute("CREATE TABLE no_peaks (place TEXT PRIMARY KEY) STRICT")
