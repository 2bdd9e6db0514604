"""What a question is compared with, from the words to the days: feasts, promotions, holidays, leap days, retail weeks."""

from __future__ import annotations

from datetime import date

import pytest

from commands.grammar import Menu
from metrics.promotions import Promotion
from metrics.reading import Question
from metrics.retail_calendar import retail_week
from metrics.shop_year import ShopYear
from tests.commands.shop_words import shop_grammar

LATER = date(2031, 2, 3)
PLAIN = shop_grammar()


def read(words: str, *, today: date = LATER, year: ShopYear | None = None) -> Question:
    """The question that the words are."""
    question = shop_grammar("sunday" if year and year.retail else "monday", year).read(words, today=today)
    assert not isinstance(question, Menu)
    return question


def baseline(words: str, *, today: date = LATER, year: ShopYear | None = None) -> tuple[str, str]:
    """The days compared with, and how they are named."""
    found = read(words, today=today, year=year).baseline
    assert found is not None
    days = (
        f"{found.start:%-d %b %Y}" if found.days == 1 else f"{found.start:%-d %b %Y}–{found.last:%-d %b %Y}"
    )
    return days, found.label


# Year, Black Friday, Cyber Monday, days since last year's, where 364 days before would land, days to Christmas.
BLACK_FRIDAYS = [
    (2023, "24 Nov", "27 Nov", 364, "25 Nov 2022", 31),
    (2024, "29 Nov", "2 Dec", 371, "1 Dec 2023", 26),
    (2025, "28 Nov", "1 Dec", 364, "29 Nov 2024", 27),
    (2026, "27 Nov", "30 Nov", 364, "28 Nov 2025", 28),
    (2027, "26 Nov", "29 Nov", 364, "27 Nov 2026", 29),
    (2028, "24 Nov", "27 Nov", 364, "26 Nov 2027", 31),
    (2029, "23 Nov", "26 Nov", 364, "24 Nov 2028", 32),
    (2030, "29 Nov", "2 Dec", 371, "30 Nov 2029", 26),
]


@pytest.mark.parametrize(("year", "friday", "monday", "apart", "by_weekday", "to_christmas"), BLACK_FRIDAYS)
@pytest.mark.parametrize("versus", ["", " vs ly", " vs last year", " yoy"])
def test_black_friday_is_compared_with_black_friday(
    year, friday, monday, apart, by_weekday, to_christmas, versus
):
    named, dated = read(f"net sales black friday {year}{versus}"), read(f"net sales {friday} {year} vs ly")

    assert f"{named.period.start:%-d %b}" == friday
    assert named.period == dated.period
    assert named.baseline == dated.baseline
    assert named.baseline is not None
    assert (named.period.start - named.baseline.start).days == apart
    assert named.baseline.label == f"Black Friday {year - 1}"
    assert (f"{named.baseline.start:%-d %b %Y}" == by_weekday) is (apart == 364)
    assert (date(year, 12, 25) - named.period.start).days == to_christmas


@pytest.mark.parametrize(("year", "friday", "monday", "apart", "by_weekday", "to_christmas"), BLACK_FRIDAYS)
def test_cyber_monday_is_compared_with_cyber_monday(year, friday, monday, apart, by_weekday, to_christmas):
    question = read(f"net sales {monday} {year} vs ly")

    assert question.baseline is not None
    assert question.baseline.label == f"Cyber Monday {year - 1}"
    assert (question.period.start - question.baseline.start).days == apart


def test_vs_ly_on_black_friday_2024_means_24_november_2023():
    assert baseline("net sales black friday 2024 vs ly") == ("24 Nov 2023", "Black Friday 2023")
    assert baseline("net sales yesterday vs ly", today=date(2024, 11, 30)) == (
        "24 Nov 2023",
        "Black Friday 2023",
    )


