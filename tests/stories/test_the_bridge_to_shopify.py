"""Money ends with what the platform shows: held against the files themselves, to the penny."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import bot
from commands.facts import ShopFacts
from metrics.analyst import Analyst
from metrics.bridge import Bridge, bridges
from metrics.catalog import CATALOG
from metrics.period import Period
from metrics.reading import Question
from sandbox.demo_files import ORDER_COLUMNS
from shop import Shop
from tests.conftest import REAL_YEAR
from tests.sandbox_fixtures import MONDAY
from warehouse import Warehouse

MONTHS = [f"{year}-{month:02}" for year, month in [(2010, 12), *((2011, month) for month in range(1, 13))]]
TODAY = date(2026, 11, 23)
YESTERDAY = Period(date(2026, 11, 22), TODAY)


def to_shopify(facts: Path, period: Period, today: date) -> Bridge:
    """The bridge from net sales to Shopify's own figure."""
    warehouse = Warehouse(f"sqlite:///{facts}")
    try:
        analyst = Analyst(ShopFacts(warehouse))
        question = Question(metrics=(CATALOG.named("net_sales"),), period=period)
        (found,) = bridges(analyst, question, analyst.trace(question, today=today), today=today)
    finally:
        warehouse.close()
    return found


def month_of(name: str) -> Period:
    year, month = map(int, name.split("-"))
    return Period(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))


@pytest.mark.real_data
@pytest.mark.parametrize("month", MONTHS)
def test_each_month_of_the_real_year_ends_with_what_its_own_file_adds_up_to(
    real_year: tuple[Path, str], month: str
) -> None:
    paid = Decimal(0)
    with gzip.open(REAL_YEAR / f"orders_export_{month}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Financial Status"]:
                paid += Decimal(row["Total"]) - Decimal(row["Refunded Amount"] or 0)

    bridge = to_shopify(real_year[0] / "facts.sqlite3", month_of(month), date(2012, 1, 1))

    assert bridge.figure == "Total sales"
    assert Decimal(bridge.amount) / 100 == paid
    assert bridge.unexplained == 0


#: Orders with all that a customer pays beside the goods: in pence, as one line each.
ORDERS: tuple[Mapping[str, str], ...] = (
    {"Subtotal": "90.00", "Shipping": "4.95", "Taxes": "18.99", "Duties": "", "Total": "113.94",
     "Discount Amount": "10.00", "Lineitem price": "50.00", "Lineitem quantity": "2"},
    {"Subtotal": "40.00", "Shipping": "12.00", "Taxes": "0.00", "Duties": "7.35", "Total": "59.35",
     "Discount Amount": "0.00", "Lineitem price": "40.00", "Lineitem quantity": "1"},
    {"Subtotal": "30.00", "Shipping": "0.00", "Taxes": "6.00", "Duties": "", "Total": "36.00",
     "Discount Amount": "0.00", "Lineitem price": "30.00", "Lineitem quantity": "1", "Refunded Amount": "30.00",
     "Financial Status": "partially_refunded"},
)  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with three orders yesterday, and one today, so that yesterday is whole."""
    path = tmp_path / "orders_export.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ORDER_COLUMNS, restval="")
        table.writeheader()
        for number, order in enumerate((*ORDERS, ORDERS[1])):
            at = "2026-11-22 10:00:00 +0000" if number < len(ORDERS) else "2026-11-23 07:00:00 +0000"
            table.writerow(
                {"Name": f"#{number}", "Id": str(number), "Currency": "GBP", "Financial Status": "paid",
                 "Created at": at, "Lineitem name": "Mug", "Lineitem sku": "M-1", "Source": "web",
                 "Lineitem discount": "0.00", **order}
            )  # fmt: skip
    settings = bot.Settings(data=tmp_path, facts_url=f"sqlite:///{tmp_path / 'facts.sqlite3'}", shop=Shop())
    bot.import_into(settings, [path], now=MONDAY)
    return tmp_path / "facts.sqlite3"


def test_net_sales_and_shipping_and_tax_and_duties_are_total_sales(shop: Path) -> None:
    bridge = to_shopify(shop, YESTERDAY, TODAY)

    assert [(line.sign, line.label, line.amount) for line in bridge.lines] == [
        ("", "Gross sales", 17000),
        ("−", "Discounts", 1000),
        ("−", "Returns", 2500),  # of 30.00 refunded, 5.00 was tax
        ("=", "Net sales", 13500),
        ("+", "Shipping", 1695),
        ("+", "Taxes", 1999),
        ("+", "Duties", 735),
        ("=", "Total sales", 17929),
    ]
    assert (bridge.amount, bridge.unexplained) == (17929, 0)
