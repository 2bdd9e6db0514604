"""Many figures at once: only what stands out among them is told, at the node that explains the rest."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from metrics.alarm import Direction, Shape, Strength
from metrics.catalog import CATALOG
from metrics.departures import Departure
from metrics.discoveries import chance_of, discoveries, within_budget
from metrics.suppression import FOLLOWS_FROM, Node, stories, worst_way


def test_the_surest_are_told_and_the_more_are_watched_the_surer_they_must_be() -> None:
    chances = [0.001, 0.008, 0.039, 0.041]

    assert discoveries(chances, float, watched=4) == chances
    assert discoveries(chances, float, watched=40) == [0.001]
    assert discoveries(chances, float, watched=400) == []


def test_one_of_many_may_be_told_because_others_are_surer() -> None:
    """Benjamini and Hochberg step up: what is below its own step carries all before it."""
    assert discoveries([0.049, 0.049], float, watched=2, share=0.05) == [0.049, 0.049]


def test_more_found_than_watched_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2 were found among 1"):
        discoveries([0.1, 0.2], float, watched=1)


@given(some.lists(some.floats(0, 1), max_size=30), some.integers(0, 50))
def test_whatever_is_told_was_found_and_nothing_less_sure_is_told_before_it(
    chances: list[float], more: int
) -> None:
    told = discoveries(chances, float, watched=len(chances) + more)

    assert told == sorted(chances)[: len(told)]


def test_three_scales_are_less_than_three_in_a_thousand() -> None:
    assert chance_of(3) == pytest.approx(0.0027, abs=0.0001)
    assert chance_of(-3) == chance_of(3)


def test_a_budget_keeps_what_is_worth_most() -> None:
    assert within_budget([1, 5, 3], float, left=2) == ([5, 3], [1])
    assert within_budget([1], float, left=-1) == ([], [1])


# --- one story -------------------------------------------------------------------------------------


def node(metric: str, times: float, *, strength: float = -3.5, segment: str = "") -> Node:
    departure = Departure(
        day=date(2026, 6, 1), value=1000 * times, expected=1000, z=strength, plain=strength, noise=0.05
    )
    return Node(
        metric=metric,
        strength=Strength(departure=departure, value=math.copysign(strength, times - 1), shape=Shape.EXTREME),
        dimension="marketing_channel" if segment else "",
        segment=segment,
    )


def test_fewer_sessions_are_told_and_the_orders_and_sales_that_went_with_them_are_not() -> None:
    sessions, orders, sold = node("sessions", 0.7), node("orders", 0.72), node("net_sales", 0.7)

    [story] = stories([sold, orders, sessions])

    assert story.root == sessions
    assert set(story.below) == {orders, sold}


def test_sessions_that_explain_little_of_the_fall_do_not_swallow_it() -> None:
    sessions, sold = node("sessions", 0.95), node("net_sales", 0.6)

    assert [story.root for story in stories([sold, sessions])] == [sold, sessions]


def test_a_rise_explains_no_fall() -> None:
    assert len(stories([node("net_sales", 0.7), node("sessions", 1.4, strength=3.5)])) == 2


def test_the_total_is_told_before_its_parts_and_a_part_by_itself_when_the_total_is_quiet() -> None:
    total, email, paid = (
        node("sessions", 0.7),
        node("sessions", 0.4, segment="Email"),
        node("sessions", 0.6, segment="Paid"),
    )

    [story] = stories([email, total, paid])
    assert story.root == total and len(story.below) == 2
    assert [one.root for one in stories([email])] == [email]


def test_less_sold_explains_that_ads_cost_more_of_it() -> None:
    [story] = stories([node("ad_cost_ratio", 1.4, strength=3.5), node("net_sales", 0.7)])

    assert story.root.metric == "net_sales"


@given(
    some.lists(
        some.tuples(some.sampled_from([*FOLLOWS_FROM, "sessions"]), some.floats(0.3, 3), some.booleans()),
        max_size=12,
    )
)
def test_every_departure_is_told_in_exactly_one_story(rows: list[tuple[str, float, bool]]) -> None:
    found = [node(metric, times, segment="Email" if part else "") for metric, times, part in rows]

    told = [one for story in stories(found) for one in (story.root, *story.below)]

    assert sorted(map(id, told)) == sorted(map(id, found))


def test_the_tree_speaks_of_metrics_that_there_are_and_goes_round_in_no_circle() -> None:
    names = {metric.name for metric in CATALOG.all}
    assert {*FOLLOWS_FROM, *(one for ones in FOLLOWS_FROM.values() for one in ones)} <= names

    def above(name: str, seen: tuple[str, ...]) -> None:
        assert name not in seen
        for cause in FOLLOWS_FROM.get(name, ()):
            above(cause, (*seen, name))

    for name in FOLLOWS_FROM:
        above(name, ())


@pytest.mark.parametrize(
    ("good", "way"), [("up", Direction.DOWN), ("down", Direction.UP), ("neither", Direction.BOTH)]
)
def test_the_bad_way_is_the_other_way_of_the_good_one(good: str, way: Direction) -> None:
    assert worst_way(good) is way
