"""Stock: true at its last count, and set against what sold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from metrics.analyst import Analyst
from metrics.catalog import CATALOG
from metrics.period import Period
from metrics.reading import Answer, Completeness, Question

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
WEEK = Period(date(2026, 11, 16), date(2026, 11, 23))


def ask(facts: Any, names: str, period: Period = WEEK, **more: Any) -> Answer:
    """Ask on Monday."""
    metrics = tuple(CATALOG.find(name) for name in names.split(", "))
    return Analyst(facts).answer(Question(metrics=metrics, period=period, **more), today=TODAY)


def count(day: date, **available: int) -> list[dict[str, Any]]:
    """A count of products, each in two places."""
    return [
        {
            "day": day,
            "product": product,
            "product_line": line,
            "location": place,
            "on_hand": 10,
            "available": figure,
        }
        for product, figure in available.items()
        for place, line in (("London", "Coats"), ("Leeds", "Coats"))
    ]


def test_a_stock_is_its_last_count_and_the_answer_says_of_which_day(facts: Any) -> None:
    facts.add("stock_day", *count(date(2026, 11, 17), A=9, B=9), *count(date(2026, 11, 20), A=5))

    answer = ask(facts, "stock on hand, stock available")

    assert [total.asked.value for total in answer.totals] == [20, 10]
    assert answer.totals[0].asked.period == Period(date(2026, 11, 20), date(2026, 11, 21))
    assert "Stock as counted on Fri 20 Nov 2026." in answer.notes


def test_a_count_of_the_week_before_speaks_for_a_single_day(facts: Any) -> None:
    facts.add("stock_day", *count(date(2026, 11, 17), A=9))

    assert ask(facts, "available", Period(date(2026, 11, 22), TODAY)).totals[0].asked.value == 18


def test_a_count_on_the_morning_after_is_the_closing_stock(facts: Any) -> None:
    facts.add("stock_day", *count(TODAY, A=9))

    answer = ask(facts, "available")

    assert answer.totals[0].asked.value == 18
    assert answer.notes == ("Stock as counted on Mon 23 Nov 2026.",)


def test_a_count_older_than_a_week_is_missing(facts: Any) -> None:
    facts.add("stock_day", *count(date(2026, 11, 10), A=9))

    answer = ask(facts, "stock")

    assert answer.totals[0].asked.completeness is Completeness.MISSING
    assert answer.notes == ("No count of stock in the week to Sun 22 Nov 2026.",)


def test_a_product_is_out_of_stock_when_nothing_is_left_anywhere(facts: Any) -> None:
    rows = count(date(2026, 11, 20), A=0, B=5, C=-1, D=1)
    rows[2]["available"] = 0  # B is out in London alone
    facts.add("stock_day", *rows)

    answer = ask(facts, "products out of stock, stock out rate")

    assert [total.asked.value for total in answer.totals] == [2, 0.5]


def test_out_of_stock_is_told_by_place(facts: Any) -> None:
    rows = count(date(2026, 11, 20), A=0, B=5)
    rows[2]["available"] = 0
    facts.add("stock_day", *rows)

    answer = ask(facts, "products out of stock", split="location")

    assert {row[0].asked.segment: row[0].asked.value for row in answer.rows} == {"London": 2, "Leeds": 1}
    assert answer.rest == ()


def test_weeks_of_cover_take_the_pace_of_the_four_weeks_before_the_count(facts: Any) -> None:
    facts.add("stock_day", *count(date(2026, 11, 20), A=9))
    facts.add(
        "sales_day", *({"day": date(2026, 10, 1) + n * DAY, "product": "A", "units": 1} for n in range(60))
    )

    (total,) = ask(facts, "weeks of cover").totals

    assert total.asked.value == 20 / 7
    assert total.asked.completeness is Completeness.COMPLETE


def test_what_does_not_sell_has_no_weeks_of_cover(facts: Any) -> None:
    facts.add("stock_day", *count(date(2026, 11, 20), A=9))
    facts.add("sales_day", {"day": date(2026, 10, 1), "product": "B"}, {"day": TODAY, "product": "B"})

    assert ask(facts, "weeks of cover").totals[0].asked.value is None


def test_sell_through_is_what_sold_of_what_could_have_been(facts: Any) -> None:
    facts.add("stock_day", *count(date(2026, 11, 20), A=9, B=9))
    facts.add(
        "sales_day", *({"day": date(2026, 11, 15) + n * DAY, "product": "A", "units": 10} for n in range(9))
    )

    answer = ask(facts, "sell-through", split="product")

    assert answer.totals[0].asked.value == 70 / (70 + 40)
    assert answer.totals[0].asked.period == WEEK
    assert [(row[0].asked.segment, row[0].asked.value) for row in answer.rows] == [("A", 70 / 90), ("B", 0)]


@pytest.mark.parametrize("name", ["stock", "stock out rate", "weeks of cover", "sell-through"])
def test_a_shop_without_counts_has_no_stock_rather_than_none_left(facts: Any, name: str) -> None:
    facts.add(
        "sales_day", {"day": date(2026, 10, 1), "product": "A", "units": 5}, {"day": TODAY, "product": "A"}
    )

    answer = ask(facts, name)

    assert answer.totals[0].asked.value is None
    assert answer.totals[0].asked.completeness is Completeness.MISSING
    assert "Nothing has been imported yet that tells of stock counts." in answer.notes
