"""What a product was sold at, as its sales tell."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from metrics.prices import Sold, history, lowest, tax_rate, with_tax

TODAY = date(2026, 11, 23)


def sold(day: date, *, units: int = 1, gross: int = 15900, off: int = 0, **more: Any) -> dict[str, Any]:
    """Sales of one product on a day."""
    row = {
        "day": day,
        "product": "A",
        "segment": "B2C",
        "units": units,
        "gross_sales": gross,
        "discounts": off,
    }
    return row | more


def price(day: date, amount: float) -> Sold:
    """One price on record."""
    return Sold(day=day, channel="Shopify", asked=amount, price=amount)


def test_the_price_of_a_day_is_what_was_asked_for_a_unit(facts: Any) -> None:
    facts.add("sales_day", sold(date(2026, 1, 12), units=2, gross=29800))

    (one,) = history(facts, "A", until=TODAY)

    assert (one.day, one.price, one.channel) == (date(2026, 1, 12), 14900, "Shopify")


def test_one_customers_code_is_no_price_but_a_discount_that_everybody_gets_is(facts: Any) -> None:
    facts.add(
        "sales_day",
        sold(date(2026, 1, 12), off=8000),
        sold(date(2026, 1, 14), units=3, gross=47700, off=1590),
        sold(date(2026, 1, 13), units=3, gross=47700, off=14310),
    )

    assert [one.price for one in history(facts, "A", until=TODAY)] == [15900, 11130, 15900]


def test_trade_prices_and_gifts_are_no_price_on_the_shelf(facts: Any) -> None:
    facts.add(
        "sales_day",
        sold(date(2026, 1, 12)),
        sold(date(2026, 1, 13), gross=9000, segment="B2B"),
        sold(date(2026, 1, 14), gross=0),
    )

    assert [one.day for one in history(facts, "A", until=TODAY, segments=("B2C",))] == [date(2026, 1, 12)]


def test_without_sales_there_is_no_history_and_no_zero(facts: Any) -> None:
    assert history(facts, "A", until=TODAY) == ()
    assert lowest(()) is None


def test_the_lowest_of_some_days_is_the_newest_of_equals() -> None:
    past = [price(date(2026, 1, 12), 14900), price(date(2026, 3, 1), 14900), price(date(2026, 5, 1), 15900)]

    assert lowest(past) == past[1]
    assert lowest(past, until=date(2026, 2, 1)) == past[0]
    assert lowest(past, since=date(2026, 4, 1)) == past[2]
    assert lowest(past, since=date(2026, 6, 1)) is None


@pytest.mark.parametrize(
    ("listed", "expected"),
    [(15900, 15900), (13250, 13250), (None, 13250), (12000, 13250)],
)
def test_sales_without_tax_are_put_on_the_footing_of_a_list_price_with_it(
    listed: int | None, expected: int
) -> None:
    (one,) = with_tax((price(TODAY, 13250),), listed, 0.2)

    assert round(one.price) == expected


def test_the_tax_is_what_orders_to_a_country_paid_on_top(facts: Any) -> None:
    row = {
        "day": TODAY - timedelta(days=1),
        "country": "GB",
        "net_sales": 10000,
        "shipping": 500,
        "taxes": 2100,
    }
    facts.add("orders_day", row)

    assert tax_rate(facts, "GB", until=TODAY) == pytest.approx(0.2)
    assert tax_rate(facts, "DE", until=TODAY) == 0
