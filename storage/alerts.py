"""What people want to be told of: each alert with its owner, its place and its threshold, and who said it was wrong."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import moment, stamp

MIGRATIONS = Migrations("alerts")


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One alert, for a place (a channel or a person). `id` is 0 until it is kept; `weekly` judges whole weeks.

    `kind` is change, threshold, unusual, silent, cover or budget; `metric` a metric's name, or a source's for a silent
    one, empty for whatever is unusual; `scope` and `about` one part of the shop. `direction` is down, up or both.
    `size` is a share (0..1) for changes, the metric's unit for thresholds, scales of an extreme day for unusual ones,
    weeks for cover. `against` is normal, yesterday, last week or last year. `known` is the first day of what was going
    on when it was made: that is no news.
    """

    id: int = 0
    kind: str
    metric: str = ""
    scope: str = ""
    about: str = ""
    direction: str = "down"
    size: float
    against: str = "normal"
    place: str
    owner: str
    weekly: bool = False
    urgent: bool = False
    paused: bool = False
    known: date | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Raise:
    """One thing said about a series' threshold: `steps` up after a false alarm; `withdrawn` when taken back."""

    id: int
    alert: int
    series: str
    steps: int
    by: str
    at: datetime
    withdrawn: bool = False


FLAGS = ("weekly", "urgent", "paused")
_COLUMNS = tuple(field.name for field in fields(Alert) if field.name != "id")


def add(db: Database, wanted: Alert, *, now: datetime) -> Alert:
    """Keep a new alert; the same one for the same place twice is one."""
    for known in of_place(db, wanted.place):
        if _same(known, wanted):
            return known
    row = _row(replace(wanted, created_at=now))
    marks = ", ".join(f":{name}" for name in _COLUMNS)
    (number,) = db.execute(
        f"INSERT INTO alert ({', '.join(_COLUMNS)}) VALUES ({marks}) RETURNING id",  # noqa: S608
        row,
    ).fetchone()
    kept = get(db, number)
    assert kept is not None
    _note(db, None, kept, by=wanted.owner, now=now)
    return kept


def change(db: Database, wanted: Alert, *, by: str, now: datetime) -> Alert | None:
    """Let an alert be as `wanted` from now on; None where there is none."""
    before = get(db, wanted.id)
    if before is None:
        return None
    settings = ", ".join(f"{name} = :{name}" for name in _COLUMNS if name != "created_at")
    db.execute(f"UPDATE alert SET {settings} WHERE id = :id", {**_row(wanted), "id": wanted.id})  # noqa: S608
    _note(db, before, wanted, by=by, now=now)
    return get(db, wanted.id)


def stop(db: Database, number: int, *, by: str, now: datetime) -> Alert | None:
    """End an alert; returns what it was, None where there is none (any more)."""
    before = get(db, number)
    if before is None:
        return None
    db.execute("UPDATE alert SET stopped_at = ? WHERE id = ?", (stamp(now), number))
    _note(db, before, None, by=by, now=now)
    return before


def get(db: Database, number: int) -> Alert | None:
    """One alert that has not been stopped."""
    return next(iter(_read(db, "id = ?", number)), None)


def all_of(db: Database) -> list[Alert]:
    """Every alert, the oldest first."""
    return _read(db, "1")


def of_place(db: Database, place: str) -> list[Alert]:
    """Those that go to a place."""
    return _read(db, "place = ?", place)


def raise_threshold(db: Database, number: int, series: str, *, steps: int, by: str, now: datetime) -> Raise:
    """Note that a series of an alert was told for nothing."""
    (found,) = db.execute(
        "INSERT INTO alert_raise (alert, series, steps, by, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (number, series, steps, by, stamp(now)),
    ).fetchone()
    what = f"alert {number} threshold of {series or 'its figure'}"
    changes.note(db, changes.Change(at=now, by=by, what=what, before=None, after=f"{steps:+d}"))
    return Raise(id=found, alert=number, series=series, steps=steps, by=by, at=now)


