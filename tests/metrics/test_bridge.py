"""The bridge from our figure to the platform's own: it adds up to the penny, and leaves out what was sold elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from commands.facts import ShopFacts
from metrics.analyst import Analyst
from metrics.bridge import Bridge, bridges
from metrics.catalog import CATALOG
from metrics.period import Period
from metrics.reading import Question
from tests import small_shop
from warehouse import Warehouse

TODAY = date(2026, 11, 23)
WEEK = Period(date(2026, 11, 16), TODAY)
SIGNS = {"": 1, "+": 1, "−": -1}


@pytest.fixture(scope="module")
def analyst(small_facts: Path) -> Iterator[Analyst]:
    warehouse = Warehouse(f"sqlite:///{small_facts}")
    yield Analyst(ShopFacts(warehouse), sessions_from="ga4")
    warehouse.close()


def of(analyst: Analyst, name: str, period: Period = WEEK, **filters: tuple[str, ...]) -> list[Bridge]:
    question = Question(metrics=(CATALOG.named(name),), period=period, filters=filters)
    traced = analyst.trace(question, today=TODAY)
    return list(bridges(analyst, question, traced, today=TODAY))


@pytest.mark.parametrize("name", ["net_sales", "gross_sales", "aov", "gross_profit", "blended_roas"])
def test_money_that_was_sold_ends_with_shopifys_total_sales(analyst: Analyst, name: str) -> None:
    shopify = of(analyst, name)[0]

    assert (shopify.platform, shopify.figure) == ("Shopify", "Total sales")
    assert shopify.amount == small_shop.net_sales(WEEK.start, WEEK.end)
    assert shopify.elsewhere == small_shop.amazon_sales(WEEK.start, WEEK.end)
    assert shopify.elsewhere_on == ("Amazon",)


@pytest.mark.parametrize(
    ("period", "filters"),
    [
        (WEEK, {}),
        (WEEK, {"country": ("DE",)}),
        (WEEK, {"segment": ("B2B",)}),
        (Period(date(2026, 10, 1), date(2026, 11, 1)), {}),
        (Period(TODAY, date(2026, 11, 24)), {}),
    ],
)
def test_every_line_adds_up_to_the_next(
    analyst: Analyst, period: Period, filters: Mapping[str, tuple[str, ...]]
) -> None:
    (bridge,) = of(analyst, "net_sales", period, **filters)
    so_far = 0
    for line in bridge.lines:
        if line.sign == "=":
            assert line.amount == so_far
        else:
            so_far += SIGNS[line.sign] * line.amount

    assert bridge.lines[-1].label == "Total sales" and bridge.amount == so_far
    assert bridge.unexplained == 0


def test_products_end_at_net_sales_and_say_why(analyst: Analyst) -> None:
    (bridge,) = of(analyst, "net_sales", product=("AC-M",))

    assert bridge.figure == "Net sales" and bridge.lines[-1].label == "Net sales"
    assert any("not of its products" in note for note in bridge.notes)


def test_what_shopify_did_not_sell_has_no_bridge_to_it(analyst: Analyst) -> None:
    assert of(analyst, "net_sales", sales_channel=("Amazon",)) == []


def test_spend_is_each_platforms_own(analyst: Analyst) -> None:
    found = {(one.platform, one.figure): one.amount for one in of(analyst, "spend")}

    assert set(found) == {("Google Ads", "Cost"), ("Meta Ads", "Amount spent")}
    days = [date.fromordinal(WEEK.start.toordinal() + ahead) for ahead in range(WEEK.days)]
    assert found["Meta Ads", "Amount spent"] == sum(small_shop.spend(day, "BF-Early") for day in days)


def test_what_is_no_money_needs_no_bridge(analyst: Analyst) -> None:
    assert of(analyst, "sessions") == [] and of(analyst, "conversion_rate") == []


def test_a_trace_makes_the_very_figure(analyst: Analyst) -> None:
    for name in ("net_sales", "aov", "conversion_rate", "gross_margin", "weeks_of_cover"):
        metric = CATALOG.named(name)
        (traced,) = analyst.trace(Question(metrics=(metric,), period=WEEK), today=TODAY)

        assert traced.comparison.asked.value == analyst.read(metric, WEEK, today=TODAY).value
        assert metric.of(*(one.value for one in traced.sums)) == traced.comparison.asked.value
