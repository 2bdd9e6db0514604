"""Rollups equal the facts they sum, whatever was imported and in whatever order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from warehouse import Top, Warehouse
from warehouse.embedded import open_facts
from warehouse.landing import Landing
from warehouse.rollups import SALES_SUMS, SHOP_SUMS, WEEK_BITS, week_of
from warehouse.rules import Rules

FIRST = date(2026, 1, 1)
DAYS = some.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
SKUS = some.sampled_from(["MUG", "CUP", "JAR", "POST", "VASE"])
CHANNELS = some.sampled_from(["Shopify", "Amazon"])
MONEY = some.integers(-500, 5000)
SALES = some.fixed_dictionaries(
    {"day": DAYS, "product": SKUS, "sales_channel": CHANNELS, "country": some.sampled_from(["GB", "FR"])},
    optional={
        "units": some.integers(0, 9),
        "gross_sales": MONEY,
        "discounts": MONEY,
        "returns": MONEY,
        "net_sales": MONEY,
    },
)
ORDERS = some.fixed_dictionaries(
    {"day": DAYS, "sales_channel": CHANNELS, "orders": some.integers(0, 9)},
    optional={"gross_sales": MONEY, "net_sales": MONEY, "taxes": MONEY},
)
PRODUCT = some.fixed_dictionaries(
    {"sku": SKUS, "title": SKUS},
    optional={"product_line": some.sampled_from(["Pots", "Gifts"]), "unit_cost": some.integers(0, 900)},
)
IMPORTS = some.lists(
    some.one_of(
        some.tuples(some.just("sales"), some.lists(SALES, max_size=8), some.booleans()),
        some.tuples(some.just("orders"), some.lists(ORDERS, max_size=5), some.booleans()),
        some.tuples(some.just("products"), some.lists(PRODUCT, max_size=3), some.booleans()),
    ),
    min_size=1,
    max_size=5,
)
EXACT = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def imported(
    imports: list[tuple[str, list[dict[str, Any]], bool]],
) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """The facts after these imports, each in its own transaction."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.db"
        connection = open_facts(path)
        try:
            for kind, rows, replaces in imports:
                connection.execute("BEGIN IMMEDIATE")
                landing = Landing(connection, Rules(not_products=("POST",)))
                _land(landing, kind, rows, replaces_days=replaces)
                landing.finish()
                connection.execute("COMMIT")
            yield path, connection
        finally:
            connection.close()


def _land(landing: Landing, kind: str, rows: list[dict[str, Any]], *, replaces_days: bool) -> None:
    match kind:
        case "products":
            for row in rows:
                landing.describe_product(**row)
        case "sales":
            known = [{**row, "product": landing.product(row["product"], row["product"])} for row in rows]
            landing.put("sales_day", "amazon", known, replaces_days=replaces_days)
        case "orders":
            landing.put("orders_day", "shopify_analytics", rows, replaces_days=replaces_days)


def same(connection: sqlite3.Connection, rollup: str, facts: str) -> None:
    """Assert that a rollup holds exactly what a query over the facts gives."""
    assert connection.execute(f"SELECT * FROM {rollup}").fetchall() == connection.execute(facts).fetchall()


def sums(names: tuple[str, ...], each: str = "sum({})") -> str:
    return ", ".join(each.format(name) for name in names)


