"""Days and periods in words."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from metrics.period import Period
from templates import days

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "end", "locale", "said"),
    [
        ("2026-11-22", "2026-11-23", "en_GB", "Sun 22 Nov 2026"),
        ("2026-11-16", "2026-11-23", "en_GB", "Mon 16–Sun 22 Nov 2026"),
        ("2026-10-26", "2026-11-02", "en_GB", "Mon 26 Oct–Sun 1 Nov 2026"),
        ("2025-12-29", "2026-01-05", "en_GB", "Mon 29 Dec 2025–Sun 4 Jan 2026"),
        ("2011-11-01", "2011-12-01", "en_GB", "November 2011"),
        ("2025-10-01", "2026-01-01", "en_GB", "Q4 2025"),
        ("2025-01-01", "2026-01-01", "en_GB", "2025"),
        ("2026-11-01", "2026-11-23", "en_GB", "1–22 Nov 2026"),
        ("2026-10-01", "2026-11-23", "en_GB", "1 Oct–22 Nov 2026"),
        ("2026-05-01", "2026-07-01", "en_GB", "May–Jun 2026"),
        ("2024-02-01", "2024-03-01", "en_GB", "February 2024"),
        ("2026-11-22", "2026-11-23", "en_US", "Sun, Nov 22, 2026"),
        ("2026-11-01", "2026-11-23", "en_US", "Nov 1–Nov 22, 2026"),
        ("2011-11-01", "2011-12-01", "de_DE", "November 2011"),
    ],
)
def test_a_range_is_said_in_words(start: str, end: str, locale: str, said: str) -> None:
    assert days.span(date.fromisoformat(start), date.fromisoformat(end), locale) == said


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("", "Sun 22 Nov 2026"),
        ("yesterday", "yesterday (Sun 22 Nov 2026)"),
        ("Sun 22 Nov", "Sun 22 Nov 2026"),
        ("2026-11-22 to 2026-11-22", "Sun 22 Nov 2026"),
        ("Cyber Sunday 2026", "Cyber Sunday 2026 (Sun 22 Nov 2026)"),
    ],
)
def test_a_period_is_called_what_people_call_it_and_dated(label: str, said: str) -> None:
    assert days.period(Period(date(2026, 11, 22), TODAY, label)) == said


def test_a_month_is_named_once() -> None:
    assert days.period(Period(date(2011, 11, 1), date(2011, 12, 1), "Nov 2011")) == "November 2011"
    assert (
        days.period(Period(date(2011, 11, 1), date(2011, 12, 1), "last month"))
        == "last month (November 2011)"
    )


def test_a_day_far_off_says_its_year() -> None:
    assert days.day(date(2026, 11, 22), today=TODAY) == "Sun 22 Nov"
    assert days.day(date(2025, 11, 23), today=TODAY) == "Sun 23 Nov 2025"
    assert days.day(date(2026, 11, 22)) == "Sun 22 Nov 2026"


def test_a_moment_has_its_time_of_day() -> None:
    assert days.moment(datetime(2026, 11, 21, 18, 40), today=TODAY) == "Sat 21 Nov 18:40"  # noqa: DTZ001


@pytest.mark.parametrize("start", [date(2026, month, 3) for month in range(1, 13)])
@pytest.mark.parametrize("length", [1, 7, 30, 200, 400])
def test_the_name_of_a_line_fits_a_chart(start: date, length: int) -> None:
    assert len(days.short_span(start, date.fromordinal(start.toordinal() + length))) <= 24


def test_a_country_is_called_by_its_name() -> None:
    assert [days.country(code) for code in ("GB", "nl", "(unknown)", "ZZZ")] == [
        "United Kingdom",
        "Netherlands",
        "(unknown)",
        "ZZZ",
    ]
