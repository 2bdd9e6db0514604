"""What was there in both periods is compared by itself; what joined or left is told apart, and nothing is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import sums
from metrics.catalog import CATALOG
from metrics.like_for_like import comparable, like_for_like, of_products, segments
from metrics.period import DAY, Period
from metrics.planning import Planner
from metrics.sourcing import Sources, Wanted

SALES = st.dictionaries(st.sampled_from("ABCDEFGH"), st.one_of(st.none(), st.integers(-500, 500)))


def test_a_new_country_and_a_closed_one_stand_beside_the_change_of_the_others():
    split = like_for_like({"GB": 1100, "DE": 550, "NL": 300}, {"GB": 1000, "DE": 500, "SE": 250})

    assert (split.asked, split.baseline, split.relative) == (1650, 1500, pytest.approx(0.1))
    assert (split.joined, split.joined_value) == (("NL",), 300)
    assert (split.left, split.left_value) == (("SE",), 250)


def test_a_product_that_sold_nothing_for_a_while_has_neither_joined_nor_left():
    split = like_for_like({"A": 10, "B": 5}, {"A": 8, "C": 4}, earlier={"B"}, later={"C"})

    assert not split.differs
    assert (split.asked, split.baseline) == (15, 12)


def test_where_nothing_joined_or_left_there_is_nothing_to_show_beside():
    assert not like_for_like({"GB": 2}, {"GB": 1}).differs


@given(SALES, SALES)
def test_like_for_like_and_the_others_add_up_to_the_totals(asked, baseline):
    split = like_for_like(asked, baseline)

    assert split.asked + split.joined_value == sum(value or 0 for value in asked.values())
    assert split.baseline + split.left_value == sum(value or 0 for value in baseline.values())


def test_segments_are_read_as_any_other_answer_is(facts):
    facts.add("orders_day", *({"day": date(2026, 11, day), "country": country, "net_sales": amount}
                              for day, country, amount in ((1, "GB", 100), (8, "GB", 120), (8, "NL", 30))))  # fmt: skip
    wanted = Wanted(
        period=Period(date(2026, 11, 8), date(2026, 11, 9)),
        baseline=Period(date(2026, 11, 1), date(2026, 11, 2)),
        split="country",
    )
    asked, baseline = segments(
        Planner(Sources(facts)), sums.Reader(facts), CATALOG.named("net_sales"), wanted
    )

    assert like_for_like(asked, baseline).joined == ("NL",)
    with pytest.raises(ValueError, match="dimension"):
        segments(
            Planner(Sources(facts)),
            sums.Reader(facts),
            CATALOG.named("net_sales"),
            Wanted(period=wanted.period),
        )


def test_of_products_those_that_sold_in_both_are_compared(facts: Any) -> None:
    asked, before = Period(date(2026, 10, 1), date(2026, 11, 1)), Period(date(2025, 10, 1), date(2025, 11, 1))
    for day, product, sales in (
        (asked.start, "A", 110),
        (asked.start, "NEW", 90),
        (before.start, "A", 100),
        (before.start, "GONE", 40),
    ):
        facts.add("sales_day", {"day": day, "product": product, "net_sales": sales})
    wanted = Wanted(period=asked, baseline=before)

    found = of_products(facts, CATALOG.named("net_sales"), wanted)

    assert found is not None
    assert (found.asked, found.baseline) == (110, 100)
    assert (len(found.joined), found.joined_value, len(found.left), found.left_value) == (1, 90, 1, 40)
    assert of_products(facts, CATALOG.named("orders"), wanted) is None
    by_country = Wanted(period=asked, baseline=before, filters=(("country", ("GB",)),))
    assert of_products(facts, CATALOG.named("net_sales"), by_country) is None


def test_a_segment_without_a_sale_for_a_week_has_not_left_and_one_without_any_for_months_has(
    facts: Any,
) -> None:
    week, before = (
        Period(date(2026, 11, 9), date(2026, 11, 16)),
        Period(date(2025, 11, 10), date(2025, 11, 17)),
    )
    for day, country, sales in (
        (week.start, "GB", 100), (before.start, "GB", 90),
        (week.start, "IE", 10), (before.start - 30 * DAY, "IE", 10),  # pausing then
        (week.start - 30 * DAY, "DE", 10), (before.start, "DE", 10),  # pausing now
        (week.start, "NL", 20), (before.start, "SE", 15),
    ):  # fmt: skip
        facts.add("orders_day", {"day": day, "country": country, "net_sales": sales})
    wanted = Wanted(period=week, baseline=before, split="country", today=date(2026, 11, 23))

    found = comparable(Planner(Sources(facts)), sums.Reader(facts), CATALOG.named("net_sales"), wanted)

    assert found is not None
    assert (found.joined, found.left) == (("NL",), ("SE",))
    assert (found.asked, found.baseline) == (110, 100)
