"""A platform that credits itself late is not 35 % worse every morning: like is compared with like, or it is said."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

import bot
from commands.context import Ask, Person, Surface
from commands.routes import route
from shop import Shop
from templates.plain import as_text
from tests.sandbox_fixtures import MONDAY

DAY = timedelta(days=1)
#: How much of its final value a platform knows of a day on the morning after it, and on each morning that follows.
KNOWN = (0.65, 0.8, 0.9, 0.94, 0.97, 0.98, 0.99, 1.0)
FIRST = MONDAY.date() - 40 * DAY

SHOP = Shop.model_validate(
    yaml.safe_load(
        """
currency: GBP
sources: {meta_ads: {lag: 24h, settles: 7d}, desk: {settles: 7d}}
mappings:
  ads:
    source: meta_ads
    fact: campaign_day
    columns: {day: Day, campaign: Campaign, spend: Spend, conversions: Orders, conversion_value: Value}
    constants: {platform: Meta}
  desk:
    source: desk
    fact: orders_day
    columns: {day: Day, orders: Orders, gross_sales: Gross, discounts: Discount, returns: Back, net_sales: Net}
"""
    )
)


class Shopkeeper:
    """Imports each morning what the platform knows, and asks."""

    def __init__(self, folder: Path) -> None:
        self.settings = bot.Settings(
            data=folder, facts_url=f"sqlite:///{folder / 'facts.sqlite3'}", shop=SHOP
        )
        self.now = MONDAY

    def morning(self, now: datetime, *, from_day: date = FIRST) -> None:
        """Bring the platform's days and the shop's as they are known now, and look."""
        self.now = now
        days = [from_day + at * DAY for at in range((now.date() - from_day).days + 1)]
        ripe = {day: KNOWN[min(now.date() - day, len(KNOWN) * DAY).days - 1] for day in days[:-1]}
        ripe[days[-1]] = 0.1  # the morning itself
        ads = self._write("ads", "Day,Campaign,Spend,Orders,Value", [
            (day, name, "500.00", round(share * 100 * 10), f"{share * 1000 * size:.2f}")
            for day, share in ripe.items() for name, size in (("Brand", 2), ("Shopping", 1))
        ])  # fmt: skip
        desk = self._write("desk", "Day,Orders,Gross,Discount,Back,Net", [
            (day, 50, "5000.00", "0.00", f"{share * 400:.2f}", f"{5000 - share * 400:.2f}") for day, share in ripe.items()
        ])  # fmt: skip
        bot.import_into(self.settings, [ads, desk], now=now)
        with bot.opened(self.settings, now) as shelftalk:
            shelftalk.growth.note()

    def asks(self, words: str) -> str:
        """What the bot says this morning."""
        with bot.opened(self.settings, self.now) as shelftalk:
            command, rest = route(words)
            person = Person(id="local", name="you", role="director")
            ask = Ask(text=rest, person=person, channel="", surface=Surface.TERMINAL)
            return as_text(command.answer(ask, shelftalk.context))

    def _write(self, name: str, header: str, rows: list[tuple[object, ...]]) -> Path:
        path = self.settings.data / f"{name}-{self.now:%Y-%m-%d-%H%M}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *rows])
        return path


@pytest.fixture(scope="module")
def mornings(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Shopkeeper]:
    """A shop whose platform was imported on each of so many mornings, the last on the story's Monday."""

    def made(count: int) -> Shopkeeper:
        keeper = Shopkeeper(tmp_path_factory.mktemp("mornings"))
        for back in range(count - 1, -1, -1):
            keeper.morning(MONDAY - back * DAY)
        return keeper

    return made


@pytest.fixture(scope="module")
def known(mornings: Callable[[int], Shopkeeper]) -> Shopkeeper:
    """A shop that has seen enough mornings."""
    return mornings(17)


@pytest.mark.parametrize("figure", ["platform roas", "attributed value", "attributed orders"])
def test_what_still_grows_is_compared_with_what_it_was_at_its_age(known: Shopkeeper, figure: str) -> None:
    answer = known.asks(f"{figure} yesterday vs previous")

    assert "no change" in answer
    assert "35" not in answer
    assert "Compared at equal age: with what" in answer
    assert "told of each day less than a day after its end" in answer


@pytest.mark.parametrize("figure", ["returns", "return rate"])
def test_returns_are_compared_at_equal_age_too(known: Shopkeeper, figure: str) -> None:
    answer = known.asks(f"{figure} yesterday vs previous")

    assert "no change" in answer and "Compared at equal age" in answer


def test_a_settling_figure_says_how_much_of_it_is_usually_there(known: Shopkeeper) -> None:
    answer = known.asks("platform roas yesterday vs previous")

    assert "⏳ settling (Meta Ads figures grow for 7 days; usually about 65 % is there at this age)" in answer


def test_several_days_are_each_compared_at_their_own_age(known: Shopkeeper) -> None:
    answer = known.asks("platform roas last week vs previous")

    assert "no change" in answer
    assert "Compared at equal age: with what Meta Ads told of each day when it was as old." in answer
    assert "usually about 89 % is there" in answer


def test_parts_are_marked_and_not_corrected(known: Shopkeeper) -> None:
    answer = known.asks("platform roas by campaign yesterday vs previous")

    assert "Compared at equal age" not in answer
    assert "part of a change is their age" in answer
    assert "usually about 65 % is there at this age" in answer


def test_one_campaign_alone_is_marked_and_not_compared_with_the_whole(known: Shopkeeper) -> None:
    answer = known.asks("platform roas where campaign = Brand yesterday vs previous")

    assert "Compared at equal age" not in answer and "part of a change is their age" in answer


def test_spend_does_not_grow(known: Shopkeeper) -> None:
    assert "settling" not in known.asks("spend yesterday vs previous")


def test_where_earlier_mornings_were_not_kept_the_mark_says_how_immature_it_is(
    mornings: Callable[[int], Shopkeeper],
) -> None:
    answer = mornings(1).asks("platform roas yesterday vs previous")

    assert "▼ down" in answer
    assert "the newest day is less than a day old" in answer
    assert "what it usually becomes is not known yet" in answer
    assert "beside days that have settled, part of a change is their age" in answer
