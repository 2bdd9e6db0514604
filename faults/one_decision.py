"""One request, submitted and approved, in a process that may be killed at any write: `one_decision.py STATE`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from approvals.cards import Button
from approvals.content import Content
from approvals.desk import Desk
from approvals.migrations import ALL as APPROVALS
from approvals.policy.in_force import Policy
from delivery.migrations import ALL as DELIVERY
from delivery.outbox import Outbox
from storage import Store
from storage.migrations import ALL as STORAGE
from templates import Message

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def main(state: str) -> None:
    """Say `submitted` and `approved` as each is certain."""
    store = Store(Path(state), (*STORAGE, *DELIVERY, *APPROVALS))
    desk = Desk(
        store,
        Outbox(store),
        policy=Policy(named={"U0DANA": "director"}),
        zone=ZoneInfo("UTC"),
        render_card=lambda request, *_: Message(text=request.state.name),
        render_news=lambda *_: Message(text="news"),
        channel="C0P00",
    )
    made = desk.submit("U0M01", Content(kind="ad", title="Copy", text="Words", zone="UTC"), now=NOW)
    assert made.request
    _say("submitted")
    desk.decide(
        Button(request=made.request.id, version=1, sha=made.request.version.sha), by="U0DANA", now=NOW
    )
    _say("approved")
    store.close()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
