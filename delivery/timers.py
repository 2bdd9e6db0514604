"""What falls due, in local time: each item once per local date, and late ones only while they still help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database, Migrations

from delivery.lateness import RULES, USUAL
from delivery.leases import FREE, Steadily, by_the_wall
from delivery.localtime import DAY, DAYS, instant, next_day
from storage import Store
from storage.moments import moment, stamp

MIGRATIONS = Migrations("timers")

#: Whoever claimed an item has this long to do it before it is anyone's again.
LEASE = timedelta(minutes=2)
#: So many at a time, so that each is done well before its lease is over and other processes get their share.
AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class Due:
    """An item to do now: `day` is its local date, `due_at` when it should have been done (UTC)."""

    name: str
    day: date
    due_at: datetime
    fence: int


@dataclass(frozen=True, kw_only=True)
class Timer:
    """An item: at a local time of `zone` on `days` (mon … sun), or just once where there are none.

    `next_due` is in UTC.
    """

    name: str
    at: time
    zone: str
    days: tuple[str, ...]
    next_day: date
    next_due: datetime


class Timers:
    """The due times in one state file. Any number of processes may claim from it."""

    def __init__(self, store: Store, *, steady: Steadily | None = None) -> None:
        """`steady` tells how long a claim has lasted; without it the given moments do."""
        self._store = store
        self._steady = steady

    def set(
        self, db: Database, name: str, at: time, zone: str, days: Sequence[str], *, now: datetime
    ) -> None:
        """Let `name` fall due at `at` in `zone` on `days`; the same again changes nothing, so a restart may say it.

        Raises ValueError for an unknown day or no day, ZoneInfoNotFoundError for an unknown zone.
        """
        wanted = tuple(day for day in DAYS if day in days)
        if len(wanted) != len(set(days)):
            raise ValueError(f"write days as {', '.join(DAYS)}, not {', '.join(days)}")
        before = _read(db, name)
        if before and (before.at, before.zone, before.days) == (at, zone, wanted):
            day = before.next_day
        else:
            day = _first_day(at, ZoneInfo(zone), wanted, now)
            while _has_come_up(db, name, day):  # once a date, whichever hour it is moved to
                day = next_day(day, wanted)
        _wind(db, name, at, zone, wanted, day)

    def once(self, db: Database, name: str, day: date, at: time, zone: str) -> None:
        """Let `name` fall due once, at `at` on the local date `day`; said again, it moves there.

        Raises ZoneInfoNotFoundError for an unknown zone.
        """
        _wind(db, name, at, zone, (), day)

    def rewind(self, now: datetime) -> list[str]:
        """Work out anew when everything is due, for a zone's rules may have changed; returns what has moved."""
        with self._store.write() as db:
            ahead = map(_timer, list(db.query("SELECT * FROM timer WHERE next_due > ?", (stamp(now),))))
            moved = [
                timer
                for timer in ahead
                if instant(timer.next_day, timer.at, ZoneInfo(timer.zone)) != timer.next_due
            ]
            for timer in moved:
                _wind(db, timer.name, timer.at, timer.zone, timer.days, timer.next_day)
        return [timer.name for timer in moved]

    def remove(self, db: Database, name: str) -> None:
        """`name` falls due no more; what it did so far is kept."""
        db.execute("DELETE FROM timer WHERE name = ?", (name,))

    def remove_all(self, db: Database, beginning: str) -> None:
        """Whatever begins like that falls due no more; what it did so far is kept."""
        db.execute("DELETE FROM timer WHERE substr(name, 1, ?) = ?", (len(beginning), beginning))

    def get(self, db: Database, name: str) -> Timer | None:
        """The timer of this name, with when it falls due next."""
        return _read(db, name)

    def claim_due(self, now: datetime, *, kind: str = "", most: int = AT_ONCE) -> list[Due]:
        """Claim at most `most` items due by `now`, or claimed before and not done within LEASE, oldest first.

        Of one `kind` (the first part of the name), or of any. Call `done` for each in the transaction that does
        it. What is too late by its rule (delivery/lateness.py) is logged as skipped.
        """
        steady = (self._steady or by_the_wall(lambda: now))()
        values: dict[str, Any] = {**steady.values, "now": stamp(now), "kind": kind}
        with self._store.read() as db:
            if not list(db.query(_ANYTHING, values)):
                return []
        values |= {"lease": steady.after(LEASE), "most": most}
        while True:
            with self._store.write() as db:
                for row in list(db.query(_JUST_DUE, values)):
                    _fall_due(db, _timer(row), now)
                claimed = list(_claimed(db, values))
                worth_doing = [due for due in claimed if not _skipped(db, due, now)]
            if worth_doing or not claimed:
                return worth_doing

    def done(self, db: Database, due: Due) -> bool:
        """Mark a claimed item as done, in the caller's transaction; False when somebody else has it by now."""
        marked = db.execute(
            "UPDATE timer_run SET state = 'done', lease_until = NULL"
            " WHERE name = ? AND day = ? AND fence = ? AND state = 'claimed'",
            (due.name, f"{due.day}", due.fence),
        )
        return bool(marked.rowcount == 1)

    def skipped(self, db: Database, since: date) -> list[tuple[str, date]]:
        """What was not done because it was too late, from local date `since` on: names and dates."""
        rows = db.query(
            "SELECT name, day FROM timer_run WHERE state = 'skipped_late' AND day >= ? ORDER BY day, name",
            (f"{since}",),
        )
        return [(row["name"], date.fromisoformat(row["day"])) for row in rows]


