"""A difference parted exactly: the parts sum to it whatever the data, and in whatever order they are given."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from metrics.decompose import (
    Halves,
    can_take_logarithms,
    closed,
    divergence,
    lmdi,
    log_mean,
    mix_and_rate,
    product,
    product_effects,
    shapley,
    shared_out,
)

SESSIONS_CVR_AOV = (100_000, 0.025, 80), (110_000, 0.022, 82)
#: Zeros, entries, exits, refunds larger than sales, and ordinary figures.
figures = some.one_of(
    some.just(0), some.integers(-5_000, 5_000), some.floats(-5_000, 5_000, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)
)  # fmt: skip
both_sides = some.lists(some.tuples(figures, figures), min_size=1, max_size=3)
segments = some.lists(
    some.builds(
        Halves,
        top_before=figures,
        bottom_before=some.integers(0, 10_000),
        top=figures,
        bottom=some.integers(0, 10_000),
    ),
    min_size=1,
    max_size=8,
).filter(lambda rows: sum(row.bottom_before for row in rows) > 0 and sum(row.bottom for row in rows) > 0)


def near(value: float, largest: float = 1.0) -> object:
    """Within a billionth of the largest figure in play, and never less than 1e-9."""
    return pytest.approx(value, abs=1e-9 * max(1.0, largest), rel=0)


@pytest.mark.parametrize(
    ("method", "effects"),
    [
        (lmdi, (18_987.60, -25_466.83, 4_919.24)),
        (shapley, (19_030.00, -25_520.00, 4_930.00)),
    ],
)
def test_sessions_conversion_and_order_value_part_as_the_books_say(
    method: object, effects: tuple[float, ...]
) -> None:
    parts = method(*SESSIONS_CVR_AOV)  # type: ignore[operator]

    assert parts == pytest.approx(effects, abs=0.005)
    assert sum(parts) == near(-1560.0)


def test_a_tree_without_zeros_is_parted_by_lmdi() -> None:
    assert product_effects(*SESSIONS_CVR_AOV) == pytest.approx(lmdi(*SESSIONS_CVR_AOV), abs=1e-9)


@pytest.mark.parametrize(
    ("before", "after"),
    [((0, 0.02), (100, 0.03)), ((100, 0.02), (0, 0.03)), ((5, -2), (5, 3)), ((0, 0), (3, 4))],
)
def test_a_tree_with_zeros_or_turned_signs_is_parted_by_shapley(
    before: tuple[float, ...], after: tuple[float, ...]
) -> None:
    assert not can_take_logarithms(before, after)
    assert product_effects(before, after) == pytest.approx(shapley(before, after), abs=1e-9)


def test_a_factor_that_stays_accounts_for_nothing() -> None:
    assert product_effects((100, 0.02, 50), (120, 0.02, 40))[1] == 0
    assert product_effects((0, 0.02, 50), (120, 0.02, 40))[1] == 0


@given(both_sides)
def test_the_effects_of_any_tree_sum_to_the_difference(pairs: list[tuple[float, float]]) -> None:
    before, after = zip(*pairs, strict=True)
    effects = product_effects(before, after)
    largest = max(abs(one) for one in (*effects, product(before), product(after)))

    assert math.fsum(effects) == near(product(after) - product(before), largest)


@given(both_sides)
def test_the_effects_of_a_tree_do_not_depend_on_the_order_of_its_factors(
    pairs: list[tuple[float, float]],
) -> None:
    effects = product_effects(*zip(*pairs, strict=True))
    largest = max(abs(one) for one in effects)

    for order in permutations(range(len(pairs))):
        turned = product_effects(*zip(*(pairs[at] for at in order), strict=True))
        assert [turned[order.index(at)] for at in range(len(pairs))] == [
            near(one, largest) for one in effects
        ]


@given(both_sides)
def test_looking_back_the_effects_change_their_signs(pairs: list[tuple[float, float]]) -> None:
    before, after = zip(*pairs, strict=True)
    forwards, backwards = product_effects(before, after), product_effects(after, before)
    largest = max(abs(one) for one in forwards)

    assert backwards == tuple(near(-one, largest) for one in forwards)


def test_the_logarithmic_mean_lies_between_and_is_exact_for_near_figures() -> None:
    assert log_mean(5, 5) == 5
    assert 2 < log_mean(2, 8) < 5
    assert log_mean(1e6 + 1e-4, 1e6) == pytest.approx(1e6 + 5e-5, rel=1e-15)
    assert log_mean(-2, -8) == -log_mean(2, 8)


def test_both_devices_improve_and_the_site_falls() -> None:
    parts = mix_and_rate(
        {
            "mobile": Halves(top_before=900, bottom_before=60_000, top=1_280, bottom=80_000),
            "desktop": Halves(top_before=1_400, bottom_before=40_000, top=1_080, bottom=30_000),
        }
    )
    in_points = {name: (round(100 * part.rate, 3), round(100 * part.mix, 3)) for name, part in parts.items()}

    assert in_points == {"mobile": (0.066, -0.086), "desktop": (0.034, -0.169)}
    assert 100 * sum(part.both for part in parts.values()) == near(100 * (2_360 / 110_000 - 2_300 / 100_000))


@given(segments)
def test_mix_and_rate_of_any_segments_sum_to_the_change_of_the_ratio(rows: list[Halves]) -> None:
    parts = mix_and_rate({str(place): row for place, row in enumerate(rows)})
    before = math.fsum(row.top_before for row in rows) / sum(row.bottom_before for row in rows)
    after = math.fsum(row.top for row in rows) / sum(row.bottom for row in rows)
    largest = max(abs(value) for part in parts.values() for value in (part.mix, part.rate, before, after))

    assert math.fsum(part.mix + part.rate for part in parts.values()) == near(after - before, largest)


@given(segments)
def test_mix_and_rate_do_not_depend_on_the_order_of_the_segments(rows: list[Halves]) -> None:
    named = {str(place): row for place, row in enumerate(rows)}
    straight, turned = mix_and_rate(named), mix_and_rate(dict(reversed(named.items())))
    largest = max(abs(value) for part in straight.values() for value in (part.mix, part.rate))

    for name, part in straight.items():
        assert (turned[name].mix, turned[name].rate) == (near(part.mix, largest), near(part.rate, largest))


def test_what_entered_or_left_changes_the_ratio_by_its_share_alone() -> None:
    parts = mix_and_rate(
        {
            "stays": Halves(top_before=10, bottom_before=100, top=10, bottom=100),
            "new": Halves(top=30, bottom=100),
            "gone": Halves(top_before=5, bottom_before=100),
        }
    )

    assert (parts["new"].rate, parts["gone"].rate, parts["stays"].rate) == (0, 0, 0)
    assert parts["new"].mix > 0 and parts["gone"].mix > 0


def test_a_ratio_with_nothing_to_divide_by_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        mix_and_rate({"only": Halves(top=1, bottom=0)})


@given(
    some.lists(some.floats(-1e7, 1e7, allow_nan=False), min_size=1, max_size=12),
    some.sampled_from([1, 100, 1000]),
)
def test_shown_parts_add_up_to_the_shown_total_and_none_is_off_by_a_step(
    parts: list[float], step: int
) -> None:
    total = round(math.fsum(parts))
    shown = shared_out(parts, total, step)

    assert sum(shown) == step * round(total / step)
    assert all(one % step == 0 for one in shown)
    assert all(abs(one - part) <= step + 1 for one, part in zip(shown, parts, strict=True))


def test_the_odd_penny_goes_to_the_largest_remainder() -> None:
    assert shared_out((33.4, 33.4, 33.2), 100) == (34, 33, 33)
    assert shared_out((-0.5, 100.5), 100) == (-1, 101)
    assert shared_out((), 0) == ()


def test_what_rounding_lost_goes_to_the_largest_part() -> None:
    assert closed((1.0, -5.0), -3.5) == (1.0, -4.5)
    assert closed((), 3.0) == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((1, 1), (5, 5), 0),
        ((1, 0), (0, 1), 1),
        ((0, 0), (1, 2), 0),
        ((-1, 1), (0, 7), 0),
        ((3, 1), (1, 3), 0.1887),
    ],
)
def test_amounts_spread_alike_do_not_surprise(
    before: tuple[int, ...], after: tuple[int, ...], expected: float
) -> None:
    assert divergence(before, after) == pytest.approx(expected, abs=1e-4)
