"""Figures in people's notation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import numbers
from templates.numbers import Form

HARD = str.maketrans("\u00a0\u202f", "  ")


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "form", "said"),
    [
        (18480012, "GBP", "en_GB", "full", "£184,800.12"),
        (18480012, "GBP", "en_GB", "headline", "£184,800"),
        (18480012, "GBP", "en_GB", "compact", "£184.8k"),
        (151000000, "GBP", "en_GB", "compact", "£1.51M"),
        (99996000, "GBP", "en_GB", "compact", "£1.00M"),
        (123450000000, "GBP", "en_GB", "compact", "£1.23bn"),
        (8235, "GBP", "en_GB", "headline", "£82.35"),
        (8235, "GBP", "en_GB", "whole", "£82"),
        (900000, "GBP", "en_GB", "compact", "£9,000"),
        (-1230000, "GBP", "en_GB", "headline", "−£12,300"),
        (0, "GBP", "en_GB", "headline", "£0"),
        (0, "GBP", "en_GB", "full", "£0.00"),
        (-12, "GBP", "en_GB", "whole", "£0"),
        (None, "GBP", "en_GB", "headline", "—"),
        (123456, "EUR", "de_DE", "full", "1.234,56 €"),
        (18480012, "EUR", "de_DE", "compact", "184,8k €"),
        (123456, "EUR", "fr_FR", "full", "1 234,56 €"),
        (123456, "USD", "en_US", "full", "$1,234.56"),
        (123456, "CHF", "de_CH", "full", "CHF 1’234.56"),
        (123456, "JPY", "en_GB", "full", "JP¥123,456"),
        (1234567, "KWD", "en_GB", "full", "KWD1,234.567"),
        (18480012, "INR", "en_IN", "full", "₹1,84,800.12"),
        (123456, None, "en_GB", "full", "1,234.56"),
    ],
)
def test_money_is_written_as_people_write_it(
    minor: int | None, currency: str | None, locale: str, form: Form, said: str
) -> None:
    assert numbers.money(minor, currency, locale, form).translate(HARD) == said


@given(st.integers(-(10**12), 10**12))
def test_full_money_loses_no_penny(minor: int) -> None:
    said = numbers.money(minor, "GBP", "en_GB", "full").replace("£", "").replace(",", "").replace("−", "-")

    assert Decimal(said) * 100 == minor


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (numbers.percent(0.0229), "2.29 %"),
        (numbers.percent(0.542), "54.2 %"),
        (numbers.percent(1), "100.0 %"),
        (numbers.percent(12.4), "1,240 %"),
        (numbers.percent(0.542, "de_DE"), "54,2 %"),
        (numbers.points(-0.0026), "−0.26 pp"),
        (numbers.points(0.019), "+1.9 pp"),
        (numbers.points(0.38), "+38.0 pp"),
        (numbers.times(4.12), "4.1×"),
        (numbers.times(0.9), "0.90×"),
        (numbers.times(128.4), "128×"),
        (numbers.weeks(1), "1 week"),
        (numbers.weeks(3.5), "3.5 weeks"),
        (numbers.weeks(12.4), "12 weeks"),
        (numbers.weeks(0.4, "de_DE"), "0,4 weeks"),
        (numbers.relative(-0.062), "−6.2 %"),
        (numbers.relative(0.062), "+6.2 %"),
        (numbers.relative(12.4), "+1,240 %"),
        (numbers.count(12345), "12,345"),
        (numbers.count(3.25), "3.2"),
        (numbers.count(-4), "−4"),
        (numbers.decimal(1.456), "1.46"),
    ],
)
def test_other_figures_are_written_as_people_write_them(said: str, expected: str) -> None:
    assert said.translate(HARD) == expected


def test_the_minor_unit_is_the_currencys_own() -> None:
    assert [numbers.exponent(code) for code in ("GBP", "JPY", "KWD")] == [2, 0, 3]
    assert numbers.major(12345, "GBP") == 123.45


def test_what_is_missing_is_a_dash() -> None:
    assert {
        say(None) for say in (numbers.percent, numbers.times, numbers.count, numbers.weeks, numbers.decimal)
    } == {"—"}


def test_what_rounds_to_nothing_has_no_minus() -> None:
    assert numbers.percent(-0.000001).translate(HARD) == "0.00 %"
