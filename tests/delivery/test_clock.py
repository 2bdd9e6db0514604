"""The tick comes again and again, never twice at once, and at once when asked."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from delivery.clock import Clock

NOW = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
LONGEST = 10


def test_it_ticks_at_the_start_and_again():
    moments: list[datetime] = []
    twice = threading.Event()

    def tick(now: datetime) -> None:
        moments.append(now)
        if len(moments) >= 2:
            twice.set()

    clock = Clock(tick, lambda: NOW, seconds=0.05)
    clock.start()
    assert twice.wait(LONGEST)
    clock.stop()

    assert set(moments) == {NOW}


def test_asked_for_a_tick_it_does_not_wait():
    ticked = threading.Semaphore(0)
    clock = Clock(lambda _: ticked.release(), lambda: NOW, seconds=3600)
    clock.start()
    assert ticked.acquire(timeout=LONGEST)

    clock.soon()

    assert ticked.acquire(timeout=LONGEST)
    clock.stop()


def test_a_tick_asked_for_while_one_runs_follows_it_and_never_overlaps():
    running = threading.Lock()
    began, go_on, second = threading.Event(), threading.Event(), threading.Event()
    overlaps: list[bool] = []

    def tick(_: datetime) -> None:
        overlaps.append(not running.acquire(blocking=False))
        if began.is_set():
            second.set()
        began.set()
        assert go_on.wait(LONGEST)
        running.release()

    clock = Clock(tick, lambda: NOW, seconds=3600)
    clock.start()
    assert began.wait(LONGEST)
    for _ in range(5):
        clock.soon()
    go_on.set()
    assert second.wait(LONGEST)
    clock.stop()

    assert not any(overlaps)


def test_a_tick_that_fails_does_not_stop_the_clock():
    ticks: list[datetime] = []
    again = threading.Event()

    def tick(now: datetime) -> None:
        ticks.append(now)
        if len(ticks) >= 3:
            again.set()
        raise RuntimeError("a bad tick")

    clock = Clock(tick, lambda: NOW, seconds=0.05)
    clock.start()
    assert again.wait(LONGEST)
    clock.stop()


def test_asked_by_many_at_once_it_goes_on_ticking():
    ticked = threading.Event()
    clock = Clock(lambda _: ticked.set(), lambda: NOW, seconds=0.01)
    clock.start()
    threads = [threading.Thread(target=lambda: [clock.soon() for _ in range(200)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for _ in range(3):
        ticked.clear()
        assert ticked.wait(LONGEST)
    clock.stop()


def test_asked_after_it_was_stopped_it_stays_still():
    ticks: list[datetime] = []
    clock = Clock(ticks.append, lambda: NOW, seconds=3600)
    clock.start()
    clock.stop()
    before = len(ticks)

    clock.soon()

    assert len(ticks) == before
