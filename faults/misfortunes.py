"""How the pretend Slack misbehaves: by a seed, so that a run can be had again."""

from __future__ import annotations

import socket
import threading
from random import Random

from sandbox.refusals import Fault, Faults

#: (how often, what): of a hundred calls that write or look up.
MIXED: tuple[tuple[float, Fault], ...] = (
    (0.10, Fault(kind="answer", status=429, headers={"Retry-After": "1"})),
    (0.10, Fault(kind="answer", status=500, body="before")),
    (0.07, Fault(kind="answer", status=500, body="after", after_storing=True)),
    (0.07, Fault(kind="drop", after_storing=True)),
)
#: What they meet. Who somebody is has to be known before anything is done, so that is always answered.
METHODS = frozenset(
    {
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.replies",
        "conversations.open",
    }
)


class Misfortunes(Faults):
    """Some calls fail, by chance; what a test prepares comes first."""

    def __init__(self, seed: int, mix: tuple[tuple[float, Fault], ...] = MIXED) -> None:
        super().__init__()
        self._luck = Random(seed)
        self._mix = mix
        self._guard = threading.Lock()
        self.are_on = True

    def reaches(self, connection: socket.socket) -> bool:
        """Not what nobody waits for any more.

        Slack stores what it was sent well within a lease. On a busy machine this one might not, in a time that runs so
        fast; what lands late is tried by itself, in test_answers.py.
        """
        try:
            return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def take(self, method: str) -> Fault | None:
        """The fault that meets this call."""
        if prepared := super().take(method):
            return prepared
        if not self.are_on or method not in METHODS:
            return None
        with self._guard:
            thrown = self._luck.random()
        for share, fault in self._mix:
            if thrown < share:
                return fault
            thrown -= share
        return None
