"""Who is sending what: a message is claimed for a while before it is sent, and only its claimant may say how it went."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from delivery.calling import TIME_OUT
from delivery.leases import Steadily, by_the_wall
from delivery.outbox import unpack
from delivery.refusals import LONGEST_WAIT
from storage import Store
from storage.moments import moment, stamp
from templates import Message

#: Longer than the HTTP time-out plus Slack's slowest store, so that no old request lands after a look-up.
LEASE = timedelta(seconds=45)

#: Slack wants no more than a message a second in a place, but for short bursts: so many posts in so long.
BURST, BURST_IN = 10, timedelta(seconds=10)
#: Of them, so many at most for what is urgent, and so many for what is not: neither waits for good behind the other.
SHARE = 8
#: Of all places together, one message in so many goes out because it has waited longest, urgent or not.
LONGEST_WAITING = 5


class Need(StrEnum):
    """What of Slack a message needs next. Where Slack asks to wait with one, the others go on."""

    POST = "post"
    CHANGE = "change"
    LOOK = "look"


#: What a row needs next.
_NEED = "CASE WHEN this.ts IS NOT NULL THEN 'change' WHEN this.state = 'claimed' THEN 'look' ELSE 'post' END"

#: What was posted lately in each place: all, and of it what was urgent.
_LATELY = """
SELECT place, count(*), sum(urgent) FROM outbox WHERE posted_at > :lately AND posted_at <= :this_moment GROUP BY place
"""

#: The message at the head of each place's queue: what is urgent first, while it has not had its share; then what was
#: due first. In one pass over what is on its way, however much has piled up.
_HEADS = f"""
SELECT id, min((1 - outbox.urgent * (coalesce(lately.urgent, 0) < {SHARE})) || due_at || printf('%012d', id))
FROM outbox LEFT JOIN lately USING (place)
WHERE state IN ('waiting', 'claimed') AND due_at <= :now GROUP BY outbox.place
"""  # noqa: S608

#: Slack asks to wait with this message.
_WAITS = "retry_at BETWEEN :after_now AND :longest_wait"

#: The first message that may go out now: at the head of its place, whose place has not had too many at once, and
#: whose thread's first message has been posted. A claim whose lease has run out is anyone's. A wait longer than any
#: there is comes of a clock that was set back.
_NEXT = f"""
WITH lately (place, posts, urgent) AS MATERIALIZED ({_LATELY}), head (id, place_in_line) AS ({_HEADS})
SELECT this.*, root.ts AS root_ts, root.channel AS root_channel
FROM head JOIN outbox AS this ON this.id = head.id LEFT JOIN lately USING (place)
  LEFT JOIN outbox AS root ON root.key = this.thread_key
WHERE (this.state = 'waiting' OR this.lease_until NOT BETWEEN :steady AND :steady_end)
  AND (this.retry_at IS NULL OR NOT this.{_WAITS})
  AND (this.urgent OR NOT EXISTS (
    SELECT 1 FROM outbox AS ahead WHERE ahead.place = this.place AND ahead.urgent = 1
    AND ahead.state IN ('waiting', 'claimed') AND ahead.{_WAITS}))
  AND instr(:waits, {_NEED}) = 0
  AND (this.ts IS NOT NULL OR lately.posts IS NULL OR (
    lately.posts < {BURST} AND iif(this.urgent, lately.urgent, lately.posts - lately.urgent) < {SHARE}))
  AND (root.key IS NULL OR root.ts IS NOT NULL OR root.state NOT IN ('waiting', 'claimed'))
