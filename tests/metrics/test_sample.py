"""Single observations add up as sums do, so that a median is always of all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from metrics.definitions.approvals import approval_lead_time
from metrics.sample import Sample

HOURS = some.lists(some.integers(0, 400), max_size=12)


def test_the_middle_of_an_even_number_is_between_the_two() -> None:
    assert Sample((2, 30, 4)).middle == 4
    assert Sample((2, 4)).middle == 3
    assert Sample().middle is None


@given(HOURS, HOURS)
def test_what_was_joined_can_be_taken_apart_again(some_hours: list[int], others: list[int]) -> None:
    both = sum((Sample(some_hours), Sample(others)))

    assert both == Sample(some_hours + others)
    assert both - Sample(others) == Sample(some_hours)


def test_nothing_is_no_observation_and_never_zero_hours() -> None:
    assert 0 + Sample((5,)) == Sample((5,)) - 0 == Sample((5,))
    assert not Sample()
    assert approval_lead_time.of(Sample()) is None
    assert approval_lead_time.of(0) is None
    assert approval_lead_time.of(None) is None
    assert approval_lead_time.of(Sample((1, 2, 30))) == 2
