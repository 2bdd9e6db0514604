"""A sender in a process of its own, to be killed: `one_sender.py STATE API_URL TOKEN NOW [after-claim]`."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from slack_sdk import WebClient

from delivery.claims import Claims
from delivery.migrations import ALL
from delivery.outbox import Outbox
from delivery.sender import Sender
from storage import Store


def main(state: str, api_url: str, token: str, now: str, *rest: str) -> None:
    """Send what is due; with `after-claim`, die between claiming and posting."""
    at = datetime.fromisoformat(now)
    store = Store(Path(state), ALL)
    if rest == ("after-claim",):
        assert Claims(store).take(at, now=at)
        os.kill(os.getpid(), signal.SIGKILL)
    Sender(Outbox(store), WebClient(token, base_url=api_url), clock=lambda: at).send_due(at)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
