"""The tick: an alarm clock that remembers nothing, for what is due is written down elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

EVERY_SECONDS = 2.0


class Clock:
    """Calls `tick(now)` every two seconds from a thread of its own, never twice at once."""

    def __init__(
        self,
        tick: Callable[[datetime], object],
        now: Callable[[], datetime],
        *,
        seconds: float = EVERY_SECONDS,
    ) -> None:
        self._tick = tick
        self._now = now
        self._seconds = seconds
        self._busy = threading.Lock()
        self._again = threading.Event()
        self._scheduler = BackgroundScheduler(timezone="UTC", executors={"default": ThreadPoolExecutor(2)})

    def start(self) -> None:
        """Tick at once and then again and again."""
        self._scheduler.add_job(
            self._run,
            "interval",
            seconds=self._seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()
        self.soon()

    def soon(self) -> None:
        """Tick without waiting for the next two seconds, as after a click."""
        self._scheduler.add_job(
            self._run, id="soon", replace_existing=True, max_instances=2, misfire_grace_time=None
        )

    def stop(self) -> None:
        """Let a running tick finish, and tick no more."""
        self._scheduler.shutdown(wait=True)

    def _run(self) -> None:
        """A tick wanted while one is running follows it."""
        self._again.set()
        while self._again.is_set() and self._busy.acquire(blocking=False):
            try:
                self._again.clear()
                self._tick(self._now())
            finally:
                self._busy.release()
