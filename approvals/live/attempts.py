"""Who is handing over what: an attempt is claimed before it is made, and a claim that ran out tells of an interruption."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database, Migrations

from approvals.request import Request
from delivery.leases import FREE, Steadily, by_the_wall
from storage import Store
from storage.moments import stamp

MIGRATIONS = Migrations("attempts")

#: Longer than any connector takes to answer or give up, so that no attempt of a former claimant is still on its way.
LEASE = timedelta(seconds=45)
FIRST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An attempt that somebody holds a lease on; `tries` counts from 1, an interrupted one may have arrived before."""

    request: Request
    tries: int
    interrupted: bool


class Attempts:
    """One row an attempt, in one state file; any number of processes may claim."""

    def __init__(self, store: Store, *, steady: Steadily | None = None) -> None:
        """`steady` tells how long a claim has lasted; without it the given moments do."""
        self._store = store
        self._steady = steady

    def claim(self, request: Request, now: datetime) -> Claim | None:
        """Claim the attempt to put a request live, until LEASE has passed; None while it is somebody else's, or waits."""
        steady = (self._steady or by_the_wall(lambda: now))()
        named = {"request": request.id, "fence": request.fence}
        values = {**named, **steady.values, "now": stamp(now), "lease": steady.after(LEASE)}
        with self._store.write() as db:
            query = "SELECT tries, lease_until FROM attempt WHERE request = :request AND fence = :fence"
            tries, lease = db.execute(query, named).fetchone() or (0, None)
            claimed = db.execute(
                "INSERT INTO attempt (request, fence, lease_until) VALUES (:request, :fence, :lease)"  # noqa: S608
                " ON CONFLICT (request, fence) DO UPDATE SET lease_until = :lease, tries = tries + 1, retry_at = NULL"
                f" WHERE {FREE} AND (retry_at IS NULL OR retry_at <= :now)",
                values,
            )
        if claimed.rowcount != 1:
            return None
        return Claim(request=request, tries=tries + 1, interrupted=lease is not None)

    def again_later(self, claim: Claim, now: datetime) -> None:
        """Give it back, to be tried after a pause that doubles each time."""
        again = now + FIRST_PAUSE * 2 ** (claim.tries - 1)
        with self._store.write() as db:
            db.execute(
                "UPDATE attempt SET lease_until = NULL, retry_at = ? WHERE request = ? AND fence = ? AND tries = ?",
                (stamp(again), claim.request.id, claim.request.fence, claim.tries),
            )


@MIGRATIONS()
def first(db: Database) -> None:
    """One row an attempt."""
    db.execute(
        "CREATE TABLE attempt (request INTEGER NOT NULL, fence INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 1,"
        " lease_until TEXT, retry_at TEXT, PRIMARY KEY (request, fence)) STRICT"
    )
