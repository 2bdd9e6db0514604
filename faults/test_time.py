"""F32 to F41: what falls due, with processes killed, clocks set, zones changed and versions mixed."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import sleep
from zoneinfo import ZoneInfo, available_timezones

import pytest
from sqlite_utils import Database, Migrations

from bot import real_time
from commands.health import CLOCK_MAY_DIFFER
from delivery.clock import Clock
from delivery.lateness import RULES
from delivery.leases import Steady
from delivery.localtime import DAYS, instant
from delivery.migrations import ALL
from delivery.timers import Timers
from faults.one_timekeeper import keep
from storage import NewerState, Store
from tests.delivery.post_office import Post
from tests.stage import Stage

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FORK = get_context("fork")


def wound(store: Store, names: list[str]) -> Timers:
    """As many timers, all due at eight."""
    timers = Timers(store)
    with store.write() as db:
        for name in names:
            timers.set(db, name, time(8), "UTC", DAYS, now=NOW - timedelta(hours=12))
    return timers


def written(store: Store) -> Counter[str]:
    """Who did how many."""
    with store.read() as db:
        return Counter(
            row["text"] for row in db.query("SELECT json_extract(payload, '$.text') AS text FROM outbox")
        )


def test_two_thousand_items_are_done_once_each_though_five_hundred_processes_are_killed(
    tmp_path: Path, seed: int
) -> None:
    """F32."""
    luck, path = Random(seed), tmp_path / "state.db"
    store = Store(path, ALL)
    wound(store, [f"digest/{number}" for number in range(2000)])
    kills = 0
    while kills < 500:
        longest = 0.03 if sum(written(store).values()) < 4 * kills else 0.005  # so that all of them meet work
        pair = [FORK.Process(target=keep, args=(str(path), NOW.isoformat())) for _ in range(2)]
        for process in pair:
            process.start()
        for process in pair:
            sleep(luck.uniform(0.002, longest))
            if process.exitcode is None:
                os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
            kills += process.exitcode == -signal.SIGKILL
    keep(str(path), NOW.isoformat())
    sleep(0.6)  # the last leases
    keep(str(path), NOW.isoformat())

    with store.read() as db:
        states = Counter(row["state"] for row in db.query("SELECT state FROM timer_run"))
    assert states == {"done": 2000}, (seed, states)
    assert sum(written(store).values()) == 2000
    store.close()


@pytest.mark.parametrize(
    ("kind", "late", "does"),
    [
        ("digest", timedelta(seconds=1), 1),
        ("digest", timedelta(hours=4), 1),
        ("digest", timedelta(hours=4, seconds=1), 0),
        ("digest", timedelta(days=3), 1),  # that day's own; the others are skipped
        ("back", timedelta(days=3), 1),
        ("held", timedelta(days=3), 1),
    ],
)
def test_down_over_the_moment_each_kind_catches_up_by_its_rule(
    store: Store, kind: str, late: timedelta, does: int
) -> None:
    """F33."""
    timers = wound(store, [f"{kind}/1"])

    found = timers.claim_due(NOW + late)

    assert len(found) == does
    with store.read() as db:
        kept = Counter(row["state"] for row in db.query("SELECT state FROM timer_run"))
    assert kept["claimed"] == does
    assert kept.total() == 1 + late.days  # whatever was not done leaves a row that says so
    assert kind in RULES


def test_two_processes_share_ten_thousand_items(tmp_path: Path) -> None:
    """F34."""
    path = tmp_path / "state.db"
    store = Store(path, ALL)
    wound(store, [f"digest/{number}" for number in range(10_000)])
    pair = [FORK.Process(target=keep, args=(str(path), NOW.isoformat())) for _ in range(2)]
    for process in pair:
        process.start()
    for process in pair:
        process.join()

    did = written(store)
    assert sum(did.values()) == 10_000
    assert len(did) == 2 and min(did.values()) > 500, did
    store.close()


#: Midnight and the hours that clocks skip or repeat somewhere.
HOURS = (time(0), time(0, 30), time(1, 30), time(2, 30), time(3), time(23, 30))


@cache
def _rules(name: str) -> str:
    """The same for zones that are only names for each other."""
    folder = next(Path(one) for one in zoneinfo.TZPATH if (Path(one) / name).exists())
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


def _twin(name: str) -> bool:
    """Whether an earlier name has the very same rules."""
    return any(other < name and _rules(other) == _rules(name) for other in sorted(available_timezones()))


def test_in_every_zone_every_day_has_each_hour_once() -> None:
    """F35, F36: three years of all zones; the moments of a local time never come twice, early, or on another day."""
    first = date(2025, 1, 1)
    for name in sorted(available_timezones()):
        if _twin(name):
            continue
        zone = ZoneInfo(name)
        for at in HOURS:
            before = datetime.min.replace(tzinfo=UTC)
            for ahead in range(3 * 365):
                day = first + timedelta(days=ahead)
                moment = instant(day, at, zone)
                assert moment > before, (name, day, at)
                local = moment.astimezone(zone).replace(tzinfo=None)
                if local != datetime.combine(day, at):  # a gap: the first moment after it
                    assert local > datetime.combine(day, at), (name, day, at)
                    earlier = (moment - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
                    assert earlier < datetime.combine(day, at), (name, day, at)
                before = moment


@pytest.mark.parametrize(
    ("zone", "day", "at", "local"),
    [
        ("Asia/Beirut", date(2026, 3, 29), time(0), "01:00"),
        ("America/Santiago", date(2026, 9, 6), time(0), "01:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "02:30"),
        ("Antarctica/Troll", date(2026, 3, 29), time(1, 30), "03:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "03:00"),
    ],
)
def test_what_is_skipped_comes_right_after_the_gap(zone: str, day: date, at: time, local: str) -> None:
    """F35."""
    assert f"{instant(day, at, ZoneInfo(zone)).astimezone(ZoneInfo(zone)):%H:%M}" == local


@pytest.mark.parametrize(
    ("zone", "after"),
    [
        ("America/New_York", date(2026, 3, 9)),
        ("Europe/Berlin", date(2026, 3, 30)),
        ("America/New_York", date(2027, 3, 15)),
        ("Europe/Berlin", date(2027, 3, 29)),
    ],
)
def test_midnight_comes_on_the_day_after_the_clocks_went_forward(
    store: Store, zone: str, after: date
) -> None:
    """F37."""
    timers = Timers(store)
    begin = instant(after - timedelta(days=3), time(12), ZoneInfo(zone))
    with store.write() as db:
        timers.set(db, "digest/midnight", time(0), zone, DAYS, now=begin)
    moment, days = begin, []
    while moment < begin + timedelta(days=5):
        for due in timers.claim_due(moment):
            with store.write() as db:
                assert timers.done(db, due)
            days.append(due.day)
            assert due.due_at == instant(due.day, time(0), ZoneInfo(zone))
        moment += timedelta(minutes=10)

    assert days == [after + timedelta(days=ahead) for ahead in range(-2, 3)]


@pytest.fixture
def other_rules(tmp_path: Path) -> Iterator[Path]:
    """Time zone rules of our own, put in place of the machine's; the machine's are back afterwards."""
    before = zoneinfo.TZPATH
    yield tmp_path
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


def test_a_zone_whose_rules_change_moves_what_is_ahead(store: Store, other_rules: Path) -> None:
    """F38: London keeps New York's time from now on."""
    timers = wound(store, [])
    with store.write() as db:
        timers.set(db, "digest/1", time(8), "Europe/London", DAYS, now=NOW + timedelta(hours=1))
    assert timers.rewind(NOW) == []

    new_york = next(Path(folder) / "America/New_York" for folder in zoneinfo.TZPATH if Path(folder).exists())
    (other_rules / "Europe").mkdir()
    (other_rules / "Europe/London").write_bytes(new_york.read_bytes())
    zoneinfo.reset_tzpath([str(other_rules)])
    ZoneInfo.clear_cache()

    assert timers.rewind(NOW) == ["digest/1"]
    with store.read() as db:
        moved = timers.get(db, "digest/1")
    assert moved and moved.next_due == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def test_a_wall_clock_set_forward_fires_at_once_and_set_back_fires_nothing_again(store: Store) -> None:
    """F39: the tick sleeps by a clock that nobody sets, so a step is seen within two seconds."""
    timers = wound(store, ["digest/1"])
    wall = {"now": NOW - timedelta(hours=1)}
    fired: list[datetime] = []
    seen = threading.Event()

    def tick(now: datetime) -> None:
        for due in timers.claim_due(now):
            with store.write() as db:
                assert timers.done(db, due)
            fired.append(now)
            seen.set()

    clock = Clock(tick, lambda: wall["now"], seconds=0.2)
    clock.start()
    sleep(0.5)
    assert fired == []
    wall["now"] += timedelta(hours=1, seconds=1)
    assert seen.wait(5)
    for step in (timedelta(hours=-1), timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=61)):
        wall["now"] += step
        sleep(0.4)
    clock.stop()

    assert len(fired) == 1


