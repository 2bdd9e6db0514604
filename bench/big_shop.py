"""A shop big enough to be slow: three years, 10,000 products, three sales channels, 3.3 million product-days."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy

from warehouse import rollups
from warehouse.embedded import open_facts
from warehouse.facts import day_number
from warehouse.landing import Landing
from warehouse.naming import setting, write_setting
from warehouse.rules import Rules

FIRST = date(2023, 11, 20)  # a Monday
CHANNELS = ("Shopify", "Amazon", "Wholesale")
LINES = 40
WORDS = (
    ("Oak", "Linen", "Copper", "Wool", "Ceramic", "Glass", "Walnut", "Cotton", "Brass", "Rattan"),
    ("Round", "Tall", "Small", "Striped", "Plain", "Folded", "Large", "Woven", "Painted", "Smooth"),
    ("Lamp", "Throw", "Mug", "Vase", "Basket", "Tray", "Cushion", "Candle", "Stool", "Frame"),
)
#: A product's chance to sell on a day in a channel: the best sell daily, the last every third week.
STEEPNESS = 5.155


@dataclass(frozen=True, kw_only=True)
class Size:
    """How big the shop is."""

    days: int = 1095
    products: int = 10_000

    @property
    def last(self) -> date:
        """Its newest day."""
        return FIRST + timedelta(days=self.days - 1)


def build(path: Path, size: Size | None = None) -> Path:
    """Write the shop into an embedded facts file, the same every time; one that is there already is kept."""
    size = size or Size()
    connection = open_facts(path)
    try:
        if setting(connection, "big_shop") != repr(size):
            connection.close()
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            connection = open_facts(path)
            _fill(connection, size)
    finally:
        connection.close()
    return path


def _fill(connection: sqlite3.Connection, size: Size) -> None:
    connection.execute("BEGIN IMMEDIATE")
    landing = Landing(connection, Rules(currency="GBP"))
    landing.currency("GBP", "the big shop")
    keys = _Keys(landing)
    costs = _products(landing, size)
    numbers = numpy.random.default_rng(20261123)
    for day in range(size.days):
        connection.executemany(
            f"INSERT INTO sales_day VALUES ({', '.join('?' * 14)})", _sales(numbers, day, costs, keys)
        )
        connection.executemany(
            f"INSERT INTO orders_day VALUES ({', '.join('?' * 18)})", _orders(numbers, day, keys)
        )
    days = range(day_number(FIRST), day_number(FIRST) + size.days)
    for fact in ("sales_day", "orders_day"):
        landing.touched.days(fact, days)
        landing.covers(fact, "shopify_orders", (FIRST + timedelta(days=n) for n in range(size.days)))
    connection.executemany(
        "INSERT INTO source_channel VALUES (?, ?, ?)",
        [(keys.source, fact, channel) for fact in ("sales_day", "orders_day") for channel in keys.channels],
    )
    rollups.refresh(connection, landing.touched, ())
    connection.execute(
        "INSERT INTO load (source_id, format, file, sha256, rows_read, rows_used, loaded_at, terms)"
        " VALUES (?, 'the big shop', 'big_shop.py', '', 0, 0, ?, '')",
        (keys.source, datetime.combine(size.last, datetime.min.time()).isoformat(sep=" ")),
    )
    write_setting(connection, "big_shop", repr(size))
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Keys:
    """The numbers behind the labels that every row carries."""

    def __init__(self, landing: Landing) -> None:
        self.channels = [landing.label("sales_channel", name) for name in CHANNELS]
        self.country = landing.label("country", "GB")
        self.segment = landing.label("segment", "unassigned")
        self.customer = landing.label("customer_type", "(unknown)")
        self.source = landing.label("source", "shopify_orders")


def _products(landing: Landing, size: Size) -> numpy.ndarray[Any, Any]:
    """Describe the products; returns price and cost of each, in pence."""
    first, second, third = WORDS
    prices = []
    for n in range(size.products):
        price = 300 + (n * 7919) % 9700
        cost = price * (30 + n % 25) // 100
        title = f"{second[n // 10 % 10]} {first[n % 10]} {third[n // 100 % 10]} {n}"
        landing.describe_product(
            sku=f"SKU-{n:05}", title=title, product_line=f"Line {n % LINES:02}", price=price, unit_cost=cost
        )
        prices.append((price, cost))
    landing._products.changed.clear()  # nothing is sold yet
    return numpy.array(prices)


def _sales(
    numbers: numpy.random.Generator, day: int, costs: numpy.ndarray[Any, Any], keys: _Keys
) -> Iterator[tuple[Any, ...]]:
    """One day's rows in key order: product, then channel."""
    count = len(costs)
    chance = numpy.minimum(1.0, STEEPNESS / numpy.sqrt(numpy.arange(1, count + 1)))
    sold, channel = numpy.nonzero(numbers.random((count, len(CHANNELS))) < chance[:, None])
    units = numbers.geometric(0.45, len(sold))
    gross = units * costs[sold, 0]
    discounts = numpy.where(numbers.random(len(sold)) < 0.2, gross // 10, 0)
    returns = numpy.where(numbers.random(len(sold)) < 0.03, gross - discounts, 0)
    net = gross - discounts - returns
    cogs = numpy.where(returns > 0, 0, units * costs[sold, 1])
    number = day_number(FIRST) + day
    fixed = (keys.country, keys.segment, keys.customer, keys.source)
    columns = (a.tolist() for a in (sold + 1, channel, units, gross, discounts, returns, net, cogs))
    for product, at, *values, net_sales, cost in zip(*columns, strict=True):
        yield (number, product, keys.channels[at], *fixed, *values, net_sales, cost, net_sales)


def _orders(numbers: numpy.random.Generator, day: int, keys: _Keys) -> Iterator[tuple[int, ...]]:
    number = day_number(FIRST) + day
    for channel in keys.channels:
        orders = int(numbers.integers(400, 900))
        gross = orders * int(numbers.integers(4000, 7000))
        discounts, returns, shipping = gross // 50, gross // 40, orders * 395
        net = gross - discounts - returns
        yield (
            number, channel, keys.country, keys.segment, keys.customer, keys.source, orders, orders // 60, orders // 30,
            orders * 3, gross, discounts, returns, net, shipping, net // 5, 0, net + shipping + net // 5,
        )  # fmt: skip


if __name__ == "__main__":
    import sys

    began = time.perf_counter()
    print(build(Path(sys.argv[1])), f"{time.perf_counter() - began:.1f} s")
