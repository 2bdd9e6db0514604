"""The month in review: provisional on its first working day, final when nothing grows any more, with what moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

import bot
from sandbox.seen import Seen
from tests import small_shop
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, staged

FIRST = MONDAY.replace(month=11, day=2, hour=8, minute=0)  # a Monday, the month's first working day
NINE = FIRST.replace(hour=9)


@pytest.fixture
def november(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """An hour before October is reviewed."""
    with staged(tmp_path / "data", small_facts, at=FIRST) as stage:
        assert "The month in review, Monday to Friday at 09:00" in stage.person("dana").types(
            "/digest monthly me"
        )
        yield stage


def reviews(stage: Stage) -> list[Seen]:
    """Every review of October that Dana has."""
    return [
        one
        for one in stage.person("dana").sees("@Shelftalk")
        if "The month in review, " in one and "October" in one
    ]


def quiet_until(stage: Stage, moment: datetime) -> None:
    """Let days pass on which nothing more is said."""
    stage.clock.at = moment
    stage.running.tick(stage.clock())
    stage.running.sender.send_due(stage.clock())


def refund(stage: Stage, *, now: datetime) -> None:
    """A coat of October comes back, which the next export says."""
    until = datetime.combine(now.date(), time())
    orders = list(small_shop.orders(date(2026, 9, 20), until))
    october = next(place for place, one in enumerate(orders) if one.at.month == 10 and one.sku == "AC-M")
    orders[october] = replace(orders[october], refunded=True)
    path = small_shop.write_orders(stage.settings.data / "orders_export.csv", orders)
    bot.import_into(stage.settings, [path], now=now)


def test_it_is_provisional_on_the_first_working_day_and_says_what_may_still_change(november: Stage) -> None:
    november.at(NINE)

    review = november.person("dana").waits_to_see("The month in review, Mon 2 Nov", "@Shelftalk")

    assert "October 2026" in review
    assert "Provisional" in review and "The final review follows" in review


def test_it_comes_once_however_many_working_days_follow(november: Stage) -> None:
    november.at(NINE)
    november.waits_for(lambda: len(reviews(november)) == 1)

    for days in (1, 2, 7):
        quiet_until(november, NINE + timedelta(days=days))

    assert len(reviews(november)) == 1


def test_the_final_one_follows_when_returns_have_settled_and_says_what_moved(november: Stage) -> None:
    november.at(NINE)
    november.waits_for(lambda: len(reviews(november)) == 1)
    quiet_until(november, NINE.replace(month=12, day=1))  # November's own
    later = NINE.replace(month=12, day=8)
    refund(november, now=later - timedelta(hours=2))

    november.at(later)

    november.waits_for(lambda: len(reviews(november)) == 2)
    final = reviews(november)[-1]
    assert "Final. Since the provisional of Mon 2 Nov 09:00: net sales £" in final
    assert "→" in final

    quiet_until(november, later + timedelta(days=1))
    assert len(reviews(november)) == 2


def test_it_waits_no_longer_than_two_months(november: Stage) -> None:
    november.at(NINE)
    november.waits_for(lambda: len(reviews(november)) == 1)

    for month, year in ((12, 2026), (1, 2027)):
        quiet_until(november, NINE.replace(year=year, month=month, day=4))  # the other months' own
    november.at(NINE.replace(year=2027, month=1, day=5))

    november.waits_for(lambda: len(reviews(november)) == 2)
    assert "Final" in reviews(november)[-1]
