"""Show data: each number of an answer is followed to its query, its rows and its files, and money to the platform."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.seen import Seen
from tests import small_shop
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage

SPACE = "\N{NO-BREAK SPACE}"
WEEK = (MONDAY.date() - timedelta(days=7), MONDAY.date())


def data_of(stage: Stage, words: str, who: str = "marcus") -> Seen:
    person = stage.person(who)
    return person.clicks(person.types(words), "Show data")


def test_a_figure_is_followed_to_its_query_its_rows_and_its_files(stage: Stage) -> None:
    data = data_of(stage, "/kpi net sales last week")

    assert data.ephemeral
    assert "Net sales £4,232.40 = gross sales − discounts − returns · definition v1 · complete" in data
    assert "net_sales from orders (orders_day)" in data
    assert f"Mon 16–Sun 22 Nov 2026: 19{SPACE}rows of shop_day" in data
    assert "SELECT sum(shop_day.net_sales) AS net_sales FROM shop_day WHERE shop_day.day >=" in data
    assert f"Load 2: orders_export.csv (Shopify orders), 1,143{SPACE}rows of 1,143 used" in data


def test_money_ends_with_what_the_platform_should_show(stage: Stage) -> None:
    own = small_shop.net_sales(*WEEK)

    data = data_of(stage, "/kpi net sales last week")

    assert f"Shopify should show £{own / 100:,.2f} as Total sales for Mon 16–Sun 22 Nov 2026." in data
    assert f"Not in it: £{small_shop.amazon_sales(*WEEK) / 100:,.2f} of net sales from Amazon." in data
    for line in (
        "Gross sales",
        "− Discounts",
        "− Returns",
        "= Net sales",
        "+ Shipping",
        "+ Taxes",
        "= Total sales",
    ):
        assert line in data
    assert "Refunds are on the order's day; Shopify uses the refund day." in data


def test_a_ratio_shows_both_of_its_sums(stage: Stage) -> None:
    data = data_of(stage, "/kpi conversion rate last week")

    assert "Sessions with an order 63" in data and "Sessions 3,164" in data
    assert f"28{SPACE}rows of traffic_day" in data
    assert "should show" not in data


def test_a_filter_is_in_the_words_and_in_the_query(stage: Stage) -> None:
    data = data_of(stage, "/kpi net sales where country = DE last week")

    assert "of orders_day, where Germany" in data
    assert "orders_day.country_id IN (" in data
    assert "(Germany)." in data


def test_a_product_ends_at_net_sales(stage: Stage) -> None:
    data = data_of(stage, "/kpi net sales for sku AC-M last week")

    assert "as Net sales for Mon 16–Sun 22 Nov 2026 (AC-M)." in data
    assert "Shipping and tax are known of an order, not of its products" in data


def test_spend_is_held_against_each_platform(stage: Stage) -> None:
    data = data_of(stage, "/kpi spend last week")

    assert "Google Ads should show £325.80 as Cost" in data
    assert "Meta Ads should show £358.90 as Amount spent" in data


@pytest.mark.parametrize(
    "words",
    [
        "/kpi", "/kpi orders by country last week", "/kpi net sales by day last 14 days", "/product AC-M",
        "/product top 3 last week", "/campaign BF-Early", "/campaign list by roas", "/funnel last week",
        "/kpi weeks of cover by product", "/kpi net sales today", "/kpi aov by customer type last 4 weeks",
    ],
)  # fmt: skip
def test_every_kind_of_answer_can_be_followed(stage: Stage, words: str) -> None:
    assert "The data behind" in data_of(stage, words)


def test_whoever_reads_a_shared_answer_may_follow_it(stage: Stage) -> None:
    marcus, aiko = stage.person("marcus"), stage.person("aiko")
    marcus.clicks(marcus.types("/kpi net sales last week"), "Share")

    data = aiko.clicks(aiko.sees("ecom").last, "Show data")

    assert data.ephemeral and "The data behind Net sales" in data


def test_the_question_is_the_one_that_was_answered_whenever_the_button_is_pressed(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales yesterday")
    stage.clock.passes(days=2)

    assert f"Sun 22 Nov 2026: 2{SPACE}rows of shop_day" in marcus.clicks(answer, "Show data")


def test_the_data_behind_a_margin_is_for_directors_and_written_down(stage: Stage) -> None:
    data = data_of(stage, "/kpi gross margin last week", who="dana")

    assert data.text.startswith("🔒 Gross margin is for directors only")
    assert "costed_sales − cogs" in data
    with stage.running.bot.store.read() as db:
        assert [row["surface"] for row in db.query("SELECT surface FROM disclosure ORDER BY id")] == [
            "slash command",
            "button",
        ]


def test_an_answer_too_old_says_so(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales yesterday")
    stage.clock.passes(days=31)
    marcus.types("/kpi orders yesterday")

    assert "too old to be followed" in marcus.clicks(answer, "Show data")
