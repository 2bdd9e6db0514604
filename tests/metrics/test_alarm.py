"""When a departure is an alarm, what makes it one, and when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from metrics.alarm import (
    STEP,
    USUAL,
    Direction,
    Floors,
    Shape,
    Stretch,
    is_too_noisy,
    raised,
    smallest_seen,
    strengths,
    stretches,
)
from metrics.departures import Departure

MONDAY = date(2026, 6, 1)
DAY = timedelta(days=1)


def run(
    zs: Sequence[float], *, plain: Sequence[float] | None = None, volume: float = 1000
) -> list[Departure]:
    """Days in a row that are so far off."""
    return [
        Departure(
            day=MONDAY + at * DAY, value=1000 * (1 + 0.05 * z), expected=1000, z=z,
            plain=(plain or zs)[at], noise=0.05, volume=volume,
        )
        for at, z in enumerate(zs)
    ]  # fmt: skip


def told(zs: Sequence[float], direction: Direction = Direction.BOTH, **more: object) -> list[Stretch]:
    plain = more.pop("plain", None)
    return stretches(strengths(run(zs, plain=plain), direction), **more)  # type: ignore[arg-type]


def test_one_extreme_day_is_an_alarm_and_one_moderate_day_is_none() -> None:
    assert told([0, -2.6, 0]) == []

    [found] = told([0, -3.2, 0])

    assert (found.opened.day, found.opened.shape) == (MONDAY + DAY, Shape.EXTREME)
    assert found.over == MONDAY + 2 * DAY


def test_two_moderate_days_in_a_row_are_one() -> None:
    [found] = told([0, -2.6, -2.6, 0])

    assert (found.opened.day, found.opened.shape) == (MONDAY + 2 * DAY, Shape.IN_A_ROW)
    assert told([0, -2.6, 0, -2.6]) == []
    assert told([0, -2.6, 2.6]) == []


def test_a_slow_leak_is_one_though_no_day_of_it_is() -> None:
    leaking = [-2.0] * 14
    [found] = told([-0.5] * 14, plain=leaking)

    assert found.opened.shape is Shape.LEAK
    assert MONDAY + 5 * DAY < found.opened.day < MONDAY + 13 * DAY


@pytest.mark.parametrize(
    ("direction", "count"), [(Direction.DOWN, 1), (Direction.UP, 0), (Direction.BOTH, 1)]
)
def test_only_the_watched_direction_is_told(direction: Direction, count: int) -> None:
    assert len(told([0, -3.5, 0], direction)) == count


def test_what_wavers_about_the_threshold_is_one_incident() -> None:
    [found] = told([0, -3.2, -2.2, -3.1, -2.0, -0.3, 0])

    assert found.opened.day == MONDAY + DAY
    assert found.over == MONDAY + 5 * DAY


def test_a_jump_to_the_other_side_ends_it() -> None:
    first, second = told([0, -3.2, 3.4, 0])

    assert first.over == MONDAY + 2 * DAY
    assert second.opened.direction is Direction.UP


def test_what_goes_on_has_no_end() -> None:
    [found] = told([0, -3.2, -3.3])

    assert found.over is None and found.last.day == MONDAY + 2 * DAY


@pytest.mark.parametrize(
    ("floors", "count"),
    [
        (Floors(), 1),
        (Floors(amount=100, share=0.1), 1),
        (Floors(amount=200), 0),
        (Floors(share=0.3), 0),
        (Floors(volume=5000), 0),
    ],
)
def test_what_is_surprising_must_be_worth_it_too(floors: Floors, count: int) -> None:
    assert len(told([0, -3.4, 0], floors=floors)) == count


def test_each_false_alarm_raises_the_threshold_and_taking_it_back_lowers_it() -> None:
    assert raised(USUAL, 1) == pytest.approx(USUAL * STEP)
    assert raised(raised(USUAL, 1), -1) == pytest.approx(USUAL)
    assert told([0, -3.4, 0], threshold=raised(USUAL, 1)) == []


@pytest.mark.parametrize(("noise", "noisy"), [(0.05, False), (0.09, False), (0.15, True), (0.3, True)])
def test_a_series_too_noisy_for_days_says_so(noise: float, *, noisy: bool) -> None:
    assert is_too_noisy(noise) is noisy


def test_the_smallest_fall_that_is_seen_grows_with_the_noise() -> None:
    assert smallest_seen(0.05) == pytest.approx(0.135, abs=0.005)
    assert smallest_seen(0.09) == pytest.approx(0.23, abs=0.005)