@EXACT
@given(IMPORTS)
def test_rollups_are_exactly_the_sums_of_their_facts(
    imports: list[tuple[str, list[dict[str, Any]], bool]],
) -> None:
    with imported(imports) as (_, connection):
        connection.create_function("week_of", 1, week_of, deterministic=True)
        same(
            connection,
            "shop_day",
            f"SELECT day, sales_channel_id, {sums(SHOP_SUMS)} FROM orders_day GROUP BY 1, 2 ORDER BY 1, 2",
        )
        same(
            connection, "line_day",
            f"SELECT day, product_line_id, sales_channel_id, {sums(SALES_SUMS)} FROM sales_day JOIN product"
            " ON product.id = product_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        )  # fmt: skip
        same(
            connection, "product_week",
            f"SELECT week_of(day), product_id, sales_channel_id, {sums(SALES_SUMS)} FROM sales_day"
            " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        )  # fmt: skip


@EXACT
@given(IMPORTS)
def test_running_totals_are_all_that_was_sold_before_each_monday(
    imports: list[tuple[str, list[dict[str, Any]], bool]],
) -> None:
    with imported(imports) as (_, connection):
        oldest, newest = connection.execute("SELECT min(day), max(day) FROM sales_day").fetchone()
        mondays = [] if oldest is None else range(week_of(oldest) + 7, week_of(newest) + 1, 7)
        expected = [
            row
            for monday in mondays
            for row in connection.execute(
                f"SELECT (? << {WEEK_BITS}) + product_id, count(*), {sums(SALES_SUMS, 'sum(coalesce({}, 0))')}"
                " FROM sales_day WHERE day < ? GROUP BY product_id ORDER BY product_id",
                (monday, monday),
            )
        ]
        assert connection.execute("SELECT * FROM product_total").fetchall() == expected


@EXACT
@given(
    imports=IMPORTS, start=DAYS, length=some.integers(1, 45), count=some.integers(1, 4),
    measure=some.sampled_from(["net_sales", "units", "cogs"]), per=some.sampled_from([None, "units", "gross_sales"]),
    lowest=some.booleans(), fewest=some.sampled_from([None, ("units", 3), ("net_sales", 1)]),
)  # fmt: skip
def test_a_ranking_from_rollups_is_the_ranking_of_the_facts(
    *,
    imports: list[tuple[str, list[dict[str, Any]], bool]],
    start: date,
    length: int,
    count: int,
    measure: str,
    per: str | None,
    lowest: bool,
    fewest: tuple[str, int] | None,
) -> None:
    enough = f"AND sum({fewest[0]}) >= {fewest[1]}" if fewest else ""
    end = start + timedelta(days=length)
    worth = f"sum({measure})" if per is None else f"sum({measure}) * 1.0 / nullif(sum({per}), 0)"
    brute = (
        f"SELECT sku, sum({measure}), sum(returns) FROM sales_day JOIN product ON product.id = product_id"
        f" WHERE day >= ? AND day < ? AND ranked GROUP BY product_id HAVING {worth} IS NOT NULL {enough}"
        f" ORDER BY {worth} {'ASC' if lowest else 'DESC'}, product_id LIMIT ?"
    )
    with imported(imports) as (path, connection):
        warehouse = Warehouse(f"sqlite:///{path}")
        try:
            found = warehouse.query(
                "sales_day", [measure, "returns"], ["product"], start=start, end=end,
                top=Top(measure=measure, count=count, per=per, lowest=lowest, fewest=fewest),
            )  # fmt: skip
        finally:
            warehouse.close()
        days = [(day - date(1970, 1, 1)).days for day in (start, end)]
        expected = connection.execute(brute, (*days, count)).fetchall()

    assert [tuple(row) for row in found.to_numpy().tolist()] == expected


@EXACT
@given(
    imports=IMPORTS,
    start=DAYS,
    length=some.integers(7, 45),
    measure=some.sampled_from(["net_sales", "units"]),
)
def test_the_sums_of_all_products_are_those_of_the_facts(
    *, imports: list[tuple[str, list[dict[str, Any]], bool]], start: date, length: int, measure: str
) -> None:
    end = start + timedelta(days=length)
    with imported(imports) as (path, connection):
        warehouse = Warehouse(f"sqlite:///{path}")
        try:
            found = warehouse.product_sums(measure, start=start, end=end)
        finally:
            warehouse.close()
        days = [(day - date(1970, 1, 1)).days for day in (start, end)]
        expected = connection.execute(
            f"SELECT product_id, coalesce(sum({measure}), 0) FROM sales_day JOIN product ON product.id = product_id"
            " WHERE day >= ? AND day < ? AND ranked GROUP BY product_id",
            days,
        ).fetchall()

    sold = {product: value for product, value in expected if value}
    assert found is None or {product: value for product, value in found.items() if value} == sold
