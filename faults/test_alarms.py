"""F32, F33 for what has no timer: a round of alerts killed anywhere, and looked at again after days without a bot."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from sqlite3 import connect

import pytest

import bot
from commands.alarmed import hours_of
from commands.following import follows_of
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, settings_for
from tests.stories.test_alerts import NINE, falls, incidents, looks
from tests.stories.test_following import days_pass

FORK = get_context("fork")
DAY = timedelta(days=1)
#: Statements that change something, or begin or end a change.
CHANGES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT")


#: On Monday the figures have fallen; on Wednesday Monday's are missing, and a result is due that was waited for.
MORNINGS = (NINE, NINE + 2 * DAY)


def goes_round(data: Path, now: datetime, dies_at: int) -> None:
    """One round of alerts and follows in a process of its own, killed before its so-manyth change (0: never)."""
    shelftalk = bot.Shelftalk(settings_for(data, data / "facts.sqlite3"), clock=lambda: now)
    seen = 0

    def count(statement: str) -> None:
        nonlocal seen
        seen += statement.startswith(CHANGES)
        if seen == dies_at > 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with shelftalk.store.read() as db:  # the one connection of a process with one thread
        db.conn.set_trace_callback(count)
    context = shelftalk.context
    context.alarms.go(now)
    follows_of(lambda: context, hours=hours_of(context.shop), store=context.store, outbox=context.outbox).go(
        now
    )
    shelftalk.close()


def round_of(data: Path, now: datetime, dies_at: int = 0) -> bool:
    """Whether the round was killed."""
    process = FORK.Process(target=goes_round, args=(data, now, dies_at))
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def said(data: Path) -> tuple[list[str], list[str]]:
    """What is on record as told, and what is on its way."""
    with closing(connect(data / "state.sqlite3")) as db:
        kept = [f"incident/{number}" for (number,) in db.execute("SELECT id FROM incident WHERE NOT held")]
        going = [
            key
            for (key,) in db.execute(
                "SELECT key FROM outbox WHERE key GLOB 'incident/*' OR key GLOB 'follow/*' OR key GLOB 'alerts/*'"
            )
        ]
    return sorted(kept), sorted(going)


@pytest.fixture
def fallen(stage: Stage, tmp_path: Path) -> Iterator[Path]:
    """A shop without a bot, in which two alerts have something to tell, and a result is due to a follower."""
    marcus = stage.person("marcus")
    marcus.types("/alert sessions down 15% here")
    marcus.types("/alert sessions down 15%")
    marcus.types("/campaign BF-Early")
    stage.told(marcus, stage.hears(marcus, "BF-Early"), "Follow", "You follow BF-Early")
    stage.stops()
    falls(stage, tmp_path)
    yield stage.settings.data


@pytest.mark.parametrize(
    ("morning", "stride"), [(MORNINGS[0], 1), (MORNINGS[1], 5)], ids=["monday", "wednesday"]
)
def test_a_round_of_alerts_killed_before_any_of_its_changes_tells_each_incident_once(
    fallen: Path, tmp_path: Path, morning: datetime, stride: int
) -> None:
    """F32: each change of a short round, each fifth of a long one."""
    for now in MORNINGS[: MORNINGS.index(morning)]:
        round_of(fallen, now)
    before, whole = said(fallen), tmp_path / "whole"
    shutil.copytree(fallen, whole)
    now = morning
    assert not round_of(whole, now)
    expected = said(whole)
    assert len(expected[1]) >= len(before[1]) + 2

    kills = 0
    while True:
        data = tmp_path / f"killed-{kills}"
        shutil.copytree(fallen, data)
        if not round_of(data, now, dies_at=1 + kills * stride):
            break
        kills += 1
        kept, going = said(data)
        assert set(kept) <= set(going)  # what is on record is on its way
        round_of(data, now)
        assert said(data) == expected, kills
        shutil.rmtree(data)
    assert kills >= 6


def test_after_days_without_a_bot_what_is_news_is_told_once_and_what_is_not_is_not(
    stage: Stage, tmp_path: Path
) -> None:
    """F33: an incident that began up to three days ago."""
    marcus = stage.person("marcus")
    marcus.types("/alert sessions down 15% here")
    stage.stops()
    falls(stage, tmp_path)
    stage.clock.at = NINE + DAY
    stage.starts()
    looks(stage)

    stage.hears(marcus, "Sessions 200")
    assert len(incidents(marcus)) == 1

    stage.person("dana").types("/alert sessions down 16%")
    stage.stops()
    stage.clock.at = NINE + 7 * DAY
    stage.starts()
    looks(stage)
    assert not stage.person("dana").inbox.saying("Sessions 200")


def test_after_a_week_without_a_bot_a_follower_hears_the_newest_result_alone(
    stage: Stage, tmp_path: Path
) -> None:
    """F33."""
    stage.at(MONDAY.replace(hour=9, minute=0))
    marcus = stage.person("marcus")
    marcus.clicks(marcus.types("/campaign BF-Early"), "Follow")
    stage.stops()
    stage.starts()
    days_pass(stage, tmp_path, 7)

    stage.hears(marcus, "BF-Early, day 7")
    assert len(marcus.inbox.saying("BF-Early, day")) == 1
