"""Where commands do their work: a bounded line of jobs, so that one slow question never delays another person's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, TypeVar

Result = TypeVar("Result")

#: What has joined a line within `acknowledging` and has not begun, by thread.
_held = threading.local()


@contextmanager
def acknowledging() -> Iterator[None]:
    """What this thread puts into a line meanwhile begins at the end: an acknowledgement never waits behind the
    very work that it hands on."""
    _held.begin = []
    try:
        yield
    finally:
        _begin()
        del _held.begin


def _begin() -> None:
    for begin in getattr(_held, "begin", ()):
        begin()
    if hasattr(_held, "begin"):
        _held.begin = []


class Line:
    """At most `workers` jobs at a time and `waiting` behind them; one more is turned away.

    At most `patient` callers may wait for their answer at once (see `in_time`): waiting holds one of the
    server's threads, and without a bound a burst of slow questions would hold them all.
    """

    def __init__(self, *, workers: int = 8, waiting: int = 64, patient: int = 8) -> None:
        """Start with an empty line; threads are made as they are needed."""
        self._workers = workers
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="work")
        self._places = threading.BoundedSemaphore(workers + waiting)
        self._patience = threading.BoundedSemaphore(patient)
        self._count = threading.Lock()
        self._closed = threading.Event()
        self.length = 0  # jobs under way or waiting
        self._since: dict[int, float] = {}  # when the job of each thread that has one began

    @property
    def has_room(self) -> bool:
        """Whether one more job would be done at once rather than wait behind many."""
        return self.length < self._workers

    @property
    def busy_for(self) -> float:
        """Seconds since the oldest job under way began, where no worker is left for another; else 0."""
        since = list(self._since.values())
        return monotonic() - min(since) if len(since) >= self._workers else 0.0

    def join(self, job: Callable[[], Result]) -> Future[Result] | None:
        """Put a job into the line; None when the line is full or closing."""
        if self._closed.is_set() or not self._places.acquire(blocking=False):
            return None
        with self._count:
            self.length += 1
        future: Future[Result] = Future()
        future.add_done_callback(self._left)
        begin = partial(self._submit, future, job)
        if hasattr(_held, "begin"):
            _held.begin.append(begin)
        else:
            begin()
        return future

    def in_time(self, future: Future[Any], seconds: float) -> bool:
        """Whether the job ends within `seconds`; never waits when `patient` others are waiting already."""
        if future.done():
            return True
        if not self._patience.acquire(blocking=False):
            return False
        try:
            _begin()
            future.exception(timeout=seconds)
        except (TimeoutError, CancelledError):
            return False
        finally:
            self._patience.release()
        return True

    def close(self) -> None:
        """Finish what has begun; drop what has not."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, future: Future[Result], job: Callable[[], Result]) -> None:
        try:
            self._pool.submit(self._work, future, job)
        except RuntimeError:  # the line has closed meanwhile
            future.cancel()

    def _left(self, _: Future[Any]) -> None:
        with self._count:
            self.length -= 1
        self._places.release()

    def _work(self, future: Future[Any], job: Callable[[], Any]) -> None:
        future.set_running_or_notify_cancel()
        worker = threading.get_ident()
        self._since[worker] = monotonic()
        try:
            result = job()
        except BaseException as problem:
            del self._since[worker]
            future.set_exception(problem)
        else:
            del self._since[worker]
            future.set_result(result)
