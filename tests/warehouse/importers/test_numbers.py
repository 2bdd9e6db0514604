"""Numbers, days and currencies as each export writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.importers.numbers import (
    count,
    counted,
    currency_of,
    date_order,
    day,
    is_dollars,
    is_rounded_code,
    number,
    period,
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1.234,56 €", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1'234.50", "1234.50"),
        ("$1,234.56", "1234.56"),
        ("-$12.00", "-12"),
        ("£0.99", "0.99"),
        ("(12.00)", "-12"),
        ("−5", "-5"),
        ("12.50-", "-12.50"),
        ("9,380", "9380"),
        ("1,234,567", "1234567"),
        ("₹1,23,456.50", "123456.50"),
        ("1.234.567", "1234567"),
        ("12,5", "12.5"),
        ("0,123", "0.123"),
        ("USD 12.00", "12"),
        ("R$ 1.234,50", "1234.50"),
        ("95.5%", "0.955"),
        ("57.535714285714285", "57.535714285714285"),
        ("1.2E+3", "1200"),
        ("+7", "7"),
    ],
)
def test_each_way_of_writing_a_number_is_read(cell: str, value: str) -> None:
    assert number(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["", " --", "-", "–", "n/a", "(not set)", "< 10%", "> 90%", "<5"])
def test_what_is_absent_or_hidden_is_missing_and_never_zero(cell: str) -> None:
    assert number(cell) is None


@pytest.mark.parametrize("cell", ["abc", "12 apples", "1..2", "€", "2025-01-01", "1,2,3.4.5", "1,23,4"])
def test_what_is_no_number_is_an_error(cell: str) -> None:
    with pytest.raises(ValueError):
        number(cell)


def test_a_declared_decimal_mark_settles_what_a_cell_leaves_open() -> None:
    assert number("1.234") == Decimal("1.234")
    assert number("1.234", ",") == 1234
    assert number("1,234", ",") == Decimal("1.234")
    assert number("12.5", ",") == Decimal("12.5")


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_an_amount_reads_the_same_in_every_locale(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))

    assert number(english) == number(german) == number(german.replace(".", "\u202f")) == amount


def test_a_count_is_whole() -> None:
    assert count("25.00") == 25
    assert count(" --") is None
    with pytest.raises(ValueError):
        count("25.5")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Amount spent (EUR)", "EUR"),
        ("£1.00", "GBP"),
        ("1.234,56 €", "EUR"),
        ("R$ 5", "BRL"),
        ("US$5", "USD"),
        ("$5", None),
        ("12.00", None),
    ],
)
def test_a_currency_is_named_only_where_it_is_plain(cell: str, code: str | None) -> None:
    assert currency_of(cell) == code
    assert is_dollars(cell) == (cell == "$5")


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("2025-01-31", "mdy", date(2025, 1, 31)),
        ("2026-03-29T00:00:00+00:00", "mdy", date(2026, 3, 29)),
        ("20250131", "mdy", date(2025, 1, 31)),
        ("7/1/24", "mdy", date(2024, 7, 1)),
        ("7/1/24", "dmy", date(2024, 1, 7)),
        ("01.07.2024", "dmy", date(2024, 7, 1)),
        ("July 8, 2025", "mdy", date(2025, 7, 8)),
        ("27 January 2026", "mdy", date(2026, 1, 27)),
        ("8 Sept 2025", "mdy", date(2025, 9, 8)),
        ("27 février 2026", "mdy", date(2026, 2, 27)),
        ("3. März 2026", "mdy", date(2026, 3, 3)),
    ],
)
def test_each_way_of_writing_a_day_is_read(cell: str, order, expected: date) -> None:
    assert day(cell, order) == expected


@pytest.mark.parametrize("cell", ["", "yesterday", "31/31/2025", "2025-02-30", "July 2025"])
def test_what_is_no_day_is_an_error(cell: str) -> None:
    with pytest.raises(ValueError):
        day(cell)


def test_the_dates_of_a_file_say_whether_the_month_comes_first() -> None:
    assert date_order(["01/02/2025", "13/02/2025"], "mdy") == "dmy"
    assert date_order(["01/02/2025", "02/13/2025"], "dmy") == "mdy"
    assert date_order(["01/02/2025"], "dmy") == "dmy"
    with pytest.raises(ValueError):
        date_order(["13/02/2025", "02/13/2025"], "mdy")


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("27 January 2026 - 23 February 2026", date(2026, 1, 27), date(2026, 2, 23)),
        ("July 8, 2025 - July 31, 2025", date(2025, 7, 8), date(2025, 7, 31)),
        ("2025-01-01 to 2025-01-31", date(2025, 1, 1), date(2025, 1, 31)),
        ("8 July 2025", date(2025, 7, 8), date(2025, 7, 8)),
    ],
)
def test_a_range_in_words_is_read(line: str, first: date, last: date) -> None:
    assert period(line) == (first, last)


@pytest.mark.parametrize("line", ["All time", "Campaign report", "", "31 July 2025 - 1 July 2025"])
def test_what_is_no_range_is_none(line: str) -> None:
    assert period(line) is None


def test_codes_that_a_spreadsheet_has_rounded_are_recognised() -> None:
    assert is_rounded_code("4.06138E+12")
    assert is_rounded_code("4E+12")
    assert not is_rounded_code("85123A")
    assert not is_rounded_code("E12")


def test_counts_are_said_in_words() -> None:
    assert counted(1, "row") == "1 row"
    assert counted(1250, "row") == "1,250 rows"
