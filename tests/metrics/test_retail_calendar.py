"""The 4-5-4 calendar: years of 53 weeks where the National Retail Federation has them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from metrics.retail_calendar import (
    as_reported,
    restated,
    retail_day,
    retail_month,
    retail_quarter,
    retail_week,
    retail_year,
    weeks_in,
    year_start,
)


@pytest.mark.parametrize(
    ("year", "start"),
    [
        (2022, date(2022, 1, 30)),
        (2023, date(2023, 1, 29)),
        (2024, date(2024, 2, 4)),
        (2025, date(2025, 2, 2)),
        (2026, date(2026, 2, 1)),
        (2028, date(2028, 1, 30)),
        (2029, date(2029, 2, 4)),
    ],
)
def test_a_retail_year_begins_on_the_sunday_after_the_saturday_nearest_to_31_january(year, start):
    assert year_start(year) == start


def test_2023_and_2028_have_53_weeks():
    assert [year for year in range(2013, 2035) if weeks_in(year) == 53] == [2017, 2023, 2028, 2034]


def test_months_have_four_five_and_four_weeks_and_the_53rd_goes_to_january():
    weeks = [retail_month(2023, month).days // 7 for month in range(1, 13)]

    assert weeks == [4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5]
    assert retail_month(2026, 10).start == date(2026, 11, 1)
    assert retail_month(2026, 10).days == 28


@pytest.mark.parametrize("year", range(2015, 2035))
def test_months_and_quarters_cover_the_year_without_a_gap(year):
    months = [retail_month(year, month) for month in range(1, 13)]

    assert months[0].start == retail_year(year).start
    assert months[-1].end == retail_year(year).end
    assert all(one.end == other.start for one, other in pairwise(months))
    assert retail_quarter(year, 1).start == months[0].start
    assert retail_quarter(year, 4).end == months[-1].end


@pytest.mark.parametrize("start", [date(2022, 1, 1), date(2027, 11, 1)])
def test_every_day_stands_in_the_week_and_month_that_hold_it(start):
    for ahead in range(800):
        day = start + timedelta(days=ahead)
        at = retail_day(day)

        assert day in retail_week(at.year, at.week)
        assert day in retail_month(at.year, at.month)
        assert day in retail_quarter(at.year, at.quarter)


def test_after_a_year_of_53_weeks_the_restated_week_is_one_later():
    week = retail_week(2029, 10)

    assert (restated(week).start, as_reported(week)) == (retail_week(2028, 11).start, retail_week(2028, 10))


def test_the_53rd_week_has_no_counterpart_of_its_number():
    last = retail_week(2023, 53)

    assert as_reported(last) is None
    assert restated(last) == retail_week(2023, 1)


def test_there_is_no_53rd_week_in_other_years():
    with pytest.raises(ValueError, match="52 weeks"):
        retail_week(2024, 53)
    with pytest.raises(ValueError, match="months 1"):
        retail_month(2024, 13)
    with pytest.raises(ValueError, match="quarters"):
        retail_quarter(2024, 0)
