"""What must go out once: each message is a row under a key, written in the transaction that causes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from sqlite_utils import Database, Migrations

from storage import Store
from storage.moments import stamp
from templates import Message

MIGRATIONS = Migrations("outbox")


class Unasked(StrEnum):
    """What the bot says by itself, as far as a person's patience for it is counted."""

    DIGEST = "digest"
    ALERT = "alert"
    APPROVAL = "approval"


class How(TypedDict, total=False):
    """How a message is to be said: `thread_key` puts it into the thread of another row (whose fate it shares: held, or
    told in another message), `thread_ts` into one of Slack's own; not before `due_at`, and not after `not_after`, when
    it is no longer worth saying. `owner` is told when it cannot be delivered. `urgent` overtakes what is not. `unasked`
    counts against what a person is told in a day.
    """

    thread_key: str | None
    thread_ts: str | None
    due_at: datetime | None
    not_after: datetime | None
    owner: str | None
    urgent: bool
    unasked: Unasked | None


#: Whether something unasked is kept back from a place for now: (the transaction, place, what, when).
Holds = Callable[[Database, str, Unasked, datetime], bool]


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How far a message has come: `state` is waiting, claimed, sent, parked (given up, see `problem`), held (back,
    see delivery/attention.py), told (in another message) or stale (too late to be of use).

    `ts` and `channel` are Slack's name of the posted message. `possible_duplicates` counts posts repeated
    because Slack did not say whether the first had arrived and could not be asked.
    """

    key: str
    place: str
    state: str
    text: str
    owner: str | None
    problem: str | None
    channel: str | None
    ts: str | None
    revision: int
    sent_revision: int
    attempts: int
    possible_duplicates: int


class Outbox:
    """Messages on their way out of one state file."""

    def __init__(self, store: Store, *, holds: Holds | None = None) -> None:
        """`holds` says whether something unasked is kept back from a person for now."""
        self.store = store
        self._holds = holds

    def put(
        self, db: Database, key: str, place: str, message: Message, *, now: datetime, **how: Unpack[How]
    ) -> None:
        """Say `message` in `place` (a channel or user id) under `key`, inside the caller's transaction.

        A known key replaces what was said: a message already posted is changed where it stands, what was told in
        another message is not told again, the same message again is nothing at all. Raises ValueError when the key was
        used for another place, and for a restricted message to anything but a person or the channel it is cleared for.
        """
        payload = _pack(message, place)
        before = next(db.query("SELECT place, payload FROM outbox WHERE key = ?", (key,)), None)
        if before is None:
            self.add_once(db, key, place, message, now=now, **how)
        elif before["place"] != place:
            raise ValueError(f"{key} is on its way to {before['place']}, not to {place}")
        elif before["payload"] != payload:
            not_after = how.get("not_after")
            db.execute(
                "UPDATE outbox SET payload = ?, revision = revision + 1, plainness = 0, due_at = ?, retry_at = NULL,"
                " state = CASE WHEN state IN ('claimed', 'held', 'told') THEN state ELSE 'waiting' END,"
                " problem = CASE state WHEN 'claimed' THEN problem END, owner = coalesce(?, owner),"
                " not_after = ? WHERE key = ?",
                (
                    payload, stamp(how.get("due_at") or now), how.get("owner"), not_after and stamp(not_after), key,
                ),
            )  # fmt: skip

    def add_once(
        self, db: Database, key: str, place: str, message: Message, *, now: datetime, **how: Unpack[How]
    ) -> bool:
        """As `put`, but only if the key was never used; says whether it was new."""
        unasked, urgent, not_after = how.get("unasked"), how.get("urgent", False), how.get("not_after")
        held = bool(unasked and not urgent and self._holds and self._holds(db, place, unasked, now))
        state = _fate_of(db, how.get("thread_key")) or ("held" if held else "waiting")
        added = db.execute(
            "INSERT INTO outbox (key, place, thread_key, thread_ts, owner, payload, due_at, created_at, urgent,"
            " unasked, not_after, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (
                key, place, how.get("thread_key"), how.get("thread_ts"), how.get("owner"), _pack(message, place),
                stamp(how.get("due_at") or now), stamp(now), int(urgent), unasked, not_after and stamp(not_after),
                state,
            ),
        )  # fmt: skip
        return bool(added.rowcount == 1)

    def state(self, key: str) -> Delivery | None:
        """How far the message under `key` has come."""
        found = self._deliveries("key = ?", key)
        return found[0] if found else None

    def stands(self, db: Database, key: str) -> bool:
        """Whether the message under `key` stands in Slack or is on its way there, so that it can be changed."""
        found = db.query(
            "SELECT 1 FROM outbox WHERE key = ? AND state IN ('waiting', 'claimed', 'sent')", (key,)
        )
        return bool(list(found))

    def failures(self) -> list[Delivery]:
        """Every message given up, oldest first."""
        return self._deliveries("state = 'parked'")

    def unsent(self, now: datetime) -> list[Delivery]:
        """Every message that should have gone out by now and has not, oldest first."""
        return self._deliveries("state IN ('waiting', 'claimed') AND due_at <= ?", stamp(now))

    def possible_duplicates(self) -> int:
        """How many posts may stand in Slack twice."""
        with self.store.read() as db:
            return int(next(db.query("SELECT coalesce(sum(possible_duplicates), 0) AS n FROM outbox"))["n"])

    def retry(self, db: Database, key: str, *, now: datetime) -> bool:
        """Try a message given up once more, as when the bot was invited at last; False if it was not given up."""
        again = db.execute(
            "UPDATE outbox SET state = 'waiting', problem = NULL, attempts = 0, retry_at = NULL, due_at = ?"
            " WHERE key = ? AND state = 'parked'",
            (stamp(now), key),
        )
        return bool(again.rowcount == 1)

    def send_copy(self, db: Database, key: str, person: str, *, now: datetime) -> bool:
        """What was to be said under `key`, once to a person; False for what not everybody may read."""
        found = next(db.query("SELECT payload FROM outbox WHERE key = ?", (key,)), None)
        if found is None or json.loads(found["payload"]).get("restricted"):
            return False
        self.add_once(db, f"copy/{key}/{person}", person, unpack(found["payload"]), now=now)
        return True

    def retry_place(self, db: Database, place: str, *, now: datetime) -> int:
        """Try everything once more that was given up in a place, as when the bot was invited at last; how much."""
        keys = [
            row["key"]
            for row in db.query("SELECT key FROM outbox WHERE place = ? AND state = 'parked'", (place,))
        ]
        return sum(self.retry(db, key, now=now) for key in keys)

    def _deliveries(self, where: str, *values: str) -> list[Delivery]:
        columns = ", ".join(name for name in Delivery.__dataclass_fields__ if name != "text")
        with self.store.read() as db:
            rows = list(
                db.query(
                    f"SELECT {columns}, json_extract(payload, '$.text') AS text FROM outbox"  # noqa: S608
                    f" WHERE {where} ORDER BY due_at, id",
                    values,
                )
            )
        return [Delivery(**row) for row in rows]


def _fate_of(db: Database, thread_key: str | None) -> str | None:
    """`held` or `told`, where there is no message to reply to because its place hears of it otherwise."""
    found = db.query("SELECT state FROM outbox WHERE key = ? AND state IN ('held', 'told')", (thread_key,))
    return next((row["state"] for row in found), None)


def unpack(payload: str) -> Message:
    """The message in a row."""
    content: dict[str, Any] = json.loads(payload)
    return Message(text=content["text"], blocks=tuple(content["blocks"]))


def _pack(message: Message, place: str) -> str:
    if message.restricted and message.cleared != place and not place.startswith(("U", "W")):
        raise ValueError(f"a message for directors alone was about to be posted in {place}")
    content: dict[str, Any] = {"text": message.text, "blocks": list(message.blocks)}
    if message.restricted:
        content["restricted"] = True
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a message; what is still to go out is found by place and time."""
    db.execute(
        "CREATE TABLE outbox ("
        " id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, place TEXT NOT NULL, thread_key TEXT, thread_ts TEXT,"
        " owner TEXT, payload TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1,"
        " sent_revision INTEGER NOT NULL DEFAULT 0,"
        " state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'claimed', 'sent', 'parked')),"
        " fence INTEGER NOT NULL DEFAULT 0, lease_until TEXT, due_at TEXT NOT NULL, retry_at TEXT,"
        " created_at TEXT NOT NULL, tried_at TEXT, sent_at TEXT,"
        " attempts INTEGER NOT NULL DEFAULT 0, plainness INTEGER NOT NULL DEFAULT 0,"
        " reposted INTEGER NOT NULL DEFAULT 0, possible_duplicates INTEGER NOT NULL DEFAULT 0,"
        " problem TEXT, channel TEXT, ts TEXT,"
        " CHECK (sent_revision <= revision), CHECK (state <> 'sent' OR ts IS NOT NULL),"
        " CHECK ((state = 'claimed') = (lease_until IS NOT NULL))) STRICT"
    )
    on_its_way = "WHERE state IN ('waiting', 'claimed')"
    db.execute(f"CREATE INDEX outbox_in_order ON outbox (due_at, id) {on_its_way}")
    db.execute(f"CREATE INDEX outbox_in_order_by_place ON outbox (place, due_at, id) {on_its_way}")


