"""What months, quarters and years mean in a shop that goes by the 4-5-4 calendar, and what they are compared with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.grammar import Menu
from metrics.catalog import CATALOG
from metrics.coming import coming_period
from metrics.period import Period
from metrics.reading import Question
from metrics.retail_calendar import retail_month, retail_quarter, retail_week, retail_year
from metrics.shop_year import ShopYear
from tests.commands.shop_words import shop_grammar

TODAY = date(2026, 11, 23)
RETAIL = shop_grammar("retail", ShopYear(retail=True))


def read(words: str, today: date = TODAY) -> Question:
    """The question that a retail shop asks."""
    question = RETAIL.read(f"net sales {words}", today=today)
    assert not isinstance(question, Menu)
    return question


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("oct 2026", retail_month(2026, 9)),
        ("last month", retail_month(2026, 9)),
        ("october", retail_month(2026, 9)),
        ("jan 2026", retail_month(2025, 12)),
        ("Q3 2026", retail_quarter(2026, 3)),
        ("last quarter", retail_quarter(2026, 3)),
        ("2025", retail_year(2025)),
        ("last year", retail_year(2025)),
        ("H1 2026", Period(retail_month(2026, 1).start, retail_month(2026, 6).end)),
        ("last 2 months", Period(retail_month(2026, 8).start, retail_month(2026, 9).end)),
        ("last week", Period(date(2026, 11, 15), date(2026, 11, 22))),
        ("mtd", Period(date(2026, 11, 1), TODAY)),
        ("qtd", Period(retail_quarter(2026, 4).start, TODAY)),
        ("ytd", Period(date(2026, 2, 1), TODAY)),
        ("yesterday", Period(date(2026, 11, 22), TODAY)),
        ("1 oct - 31 oct 2026", Period(date(2026, 10, 1), date(2026, 11, 1))),
    ],
)
def test_months_are_the_retail_calendars(words, period):
    assert read(words).period == period


@pytest.mark.parametrize(
    ("words", "baseline", "label"),
    [
        ("oct 2026", retail_month(2025, 9), "same weeks last year"),
        ("oct 2026 vs previous", retail_month(2026, 8), "the retail month before"),
        ("oct 2026 vs last quarter", retail_month(2026, 6), "3 retail months before"),
        ("Q3 2026 vs previous", retail_quarter(2026, 2), "the retail quarter before"),
        ("2025 vs previous", retail_year(2024), "the retail year before"),
        ("mtd", Period(date(2025, 11, 2), date(2025, 11, 24)), "same days of the retail year before"),
        (
            "mtd vs previous",
            Period(date(2026, 10, 4), date(2026, 10, 26)),
            "same days of the retail month before",
        ),
        (
            "mtd vs october",
            Period(date(2026, 10, 4), date(2026, 10, 26)),
            "same days of the retail month before",
        ),
        ("last week vs 2025", Period(date(2025, 11, 16), date(2025, 11, 23)), "same weeks last year"),
        (
            "1 feb 2015 - 2 feb 2015 vs 1 mar 2015 - 31 mar 2015",
            Period(date(2015, 3, 1), date(2015, 4, 1)),
            "Mar 2015",
        ),
        ("last week", Period(date(2025, 11, 16), date(2025, 11, 23)), "same weeks last year"),
        ("last week vs previous", Period(date(2026, 11, 8), date(2026, 11, 15)), "the week before"),
        ("yesterday", Period(date(2026, 11, 15), date(2026, 11, 16)), "same weekday the week before"),
    ],
)
def test_retail_months_meet_their_like(words, baseline, label):
    found = read(words).baseline

    assert found == baseline
    assert found is not None and found.label == label


@pytest.mark.parametrize("year", [2023, 2028])
def test_after_a_year_of_53_weeks_every_period_is_restated_by_a_week(year):
    later = date(2031, 1, 1)

    for words, shifted in {
        f"nov {year + 1}": (retail_month(year, 10), 7),
        f"Q2 {year + 1}": (retail_quarter(year, 2), 7),
        f"{year + 1}": (retail_year(year), 7),
    }.items():
        question = read(f"{words} vs ly", later)
        then, days = shifted
        assert question.baseline is not None
        assert question.baseline.start == then.start + timedelta(days=days)
        assert question.baseline.label == "same weeks last year, restated by a week after a year of 53"
    week = read(
        f"{retail_week(year, 53).start:%-d %b %Y} - {retail_week(year, 53).last:%-d %b %Y} vs ly", later
    )
    assert week.baseline == Period(
        week.period.start - timedelta(days=364), week.period.end - timedelta(days=364)
    )


def test_a_month_that_runs_ends_with_yesterday_and_one_to_come_is_whole():
    running = read("this month").period

    assert (running.start, running.end) == (date(2026, 11, 1), TODAY)
    assert coming_period("november", TODAY, week_start="retail") == retail_month(2026, 10)
    assert coming_period("this month", TODAY, week_start="retail") == retail_month(2026, 10)
    assert coming_period("december", TODAY, week_start="retail") == retail_month(2026, 11)


SPANS = st.builds(
    lambda start, days: Period(start, start + timedelta(days=days)),
    st.dates(date(2015, 1, 1), date(2025, 1, 1)),
    st.integers(1, 500),
) | st.builds(
    lambda year, month: Period(date(year, month, 1), date(year, month + 1, 1)),
    st.integers(2015, 2025),
    st.integers(1, 11),
)


@given(SPANS, SPANS)
def test_what_is_said_back_reads_to_the_same_days(period, baseline):
    asked = Question(
        metrics=(CATALOG.find("net sales"),), period=period, baseline=baseline if baseline != period else None
    )

    assert RETAIL.read(RETAIL.say(asked), today=TODAY) == asked


def test_without_the_option_a_month_is_the_calendars():
    assert shop_grammar("sunday").read("net sales oct 2026", today=TODAY).period.months == 1
