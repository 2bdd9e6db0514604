"""Which digest goes where and when, and who set that up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlite_utils import Database, Migrations

from storage import changes
from storage.moments import stamp

MIGRATIONS = Migrations("subscriptions")


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A digest for a place (a channel or a person), at a local time of `zone` on `days` (mon … sun).

    It rests while it is `paused`, and until the day `snoozed_until`. With `only_unusual` a day on which nothing stands
    out is kept back; `kept_back` counts those since it last went out. `sections` are what somebody composed it of.
    """

    digest: str
    place: str
    owner: str
    at: time
    zone: str
    days: tuple[str, ...]
    paused: bool = False
    only_unusual: bool = False
    snoozed_until: date | None = None
    kept_back: int = 0
    sections: tuple[str, ...] = ()

    def rests(self, day: date) -> bool:
        """Whether nothing goes out on a day."""
        return self.paused or (self.snoozed_until is not None and day < self.snoozed_until)


def subscribe(db: Database, wanted: Subscription, *, now: datetime, by: str = "") -> None:
    """Set up a digest for a place, or change how it comes. `by` says who did, where that is not its owner."""
    before = get(db, wanted.digest, wanted.place)
    if before == wanted:
        return
    db.execute(
        "INSERT INTO subscription (digest, place, owner, at, zone, days, paused, only_unusual, snoozed_until,"
        " kept_back, sections, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (digest, place) DO UPDATE SET owner = excluded.owner, at = excluded.at,"
        " zone = excluded.zone, days = excluded.days, paused = excluded.paused,"
        " only_unusual = excluded.only_unusual, snoozed_until = excluded.snoozed_until,"
        " kept_back = excluded.kept_back, sections = excluded.sections",
        (
            wanted.digest, wanted.place, wanted.owner, f"{wanted.at:%H:%M}", wanted.zone,
            ",".join(wanted.days), int(wanted.paused), int(wanted.only_unusual),
            wanted.snoozed_until and wanted.snoozed_until.isoformat(), wanted.kept_back,
            ",".join(wanted.sections), stamp(now),
        ),
    )  # fmt: skip
    _note(db, wanted, before, wanted, by=by or wanted.owner, now=now)


def keep_back(db: Database, digest: str, place: str) -> None:
    """Count a day on which nothing stood out, and so nothing went out."""
    db.execute(
        "UPDATE subscription SET kept_back = kept_back + 1 WHERE digest = ? AND place = ?", (digest, place)
    )


def went_out(db: Database, digest: str, place: str) -> None:
    """Forget how many were kept back: the one that goes out says so."""
    db.execute("UPDATE subscription SET kept_back = 0 WHERE digest = ? AND place = ?", (digest, place))


def set_paused(db: Database, digest: str, place: str, *, paused: bool, by: str, now: datetime) -> bool:
    """Pause or resume a digest; False when the place has none."""
    before = get(db, digest, place)
    if before is None:
        return False
    subscribe(db, replace(before, paused=paused), by=by, now=now)
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
            only_unusual=bool(row["only_unusual"]),
            snoozed_until=date.fromisoformat(row["snoozed_until"]) if row["snoozed_until"] else None,
            kept_back=row["kept_back"],
            sections=tuple(filter(None, row["sections"].split(","))),
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
    rests = f" until {subscription.snoozed_until}" if subscription.snoozed_until else ""
    how = f"{' paused' * subscription.paused}{' unusual' * subscription.only_unusual}{rests}"
    told = f" telling {','.join(subscription.sections)}" if subscription.sections else ""
    return f"{when}{how} of {subscription.owner}{told}"


@MIGRATIONS()
def first(db: Database) -> None:
    """One row for each digest and place."""
    db.execute(
        "CREATE TABLE subscription (digest TEXT NOT NULL, place TEXT NOT NULL, owner TEXT NOT NULL, at TEXT NOT NULL,"
        " zone TEXT NOT NULL, days TEXT NOT NULL, paused INTEGER NOT NULL CHECK (paused IN (0, 1)),"
        " since TEXT NOT NULL, PRIMARY KEY (digest, place)) STRICT"
    )


@MIGRATIONS()
def resting(db: Database) -> None:
    """Digests that rest for a while, or speak on unusual days alone."""
    flag = "INTEGER NOT NULL DEFAULT 0 CHECK (only_unusual IN (0, 1))"
    db.execute(f"ALTER TABLE subscription ADD COLUMN only_unusual {flag}")
    db.execute("ALTER TABLE subscription ADD COLUMN snoozed_until TEXT")
    db.execute("ALTER TABLE subscription ADD COLUMN kept_back INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS()
def composed(db: Database) -> None:
    """Digests that somebody composed of sections."""
    db.execute("ALTER TABLE subscription ADD COLUMN sections TEXT NOT NULL DEFAULT ''")
