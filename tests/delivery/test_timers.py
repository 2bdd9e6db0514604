"""Local times mean local times: once a local date, not early, and after downtime only while it still helps."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.lateness import RULES
from delivery.localtime import DAYS, instant, next_day
from delivery.timers import LEASE, Due, Timers
from storage import Store

LONDON = "Europe/London"
WEEKDAYS = DAYS[:5]
SUNDAY = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
LATEST = RULES["digest"].latest or timedelta()


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def timers(store: Store) -> Timers:
    return Timers(store)


def wind(
    store: Store, timers: Timers, *, name: str = "morning", when: time = time(8), zone: str = LONDON,
    days: tuple[str, ...] = WEEKDAYS, now: datetime = SUNDAY,
) -> None:  # fmt: skip
    with store.write() as db:
        timers.set(db, name, when, zone, days, now=now)


def do(store: Store, timers: Timers, due: Due) -> bool:
    with store.write() as db:
        return timers.done(db, due)


def skipped(store: Store, timers: Timers) -> list[date]:
    with store.read() as db:
        return [day for _, day in timers.skipped(db, date(2026, 1, 1))]


def test_nothing_falls_due_early(store: Store, timers: Timers):
    wind(store, timers)

    assert timers.claim_due(at(7, 59)) == []
    assert timers.claim_due(at(8)) == [Due(name="morning", day=date(2026, 11, 23), due_at=at(8), fence=1)]


def test_each_item_falls_due_once_a_local_date(store: Store, timers: Timers):
    wind(store, timers)
    days = []
    moment = SUNDAY
    while moment < SUNDAY + timedelta(days=9):
        for due in timers.claim_due(moment):
            assert do(store, timers, due)
            days.append(due.day.day)
        moment += timedelta(minutes=7)

    assert days == [23, 24, 25, 26, 27, 30, 1]


def test_a_restart_that_winds_the_same_timer_again_loses_nothing(store: Store, timers: Timers):
    wind(store, timers)
    wind(store, timers, now=at(8, 30))

    assert [due.day for due in timers.claim_due(at(8, 30))] == [date(2026, 11, 23)]


def test_a_moved_hour_counts_from_the_next_time_it_comes(store: Store, timers: Timers):
    wind(store, timers)
    wind(store, timers, when=time(9), now=at(7))

    assert timers.claim_due(at(8)) == []
    assert len(timers.claim_due(at(9))) == 1


def test_moved_to_later_on_the_same_day_it_does_not_come_twice(store: Store, timers: Timers):
    wind(store, timers)
    [due] = timers.claim_due(at(8))
    do(store, timers, due)
    wind(store, timers, when=time(10), now=at(9))

    assert timers.claim_due(at(10)) == []
    assert [due.day.day for due in timers.claim_due(at(10, day=24))] == [24]


def test_a_removed_timer_falls_due_no_more(store: Store, timers: Timers):
    wind(store, timers)
    with store.write() as db:
        timers.remove(db, "morning")
        assert timers.get(db, "morning") is None

    assert timers.claim_due(at(8)) == []


def test_all_timers_of_one_beginning_are_removed_together(store: Store, timers: Timers):
    with store.write() as db:
        for name in ("approval/1/a", "approval/1/b", "approval/12/a"):
            timers.once(db, name, at(8).date(), time(8), "UTC")
        timers.remove_all(db, "approval/1/")

    assert [due.name for due in timers.claim_due(at(9))] == ["approval/12/a"]


def test_a_claim_not_kept_is_anyones_after_its_lease(store: Store, timers: Timers):
    wind(store, timers)
    [first] = timers.claim_due(at(8))
    assert timers.claim_due(at(8) + LEASE - timedelta(seconds=1)) == []

    [second] = timers.claim_due(at(8) + LEASE)

    assert not do(store, timers, first)
    assert do(store, timers, second)
    assert timers.claim_due(at(12)) == []


@pytest.mark.parametrize(
    ("late", "runs"), [(timedelta(seconds=1), 1), (LATEST, 1), (LATEST + timedelta(seconds=1), 0)]
)
def test_late_by_some_hours_it_still_runs_and_later_it_is_skipped_and_logged(
    store: Store, timers: Timers, late: timedelta, runs: int
):
    wind(store, timers)

    assert len(timers.claim_due(at(8) + late)) == runs
    assert len(skipped(store, timers)) == 1 - runs


def test_after_days_away_only_today_runs_and_the_others_are_logged(store: Store, timers: Timers):
    wind(store, timers)

    assert [due.day.day for due in timers.claim_due(at(9, day=26))] == [26]
    assert [day.day for day in skipped(store, timers)] == [23, 24, 25]


def test_an_item_that_keeps_failing_is_skipped_in_the_end(store: Store, timers: Timers):
    wind(store, timers)
    moment, tries = at(8), 0
    while moment < at(20):
        tries += len(timers.claim_due(moment))
        moment += timedelta(minutes=1)

    assert tries == LATEST // LEASE + 1
    assert skipped(store, timers) == [date(2026, 11, 23)]


def test_a_clock_set_back_fires_nothing_twice(store: Store, timers: Timers):
    wind(store, timers)
    [due] = timers.claim_due(at(8))
    do(store, timers, due)

    assert timers.claim_due(at(7)) == timers.claim_due(at(8)) == []


@pytest.mark.parametrize("days", [(), ("monday",), ("mon", "someday")])
def test_days_that_are_none_are_refused(store: Store, timers: Timers, days: tuple[str, ...]):
    with pytest.raises(ValueError, match="mon, tue, wed"):
        wind(store, timers, days=days)


def test_four_processes_claim_two_hundred_timers_once_each(store: Store, timers: Timers):
    for number in range(200):
        wind(store, timers, name=f"digest/{number}")
    claimed: list[str] = []
    start = threading.Barrier(4)

    def claim() -> None:
        start.wait()
        while found := Timers(store).claim_due(at(8)):
            claimed.extend(due.name for due in found)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed) == sorted(f"digest/{number}" for number in range(200))


@pytest.mark.parametrize(
    ("zone", "day", "clock", "utc"),
    [
        (
            "Europe/London",
            date(2026, 3, 29),
            time(1, 30),
            "2026-03-29T01:00:00",
        ),  # the gap ends at 02:00 summer time
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:00:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-23T22:00:00"),  # midnight itself is skipped
        ("America/Santiago", date(2026, 9, 6), time(0, 0), "2026-09-06T04:00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30:00"),  # half an hour
        ("Antarctica/Troll", date(2026, 3, 29), time(2, 0), "2026-03-29T01:00:00"),  # two hours
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30:00"),  # the first of two
        (
            "America/New_York",
            date(2026, 3, 9),
            time(0, 15),
            "2026-03-09T04:15:00",
        ),  # the midnight after the change
        ("Europe/Berlin", date(2026, 3, 30), time(0, 15), "2026-03-29T22:15:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(8), "2011-12-30T10:00:00"),  # a day that never was
    ],
)
def test_gaps_shift_forward_and_repeated_hours_count_once(zone: str, day: date, clock: time, utc: str):
    assert instant(day, clock, ZoneInfo(zone)).replace(tzinfo=None).isoformat() == utc


def test_the_next_day_is_one_of_the_days():
    assert next_day(date(2026, 11, 20), WEEKDAYS) == date(2026, 11, 23)
    assert next_day(date(2026, 11, 22), ("sun",)) == date(2026, 11, 29)


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(
        [
            "America/New_York",
            "Europe/Berlin",
            "Asia/Beirut",
            "America/Santiago",
            "Australia/Lord_Howe",
            "Antarctica/Troll",
        ]
    ),
    clock=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    start=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)
def test_no_local_date_is_missed_or_doubled(zone: str, clock: time, start: date):
    moments = [instant(start + timedelta(days=n), clock, ZoneInfo(zone)) for n in range(200)]

    gaps = {(later - earlier) for earlier, later in itertools.pairwise(moments)}
    assert all(timedelta(hours=21) < gap < timedelta(hours=27) for gap in gaps)
    for n, moment in enumerate(moments):
        local = moment.astimezone(ZoneInfo(zone))
        assert local.date() == start + timedelta(days=n)
        assert local.time() >= clock
