"""Thirteen months of a real shop come out to the penny."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from warehouse import Top, Warehouse

TRUTH = {
    (date(2011, 10, 1), date(2011, 11, 1)): (2_040, 1_154_979_30, 39_718_11, 623_401),
    (date(2011, 11, 1), date(2011, 12, 1)): (2_769, 1_509_496_33, 18_956_15, 754_507),
}

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def year(real_year: tuple[Path, str]) -> Iterator[Warehouse]:
    """The facts of the whole year."""
    warehouse = Warehouse(f"sqlite:///{real_year[0] / 'facts.sqlite3'}")
    yield warehouse
    warehouse.close()


@pytest.mark.parametrize(("month", "expected"), [*TRUTH.items()])
def test_a_month_s_orders_sales_refunds_and_units_are_the_shop_s_own(
    year: Warehouse, month: tuple[date, date], expected: tuple[int, ...]
) -> None:
    start, end = month
    measures = ["orders", "gross_sales", "returns", "units"]

    assert year.query("orders_day", measures, start=start, end=end).iloc[0].tolist() == list(expected)


@pytest.mark.parametrize(("month", "expected"), [*TRUTH.items()])
def test_products_and_countries_add_up_to_the_same(
    year: Warehouse, month: tuple[date, date], expected: tuple[int, ...]
) -> None:
    start, end = month
    for by in (["product"], ["product_line"], ["country", "day"]):
        found = year.query("sales_day", ["gross_sales", "returns", "units"], by, start=start, end=end)

        assert found[["gross_sales", "returns", "units"]].sum().tolist() == list(expected[1:])


def test_the_whole_year_is_there(year: Warehouse) -> None:
    everything = year.query(
        "orders_day", ["orders"], ["country"], start=date(2010, 1, 1), end=date(2012, 1, 1)
    )
    (covered,) = year.coverage("orders_day")

    assert everything["orders"].sum() == 19_960
    assert "(unknown)" in set(everything["country"])
    assert len(set(everything["country"]) - {"(unknown)"}) == 35
    assert (covered.first, covered.last, covered.gaps) == (date(2010, 12, 1), date(2011, 12, 9), ())


def test_postage_is_sold_and_never_ranked(year: Warehouse) -> None:
    autumn = {"start": date(2011, 9, 1), "end": date(2011, 12, 1)}
    best = year.query(
        "sales_day", ["net_sales"], ["product"], **autumn, top=Top(measure="net_sales", count=10)
    )

    assert "DOT" not in set(best["product"])
    assert best["product"].tolist()[0] == "23084"
    assert year.query("sales_day", ["net_sales"], where={"product": ["DOT"]}, **autumn)["net_sales"][0] > 0
