"""Which digest goes where and when, and who set that up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import stamp

MIGRATIONS = Migrations("subscriptions")


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A digest for a place (a channel or a person), at a local time of `zone` on `days` (mon … sun)."""

    digest: str
    place: str
    owner: str
    at: time
    zone: str
    days: tuple[str, ...]
    paused: bool = False


def subscribe(db: Database, wanted: Subscription, *, now: datetime) -> None:
    """Set up a digest for a place, or change when it comes; whoever says so owns it from now on."""
    before = get(db, wanted.digest, wanted.place)
    if before == wanted:
        return
    db.execute(
        "INSERT INTO subscription (digest, place, owner, at, zone, days, paused, since)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (digest, place) DO UPDATE SET owner = excluded.owner, at = excluded.at,"
        " zone = excluded.zone, days = excluded.days, paused = excluded.paused",
        (
            wanted.digest, wanted.place, wanted.owner, f"{wanted.at:%H:%M}", wanted.zone,
            ",".join(wanted.days), int(wanted.paused), stamp(now),
        ),
    )  # fmt: skip
    _note(db, wanted, before, wanted, by=wanted.owner, now=now)


def set_paused(db: Database, digest: str, place: str, *, paused: bool, by: str, now: datetime) -> bool:
    """Pause or resume a digest; False when the place has none."""
    before = get(db, digest, place)
    if before is None:
        return False
    db.execute(
        "UPDATE subscription SET paused = ? WHERE digest = ? AND place = ?", (int(paused), digest, place)
    )
    _note(db, before, before, get(db, digest, place), by=by, now=now)
    return True


def stop(db: Database, digest: str, place: str, *, by: str, now: datetime) -> bool:
    """End a digest for a place; False when it has none."""
    before = get(db, digest, place)
    if before is None:
        return False
    db.execute("DELETE FROM subscription WHERE digest = ? AND place = ?", (digest, place))
    _note(db, before, before, None, by=by, now=now)
    return True


def get(db: Database, digest: str, place: str) -> Subscription | None:
    """The subscription of a place to a digest."""
    found = _read(db, "WHERE digest = ? AND place = ?", (digest, place))
    return found[0] if found else None


def ever(db: Database, digest: str, place: str) -> bool:
    """Whether the place has had this digest at any time."""
    return changes.ever(db, _about(digest, place))


def all_of(db: Database) -> list[Subscription]:
    """Every subscription, by digest and place."""
    return _read(db, "", ())


def of(db: Database, user: str) -> list[Subscription]:
    """What a person gets or has set up for others."""
    return _read(db, "WHERE place = ? OR owner = ?", (user, user))


def _read(db: Database, where: str, values: Sequence[str]) -> list[Subscription]:
    rows = db.query(f"SELECT * FROM subscription {where} ORDER BY digest, place", values)  # noqa: S608
    return [
        Subscription(
            digest=row["digest"],
            place=row["place"],
            owner=row["owner"],
            at=time.fromisoformat(row["at"]),
            zone=row["zone"],
            days=tuple(row["days"].split(",")),
            paused=bool(row["paused"]),
        )
        for row in rows
    ]


def _note(
    db: Database,
    about: Subscription,
    before: Subscription | None,
    after: Subscription | None,
    *,
    by: str,
    now: datetime,
) -> None:
    what = _about(about.digest, about.place)
    changes.note(db, changes.Change(at=now, by=by, what=what, before=_say(before), after=_say(after)))


def _about(digest: str, place: str) -> str:
    return f"digest {digest} for {place}"


def _say(subscription: Subscription | None) -> str | None:
    if subscription is None:
        return None
    when = f"{subscription.at:%H:%M} {subscription.zone} {','.join(subscription.days)}"
    return f"{when}{' paused' if subscription.paused else ''}"


@MIGRATIONS()
def first(db: Database) -> None:
    """One row for each digest and place."""
    db.execute(
        "CREATE TABLE subscription (digest TEXT NOT NULL, place TEXT NOT NULL, owner TEXT NOT NULL, at TEXT NOT NULL,"
        " zone TEXT NOT NULL, days TEXT NOT NULL, paused INTEGER NOT NULL CHECK (paused IN (0, 1)),"
        " since TEXT NOT NULL, PRIMARY KEY (digest, place)) STRICT"
    )
