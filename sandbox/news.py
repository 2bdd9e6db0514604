"""What changed in the pretend workspace, in order, and the waiting for it."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

What = Literal["message", "changed", "deleted", "modal", "closed", "home", "notice"]


KEPT = 10_000


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that changed: `user` is the only one to see it, or None for all in the channel."""

    number: int
    what: What
    channel: str | None = None
    ts: str | None = None
    view: str | None = None
    user: str | None = None
    by: str | None = None


class News:
    """The list of changes, behind the one lock of the workspace; every change wakes all who wait."""

    def __init__(self) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.version = 0
        self._happened: deque[Happening] = deque(maxlen=KEPT)

    def tell(
        self, what: What, *, channel: str | None = None, ts: str | None = None, view: str | None = None,
        user: str | None = None, by: str | None = None,
    ) -> None:  # fmt: skip
        """Note a change and wake all who wait."""
        with self.changed:
            self.version += 1
            happening = Happening(
                number=self.version, what=what, channel=channel, ts=ts, view=view, user=user, by=by
            )
            self._happened.append(happening)
            self.changed.notify_all()

    def since(self, version: int) -> list[Happening]:
        """What happened after a version, oldest first."""
        with self.changed:
            late = itertools.takewhile(lambda happening: happening.number > version, reversed(self._happened))
            return list(late)[::-1]

    def waits_for(self, predicate: Callable[[], object], timeout: float = 5) -> bool:
        """Wait until the predicate holds, looking again at each change; False when `timeout` seconds passed."""
        with self.changed:
            return bool(self.changed.wait_for(predicate, timeout))

    def next_version(self, shown: int, closing: threading.Event, timeout: float) -> int:
        """Wait for a version other than the one shown, for the end, or for `timeout` seconds."""
        self.waits_for(lambda: self.version != shown or closing.is_set(), timeout)
        return self.version
