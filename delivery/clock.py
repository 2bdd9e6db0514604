"""The tick: an alarm clock that remembers nothing, for what is due is written down elsewhere."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler

EVERY_SECONDS = 2.0

log = logging.getLogger(__name__)


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
        self._asked = threading.Event()
        self._last = monotonic()  # when a tick last began or ended
        self._began: float | None = None
        self._scheduler = BackgroundScheduler(timezone="UTC")
        # Not a job of the scheduler's: one that is replaced while it falls due ends the scheduler's thread.
        self._at_once = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tick")

    def start(self) -> None:
        """Tick at once and then again and again."""
        self._scheduler.add_job(
            self.soon,
            "interval",
            seconds=self._seconds,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._last = monotonic()
        self._scheduler.start()
        self.soon()

    def soon(self) -> None:
        """Tick without waiting for the next two seconds, as after a click; asked twice, it ticks once."""
        if self._asked.is_set():
            return
        self._asked.set()
        try:
            self._at_once.submit(self._run)
        except RuntimeError:  # stopped in between, or no thread to be had: the next ring asks again
            self._asked.clear()

    def stop(self) -> None:
        """Let a running tick finish, and tick no more."""
        if self._scheduler.running:  # its thread may have died, which is no reason not to stop
            self._scheduler.shutdown(wait=True)
        self._at_once.shutdown(wait=True, cancel_futures=True)

    @property
    def silent_for(self) -> float:
        """Seconds since a tick last ended while none is running: whatever rings, asks or runs it may have died."""
        return 0.0 if self._began is not None else monotonic() - self._last

    @property
    def busy_for(self) -> float:
        """Seconds since the tick that is running began; 0 when none is."""
        began = self._began
        return 0.0 if began is None else monotonic() - began

    def _run(self) -> None:
        """A tick wanted while one is running follows it; one that fails is logged."""
        self._asked.clear()
        self._again.set()
        while self._again.is_set() and self._busy.acquire(blocking=False):
            self._began = self._last = monotonic()
            try:
                self._again.clear()
                self._tick(self._now())
            except Exception:
                log.exception("A tick failed; the next one tries again")
            finally:
                self._last = monotonic()
                self._began = None
                self._busy.release()
