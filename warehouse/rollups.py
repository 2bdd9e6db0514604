"""Sums kept beside the facts, brought up to date for exactly the days that an import touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

#: 1 Jan 1970 was a Thursday: day number 4 was a Monday.
MONDAY = 4


@dataclass
class Touched:
    """The days of each fact table whose rows changed."""

    _days: dict[str, set[int]] = field(default_factory=dict)

    def days(self, fact: str, days: Iterable[int]) -> None:
        """Note days whose rows changed."""
        self._days.setdefault(fact, set()).update(days)

    def of(self, fact: str) -> set[int]:
        """The days noted for a fact table."""
        return self._days.get(fact, set())

    def clear(self) -> None:
        """Forget them: they are summed."""
        self._days.clear()


SHOP_SUMS = (
    "orders", "cancelled_orders", "refunded_orders", "units", "gross_sales", "discounts", "returns", "net_sales",
    "shipping", "taxes", "duties", "total_sales",
)  # fmt: skip
SALES_SUMS = ("units", "gross_sales", "discounts", "returns", "net_sales", "cogs", "costed_sales")


#: product_total's id holds the product in its lower bits.
WEEK_BITS = 24


def week_of(day: int) -> int:
    """The day number of the Monday on or before a day."""
    return day - (day - MONDAY) % 7


def refresh(connection: sqlite3.Connection, touched: Touched, changed_products: Collection[int]) -> None:
    """Sum anew what was touched: costs of sales first, then the rollups."""
    described = _days_of_products(connection, changed_products)
    connection.executemany(COST, [(day,) for day in sorted(described)])
    connection.executemany(f"{COST} AND cogs IS NULL", [(day,) for day in sorted(touched.of("sales_day"))])
    lines = touched.of("sales_day") | described
    for day in sorted(touched.of("orders_day")):
        connection.execute("DELETE FROM shop_day WHERE day = ?", (day,))
        connection.execute(SHOP_DAY, (day,))
    for day in sorted(lines):
        connection.execute("DELETE FROM line_day WHERE day = ?", (day,))
        connection.execute(LINE_DAY, (day,))
    for week in sorted({week_of(day) for day in lines}):
        connection.execute("DELETE FROM product_week WHERE week = ?", (week,))
        connection.execute(PRODUCT_WEEK, (week, week, week + 7))
    _total(connection, lines)


def _days_of_products(connection: sqlite3.Connection, products: Collection[int]) -> set[int]:
    return {
        day
        for product in products
        for (day,) in connection.execute(
            "SELECT DISTINCT day FROM sales_day WHERE product_id = ?", (product,)
        )
    }


def _total(connection: sqlite3.Connection, days: Collection[int]) -> None:
    """Carry the running totals forward from the first touched week to the newest Monday that has sales behind it."""
    # each by itself: asked for both at once, SQLite would read the whole table
    (oldest,), (newest,) = (connection.execute(ends).fetchone() for ends in (OLDEST, NEWEST))
    if not days:
        return
    first = week_of(min(days))
    connection.execute("DELETE FROM product_total WHERE id >= ?", ((first + 7) << WEEK_BITS,))
    if newest is None:
        return
    last_kept = connection.execute("SELECT max(id) >> ? FROM product_total", (WEEK_BITS,)).fetchone()[0]
    for monday in range((last_kept or week_of(oldest)) + 7, week_of(newest) + 1, 7):
        connection.execute(PRODUCT_TOTAL, {"monday": monday})


def _sums(names: Iterable[str]) -> str:
    return ", ".join(f"sum({name})" for name in names)


SHOP_DAY = (
    f"INSERT INTO shop_day (day, sales_channel_id, {', '.join(SHOP_SUMS)})"  # noqa: S608 - our own names
    f" SELECT day, sales_channel_id, {_sums(SHOP_SUMS)} FROM orders_day WHERE day = ? GROUP BY day, sales_channel_id"
)
LINE_DAY = (
    f"INSERT INTO line_day (day, product_line_id, sales_channel_id, {', '.join(SALES_SUMS)})"  # noqa: S608
    f" SELECT day, product_line_id, sales_channel_id, {_sums(SALES_SUMS)}"
    " FROM sales_day JOIN product ON product.id = product_id WHERE day = ? GROUP BY product_line_id, sales_channel_id"
)
PRODUCT_WEEK = (
    f"INSERT INTO product_week (week, product_id, sales_channel_id, {', '.join(SALES_SUMS)})"  # noqa: S608
    f" SELECT ?, product_id, sales_channel_id, {_sums(SALES_SUMS)}"
    " FROM sales_day WHERE day >= ? AND day < ? GROUP BY +product_id, sales_channel_id"
)
_TOTALS = ", ".join(f"coalesce({name}, 0) AS {name}" for name in SALES_SUMS)
PRODUCT_TOTAL = f"""
INSERT INTO product_total (id, sales, {", ".join(SALES_SUMS)})
SELECT (:monday << {WEEK_BITS}) + product, sum(sales), {_sums(SALES_SUMS)} FROM (
    SELECT id - ((:monday - 7) << {WEEK_BITS}) AS product, sales, {", ".join(SALES_SUMS)} FROM product_total
    WHERE id >= (:monday - 7) << {WEEK_BITS} AND id < (:monday - 6) << {WEEK_BITS}
    UNION ALL
    SELECT product_id, 1, {_TOTALS} FROM sales_day WHERE day >= :monday - 7 AND day < :monday
) GROUP BY product
"""  # noqa: S608 - our own names
OLDEST, NEWEST = "SELECT min(day) FROM sales_day", "SELECT max(day) FROM sales_day"


def cogs(units: str, gross_sales: str, discounts: str, returns: str) -> str:
    """SQL for what the goods that stayed sold cost, beside a row of product: a part returned, by value, came back."""
    return (
        f"cast(round({units} * product.unit_cost * CASE WHEN coalesce({gross_sales}, 0) - coalesce({discounts}, 0) <= 0"
        f" THEN 1.0 ELSE 1.0 - 1.0 * coalesce({returns}, 0) / ({gross_sales} - coalesce({discounts}, 0)) END) AS INTEGER)"
    )


#: The cost of a day's rows by the products' newest known costs, but for sources that say their own.
COST = f"""
UPDATE sales_day SET
    cogs = {cogs("units", "gross_sales", "discounts", "returns")},
    costed_sales = CASE WHEN units IS NOT NULL THEN net_sales END
FROM product WHERE product.id = product_id AND product.unit_cost IS NOT NULL AND day = ?
    AND NOT EXISTS (SELECT 1 FROM setting WHERE name = 'own cogs of ' || source_id)
"""  # noqa: S608 - our own names