@MIGRATIONS()
def second(db: Database) -> None:
    """What is urgent overtakes, what is unasked is counted, what is stale is dropped; and when each was posted."""
    db.execute(
        "CREATE TABLE outbox_next ("
        " id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, place TEXT NOT NULL, thread_key TEXT, thread_ts TEXT,"
        " owner TEXT, payload TEXT NOT NULL, revision INTEGER NOT NULL DEFAULT 1,"
        " sent_revision INTEGER NOT NULL DEFAULT 0,"
        " state TEXT NOT NULL DEFAULT 'waiting'"
        " CHECK (state IN ('waiting', 'claimed', 'sent', 'parked', 'held', 'told', 'stale')),"
        " fence INTEGER NOT NULL DEFAULT 0, lease_until TEXT, due_at TEXT NOT NULL, retry_at TEXT,"
        " created_at TEXT NOT NULL, tried_at TEXT, sent_at TEXT,"
        " attempts INTEGER NOT NULL DEFAULT 0, plainness INTEGER NOT NULL DEFAULT 0,"
        " reposted INTEGER NOT NULL DEFAULT 0, possible_duplicates INTEGER NOT NULL DEFAULT 0,"
        " problem TEXT, channel TEXT, ts TEXT,"
        " urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)), unasked TEXT, not_after TEXT, posted_at TEXT,"
        " CHECK (sent_revision <= revision), CHECK (state <> 'sent' OR ts IS NOT NULL),"
        " CHECK ((state = 'claimed') = (lease_until IS NOT NULL))) STRICT"
    )
    columns = ", ".join(column.name for column in db["outbox"].columns)
    db.execute(f"INSERT INTO outbox_next ({columns}) SELECT {columns} FROM outbox")  # noqa: S608
    db.execute("DROP TABLE outbox")
    db.execute("ALTER TABLE outbox_next RENAME TO outbox")
    on_its_way = "WHERE state IN ('waiting', 'claimed')"
    db.execute(f"CREATE INDEX outbox_in_order ON outbox (due_at, id) {on_its_way}")
    db.execute(f"CREATE INDEX outbox_in_order_by_place ON outbox (place, urgent, due_at) {on_its_way}")
    db.execute("CREATE INDEX outbox_by_post ON outbox (place, posted_at) WHERE posted_at IS NOT NULL")
    db.execute("CREATE INDEX outbox_unasked ON outbox (place, created_at) WHERE unasked IS NOT NULL")


@MIGRATIONS()
def third(db: Database) -> None:
    """What was posted lately is found by when, for all places at once."""
    db.execute("DROP INDEX outbox_by_post")
    db.execute("CREATE INDEX outbox_lately ON outbox (posted_at, place, urgent) WHERE posted_at IS NOT NULL")


@MIGRATIONS()
def fourth(db: Database) -> None:
    """What belongs beneath a message is found by it."""
    db.execute("CREATE INDEX outbox_by_thread ON outbox (thread_key) WHERE thread_key IS NOT NULL")