#: Not all at once: a transaction is short, whatever has piled up.
_JUST_DUE = "SELECT * FROM timer WHERE next_due <= :now ORDER BY next_due LIMIT 200"
_KIND = "substr(name, 1, instr(name || '/', '/') - 1)"
_OPEN = f"state IN ('due', 'claimed') AND {FREE}"
_ANYTHING = (
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM timer WHERE next_due <= :now)"  # noqa: S608
    f" OR EXISTS (SELECT 1 FROM timer_run WHERE {_OPEN} AND :kind IN ('', {_KIND}))"
)


def _wind(db: Database, name: str, at: time, zone: str, days: Sequence[str], day: date) -> None:
    db.execute(
        "INSERT INTO timer (name, at, zone, days, next_day, next_due) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at, zone = excluded.zone, days = excluded.days,"
        " next_day = excluded.next_day, next_due = excluded.next_due",
        (name, f"{at:%H:%M}", zone, ",".join(days), f"{day}", stamp(instant(day, at, ZoneInfo(zone)))),
    )


def all_timers(db: Database) -> list[Timer]:
    """Every timer there is, by name."""
    return list(map(_timer, db.query("SELECT * FROM timer ORDER BY name")))


def _fall_due(db: Database, timer: Timer, now: datetime) -> None:
    """Note each date that has come up since, once, and move the timer on to the first that has not."""
    zone = ZoneInfo(timer.zone)
    day = timer.next_day
    while (due_at := instant(day, timer.at, zone)) <= now:
        db.execute(
            "INSERT INTO timer_run (name, day, due_at, state) VALUES (?, ?, ?, 'due') ON CONFLICT DO NOTHING",
            (timer.name, f"{day}", stamp(due_at)),
        )
        if not timer.days:
            db.execute("DELETE FROM timer WHERE name = ?", (timer.name,))
            return
        day = next_day(day, timer.days)
    db.execute(
        "UPDATE timer SET next_day = ?, next_due = ? WHERE name = ?", (f"{day}", stamp(due_at), timer.name)
    )


def _skipped(db: Database, due: Due, now: datetime) -> bool:
    """Note a claimed item as not worth doing any more, where its rule says so."""
    rule = RULES.get(due.name.partition("/")[0], USUAL)
    too_late = rule.latest is not None and now - due.due_at > rule.latest
    if not too_late and not _has_newer(db, due):
        return False
    db.execute(
        "UPDATE timer_run SET state = 'skipped_late', lease_until = NULL WHERE name = ? AND day = ?",
        (due.name, f"{due.day}"),
    )
    return True


def _has_come_up(db: Database, name: str, day: date) -> bool:
    run = "SELECT 1 FROM timer_run WHERE name = ? AND day = ?"
    return db.execute(run, (name, f"{day}")).fetchone() is not None


def _has_newer(db: Database, due: Due) -> bool:
    newer = "SELECT 1 FROM timer_run WHERE name = ? AND day > ? AND state IN ('due', 'claimed')"
    return db.execute(newer, (due.name, f"{due.day}")).fetchone() is not None


def _claimed(db: Database, values: dict[str, Any]) -> Iterator[Due]:
    rows = db.query(
        "UPDATE timer_run SET state = 'claimed', lease_until = :lease, fence = fence + 1 WHERE (name, day) IN"  # noqa: S608
        f" (SELECT name, day FROM timer_run WHERE {_OPEN} AND :kind IN ('', {_KIND})"
        " ORDER BY due_at, name LIMIT :most) RETURNING name, day, due_at, fence",
        values,
    )
    for row in sorted(rows, key=lambda row: (row["due_at"], row["name"])):
        yield Due(
            name=row["name"],
            day=date.fromisoformat(row["day"]),
            due_at=moment(row["due_at"]),
            fence=row["fence"],
        )


def _first_day(at: time, zone: ZoneInfo, days: Sequence[str], now: datetime) -> date:
    """The first date whose moment is still ahead (or is right now)."""
    day = next_day(now.astimezone(zone).date() - 2 * DAY, days)
    while instant(day, at, zone) < now:
        day = next_day(day, days)
    return day


def _read(db: Database, name: str) -> Timer | None:
    return next((_timer(row) for row in db.query("SELECT * FROM timer WHERE name = ?", (name,))), None)


def _timer(row: Mapping[str, Any]) -> Timer:
    return Timer(
        name=row["name"],
        at=time.fromisoformat(row["at"]),
        zone=row["zone"],
        days=tuple(filter(None, row["days"].split(","))),
        next_day=date.fromisoformat(row["next_day"]),
        next_due=moment(row["next_due"]),
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """When each item is due next, and what became of each local date's."""
    db.execute(
        "CREATE TABLE timer (name TEXT PRIMARY KEY, at TEXT NOT NULL, zone TEXT NOT NULL, days TEXT NOT NULL,"
        " next_day TEXT NOT NULL, next_due TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX timer_by_due ON timer (next_due)")
    db.execute(
        "CREATE TABLE timer_run (name TEXT NOT NULL, day TEXT NOT NULL, due_at TEXT NOT NULL,"
        " state TEXT NOT NULL CHECK (state IN ('due', 'claimed', 'done', 'skipped_late')),"
        " fence INTEGER NOT NULL DEFAULT 0, lease_until TEXT,"
        " CHECK ((state = 'claimed') = (lease_until IS NOT NULL)), PRIMARY KEY (name, day)) STRICT"
    )
    db.execute("CREATE INDEX timer_run_open ON timer_run (state) WHERE state IN ('due', 'claimed')")
