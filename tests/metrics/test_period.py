"""Words for days become ranges, ranges become words again, and each knows its fair comparison."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.fair import default_baseline
from metrics.period import DAY, Period, dates, earlier, last_year, one_day, previous
from metrics.period_words import parse_period
from metrics.shop_year import ShopYear

TODAY = date(2026, 11, 23)  # a Monday


def span(words: str, today: date = TODAY, **settings: str) -> str:
    period = parse_period(words, today, **settings)
    return "nothing" if period is None else f"{period.start} {period.last}"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("today", "2026-11-23 2026-11-23"),
        ("Yesterday", "2026-11-22 2026-11-22"),
        ("the day before yesterday", "2026-11-21 2026-11-21"),
        ("last 7 days", "2026-11-16 2026-11-22"),
        ("past 30 days", "2026-10-24 2026-11-22"),
        ("last two weeks", "2026-11-09 2026-11-22"),
        ("last 4 weeks", "2026-10-26 2026-11-22"),
        ("last 3 months", "2026-08-01 2026-10-31"),
        ("last 2 quarters", "2026-04-01 2026-09-30"),
        ("last 2 years", "2024-01-01 2025-12-31"),
        ("this week", "2026-11-23 2026-11-23"),
        ("last week", "2026-11-16 2026-11-22"),
        ("previous week", "2026-11-16 2026-11-22"),
        ("the week before last", "2026-11-09 2026-11-15"),
        ("this month", "2026-11-01 2026-11-22"),
        ("last month", "2026-10-01 2026-10-31"),
        ("this quarter", "2026-10-01 2026-11-22"),
        ("last quarter", "2026-07-01 2026-09-30"),
        ("this year", "2026-01-01 2026-11-22"),
        ("last year", "2025-01-01 2025-12-31"),
        ("mtd", "2026-11-01 2026-11-22"),
        ("month to date", "2026-11-01 2026-11-22"),
        ("QTD", "2026-10-01 2026-11-22"),
        ("ytd", "2026-01-01 2026-11-22"),
        ("wtd", "2026-11-23 2026-11-23"),
        ("November", "2026-11-01 2026-11-22"),
        ("december", "2025-12-01 2025-12-31"),
        ("Nov 2011", "2011-11-01 2011-11-30"),
        ("november '25", "2025-11-01 2025-11-30"),
        ("last november", "2025-11-01 2025-11-30"),
        ("october last year", "2025-10-01 2025-10-31"),
        ("2011-11", "2011-11-01 2011-11-30"),
        ("oct to nov 2011", "2011-10-01 2011-11-30"),
        ("Q3 2025", "2025-07-01 2025-09-30"),
        ("q4", "2026-10-01 2026-11-22"),
        ("2025 Q1", "2025-01-01 2025-03-31"),
        ("H1 2026", "2026-01-01 2026-06-30"),
        ("2025", "2025-01-01 2025-12-31"),
        ("2024-2025", "2024-01-01 2025-12-31"),
        ("2026-W47", "2026-11-16 2026-11-22"),
        ("week 47", "2026-11-16 2026-11-22"),
        ("week 50", "2025-12-08 2025-12-14"),
        ("wk 3 2026", "2026-01-12 2026-01-18"),
        ("w/c 16 Nov", "2026-11-16 2026-11-22"),
        ("week of 18 november", "2026-11-16 2026-11-22"),
        ("Sunday", "2026-11-22 2026-11-22"),
        ("monday", "2026-11-16 2026-11-16"),
        ("last friday", "2026-11-20 2026-11-20"),
        ("friday last week", "2026-11-20 2026-11-20"),
        ("weekend", "2026-11-21 2026-11-22"),
        ("22 Nov", "2026-11-22 2026-11-22"),
        ("22nd of November", "2026-11-22 2026-11-22"),
        ("Sunday, 22 November 2026", "2026-11-22 2026-11-22"),
        ("Nov 22 2026", "2026-11-22 2026-11-22"),
        ("November 22, 2026", "2026-11-22 2026-11-22"),
        ("2026-11-22", "2026-11-22 2026-11-22"),
        ("22/11/2026", "2026-11-22 2026-11-22"),
        ("22.11.26", "2026-11-22 2026-11-22"),
        ("11/22/2026", "2026-11-22 2026-11-22"),
        ("3/4", "2026-04-03 2026-04-03"),
        ("24 Nov", "2025-11-24 2025-11-24"),
        ("29 feb", "2024-02-29 2024-02-29"),
        ("1-15 Nov", "2026-11-01 2026-11-15"),
        ("1–15 Nov", "2026-11-01 2026-11-15"),
        ("Nov 1-15", "2026-11-01 2026-11-15"),
        ("from 1 Nov to 15 Nov", "2026-11-01 2026-11-15"),
        ("between 1 November and 15 November", "2026-11-01 2026-11-15"),
        ("2026-11-01..2026-11-15", "2026-11-01 2026-11-15"),
        ("nov 1 - nov 15, 2025", "2025-11-01 2025-11-15"),
        ("20 Dec to 5 Jan", "2025-12-20 2026-01-05"),
        ("20 dec - 5 jan 2012", "2011-12-20 2012-01-05"),
        ("1-30 Nov", "2026-11-01 2026-11-22"),
        ("20-23 Nov", "2026-11-20 2026-11-23"),
        ("since 1 Nov", "2026-11-01 2026-11-22"),
        ("3 days ago", "2026-11-20 2026-11-20"),
        ("two weeks ago", "2026-11-09 2026-11-15"),
        ("12 months ago", "2025-11-01 2025-11-30"),
        ("Black Friday 2025", "2025-11-28 2025-11-28"),
        ("black friday", "2025-11-28 2025-11-28"),
        ("cyber monday 2024", "2024-12-02 2024-12-02"),
        ("BFCM 2025", "2025-11-28 2025-12-01"),
        ("cyber week 2025", "2025-11-27 2025-12-01"),
        ("Easter 2026", "2026-04-05 2026-04-05"),
        ("easter weekend", "2026-04-03 2026-04-06"),
        ("Christmas", "2025-12-25 2025-12-25"),
        ("valentine's day", "2026-02-14 2026-02-14"),
        ("tomorrow", "2026-11-24 2026-11-24"),
        ("next week", "2026-11-30 2026-12-06"),
        ("3 Jan 2027", "2027-01-03 2027-01-03"),
        ("31 Feb", "nothing"),
        ("week 54", "nothing"),
        ("22", "nothing"),
        ("15-1 Nov 2026", "nothing"),
        ("revenue", "nothing"),
        ("last 0 days", "nothing"),
        ("", "nothing"),
    ],
)
def test_words_name_days(words, days):
    assert span(words) == days


def test_on_the_first_of_a_month_the_month_is_today_alone():
    assert span("this month", date(2026, 12, 1)) == "2026-12-01 2026-12-01"


def test_on_black_friday_itself_the_words_mean_today():
    assert span("black friday", date(2026, 11, 27)) == "2026-11-27 2026-11-27"


def test_cyber_week_under_way_ends_yesterday():
    assert span("cyber week", date(2026, 11, 29)) == "2026-11-26 2026-11-28"


@pytest.mark.parametrize(
    ("week_start", "days"),
    [
        ("monday", "2026-11-16 2026-11-22"),
        ("sunday", "2026-11-15 2026-11-21"),
        ("saturday", "2026-11-14 2026-11-20"),
    ],
)
def test_last_week_begins_where_the_shops_week_begins(week_start, days):
    assert span("last week", week_start=week_start) == days


def test_the_latest_day_is_the_newest_complete_one():
    assert parse_period("latest day", TODAY, last_complete=date(2026, 11, 20)) == one_day(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("words", "before", "a_year_before"),
    [
        ("yesterday", "Sun 15 Nov 2026", "Sun 23 Nov 2025"),
        ("last 7 days", "Mon 9–Sun 15 Nov 2026", "Mon 17–Sun 23 Nov 2025"),
        ("last 10 days", "Fri 30 Oct–Sun 8 Nov 2026", "Fri 14–Sun 23 Nov 2025"),
        ("last 30 days", "19 Sep–18 Oct 2026", "25 Oct–23 Nov 2025"),
        ("last week", "Mon 9–Sun 15 Nov 2026", "Mon 17–Sun 23 Nov 2025"),
        ("last 4 weeks", "28 Sep–25 Oct 2026", "27 Oct–23 Nov 2025"),
        ("October 2026", "Sep 2026", "Oct 2025"),
        ("last 3 months", "1 May–31 Jul 2026", "1 Aug–31 Oct 2025"),
        ("Q3 2026", "Q2 2026", "Q3 2025"),
        ("2025", "2024", "2024"),
        ("mtd", "1–22 Oct 2026", "1–22 Nov 2025"),
        ("1-15 Nov", "1–15 Oct 2026", "1–15 Nov 2025"),
        ("qtd", "1 Jul–22 Aug 2026", "1 Oct–22 Nov 2025"),
        ("ytd", "1 Jan–22 Nov 2025", "1 Jan–22 Nov 2025"),
        ("30-31 mar 2026", "Mon 23–Tue 24 Mar 2026", "Mon 31 Mar–Tue 1 Apr 2025"),
        ("1-31 mar 2026", "Feb 2026", "Mar 2025"),
        ("1-30 mar 2026", "Feb 2026", "1–30 Mar 2025"),
        ("Black Friday 2024", "Fri 24 Nov 2023", "Fri 24 Nov 2023"),
        ("29 Nov 2024", "Fri 22 Nov 2024", "Fri 24 Nov 2023"),
        ("cyber week 2024", "Thu 23–Mon 27 Nov 2023", "Thu 23–Mon 27 Nov 2023"),
        ("25 Nov - 1 Dec 2024", "Mon 18–Sun 24 Nov 2024", "Mon 20–Sun 26 Nov 2023"),
        ("easter 2026", "Sun 20 Apr 2025", "Sun 20 Apr 2025"),
        ("christmas 2025", "Wed 25 Dec 2024", "Wed 25 Dec 2024"),
        ("29 Feb 2024", "Thu 22 Feb 2024", "Thu 2 Mar 2023"),
    ],
)
def test_fair_comparisons(words, before, a_year_before):
    period = parse_period(words, TODAY)

    assert period is not None
    assert dates(previous(period)) == before
    assert dates(last_year(period)) == a_year_before


@pytest.mark.parametrize(
    ("words", "baseline"),
    [
        ("yesterday", "Sun 15 Nov 2026"),
        ("last 7 days", "Mon 9–Sun 15 Nov 2026"),
        ("last week", "Mon 9–Sun 15 Nov 2026"),
        ("last month", "Oct 2025"),
        ("mtd", "1–22 Nov 2025"),
        ("last quarter", "Q3 2025"),
        ("2025", "2024"),
        ("last 2 years", "1 Jan 2022–31 Dec 2023"),
        ("black friday", "Fri 29 Nov 2024"),
    ],
)
def test_what_a_period_is_compared_with_when_nobody_says(words, baseline):
    period = parse_period(words, TODAY)

    assert period is not None
    assert dates(default_baseline(period, ShopYear())) == baseline


@pytest.mark.parametrize(
    ("words", "unit", "baseline"),
    [
        ("yesterday", "week", "Sun 15 Nov 2026"),
        ("yesterday", "month", "Sun 25 Oct 2026"),
        ("yesterday", "quarter", "Sun 23 Aug 2026"),
        ("last week", "month", "Mon 19–Sun 25 Oct 2026"),
        ("october 2026", "month", "Sep 2026"),
        ("october 2026", "quarter", "Jul 2026"),
        ("october 2026", "week", "Sep 2026"),
        ("mtd", "month", "1–22 Oct 2026"),
        ("last 30 days", "week", "19 Sep–18 Oct 2026"),
    ],
)
def test_a_like_period_some_time_earlier(words, unit, baseline):
    period = parse_period(words, TODAY)

    assert period is not None
    assert dates(earlier(period, unit)) == baseline


def test_a_month_that_is_still_running_compares_with_as_many_complete_days():
    november = Period(date(2026, 11, 1), date(2026, 12, 1))

    assert dates(previous(november, TODAY)) == "1–22 Oct 2026"
    assert dates(last_year(november, TODAY)) == "1–22 Nov 2025"


def test_a_comparison_says_why_it_is_fair():
    day = one_day(date(2024, 11, 29))

    assert previous(day).label == "same weekday the week before"
    assert last_year(day).label == "Black Friday 2023"
    assert last_year(one_day(date(2024, 11, 28))).label == "Thanksgiving 2023"
    assert last_year(one_day(date(2026, 9, 9))).label == "same weekday last year"


def test_a_period_that_runs_backwards_is_refused():
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2026, 11, 2), date(2026, 11, 1))


DAYS = st.dates(min_value=date(1995, 1, 1), max_value=date(2090, 1, 1))
SPANS = st.builds(lambda start, days: Period(start, start + timedelta(days=days)), DAYS, st.integers(1, 800))


@given(SPANS)
def test_written_dates_read_to_the_same_period(period):
    assert parse_period(dates(period), period.end + DAY) == period


@given(SPANS)
def test_comparisons_end_before_and_days_keep_their_weekday(period):
    for baseline in (previous(period), last_year(period)):
        assert baseline.end < period.end
        if not period.months and period.shape == "days":
            assert baseline.days == period.days
            assert baseline.start.weekday() == period.start.weekday()


@given(st.text(max_size=60), DAYS)
def test_any_words_are_a_period_or_nothing(words, today):
    parse_period(words, today)
