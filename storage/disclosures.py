"""Who was shown which restricted figure, where and when: rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("disclosures")


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """One figure shown to `who` (a person's Slack id, or a channel's for all who read it).

    `start` ≤ day < `end` is the period it tells of, `surface` how it was shown, `place` the channel or the person
    it was shown in.
    """

    at: datetime
    who: str
    metric: str
    start: date
    end: date
    surface: str
    place: str


def note(db: Database, shown: Iterable[Disclosure]) -> None:
    """Add to the log, in the caller's transaction."""
    for one in shown:
        db.execute(
            "INSERT INTO disclosure (at, who, metric, start, end, surface, place) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                stamp(one.at), one.who, one.metric, one.start.isoformat(), one.end.isoformat(), one.surface,
                one.place,
            ),
        )  # fmt: skip


def has(db: Database, one: Disclosure) -> bool:
    """Whether this figure of these days was shown to them there before."""
    found = db.execute(
        "SELECT 1 FROM disclosure WHERE who = ? AND metric = ? AND start = ? AND end = ? AND surface = ? AND place = ?",
        (one.who, one.metric, one.start.isoformat(), one.end.isoformat(), one.surface, one.place),
    )
    return found.fetchone() is not None


def latest(db: Database, count: int = 20, *, metric: str = "", who: str = "") -> list[Disclosure]:
    """The newest, newest first; of one figure, or to one person, where that is asked."""
    rows = db.query(
        "SELECT at, who, metric, start, end, surface, place FROM disclosure"
        " WHERE :metric IN (metric, '') AND :who IN (who, '') ORDER BY id DESC LIMIT :count",
        {"metric": metric, "who": who, "count": count},
    )
    return [_read(row) for row in rows]


def count_of(db: Database, *, metric: str = "", who: str = "") -> int:
    """How many there are, of one figure or to one person where that is asked."""
    rows = db.query(
        "SELECT count(*) AS number FROM disclosure WHERE :metric IN (metric, '') AND :who IN (who, '')",
        {"metric": metric, "who": who},
    )
    return int(next(iter(rows))["number"])


def since(db: Database, moment_: datetime) -> Iterator[Disclosure]:
    """All since a moment, oldest first."""
    rows = db.query(
        "SELECT at, who, metric, start, end, surface, place FROM disclosure WHERE at >= ? ORDER BY id",
        (stamp(moment_),),
    )
    return map(_read, rows)


def _read(row: dict[str, str]) -> Disclosure:
    return Disclosure(
        at=moment(row["at"]),
        who=row["who"],
        metric=row["metric"],
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]),
        surface=row["surface"],
        place=row["place"],
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """The log, and what keeps it a log."""
    db.execute(
        "CREATE TABLE disclosure (id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, metric TEXT NOT NULL,"
        " start TEXT NOT NULL, end TEXT NOT NULL, surface TEXT NOT NULL, place TEXT NOT NULL) STRICT"
    )
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER disclosure_no_{verb.lower()} BEFORE {verb} ON disclosure"
            " BEGIN SELECT RAISE(ABORT, 'the log of disclosures is only added to'); END"
        )
