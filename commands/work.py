"""Where commands do their work: a bounded line of jobs, so that one slow question never delays another person's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Line:
    """At most `workers` jobs at a time and `waiting` behind them; one more is turned away.

    At most `patient` callers may wait for their answer at once (see `in_time`): waiting holds one of the
    server's threads, and without a bound a burst of slow questions would hold them all.
    """

    def __init__(self, *, workers: int = 8, waiting: int = 64, patient: int = 8) -> None:
        """Start with an empty line; threads are made as they are needed."""
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="work")
        self._places = threading.BoundedSemaphore(workers + waiting)
        self._patience = threading.BoundedSemaphore(patient)
        self._count = threading.Lock()
        self.length = 0  # jobs under way or waiting

    def join(self, job: Callable[[], Result]) -> Future[Result] | None:
        """Put a job into the line; None when the line is full."""
        if not self._places.acquire(blocking=False):
            return None
        try:
            future = self._pool.submit(job)
        except RuntimeError:  # the line is closing
            self._places.release()
            return None
        with self._count:
            self.length += 1
        future.add_done_callback(self._left)
        return future

    def in_time(self, future: Future[Result], seconds: float) -> bool:
        """Whether the job ends within `seconds`; never waits when `patient` others are waiting already."""
        if future.done():
            return True
        if not self._patience.acquire(blocking=False):
            return False
        try:
            future.exception(timeout=seconds)
        except TimeoutError:
            return False
        finally:
            self._patience.release()
        return True

    def _left(self, _: Future[Result]) -> None:
        with self._count:
            self.length -= 1
        self._places.release()

    def close(self) -> None:
        """Finish what has begun; drop what has not."""
        self._pool.shutdown(wait=True, cancel_futures=True)
