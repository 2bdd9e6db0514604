"""An explanation as it is shown and as it is printed: what is seen still adds up, to the pound and to the penny."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commands.explaining import as_data, shown, told
from metrics.explained import Explanation, Kind, Part
from metrics.metric import Unit
from tests.templates.answers import NET_SALES, compared
from tests.templates.explanations import bridge, factor, segment


def test_pounds_as_shown_add_up_to_the_difference_as_shown() -> None:
    seen = told(bridge(), "GBP")

    assert seen.form == "whole"
    assert [part.amount for part in seen.factors] == [1_142_600, -2_088_400, -284_200]
    for parts in (seen.factors, seen.segments, (*seen.lead, *seen.rest)):
        assert sum(part.amount for part in parts) == -1_230_000


def test_the_parts_of_a_part_add_up_as_shown_too() -> None:
    value = told(bridge(), "GBP").factors[-1]

    assert sum(part.amount for part in value.parts) == value.amount


def test_small_changes_are_shown_to_the_penny() -> None:
    small = replace(
        bridge(),
        comparison=compared(NET_SALES, 45_250, 45_733),
        factors=(factor("orders", "Orders", -200, Unit.COUNT, 3, 2), factor("aov", "Order value", -283, Unit.MONEY, 1, 2)),
        dimensions=(),
    )  # fmt: skip

    assert told(small, "GBP").form == "full"
    assert [part.amount for part in told(small, "GBP").factors] == [-200, -283]


def test_the_largest_part_is_the_one_that_pulled_most_the_way_the_figure_went() -> None:
    risen = replace(
        bridge(),
        comparison=compared(NET_SALES, 200_000_00, 199_000_00),
        factors=(
            factor("sessions", "Sessions", 300_000, Unit.COUNT, 1, 2),
            factor("aov", "Order value", -200_000, Unit.MONEY, 1, 2),
        ),
    )

    assert told(bridge(), "GBP").largest == told(bridge(), "GBP").factors[1]
    largest = told(risen, "GBP").largest
    assert largest is not None and largest.name == "sessions"


def test_nothing_is_called_the_largest_where_most_is_not_explained() -> None:
    rest = Part(kind=Kind.UNEXPLAINED, name="unexplained", label="", amount=-1_200_000, unit=Unit.MONEY)
    parts = (segment("GB", 500, 200), rest)
    cut = replace(bridge().dimensions[0], parts=parts, lead=1)

    assert told(replace(bridge(), factors=(), dimensions=(cut,)), "GBP").largest is None


@given(some.lists(some.integers(-(10**8), 10**8), min_size=1, max_size=9), some.sampled_from([1, 100]))
def test_whatever_the_parts_what_is_seen_adds_up(amounts: Sequence[int], step: int) -> None:
    parts = [factor(str(place), "", amount, Unit.COUNT, 1, 2) for place, amount in enumerate(amounts)]
    total = sum(amounts)

    assert sum(part.amount for part in shown(parts, total, step)) == step * round(total / step)


def test_points_as_shown_add_up_too() -> None:
    parts = [
        replace(segment(str(place), 0, 0), amount=amount)
        for place, amount in enumerate((-0.00138, -0.00044, -0.00083))
    ]

    assert [round(part.amount, 9) for part in shown(parts, -0.00265, 1e-4)] == [-0.0014, -0.0004, -0.0008]


@pytest.mark.parametrize(
    ("currency", "difference"), [("GBP", -12_300.0), ("JPY", -1_230_000), ("KWD", -1_230.0)]
)
def test_the_data_sums_to_the_difference_in_every_currency(currency: str, difference: float) -> None:
    data = as_data(bridge(), currency)

    assert data["difference"] == difference
    for parts in (data["parts"], *(cut["parts"] for cut in data["dimensions"])):
        assert math.fsum(part["amount"] for part in parts) == pytest.approx(difference, abs=1e-9)
        assert all(("factor" in part) != ("segment" in part) for part in parts)


def test_the_data_names_factors_and_segments() -> None:
    data = as_data(bridge(), "GBP")

    assert [part["factor"] for part in data["parts"]] == ["sessions", "conversion", "aov"]
    assert [part["segment"] for part in data["dimensions"][0]["parts"]][3:] == [
        "(new)", "Affiliates", "(All others)", "(unexplained)",
    ]  # fmt: skip


def test_a_change_that_nothing_explains_is_one_open_part() -> None:
    alone: Explanation = replace(bridge(), factors=(), dimensions=(), shift=None)

    assert as_data(alone, "GBP")["parts"] == [
        {
            "segment": "(unexplained)",
            "label": "Not explained",
            "amount": -12_300.0,
            "before": None,
            "after": None,
            "kind": "unexplained",
        }
    ]


def test_segments_asked_for_are_the_parts() -> None:
    asked = replace(bridge(), question=replace(bridge().question, split="marketing_channel"))

    assert "segment" in as_data(asked, "GBP")["parts"][0]
