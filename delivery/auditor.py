"""Looks for rows that should not be there: what the rest of the bot believes cannot happen, and who is told if it does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlite_utils import Database, Migrations

from delivery import inbox
from delivery.localtime import instant
from delivery.outbox import Outbox
from delivery.timers import all_timers
from storage.moments import stamp
from templates import render

#: How long something may lie there before it counts as stuck.
STUCK = timedelta(minutes=10)

MIGRATIONS = Migrations("auditor")

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that must not be: `name` for the log, `wrong` in words, `find` the rows that are so."""

    name: str
    wrong: str
    find: Callable[[Database, datetime], Iterable[str]]


def rows_of(sql: str) -> Callable[[Database, datetime], Iterable[str]]:
    """A check that is a query: `:now` is the moment and `:stuck` the one STUCK before; its first column names the row."""

    def find(db: Database, now: datetime) -> Iterable[str]:
        values = {"now": stamp(now), "stuck": stamp(now - STUCK)}
        return [
            str(next(iter(row.values())))
            for row in db.query(sql, {k: v for k, v in values.items() if f":{k}" in sql})
        ]

    return find


def _zones(db: Database, _: datetime) -> Iterable[str]:
    for timer in all_timers(db):
        try:
            ZoneInfo(timer.zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield timer.name


def _wrong_moments(db: Database, _: datetime) -> Iterable[str]:
    for timer in all_timers(db):
        try:
            right = instant(timer.next_day, timer.at, ZoneInfo(timer.zone))
        except (ZoneInfoNotFoundError, ValueError):
            continue
        if right != timer.next_due:
            yield timer.name


def _broken_file(db: Database, _: datetime) -> Iterable[str]:
    for row in db.query("PRAGMA quick_check(5)"):
        if row["quick_check"] != "ok":
            yield str(row["quick_check"])


def _broken_links(db: Database, _: datetime) -> Iterable[str]:
    for row in db.query("PRAGMA foreign_key_check"):
        yield f"{row['table']}/{row['rowid']}"


CHECKS: tuple[Check, ...] = (
    Check(
        name="outbox stuck",
        wrong="has been due for a while, and nothing says why it does not go out",
        find=rows_of(
            "SELECT key FROM outbox AS this WHERE state = 'waiting' AND due_at < :stuck AND problem IS NULL"
            " AND key NOT GLOB 'audit/*'"  # or what waits in a long line would make it longer
            " AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.place = this.place"
            " AND earlier.state IN ('waiting', 'claimed') AND earlier.problem IS NOT NULL)"
        ),
    ),
    Check(
        name="outbox claim left",
        wrong="was claimed long ago and is neither sent nor given back",
        find=rows_of(
            "SELECT key FROM outbox WHERE state = 'claimed' AND tried_at < :stuck AND problem IS NULL"
        ),
    ),
    Check(
        name="outbox thread lost",
        wrong="belongs into the thread of a message that nobody has written",
        find=rows_of(
            "SELECT key FROM outbox AS this WHERE state IN ('waiting', 'claimed') AND thread_key IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM outbox AS root WHERE root.key = this.thread_key)"
        ),
    ),
    Check(
        name="outbox given up unsaid",
        wrong="could not be delivered, and nobody was told",
        find=rows_of(
            "SELECT key FROM outbox AS this WHERE state = 'parked' AND owner IS NOT NULL AND owner <> place"
            " AND NOT EXISTS (SELECT 1 FROM outbox AS told WHERE told.key GLOB 'undelivered/' || this.key || '/*')"
        ),
    ),
    Check(
        name="outbox held for good",
        wrong="was kept back, and nothing is going to tell it",
        find=rows_of(
            "SELECT DISTINCT place FROM outbox AS this WHERE state = 'held' AND created_at < :stuck"
            " AND NOT EXISTS (SELECT 1 FROM timer WHERE name IN ('held/' || this.place, 'back/' || this.place))"
            " AND NOT EXISTS (SELECT 1 FROM timer_run WHERE name IN ('held/' || this.place, 'back/' || this.place)"
            " AND state IN ('due', 'claimed'))"
        ),
    ),
    Check(
        name="inbox not done",
        wrong="was taken in and is not done",
        find=rows_of("SELECT key FROM inbox WHERE state = 'taken' AND at < :stuck"),
    ),
    Check(
        name="inbox given up",
        wrong=f"was tried {inbox.MOST_ATTEMPTS} times and ended the process each time",
        find=rows_of(f"SELECT key FROM inbox WHERE state = 'taken' AND fence >= {inbox.MOST_ATTEMPTS}"),  # noqa: S608
    ),
    Check(
        name="timer overdue",
        wrong="fell due a while ago, and nobody has noticed",
        find=rows_of("SELECT name FROM timer WHERE next_due < :stuck"),
    ),
    Check(
        name="timer item left",
        wrong="fell due, and is neither done nor skipped",
        find=rows_of(
            "SELECT name || ' of ' || day FROM timer_run WHERE state IN ('due', 'claimed') AND due_at < :stuck"
        ),
    ),
    Check(name="timer zone unknown", wrong="is in a time zone that there is not", find=_zones),
    Check(name="timer moment wrong", wrong="is not due when its local time says", find=_wrong_moments),
    Check(name="file damaged", wrong="is what SQLite says of the file", find=_broken_file),
    Check(name="link broken", wrong="points to a row that is not there", find=_broken_links),
)


@dataclass(frozen=True)
class Finding:
    """One row that a check found."""

    check: Check
    row: str


class Auditor:
    """Goes through all checks, logs what it finds and tells an admin once of each row, and of many rows at once."""

    def __init__(self, outbox: Outbox, checks: Sequence[Check] = CHECKS, *, admin: str | None = None) -> None:
        """`checks` may be more than those of this room."""
        self._outbox = outbox
        self._checks = checks
        self._admin = admin

    def findings(self, now: datetime) -> list[Finding]:
        """What is wrong at this moment."""
        with self._outbox.store.read() as db:
            return [Finding(check, row) for check in self._checks for row in check.find(db, now)]

    def go(self, now: datetime) -> int:
        """Tell what has not been told yet; returns how much that was."""
        found = self.findings(now)
        if not found:
            return 0
        with self._outbox.store.write() as db:
            fresh = [finding for finding in found if _is_new(db, finding, now)]
            for check in {finding.check.name: finding.check for finding in fresh}.values():
                self._tell(db, check, [one.row for one in found if one.check is check], now)
        for finding in fresh:
            log.error("%s: %s %s", finding.check.name, finding.row, finding.check.wrong)
        return len(fresh)

    def _tell(self, db: Database, check: Check, rows: Sequence[str], now: datetime) -> None:
        """One message an hour of each check, brought up to date where it stands: many rows are one trouble."""
        if self._admin:
            said = render("audit.j2", check=check.name, rows=rows, wrong=check.wrong)
            key = f"audit/{check.name}/{now:%Y-%m-%dT%H}"
            self._outbox.put(db, key, self._admin, said, now=now, urgent=True)


def _is_new(db: Database, finding: Finding, now: datetime) -> bool:
    """Whether a row was not found before; it was, from now on."""
    added = db.execute(
        "INSERT INTO finding (name, row, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (finding.check.name, finding.row, stamp(now)),
    )
    return bool(added.rowcount == 1)


@MIGRATIONS()
def first(db: Database) -> None:
    """What was found, so that it is told once."""
    db.execute("CREATE TABLE finding (name TEXT, row TEXT, at TEXT NOT NULL, PRIMARY KEY (name, row)) STRICT")