def test_a_wall_clock_that_jumps_neither_ends_a_lease_nor_makes_it_last(post: Post) -> None:
    """F39: leases are measured by a clock that nobody can set."""
    from delivery.claims import LEASE, Claims

    steady = {"at": 0.0}
    claims = Claims(post.outbox.store, steady=lambda: Steady("this start", steady["at"]))
    post.puts("a")
    assert claims.take(post.clock(), now=post.clock())
    post.clock.passes(hours=1)
    assert claims.take(post.clock(), now=post.clock()) is None

    post.clock.passes(hours=-1)
    steady["at"] += LEASE.total_seconds()
    assert claims.take(post.clock(), now=post.clock())

    after_reboot = Claims(post.outbox.store, steady=lambda: Steady("the next start", 3.0))
    assert after_reboot.take(post.clock(), now=post.clock())


def test_a_clock_that_is_wrong_is_found_out_by_slacks_own(stage: Stage) -> None:
    """F40: ten minutes off, Slack's signatures would all be refused."""
    running, workspace = stage.running, stage.workspace
    true_time = workspace.clock
    assert true_time is not None
    stage.person("marcus").types("@Shelftalk orders yesterday")
    assert running.troubles() == []

    workspace.clock = lambda: true_time() + timedelta(minutes=10)
    stage.person("marcus").types("@Shelftalk orders yesterday")
    stage.waits_for(lambda: running.sender.ahead and abs(running.sender.ahead) > CLOCK_MAY_DIFFER)

    [trouble] = running.troubles()
    assert "10 minutes behind" in trouble


def test_code_that_no_longer_knows_an_item_leaves_its_row_alone(store: Store) -> None:
    """F41: nothing is deleted because it was renamed."""
    timers = wound(store, ["digest/of_yesteryear/C0ECOM", "somebodys/own/kind"])

    assert timers.claim_due(NOW, kind="digest")
    with store.read() as db:
        assert timers.get(db, "somebodys/own/kind")
        assert len(list(db.query("SELECT * FROM timer"))) == 2
        assert len(list(db.query("SELECT * FROM timer_run"))) == 2


def test_an_older_version_on_a_newer_file_does_not_start_and_touches_nothing(tmp_path: Path) -> None:
    """F41."""
    newer = Migrations("timers")

    @newer()
    def first(db: Database) -> None: ...

    @newer()
    def something_new(db: Database) -> None:
        db.execute("ALTER TABLE timer ADD COLUMN colour TEXT")

    path = tmp_path / "state.db"
    store = Store(path, ALL)
    wound(store, ["digest/1"])
    store.close()
    Store(path, [newer]).close()
    before = path.read_bytes()

    with pytest.raises(NewerState, match="something_new of timers"):
        Store(path, ALL)

    assert path.read_bytes() == before
    assert real_time().tzinfo is UTC
