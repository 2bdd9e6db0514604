"""Who decides for whom while that person is away: said for a stretch of time, never about what was decided before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database, Migrations

from storage import people
from storage.moments import moment, stamp

MIGRATIONS = Migrations("delegations")

#: So many people one after the other, at most, before somebody decides.
LONGEST_CHAIN = 3


class Impossible(Exception):
    """Nobody would be left to decide, or nobody could tell who does; the message says why, as people read it."""


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """`to` decides for `who` from `start` until `until`, which is not part of it; `by` said so at `at`."""

    who: str
    to: str
    start: datetime
    until: datetime
    by: str
    at: datetime


def delegate(db: Database, wanted: Delegation) -> None:
    """From now on it is so; what the same person had arranged before ends.

    Raises Impossible where it would lead back to the person, through too many people, or to somebody who has left.
    """
    others = [one for one in _open(db, wanted.start) if one.who != wanted.who and one.start < wanted.until]
    _refuse_impossible(wanted, others, people.gone(db))
    end(db, wanted.who, wanted.at)
    db.execute(
        "INSERT INTO delegation (who, goes_to, start, until, by, at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            *(wanted.who, wanted.to, stamp(wanted.start), stamp(wanted.until)),
            *(wanted.by, stamp(wanted.at)),
        ),
    )


def end(db: Database, who: str, at: datetime) -> bool:
    """The person decides themselves again from `at` on; False when nobody stood in for them, nor was going to."""
    ended = db.execute(
        "UPDATE delegation SET ended_at = ? WHERE who = ? AND ended_at IS NULL AND until > ?",
        (stamp(at), who, stamp(at)),
    )
    return bool(ended.rowcount)


def of(db: Database, who: str, now: datetime) -> Delegation | None:
    """What the person has arranged for now."""
    return next((one for one in _at(db, now) if one.who == who), None)


def arranged(db: Database, now: datetime) -> dict[str, str]:
    """To whom each person who is away has handed over now, whatever came of it."""
    return {one.who: one.to for one in _at(db, now)}


def standing_in(db: Database, now: datetime) -> dict[str, str]:
    """Who decides now for each person who is away: the last of a chain, without those who have left.

    Somebody whose chain ends with people who have all left decides themselves.
    """
    return chains(arranged(db, now), people.gone(db))


def chains(to: Mapping[str, str], gone: Collection[str]) -> dict[str, str]:
    """Where each chain of `to` ends. Who has left is passed over; a chain that comes back to its start ends before it."""
    found = {who: _last_of(who, to, gone) for who in to}
    return {who: last for who, last in found.items() if last != who}


def _last_of(who: str, to: Mapping[str, str], gone: Collection[str]) -> str:
    last, here = who, who
    for _ in range(LONGEST_CHAIN):
        here = to.get(here, who)
        if here == who:
            break
        last = last if here in gone else here
    return last


def _refuse_impossible(wanted: Delegation, others: list[Delegation], gone: Collection[str]) -> None:
    if wanted.to == wanted.who:
        raise Impossible("Nobody can stand in for themselves.")
    if wanted.to in gone:
        raise Impossible("That account is deactivated.")
    for day in (wanted.start, *(one.start for one in others if one.start > wanted.start)):
        to = {one.who: one.to for one in others if one.start <= day < one.until} | {wanted.who: wanted.to}
        if wanted.who in _after(wanted.to, to):
            raise Impossible("They hand over to you in that time, so nobody would be left to decide.")
        if any(len(_after(who, to)) > LONGEST_CHAIN for who in to):
            raise Impossible(
                "They are away in that time, too, and so are those who stand in for them: choose somebody who is there."
            )


def _after(who: str, to: Mapping[str, str]) -> list[str]:
    """Everybody who comes after somebody in a chain, in order; each once."""
    found: list[str] = []
    while (who := to.get(who, "")) and who not in found:
        found.append(who)
    return found


def _at(db: Database, now: datetime) -> Iterable[Delegation]:
    return (one for one in _open(db, now) if one.start <= now)


def _open(db: Database, since: datetime) -> list[Delegation]:
    """What is in force at `since` or later."""
    rows = db.query(
        "SELECT * FROM delegation WHERE until > ? AND (ended_at IS NULL OR ended_at > ?) ORDER BY id",
        (stamp(since), stamp(since)),
    )
    return list(map(_delegation, rows))


def _delegation(row: Mapping[str, Any]) -> Delegation:
    return Delegation(
        who=row["who"],
        to=row["goes_to"],
        start=moment(row["start"]),
        until=moment(row["until"]),
        by=row["by"],
        at=moment(row["at"]),
    )


@MIGRATIONS()
def first(db: Database) -> None:
    """One row an arrangement, kept for the record; one in force a person, as far as nobody has ended it."""
    db.execute(
        "CREATE TABLE delegation (id INTEGER PRIMARY KEY, who TEXT NOT NULL, goes_to TEXT NOT NULL CHECK (goes_to <> who),"
        " start TEXT NOT NULL, until TEXT NOT NULL CHECK (until > start), by TEXT NOT NULL, at TEXT NOT NULL,"
        " ended_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX delegation_by_end ON delegation (until)")
