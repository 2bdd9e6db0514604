"""Shares of money add up, and amounts become whole minor units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from warehouse.money import minor, minor_digits, split


@given(some.integers(0, 10**9), some.lists(some.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up_to_the_penny_and_none_is_off_by_more_than_one(amount: int, weights: list[int]) -> None:
    shares = split(amount, weights)
    whole = sum(weights)

    assert sum(shares) == amount
    if whole:
        assert all(
            abs(share - amount * weight / whole) < 1 for share, weight in zip(shares, weights, strict=True)
        )


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),  # equal remainders go to the earlier line
        (100, [0, 0, 0], [34, 33, 33]),  # lines worth nothing share alike
        (1000, [9000, 1000], [900, 100]),
        (5, [0, 7], [0, 5]),
        (0, [3, 4], [0, 0]),
        (10, [], []),
    ],
)
def test_money_is_shared_by_value_with_the_largest_remainder(
    amount: int, weights: list[int], shares: list[int]
) -> None:
    assert split(amount, weights) == shares


@pytest.mark.parametrize(
    ("amount", "digits", "units"),
    [
        ("475.24", 2, 47524),
        ("0.125", 2, 12),
        ("0.135", 2, 14),
        (Decimal("1E+2"), 2, 10000),
        ("-3.5", 0, -4),
        ("1.2345", 3, 1234),
    ],
)
def test_amounts_become_minor_units_half_to_even(amount: str, digits: int, units: int) -> None:
    assert minor(amount, digits) == units


@pytest.mark.parametrize("amount", ["", "abc", "NaN", "Infinity", "99999999999999999999"])
def test_what_is_no_amount_is_an_error(amount: str) -> None:
    with pytest.raises(ValueError):
        minor(amount)


def test_currencies_know_their_decimals() -> None:
    assert [minor_digits(code) for code in ("GBP", "JPY", "KWD", None)] == [2, 0, 3, 2]
