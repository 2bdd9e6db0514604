"""Holidays, sales seasons and clock changes fall where the law and the almanac put them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from metrics.daylight import clock_changes, hours_in
from metrics.holidays import holidays_in, holidays_of, is_known, same_a_year_before
from metrics.period import Period
from metrics.seasons import seasons_in, soldes_d_ete, soldes_d_hiver

LONDON, NEW_YORK, LORD_HOWE = (
    ZoneInfo("Europe/London"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), LONDON, 23),
        (date(2026, 10, 25), LONDON, 25),
        (date(2026, 3, 8), NEW_YORK, 23),
        (date(2026, 11, 1), NEW_YORK, 25),
        (date(2026, 4, 5), LORD_HOWE, 24.5),
        (date(2026, 6, 1), LONDON, 24),
    ],
)
def test_a_day_has_23_or_25_hours_when_the_clocks_change(day, zone, hours):
    assert hours_in(day, zone) == hours


def test_the_clocks_change_twice_a_year():
    assert clock_changes(Period(date(2026, 1, 1), date(2027, 1, 1)), LONDON) == (
        date(2026, 3, 29),
        date(2026, 10, 25),
    )


def test_public_holidays_by_country_and_by_part_of_one():
    assert any(one.day == date(2026, 7, 4) for one in holidays_of("US", 2026))
    days = {
        one.day for one in holidays_in(Period(date(2026, 11, 1), date(2026, 12, 1)), ("GB-SCT", "GB-ENG"))
    }
    assert days == {date(2026, 11, 30)}
    assert holidays_of("XX", 2026) == ()
    assert (is_known("gb"), is_known("DE-BY"), is_known("XX"), is_known("DE-XX")) == (
        True,
        True,
        False,
        False,
    )


def test_a_day_taken_in_lieu_is_not_the_holiday_itself():
    assert same_a_year_before(date(2026, 12, 28), ("GB",)) is None
    assert same_a_year_before(date(2026, 12, 26), ("GB",)) == ("Boxing Day", date(2025, 12, 26))


@pytest.mark.parametrize(
    ("year", "winter", "summer"),
    [
        (2024, date(2024, 1, 10), date(2024, 6, 26)),
        (2025, date(2025, 1, 8), date(2025, 6, 25)),
        (2026, date(2026, 1, 7), date(2026, 6, 24)),
    ],
)
def test_the_french_sales_begin_on_the_wednesday_the_law_names(year, winter, summer):
    assert (soldes_d_hiver(year)[0], soldes_d_ete(year)[0]) == (winter, summer)
    assert (soldes_d_hiver(year)[1] - soldes_d_hiver(year)[0]).days == 28


def test_the_belgian_sales_begin_a_day_sooner_where_the_third_is_a_sunday():
    assert seasons_in(date(2027, 1, 1), date(2027, 1, 4), ("BE",)) == {"Winter sales (BE)": 2}
    assert seasons_in(date(2026, 1, 1), date(2026, 1, 4), ("BE",)) == {"Winter sales (BE)": 1}
    assert seasons_in(date(2026, 1, 1), date(2026, 2, 1), ("SE",)) == {}
