"""A query is followed to its table, its SQL and its rows; what it says it sums is what it sums."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from warehouse import Warehouse

START, END = date(2026, 10, 16), date(2026, 11, 23)
CASES: tuple[tuple[str, str, Mapping[str, tuple[str, ...]], str], ...] = (
    ("orders_day", "net_sales", {}, "shop_day"),
    ("orders_day", "net_sales", {"country": ("GB", "DE")}, "orders_day"),
    ("sales_day", "cogs", {}, "line_day"),
    ("sales_day", "net_sales", {"product": ("AC-M",)}, "product_week, sales_day"),
    ("refund_day", "net_sales", {}, "analytics_day, orders_day"),
    ("traffic_day", "sessions", {"device": ("mobile",)}, "traffic_day"),
    ("campaign_day", "spend", {"campaign": ("BF-Early",)}, "campaign_day"),
    ("campaign_day", "spend", {"platform": ("Google Ads",)}, "campaign_day"),
    ("orders_day", "net_sales", {"country": ("Nowhere",)}, "orders_day"),
)


@pytest.fixture(scope="module")
def shop(small_facts: Path) -> Iterator[Warehouse]:
    warehouse = Warehouse(f"sqlite:///{small_facts}")
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize(("source", "measure", "where", "table"), CASES)
def test_the_sql_that_is_shown_gives_the_sum_that_was_told(
    shop: Warehouse,
    small_facts: Path,
    source: str,
    measure: str,
    where: dict[str, tuple[str, ...]],
    table: str,
) -> None:
    traced = shop.trace(source, [measure], where, start=START, end=END)
    (told,) = shop.query(source, [measure], (), where, start=START, end=END)[measure].tolist()

    with closing(sqlite3.connect(small_facts)) as facts:
        assert facts.execute(traced.text).fetchone() == (told,)
    assert traced.table == table
    assert (traced.rows > 0) == (told is not None)


def test_the_rows_are_those_of_the_days_and_filters(shop: Warehouse, small_facts: Path) -> None:
    with closing(sqlite3.connect(small_facts)) as facts:
        counted = "SELECT count(*) FROM shop_day WHERE day >= ? AND day < ?"
        days = (date.toordinal(START) - 719163, date.toordinal(END) - 719163)
        (rows,) = facts.execute(counted, days).fetchone()

    assert shop.trace("orders_day", ["net_sales"], start=START, end=END).rows == rows


def test_a_name_with_a_quote_stays_one_value(shop: Warehouse) -> None:
    traced = shop.trace("campaign_day", ["spend"], {"campaign": ("Dana's",)}, start=START, end=END)

    assert "campaign.name IN ('Dana''s')" in traced.text


def test_what_there_is_not_is_an_error(shop: Warehouse) -> None:
    with pytest.raises(ValueError, match="no measure"):
        shop.trace("orders_day", ["cogs"], start=START, end=END)
