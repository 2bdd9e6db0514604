"""What sources say is written once, by key, and replaced by what they say later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from warehouse.embedded import open_facts
from warehouse.landing import Landing
from warehouse.rules import Refused, Rules
from warehouse.staging import HELD

DAY = date(2026, 2, 2)
NEXT = date(2026, 2, 3)


@pytest.fixture
def facts(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An open transaction on an empty facts file."""
    connection = open_facts(tmp_path / "facts.db")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


@pytest.fixture
def landing(facts: sqlite3.Connection) -> Landing:
    """The writer on it."""
    return Landing(facts, Rules(source_sales_channels={"till": "High Street"}))


def sessions(facts: sqlite3.Connection) -> list[tuple[int, int]]:
    return facts.execute(
        "SELECT sum(sessions), sum(page_views) FROM traffic_day GROUP BY day ORDER BY day"
    ).fetchall()


def test_rows_of_one_key_are_added_up_and_missing_stays_missing(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    written = landing.put(
        "traffic_day", "ga4", [{"day": DAY, "sessions": 3}, {"day": DAY, "sessions": 4, "page_views": None}]
    )

    assert written == 1
    assert sessions(facts) == [(7, None)]


def test_a_later_file_replaces_what_it_names_and_leaves_the_rest(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    landing.put(
        "traffic_day", "ga4", [{"day": DAY, "sessions": 3, "page_views": 9}, {"day": NEXT, "sessions": 5}]
    )
    landing.put("traffic_day", "ga4", [{"day": DAY, "sessions": 4}])

    assert sessions(facts) == [(4, 9), (5, None)]


def test_a_report_of_whole_days_takes_away_what_it_no_longer_lists(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    both = [{"day": DAY, "device": device, "sessions": 1} for device in ("mobile", "desktop")]
    landing.put("traffic_day", "ga4", [*both, {"day": NEXT, "sessions": 1}], replaces_days=True)
    landing.put("traffic_day", "shopify_analytics", both)
    landing.next_file()
    landing.put("traffic_day", "ga4", both[:1], replaces_days=True)
    landing.put("traffic_day", "ga4", [{"day": DAY, "device": "tablet", "sessions": 2}], replaces_days=True)

    assert sessions(facts) == [(1 + 2 + 2, None), (1, None)]


def test_more_rows_than_fit_in_memory_are_added_up_on_disk(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    product = landing.product("MUG", "Mug")
    days = [DAY + timedelta(days=n) for n in range(HELD // 2 + 10)]
    rows = ({"day": day, "product": product, "units": 1, "returns": None} for _ in range(3) for day in days)

    written = landing.put("sales_day", "till", rows)

    assert written == len(days)
    assert facts.execute("SELECT sum(units), count(returns), count(*) FROM sales_day").fetchone() == (
        3 * len(days),
        0,
        len(days),
    )


def test_where_a_source_does_not_say_the_shop_s_settings_do(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    landing.put("orders_day", "till", [{"day": DAY, "orders": 1, "country": ""}])

    assert facts.execute(
        "SELECT channel.name, country.name, segment.name FROM orders_day JOIN label AS channel ON channel.id = sales_channel_id"
        " JOIN label AS country ON country.id = country_id JOIN label AS segment ON segment.id = segment_id"
    ).fetchall() == [("High Street", "(unknown)", "unassigned")]


def test_days_may_be_covered_though_nothing_happened(facts: sqlite3.Connection, landing: Landing) -> None:
    landing.covers("traffic_day", "ga4", [DAY, NEXT])

    assert facts.execute("SELECT count(*) FROM source_day").fetchone() == (2,)


@pytest.mark.parametrize(
    ("fact", "row", "said"),
    [
        ("sale", {}, "no such fact table"),
        ("traffic_day", {"day": DAY, "visits": 1}, "traffic_day has no visits"),
    ],
)
def test_a_column_that_there_is_not_is_an_error(
    landing: Landing, fact: str, row: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        landing.put(fact, "ga4", [row])


def test_costs_count_for_what_stayed_sold(facts: sqlite3.Connection, landing: Landing) -> None:
    mug = landing.describe_product(sku="MUG", title="Mug", unit_cost=200)
    landing.put(
        "sales_day",
        "till",
        [
            {
                "day": DAY,
                "product": mug,
                "units": 4,
                "gross_sales": 2000,
                "discounts": 0,
                "returns": 500,
                "net_sales": 1500,
            },
            {"day": DAY, "product": landing.product("CUP", ""), "units": 1, "net_sales": 300},
        ],
    )
    landing.finish()

    assert facts.execute("SELECT sum(cogs), sum(costed_sales), sum(net_sales) FROM line_day").fetchone() == (
        600,
        1500,
        1800,
    )


def test_a_product_s_new_line_and_cost_reach_the_sales_it_had(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    landing.put(
        "sales_day",
        "till",
        [{"day": DAY, "product": landing.product("MUG", ""), "units": 1, "net_sales": 900}],
    )
    landing.finish()
    landing.describe_product(sku="MUG", title="The mug", product_line="Pots", unit_cost=300)
    landing.finish()

    assert facts.execute(
        "SELECT name, net_sales, cogs FROM line_day JOIN label ON label.id = product_line_id"
    ).fetchall() == [("Pots", 900, 300)]
    assert facts.execute("SELECT cogs FROM product_week").fetchall() == [(300,)]


def test_none_leaves_what_is_known_of_a_product_or_campaign(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    landing.describe_product(sku="MUG", title="Mug", vendor="Potters", price=900)
    landing.describe_product(sku="MUG", title="The mug", price=950)
    landing.campaign(name="Spring", platform="Google Ads", source="google_ads", budget=500, starts=DAY)
    landing.campaign(name="Spring", platform="Google Ads", source="google_ads", status="Paused")

    assert facts.execute("SELECT title, vendor, price FROM product").fetchall() == [
        ("The mug", "Potters", 950)
    ]
    assert facts.execute("SELECT status, budget, starts FROM campaign").fetchall() == [("Paused", 500, 20486)]


def test_the_settings_currency_stands_before_any_file(facts: sqlite3.Connection) -> None:
    landing = Landing(facts, Rules(currency="JPY"))

    assert landing.minor("1200") == 1200
    with pytest.raises(Refused, match=r"a\.csv is in USD, and this shop's facts are in JPY"):
        landing.currency("usd", "a.csv")


def test_amounts_are_whole_minor_units(landing: Landing) -> None:
    assert [landing.minor(amount) for amount in ("1.5", Decimal("0.005"), "-2")] == [150, 0, -200]


def test_a_source_s_own_costs_are_kept_whatever_the_products_say(
    facts: sqlite3.Connection, landing: Landing
) -> None:
    mug = landing.describe_product(sku="MUG", title="Mug", unit_cost=200)
    row = {"day": DAY, "product": mug, "units": 2, "net_sales": 900}
    landing.put("sales_day", "till", [{**row, "cogs": 150, "costed_sales": 900}])
    landing.put("sales_day", "amazon", [row])
    landing.finish()
    landing.describe_product(sku="MUG", title="Mug", unit_cost=300)
    landing.finish()

    assert facts.execute("SELECT cogs FROM sales_day ORDER BY cogs").fetchall() == [(150,), (600,)]
