"""Follow, on a campaign's or product's card: its results on days 1, 3 and 7, to whoever pressed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import bot
from tests import small_shop
from tests.sandbox_fixtures import MONDAY
from tests.stage import SHOP, Stage
from tests.stories.test_alerts import looks
from tests.stories.test_who_reads_a_figure import log

DAY = timedelta(days=1)
NINE = MONDAY.replace(hour=9, minute=0)


def days_pass(stage: Stage, folder: Path, days: int) -> None:
    """So many days later, with all exports imported that morning."""
    moment = NINE + days * DAY
    stage.clock.at = moment
    exports = small_shop.write(
        folder / f"after-{days}", moment.date(), moment.replace(tzinfo=None), since=moment.date() - 2 * DAY
    )
    files = [export.path for export in exports if export.day is None]
    bot.import_into(stage.settings, files, now=moment)
    stage.at(moment)
    looks(stage)


@pytest.fixture
def followed(stage: Stage) -> Stage:
    """Marcus follows a campaign since Monday."""
    stage.at(NINE)
    marcus = stage.person("marcus")
    card = marcus.types("/campaign BF-Early")

    told = marcus.clicks(card, "Follow")

    assert "You follow BF-Early: its results come to your own messages on days 1, 3 and 7." in told
    return stage


def test_results_come_on_the_first_third_and_seventh_day_and_then_no_more(
    followed: Stage, tmp_path: Path
) -> None:
    marcus = followed.person("marcus")
    for day, days in ((1, "Mon 23 Nov"), (3, "Mon 23–Wed 25 Nov")):
        days_pass(followed, tmp_path, day)
        told = followed.hears(marcus, f"BF-Early, day {day}")
        assert days in told and "Ad spend" in told
        assert "Stop following" in told.choices
    days_pass(followed, tmp_path, 4)
    days_pass(followed, tmp_path, 7)

    last = followed.hears(marcus, "BF-Early, day 7")
    assert "This was the last of its results." in last
    assert len(marcus.inbox.saying("BF-Early, day")) == 3


def test_nobody_else_hears_of_it_and_following_twice_is_once(followed: Stage, tmp_path: Path) -> None:
    marcus = followed.person("marcus")
    assert "You follow BF-Early already." in marcus.clicks(marcus.types("/campaign BF-Early"), "Follow")

    days_pass(followed, tmp_path, 1)

    followed.hears(marcus, "BF-Early, day 1")
    assert len(marcus.inbox.saying("BF-Early, day 1")) == 1
    assert not followed.person("aiko").inbox.saying("BF-Early, day")


def test_following_can_be_stopped(followed: Stage, tmp_path: Path) -> None:
    marcus = followed.person("marcus")
    days_pass(followed, tmp_path, 1)
    told = followed.hears(marcus, "BF-Early, day 1")

    assert "You no longer follow BF-Early." in followed.told(marcus, told, "Stop following", "no longer")
    days_pass(followed, tmp_path, 3)

    assert not marcus.inbox.saying("BF-Early, day 3")


def test_a_product_can_be_followed_too(stage: Stage, tmp_path: Path) -> None:
    stage.at(NINE)
    vera = stage.person("vera")
    vera.clicks(vera.types("/product AC-M"), "Follow")

    days_pass(stage, tmp_path, 1)

    told = stage.hears(vera, "Aran Coat - M, day 1")
    assert "net sales £" in told
    assert "margin" not in told


def test_a_result_waits_a_day_for_what_has_not_arrived(followed: Stage) -> None:
    marcus = followed.person("marcus")
    followed.at(NINE + DAY)
    looks(followed)
    assert not marcus.inbox.saying("BF-Early, day 1")

    followed.at(NINE + 2 * DAY)
    looks(followed)

    assert "BF-Early, day 1" in followed.hears(marcus, "BF-Early, day 1")


def test_what_is_for_directors_is_no_notification_and_is_written_down(stage: Stage, tmp_path: Path) -> None:
    stage.stops()
    shop = SHOP.model_copy(update={"sensitivity": {"net sales": "restricted"}})
    stage.settings = replace(stage.settings, shop=shop)
    stage.starts()
    stage.at(NINE)
    dana, vera = stage.person("dana"), stage.person("vera")
    for person in (dana, vera):
        person.clicks(person.types("/product AC-M"), "Follow")

    days_pass(stage, tmp_path, 1)

    told = stage.hears(dana, "Aran Coat - M, day 1")
    assert "net sales £" in told and "£" not in told.notification
    assert ("net_sales", "U0DANA") in [(one.metric, one.who) for one in log(stage)]
    assert "£" not in stage.hears(vera, "Aran Coat - M, day 1")