@pytest.mark.parametrize(
    ("words", "days", "name"),
    [
        ("9 Sep 2026 vs ly", "10 Sep 2025", "same weekday last year"),
        ("22 Nov 2026 vs ly", "23 Nov 2025", "same weekday last year, BF−5"),
        ("26 Nov 2026 vs ly", "27 Nov 2025", "Thanksgiving 2025"),
        ("25 Nov 2026 vs ly", "26 Nov 2025", "same days around Black Friday 2025, BF−2"),
        ("16 - 22 Nov 2026 vs ly", "17 Nov 2025–23 Nov 2025", "same weekdays last year, BF−11…BF−5"),
        # 52 weeks before the week before Black Friday 2024 lies Black Friday 2023
        ("22 Nov 2024 vs ly", "17 Nov 2023", "same days around Black Friday 2023, BF−7"),
        (
            "18 - 24 Nov 2024 vs ly",
            "13 Nov 2023–19 Nov 2023",
            "same days around Black Friday 2023, BF−11…BF−5",
        ),
        ("6 Dec 2024 vs ly", "8 Dec 2023", "same weekday last year"),
        # Easter: 385 days after the last one in 2025, 350 in 2026
        ("easter 2025 vs ly", "31 Mar 2024", "Easter 2024"),
        ("5 Apr 2026 vs ly", "20 Apr 2025", "Easter 2025"),
        ("3 Apr 2026 vs ly", "18 Apr 2025", "Good Friday 2025"),
        ("6 Apr 2026 vs ly", "21 Apr 2025", "Easter Monday 2025"),
        ("4 Apr 2026 vs ly", "19 Apr 2025", "same days around Easter 2025, Easter−1"),
        ("easter weekend 2026", "18 Apr 2025–21 Apr 2025", "Easter weekend 2025"),
        # a feast is like nothing but itself, whether or not one says so
        ("27 Nov 2026", "28 Nov 2025", "Black Friday 2025"),
        ("27 Nov 2026 vs previous", "20 Nov 2026", "same weekday the week before"),
        ("27 - 30 Nov 2026", "28 Nov 2025–1 Dec 2025", "BFCM 2025"),
        ("26 Dec 2026", "26 Dec 2025", "Boxing Day 2025"),
        ("24 Nov 2026", "17 Nov 2026", "same weekday the week before"),
        # leap days
        ("29 Feb 2024 vs ly", "2 Mar 2023", "same weekday last year"),
        ("29 Feb 2028", "22 Feb 2028", "same weekday the week before"),
        ("Feb 2028", "1 Feb 2027–28 Feb 2027", "same month last year"),
        # clocks go forward on 28 Mar 2027 and back on 31 Oct 2027
        ("28 Mar 2027 vs previous", "21 Mar 2027", "same weekday the week before"),
        ("31 Oct 2027 vs ly", "31 Oct 2026", "Halloween 2026"),
        # months, quarters, years: as they stand in the calendar
        ("Nov 2026", "1 Nov 2025–30 Nov 2025", "same month last year"),
        ("Nov 2026 vs previous", "1 Oct 2026–31 Oct 2026", "the month before"),
    ],
)
def test_the_days_compared_with_are_named_for_what_they_are_like(words, days, name):
    assert baseline(f"net sales {words}") == (days, name)


PROMOTING = ShopYear(
    countries=("DE",),
    promotions=(
        Promotion(
            name="Summer sale 2026", kind="Sitewide sale", start=date(2026, 6, 26), end=date(2026, 7, 3)
        ),
        Promotion(name="Summer Sale", kind="Sitewide sale", start=date(2025, 6, 20), end=date(2025, 6, 29)),
    ),
)


def test_a_day_of_a_promotion_is_compared_with_the_same_day_of_last_years():
    assert baseline("net sales 27 Jun 2026 vs ly", year=PROMOTING) == (
        "21 Jun 2025",
        "day 2 of “Summer Sale”",
    )
    assert baseline("net sales 27 Jun 2026 vs ly") == ("28 Jun 2025", "same weekday last year")


def test_a_public_holiday_is_compared_with_the_holiday():
    assert baseline("net sales 14 May 2026 vs ly", year=PROMOTING) == ("29 May 2025", "Ascension Day 2025")


def test_retail_weeks_are_compared_52_weeks_before_and_restated_after_a_year_of_53():
    retail = ShopYear(retail=True)
    first = retail_week(2024, 1)  # 2023 has 53 weeks
    days = f"{first.start:%-d %b %Y} - {first.last:%-d %b %Y}"

    asked = read("net sales last week", today=first.end, year=retail)

    assert asked.period == first
    assert asked.baseline == retail_week(2023, 2)
    assert asked.baseline.label == "same weeks last year, restated by a week after a year of 53"
    assert read(f"net sales {days} vs ly", year=retail).baseline == retail_week(2023, 2)


# --- what is printed ----------------------------------------------------------------------------------


def test_the_echo_names_the_baseline():
    for words, said in {
        "net sales yesterday vs ly": "vs Sun 23 Nov 2025 (same weekday last year, BF−5)",
        "net sales yesterday": "vs Sun 15 Nov 2026 (same weekday the week before)",
        "net sales black friday 2024": "vs Fri 24 Nov 2023 (Black Friday 2023)",
        "net sales Nov 2011 vs Q2 2010": "vs Q2 2010",
    }.items():
        question = read(words, today=date(2026, 11, 23))
        assert PLAIN.tell(question).endswith(said)


@pytest.mark.parametrize(
    "words",
    ["net sales by country yesterday vs ly top 3", "orders black friday 2024", "aov mtd", "units last week"],
)
def test_the_printed_echo_reads_to_the_same_question(words):
    question = read(words, today=date(2026, 11, 23))

    assert read(PLAIN.tell(question), today=date(2026, 11, 23)) == question
