"""Claims what is due and does it, in a process that may be killed anywhere: `one_timekeeper.py STATE NOW`.

What is done is a row of the outbox, in the transaction that marks the item as done.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from time import monotonic

from delivery.leases import Steady
from delivery.migrations import ALL
from delivery.outbox import Outbox
from delivery.timers import Timers
from storage import Store
from templates import Message

#: A lease of two minutes is over in so many of our seconds.
TIMES = 240.0


def keep(state: str, now: str) -> int:
    """Do what is due until nothing is left to claim; returns how many items were done."""
    at = datetime.fromisoformat(now)
    store = Store(Path(state), ALL)
    timers = Timers(store, steady=lambda: Steady("faults", monotonic() * TIMES))
    outbox, done = Outbox(store), 0
    while claimed := timers.claim_due(at):
        for due in claimed:
            with store.write() as db:
                if timers.done(db, due):
                    done += 1
                    key = f"{due.name}/{due.day}"
                    assert outbox.add_once(db, key, "C0ECOM", Message(text=f"{os.getpid()}"), now=at)
    store.close()
    return done


if __name__ == "__main__":
    keep(*sys.argv[1:])
