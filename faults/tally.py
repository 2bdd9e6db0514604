"""Counting afterwards: what was owed, what stands in Slack, and what does not fit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from time import monotonic, sleep

from sqlite_utils import Database

from approvals.history import audit
from delivery.timers import LEASE
from faults.inputs import Ledger
from faults.world import World

#: An item may be late by as long as it takes until there is a bot that ticks (so many births; on an idle machine one
#: takes half a second), and by a lease and another birth for each process that was killed over it.
BIRTHS = 20


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a run came to. All but `kills`, `inputs` and `messages` should be nothing."""

    kills: int
    inputs: int
    messages: int
    acknowledged_lost: list[str]
    messages_lost: list[str]
    doubled: list[str]
    wrong: list[str]
    late_timers: list[str]
    possible_duplicates: int = 0
    residue: list[str] = field(default_factory=list)
    told_instead: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, doubled, wrong or late."""
        return not (
            self.acknowledged_lost or self.messages_lost or self.doubled or self.wrong or self.late_timers
        )


def quiet(world: World, seconds: float) -> bool:
    """Let everything come to rest: no misfortune, nothing waiting; False when nothing moved for `seconds`."""
    world.misfortunes.are_on = False
    least, until = unfinished(world), monotonic() + seconds
    while least and monotonic() < until:
        sleep(0.1)
        if (left := unfinished(world)) < least:
            least, until = left, monotonic() + seconds
    return not least


def unfinished(world: World) -> int:
    """How much is still to be done: messages, what was taken in, and what fell due."""
    found = world.rows(
        "SELECT (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'claimed'))"
        " + (SELECT count(*) FROM inbox WHERE state = 'taken')"
        " + (SELECT count(*) FROM timer_run WHERE state IN ('due', 'claimed')) AS n"
    )
    return int(found[0]["n"])


def tally(world: World, ledger: Ledger) -> Tally:
    """Compare what was acknowledged with what is kept, and what is kept with what stands in Slack."""
    stands = _stands(world)
    rows = world.rows("SELECT * FROM outbox")
    sent = [row for row in rows if row["state"] == "sent"]
    counter = sum(row["possible_duplicates"] for row in rows)
    told = {
        row["key"].split("/", 1)[1].rsplit("/", 1)[0] for row in sent if row["key"].startswith("undelivered/")
    }
    doubled = [key for key, revisions in stands.items() if len(revisions) > 1]
    counted = {row["key"] for row in rows if row["possible_duplicates"]}
    return Tally(
        kills=sum(one.kills for one in world.bots),
        inputs=ledger.sent,
        messages=len(sent),
        acknowledged_lost=_lost(world, ledger),
        messages_lost=[
            row["key"]
            for row in rows
            if row["state"] in ("waiting", "claimed")
            or (row["state"] == "parked" and row["key"] not in told)
            or (row["state"] == "sent" and row["revision"] not in stands.get(row["key"], []))
        ],
        doubled=[key for key in doubled if key not in counted],
        wrong=[*_wrong(world), *(key for key in stands if key not in {row["key"] for row in rows})],
        late_timers=_late(world),
        possible_duplicates=counter,
        residue=[key for key in doubled if key in counted],
        told_instead=[row["key"] for row in rows if row["state"] == "parked" and row["key"] in told],
    )


def _stands(world: World) -> dict[str, list[int]]:
    """Every message of ours in Slack by its key: the revision of each copy."""
    found: dict[str, list[int]] = {}
    with world.workspace.changed:
        for messages in world.workspace.messages.values():
            for message in messages:
                if message.metadata and message.metadata.get("event_type") == "shelftalk":
                    payload = message.metadata["event_payload"]
                    found.setdefault(payload["key"], []).append(payload["revision"])
    return found


def _lost(world: World, ledger: Ledger) -> list[str]:
    """What Slack was told is safe with us, and is not."""
    titles = {
        json.loads(row["content"])["title"]: row["state"]
        for row in world.rows(
            "SELECT request.state, version.content FROM request JOIN version ON version.request = request.id"
        )
    }
    states = {str(row["id"]): row["state"] for row in world.rows("SELECT id, state FROM request")}
    answers = {row["key"] for row in world.rows("SELECT key FROM outbox WHERE key GLOB 'answer/*'")}
    lost = []
    for name in ledger.acknowledged:
        kind, _, what = name.partition(" ")
        held = {
            "form": what in titles,
            "press": states.get(what) == "APPROVED",
            "mention": f"answer/said/{what}" in answers,
        }[kind]
        if not held:
            lost.append(name)
    return lost


def _late(world: World) -> list[str]:
    """Items that were skipped, never done, or done later than the kills explain."""
    found, birth, lease = [], median(world.births), world.time.lasts(LEASE.total_seconds())
    for row in world.rows(
        "SELECT timer_run.name, day, timer_run.state, timer_run.due_at, timer_run.fence, outbox.created_at FROM timer_run"
        " LEFT JOIN outbox ON outbox.key = replace(timer_run.name, 'digest/morning/', 'morning/' || day || '/')"
        " WHERE timer_run.name GLOB 'digest/*'"
    ):
        if row["state"] != "done" or row["created_at"] is None:
            found.append(f"{row['name']} of {row['day']} is {row['state']}")
        else:
            late = datetime.fromisoformat(row["created_at"]) - datetime.fromisoformat(row["due_at"])
            most = BIRTHS * birth + (row["fence"] - 1) * (lease + BIRTHS / 4 * birth)
            if world.time.lasts(late.total_seconds()) > most:
                found.append(f"{row['name']} of {row['day']} came {late} late")
    return found


def _wrong(world: World) -> list[str]:
    """Decisions made twice, histories that do not hold, content submitted twice, broken rows."""
    found = []
    decided = Counter(
        row["request"] for row in world.rows("SELECT request FROM decision WHERE voided_at IS NULL")
    )
    found += [f"request {number} decided {times} times" for number, times in decided.items() if times > 1]
    titles = Counter(
        json.loads(row["content"])["title"]
        for row in world.rows("SELECT content FROM version WHERE number = 1")
    )
    found += [f"{title} submitted {times} times" for title, times in titles.items() if times > 1]
    with _state(world) as db:
        found += audit.verify(db)
        found += [str(row) for row in db.query("PRAGMA integrity_check") if "ok" not in row.values()]
        found += [str(row) for row in db.query("PRAGMA foreign_key_check")]
        found += [
            row["key"]
            for row in db.query("SELECT key FROM outbox WHERE key GLOB 'audit/*'")
            if not _is_delay(row["key"])
        ]
    return found


def _is_delay(key: str) -> bool:
    """Ten minutes of the fast time are half a minute of ours: what only took long is not wrong."""
    return key.startswith(
        ("audit/outbox stuck/", "audit/outbox claim left/", "audit/inbox not done/", "audit/timer")
    )


@contextmanager
def _state(world: World) -> Iterator[Database]:
    """The state file, read through the library that the code under test uses."""
    db = Database(str(world.data / "state.sqlite3"))
    try:
        yield db
    finally:
        db.conn.close()
