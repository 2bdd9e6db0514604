"""What was there in both periods is compared by itself; what joined or left is told apart, and nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import sums
from metrics.catalog import CATALOG
from metrics.like_for_like import like_for_like, segments
from metrics.period import Period
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
