"""Amounts and coming periods, as people write them into a target."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.amounts import NoAmount, read_amount
from metrics.coming import coming_period
from metrics.metric import Unit

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("6.4M", 640_000_000),
        ("£6,400,000", 640_000_000),
        ("6.400.000", 640_000_000),
        ("6,4 Mio", 640_000_000),
        ("6.400.000,50", 640_000_050),
        ("6,400,000.50", 640_000_050),
        ("120,000", 12_000_000),
        ("1,5", 150),
        ("GBP 12k", 1_200_000),
        ("6 400 000", 640_000_000),
        ("0", 0),
    ],
)
def test_money_is_read_in_minor_units(text, minor):
    assert read_amount(text, Unit.MONEY) == minor


def test_a_currency_without_pence_has_none():
    assert read_amount("¥1.2M", Unit.MONEY, digits=0) == 1_200_000


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("2.4 %", Unit.RATE, 0.024),
        ("2.4", Unit.RATE, 0.024),
        ("0.024", Unit.RATE, 0.024),
        ("4.1x", Unit.TIMES, 4.1),
        ("12k", Unit.COUNT, 12_000),
        ("3.5 weeks", Unit.WEEKS, 3.5),
    ],
)
def test_other_units_are_read_in_theirs(text, unit, value):
    assert read_amount(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("lots", Unit.MONEY), ("6.4Q", Unit.MONEY), ("", Unit.COUNT), ("£5", Unit.COUNT), ("5 %", Unit.MONEY)],
)
def test_what_is_no_amount_of_the_metric_is_refused(text, unit):
    with pytest.raises(NoAmount):
        read_amount(text, unit)


@pytest.mark.parametrize(
    ("words", "start", "last"),
    [
        ("november", date(2026, 11, 1), date(2026, 11, 30)),
        ("december", date(2026, 12, 1), date(2026, 12, 31)),
        ("october", date(2027, 10, 1), date(2027, 10, 31)),
        ("october 2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("this month", date(2026, 11, 1), date(2026, 11, 30)),
        ("this week", date(2026, 11, 23), date(2026, 11, 29)),
        ("this year", date(2026, 1, 1), date(2026, 12, 31)),
        ("next month", date(2026, 12, 1), date(2026, 12, 31)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("black friday", date(2026, 11, 27), date(2026, 11, 27)),
        ("24-30 nov", date(2026, 11, 24), date(2026, 11, 30)),
        ("1 nov - 30 nov 2026", date(2026, 11, 1), date(2026, 11, 30)),
        ("20 dec - 5 jan", date(2026, 12, 20), date(2027, 1, 5)),
    ],
)
def test_a_period_to_plan_for_is_whole_and_to_come(words, start, last):
    period = coming_period(words, MONDAY)

    assert period is not None
    assert (period.start, period.last) == (start, last)


def test_other_words_are_no_period():
    assert coming_period("soon", MONDAY) is None
