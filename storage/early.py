"""What figures that grow with age were at each age: kept when it is first known, and never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage.moments import stamp

MIGRATIONS = Migrations("early")


@dataclass(frozen=True, kw_only=True)
class Early:
    """What a source told of one day when that was `age` whole days over; money in minor units."""

    source: str
    fact: str
    measure: str
    day: date
    age: int
    value: float


def keep(db: Database, told: Iterable[Early], *, at: datetime) -> None:
    """Keep what is not on record; what was kept of a day and age stays."""
    for one in told:
        db.execute(
            "INSERT INTO early (source, fact, measure, day, age, value, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (one.source, one.fact, one.measure, one.day.isoformat(), one.age, one.value, stamp(at)),
        )


def of(db: Database, source: str, fact: str, measure: str) -> dict[tuple[date, int], float]:
    """All that is on record of one measure of a source, by day and age."""
    rows = db.query(
        "SELECT day, age, value FROM early WHERE source = ? AND fact = ? AND measure = ?",
        (source, fact, measure),
    )
    return {(date.fromisoformat(row["day"]), row["age"]): row["value"] for row in rows}


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a measure, day and age."""
    db.execute(
        "CREATE TABLE early (source TEXT NOT NULL, fact TEXT NOT NULL, measure TEXT NOT NULL, day TEXT NOT NULL,"
        " age INTEGER NOT NULL, value REAL NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (source, fact, measure, day, age)) STRICT, WITHOUT ROWID"
    )
