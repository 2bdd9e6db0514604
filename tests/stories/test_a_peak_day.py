"""Black Friday, hour by hour: one message in each place, changed where it stands, with a last word when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import bot
from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, staged
from tests.stories.test_trusting_the_figures import orders
from tests.stories.test_who_reads_a_figure import log

MIDNIGHT = MONDAY.replace(hour=0, minute=0) + timedelta(days=4)
OURS = "so far: Fri 27 Nov"


def hour(number: float) -> datetime:
    """An hour of Black Friday."""
    return MIDNIGHT + timedelta(hours=number)


@pytest.fixture
def friday(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """Black Friday, an hour before the first word."""
    with staged(tmp_path / "data", small_facts, at=hour(7)) as stage:
        yield stage


def at(stage: Stage, folder: Path, number: float) -> None:
    """It is a later hour, and the orders up to ten minutes before have been imported."""
    until = hour(number) - timedelta(minutes=10)
    stage.clock.at = until
    bot.import_into(stage.settings, [orders(folder, until - MONDAY)], now=until)
    stage.at(hour(number))
    settled(stage)


def settled(stage: Stage) -> None:
    """Whatever is due is done and sent."""
    stage.running.tick(stage.clock())
    open_runs = "SELECT 1 FROM timer_run WHERE state IN ('due', 'claimed')"

    def done() -> bool:
        with stage.running.bot.store.read() as db:
            return not list(db.query(open_runs))

    stage.waits_for(done)
    stage.running.sender.send_due(stage.clock())
    stage.waits_for(lambda: not stage.running.bot.context.outbox.unsent(stage.clock()))


def ours(stage: Stage, channel: str = "ecom") -> list[Seen]:
    """The messages of the peak day in a channel."""
    return [seen for seen in stage.person("dana").sees(channel) if "Black Friday" in seen and "Details" in seen.buttons
            and "No more of these here" in [*seen.buttons, *seen.choices]]  # fmt: skip


def updates(stage: Stage, seen: Seen) -> int:
    return len([call for call in stage.asked("chat.update") if call["ts"] == seen.ts])


def test_three_hours_are_one_message_and_two_updates(friday: Stage, tmp_path: Path) -> None:
    at(friday, tmp_path, 8)
    (first,) = ours(friday)
    assert first.notification.startswith("Net sales £") and "so far" in first
    at(friday, tmp_path, 13)
    at(friday, tmp_path, 16)

    (seen,) = ours(friday)

    assert updates(friday, seen) == 2
    assert "to 15:00" in seen.notification and "vs Fri 28 Nov 2025" in seen.notification
    assert (
        "Black Friday so far: Fri 27 Nov, 16:00, against Black Friday 2025 (Fri 28 Nov 2025) ·"
        " the newest order is 1\xa0h old (15:00)" in seen
    )
    assert "This message changes each hour until midnight; no other comes." in seen


def test_it_says_where_the_day_lands_and_for_how_long_the_best_sellers_last(
    friday: Stage, tmp_path: Path
) -> None:
    at(friday, tmp_path, 13)

    (seen,) = ours(friday)

    # £207 by 12:15, when last year's day had come to £489 of its £733
    assert (
        "Lands at about £310 if the rest goes as last time: by this minute 67\xa0% of that day had come"
        in seen
    )
    assert (
        "Best sellers: Stoneware Mug ⚠ 5 left, about 1\xa0day · Ribbed Beanie 34 left, about 7\xa0days"
        in seen
    )


def test_it_ends_with_what_the_day_came_to_and_how_complete_that_is(friday: Stage, tmp_path: Path) -> None:
    at(friday, tmp_path, 21)
    until = hour(24) + timedelta(minutes=10)
    friday.clock.at = until
    bot.import_into(friday.settings, [orders(tmp_path, until - MONDAY)], now=until)
    friday.at(hour(24) + timedelta(minutes=16))
    settled(friday)

    (seen,) = ours(friday)

    assert (
        "Black Friday is over: Fri 27 Nov, against Black Friday 2025" in seen
        and "still arriving" in seen
        and "This was the last change of this message." in seen
    )
    assert "Lands" not in seen and "Best sellers" not in seen
    before = updates(friday, seen)
    for hours in (25, 30, 33):
        friday.at(hour(hours))
        settled(friday)
    assert updates(friday, seen) == before


def test_a_restart_and_a_second_process_neither_double_nor_lose_it(friday: Stage, tmp_path: Path) -> None:
    at(friday, tmp_path, 13)
    friday.restarts()
    friday.runs_beside()
    settled(friday)
    assert len(ours(friday)) == 1 and updates(friday, ours(friday)[0]) == 0

    at(friday, tmp_path, 14)

    (seen,) = ours(friday)
    assert updates(friday, seen) == 1


def test_after_a_downtime_the_newest_hour_is_told_and_not_each(friday: Stage, tmp_path: Path) -> None:
    at(friday, tmp_path, 8)
    friday.stops()
    friday.clock.at = hour(13.2)
    friday.starts()
    settled(friday)

    (seen,) = ours(friday)

    assert updates(friday, seen) == 1 and "13:12" in seen


def test_an_ordinary_day_has_none_and_a_place_that_wants_none_gets_none(
    friday: Stage, tmp_path: Path
) -> None:
    at(friday, tmp_path, 8)
    (seen,) = ours(friday)

    assert "so it is theirs to change" in friday.person("aiko").clicks(seen, "No more of these here")
    told = friday.person("dana").clicks(seen, "No more of these here")
    assert "No more peak days hour by hour in #ecom." in told
    at(friday, tmp_path, 13)
    assert updates(friday, seen) == 0
    assert "is told hour by hour" in friday.person("dana").clicks(told, "Undo")
    at(friday, tmp_path, 14)
    assert updates(friday, seen) == 1

    friday.at(hour(24 + 10))
    settled(friday)
    assert len(ours(friday)) == 1


def test_a_promotion_of_peak_days_is_told_hour_by_hour(stage: Stage, tmp_path: Path) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/promo")
    marcus.fills(
        form,
        {"Name": "Birthday", "First day": MONDAY.date(), "Last day": MONDAY.date(), "Kind": "Peak days"},
    ).submits()
    stage.hears(marcus, "Birthday so far")

    stage.at(MONDAY.replace(hour=9, minute=0))
    settled(stage)

    (seen,) = stage.person("dana").sees("ecom").saying("Birthday so far")
    assert "Mon 23 Nov, 09:00" in seen and not log(stage)