ORDER BY substr(head.place_in_line, :first) LIMIT 1
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A message somebody holds a lease on `until` then; `fence` is the proof.

    `in_doubt` means that an earlier claimant may have posted it already; `since` is when the first post was
    tried, so where to start looking. `plainness` counts how often Slack could not show it.
    """

    key: str
    place: str
    message: Message
    owner: str | None
    unasked: str | None
    fence: int
    until: str
    revision: int
    attempts: int
    plainness: int
    reposted: bool
    in_doubt: bool
    since: datetime
    channel: str | None
    ts: str | None
    thread_ts: str | None

    @property
    def need(self) -> Need:
        """What of Slack it needs next."""
        if self.ts is not None:
            return Need.CHANGE
        return Need.LOOK if self.in_doubt else Need.POST


class Claims:
    """The claiming side of the outbox. Every method that ends a claim says whether it was still held."""

    def __init__(self, store: Store, *, steady: Steadily | None = None) -> None:
        """`steady` tells how long a claim has lasted; without it the given moments do."""
        self._store = store
        self._steady = steady
        self._taken = 0

    def take(self, due_by: datetime, *, now: datetime, waits: Collection[Need] = ()) -> Claim | None:
        """Claim the next message that is due by `due_by`, until LEASE has passed; none that needs one of `waits`.

        What is no longer worth saying is noted as stale on the way.
        """
        steady = (self._steady or by_the_wall(lambda: now))()
        values = {
            **steady.values,
            "now": stamp(due_by),
            "after_now": stamp(due_by + timedelta(microseconds=1)),
            "longest_wait": stamp(due_by + LONGEST_WAIT),
            "lately": stamp(now - BURST_IN),
            "this_moment": stamp(now),
            "waits": " ".join(waits),
            "first": 1
            if (self._taken + 1) % LONGEST_WAITING
            else 2,  # past the digit that says what is urgent
        }
        with self._store.read() as db:
            if not list(db.query(_NEXT, values)):
                return None
        with self._store.write() as db:
            _drop_stale(db, due_by)
            row = next(iter(list(db.query(_NEXT, values))), None)
            claim = _claim(db, row, now, steady.after(LEASE)) if row else None
        self._taken += claim is not None
        return claim

    def may_begin(self, claim: Claim, *, now: datetime) -> bool:
        """Whether a request that begins now is over before the lease is: a process may have been frozen meanwhile."""
        steady = (self._steady or by_the_wall(lambda: now))()
        return steady.after(timedelta(seconds=TIME_OUT)) <= claim.until

    def sent(self, claim: Claim, *, ts: str, channel: str, now: datetime) -> bool:
        """It stands in Slack; what was put under the key since goes out next, as a change."""
        return self._settle(
            claim,
            "state = CASE WHEN revision > :revision THEN 'waiting' ELSE 'sent' END, lease_until = NULL,"
            " sent_revision = :revision, ts = :ts, channel = :channel, sent_at = :now, retry_at = NULL,"
            " posted_at = coalesce(posted_at, :now), problem = NULL, attempts = 0",
            {"revision": claim.revision, "ts": ts, "channel": channel, "now": stamp(now)},
        )

    def found(self, claim: Claim, *, ts: str, channel: str) -> bool:
        """An earlier claimant did post it, perhaps in older words; from here on it is only ever changed."""
        return self._settle(claim, "ts = :ts, channel = :channel", {"ts": ts, "channel": channel})

    def not_sent(self, claim: Claim, error: str, *, again_at: datetime) -> bool:
        """It surely does not stand in Slack; try again at `again_at`. A later look need not go back to before then."""
        return self._settle(
            claim,
            "state = 'waiting', lease_until = NULL, retry_at = :again_at, problem = :error, tried_at = NULL",
            {"again_at": stamp(again_at), "error": error},
        )

    def in_doubt(self, claim: Claim, error: str) -> bool:
        """It may stand in Slack: nobody touches it before the lease is over."""
        return self._settle(claim, "problem = :error", {"error": error})

    def look_again(self, claim: Claim, error: str, *, now: datetime, wait: timedelta) -> bool:
        """It may still stand in Slack, which would not tell now; nothing was sent since, so `wait` may be short."""
        steady = (self._steady or by_the_wall(lambda: now))()
        return self._settle(
            claim, "problem = :error, lease_until = :until", {"error": error, "until": steady.after(wait)}
        )

    def may_repeat(self, claim: Claim) -> bool:
        """Whether a first post in doubt may be repeated unseen: once. It is counted before it is done."""
        return self._settle(
            claim, "possible_duplicates = possible_duplicates + 1", {}, only_if="possible_duplicates = 0"
        )

    def make_plainer(self, claim: Claim) -> bool:
        """Slack could not show it: remember to send it plainer."""
        return self._settle(claim, "plainness = plainness + 1", {})

    def post_anew(self, claim: Claim, *, now: datetime) -> bool:
        """What was to be changed, or its thread, is gone: say it in a message of its own."""
        return self._settle(
            claim,
            "state = 'waiting', lease_until = NULL, retry_at = :now, reposted = 1, ts = NULL, channel = NULL,"
            " thread_ts = NULL, thread_key = NULL, tried_at = NULL, posted_at = NULL",
            {"now": stamp(now)},
        )

    def give_up(self, db: Database, claim: Claim, error: str) -> bool:
        """Park it, in the caller's transaction, so that whoever is told is told exactly then."""
        return _settle(
            db,
            claim,
            "state = 'parked', lease_until = NULL, retry_at = NULL, problem = :error",
            {"error": error},
        )

    def _settle(self, claim: Claim, change: str, values: Mapping[str, Any], *, only_if: str = "1") -> bool:
        with self._store.write() as db:
            return _settle(db, claim, change, values, only_if=only_if)


def _settle(
    db: Database, claim: Claim, change: str, values: Mapping[str, Any], *, only_if: str = "1"
) -> bool:
    done = db.execute(
        f"UPDATE outbox SET {change} WHERE key = :key AND fence = :fence AND state = 'claimed' AND {only_if}",  # noqa: S608
        {**values, "key": claim.key, "fence": claim.fence},
    )
    return bool(done.rowcount == 1)


def _drop_stale(db: Database, now: datetime) -> None:
    db.execute(
        "UPDATE outbox SET state = 'stale' WHERE state = 'waiting' AND ts IS NULL AND not_after < ?",
        (stamp(now),),
    )


def _claim(db: Database, row: Mapping[str, Any], now: datetime, until: str) -> Claim | None:
    claimed = list(
        db.query(
            "UPDATE outbox SET state = 'claimed', fence = fence + 1, lease_until = :until, retry_at = NULL,"
            " attempts = attempts + 1, tried_at = coalesce(tried_at, :now)"
            " WHERE key = :key AND fence = :fence RETURNING fence, attempts, tried_at",
            {"until": until, "now": stamp(now), "key": row["key"], "fence": row["fence"]},
        )
    )
    if not claimed:
        return None
    return Claim(
        key=row["key"],
        place=row["place"],
        message=unpack(row["payload"]),
        owner=row["owner"],
        unasked=row["unasked"],
        fence=claimed[0]["fence"],
        until=until,
        revision=row["revision"],
        attempts=claimed[0]["attempts"],
        plainness=row["plainness"],
        reposted=bool(row["reposted"]),
        in_doubt=row["state"] == "claimed" and row["ts"] is None,
        since=moment(claimed[0]["tried_at"]),
        channel=row["channel"] or row["root_channel"],
        ts=row["ts"],
        thread_ts=row["root_ts"] or row["thread_ts"],
    )
