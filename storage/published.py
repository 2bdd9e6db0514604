"""The first value that was published of each complete figure, and what it became: told once to each reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("published")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A metric (with its version) over days `start` ≤ day < `end`, for a segment or, empty, the whole shop."""

    metric: str
    start: date
    end: date
    segment: str = ""


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a figure was when it was first shown, and when; then what it last became that was worth telling."""

    figure: Figure
    value: float
    at: datetime
    became: float | None = None
    became_at: datetime | None = None

    @property
    def latest(self) -> float:
        """The value that readers were last told."""
        return self.value if self.became is None else self.became


def publish(db: Database, figure: Figure, value: float, *, at: datetime) -> Published:
    """Keep a figure's value if it was never shown before; what was shown first stays. Returns what is on record."""
    db.execute(
        "INSERT INTO published (metric, segment, start, end, value, at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (*_key(figure), value, stamp(at)),
    )
    kept = get(db, figure)
    assert kept is not None
    return kept


def restate(db: Database, figure: Figure, value: float, *, at: datetime) -> None:
    """Keep what a published figure became; every reader may be told of it once."""
    db.execute(
        "UPDATE published SET became = ?, became_at = ? WHERE metric = ? AND segment = ? AND start = ? AND end = ?",
        (value, stamp(at), *_key(figure)),
    )


def get(db: Database, figure: Figure) -> Published | None:
    """What is on record of a figure."""
    rows = db.query(
        "SELECT * FROM published WHERE metric = ? AND segment = ? AND start = ? AND end = ?", _key(figure)
    )
    return next(map(_read, rows), None)


def since(db: Database, metrics: Iterable[str], start: date) -> list[Published]:
    """What is on record of whole-shop figures whose days begin at `start` or later, oldest first."""
    names = list(metrics)
    marks = ", ".join("?" * len(names))
    rows = db.query(
        f"SELECT * FROM published WHERE segment = '' AND start >= ? AND metric IN ({marks})"  # noqa: S608
        " ORDER BY start, end, metric",
        (start.isoformat(), *names),
    )
    return list(map(_read, rows))


def tell(db: Database, published: Published, reader: str) -> bool:
    """Remember that a reader is told what a figure became; False when they were already."""
    assert published.became is not None
    told = db.execute(
        "INSERT INTO restatement_told (metric, segment, start, end, became, reader) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (*_key(published.figure), published.became, reader),
    )
    return bool(told.rowcount == 1)


def _key(figure: Figure) -> tuple[str, str, str, str]:
    return figure.metric, figure.segment, figure.start.isoformat(), figure.end.isoformat()


def _read(row: dict[str, str]) -> Published:
    return Published(
        figure=Figure(
            metric=row["metric"],
            segment=row["segment"],
            start=date.fromisoformat(row["start"]),
            end=date.fromisoformat(row["end"]),
        ),
        value=float(row["value"]),
        at=moment(row["at"]),
        became=None if row["became"] is None else float(row["became"]),
        became_at=moment(row["became_at"]) if row["became_at"] else None,
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """First values, found by figure; and who was told of which change."""
    key = "metric TEXT NOT NULL, segment TEXT NOT NULL, start TEXT NOT NULL, end TEXT NOT NULL"
    db.execute(
        f"CREATE TABLE published ({key}, value REAL NOT NULL, at TEXT NOT NULL, became REAL, became_at TEXT,"
        " PRIMARY KEY (metric, segment, start, end)) STRICT"
    )
    db.execute(
        f"CREATE TABLE restatement_told ({key}, became REAL NOT NULL, reader TEXT NOT NULL,"
        " PRIMARY KEY (metric, segment, start, end, became, reader)) STRICT"
    )