def take_back_latest(db: Database, number: int, series: str, *, by: str, now: datetime) -> Raise | None:
    """Withdraw the newest thing said about a series' threshold; None where nothing is left to take back."""
    rows = list(
        db.query(
            "UPDATE alert_raise SET withdrawn_at = ? WHERE id = (SELECT max(id) FROM alert_raise WHERE alert = ?"
            " AND series = ? AND withdrawn_at IS NULL) RETURNING *",
            (stamp(now), number, series),
        )
    )
    if not rows:
        return None
    found = _raise(rows[0])
    what = f"alert {found.alert} threshold of {found.series or 'its figure'}"
    changes.note(db, changes.Change(at=now, by=by, what=what, before=f"{found.steps:+d}", after=None))
    return found


def steps_of(db: Database, number: int) -> dict[str, int]:
    """By how many steps each series of an alert is raised now."""
    rows = db.query(
        "SELECT series, sum(steps) AS steps FROM alert_raise WHERE alert = ? AND withdrawn_at IS NULL GROUP BY series",
        (number,),
    )
    return {row["series"]: int(row["steps"]) for row in rows}


def _read(db: Database, where: str, *values: Any) -> list[Alert]:
    rows = db.query(f"SELECT * FROM alert WHERE {where} AND stopped_at IS NULL ORDER BY id", values)  # noqa: S608
    return [_alert(row) for row in rows]


def _alert(row: dict[str, Any]) -> Alert:
    kept = {name: row[name] for name in ("id", *_COLUMNS)}
    kept |= {name: bool(row[name]) for name in FLAGS}
    kept["known"] = date.fromisoformat(row["known"]) if row["known"] else None
    kept["created_at"] = moment(row["created_at"])
    return Alert(**kept)


def _row(one: Alert) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in _COLUMNS}
    return row | {
        **{name: int(getattr(one, name)) for name in FLAGS},
        "known": one.known.isoformat() if one.known else None,
        "created_at": stamp(one.created_at) if one.created_at else None,
    }


def _raise(row: dict[str, Any]) -> Raise:
    return Raise(
        id=row["id"], alert=row["alert"], series=row["series"], steps=row["steps"], by=row["by"],
        at=moment(row["at"]), withdrawn=row["withdrawn_at"] is not None,
    )  # fmt: skip


def _same(one: Alert, other: Alert) -> bool:
    alike = {"id": 0, "known": None, "created_at": None, "owner": "", "paused": False}
    return replace(one, **alike) == replace(other, **alike)  # type: ignore[arg-type]


def _note(db: Database, before: Alert | None, after: Alert | None, *, by: str, now: datetime) -> None:
    about = after or before
    assert about is not None
    what = f"alert {about.id} for {about.place}"
    changes.note(db, changes.Change(at=now, by=by, what=what, before=_say(before), after=_say(after)))


def _say(one: Alert | None) -> str | None:
    if one is None:
        return None
    said = (one.kind, one.metric, one.about, one.direction, f"{one.size:g}", one.against)
    return " ".join(filter(None, (*said, *(name for name in FLAGS if getattr(one, name)))))


@MIGRATIONS()
def first(db: Database) -> None:
    """Alerts, and what was said of their thresholds."""
    db.execute(
        "CREATE TABLE alert (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, metric TEXT NOT NULL, scope TEXT NOT NULL,"
        " about TEXT NOT NULL, direction TEXT NOT NULL CHECK (direction IN ('down', 'up', 'both')), size REAL NOT NULL,"
        " against TEXT NOT NULL, place TEXT NOT NULL, owner TEXT NOT NULL,"
        " weekly INTEGER NOT NULL CHECK (weekly IN (0, 1)),"
        " urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)), paused INTEGER NOT NULL CHECK (paused IN (0, 1)),"
        " known TEXT, created_at TEXT NOT NULL, stopped_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX alert_by_place ON alert (place) WHERE stopped_at IS NULL")
    db.execute(
        "CREATE TABLE alert_raise (id INTEGER PRIMARY KEY, alert INTEGER NOT NULL REFERENCES alert (id),"
        " series TEXT NOT NULL, steps INTEGER NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, withdrawn_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX alert_raise_by_alert ON alert_raise (alert)")
