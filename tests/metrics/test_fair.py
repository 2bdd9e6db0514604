"""Like is compared with like, by name; what is not alike is said."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.calendar import black_friday, cyber_monday
from metrics.fair import default_baseline, judge, last_year
from metrics.period import Period, one_day
from metrics.period_words import parse_period
from metrics.promotions import Promotion
from metrics.retail_calendar import retail_month, retail_week
from metrics.shop_year import ShopYear, unusual_days

PLAIN = ShopYear()
BRITISH = ShopYear(countries=("GB",))
GERMAN = ShopYear(countries=("DE",), zone=ZoneInfo("Europe/Berlin"))
LATER = date(2031, 1, 1)


def asked(words: str, today: date = LATER) -> Period:
    period = parse_period(words, today)
    assert period is not None
    return period


def warned(
    words: str, year: ShopYear = PLAIN, *, today: date = LATER, previous: bool = False
) -> tuple[str, ...]:
    period = asked(words, today)
    baseline = default_baseline(period, year) if previous else last_year(period, year)
    return judge(period, baseline, year, today).warnings


# --- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "days_between", "lands"),
    [
        (2023, 364, True),
        (2024, 371, False),
        (2025, 364, True),
        (2026, 364, True),
        (2027, 364, True),
        (2028, 364, True),
        (2029, 364, True),
        (2030, 371, False),
    ],
)
def test_black_friday_is_compared_with_black_friday_however_many_days_lie_between(year, days_between, lands):
    friday = one_day(black_friday(year))
    baseline = last_year(friday, PLAIN)

    assert baseline == one_day(black_friday(year - 1))
    assert baseline.label == f"Black Friday {year - 1}"
    assert (friday.start - baseline.start).days == days_between
    assert (friday.start - timedelta(days=364) == baseline.start) is lands
    assert last_year(one_day(cyber_monday(year)), PLAIN).start == cyber_monday(year - 1)


def test_last_year_on_black_friday_2024_means_24_november_2023():
    assert last_year(asked("29 Nov 2024"), PLAIN).start == date(2023, 11, 24)
    assert warned("29 Nov 2024") == ()


def test_a_day_is_compared_with_the_same_weekday_a_week_or_52_weeks_before():
    sunday = asked("22 Nov 2026")

    assert default_baseline(sunday, PLAIN).start == date(2026, 11, 15)
    assert last_year(asked("9 Sep 2026"), PLAIN).start == date(2025, 9, 10)
    assert last_year(sunday, PLAIN).start.weekday() == sunday.start.weekday()


def test_a_leap_day_has_the_same_weekday_a_year_before():
    assert last_year(asked("29 Feb 2028"), PLAIN).start == date(2027, 3, 2)
    assert default_baseline(asked("29 Feb 2028"), PLAIN).start == date(2028, 2, 22)


def test_easter_follows_easter():
    assert last_year(asked("5 Apr 2026"), PLAIN).start == date(2025, 4, 20)
    assert last_year(asked("20 Apr 2025"), PLAIN).start == date(2024, 3, 31)


@pytest.mark.parametrize(
    ("day", "before", "name"),
    [
        ("14 May 2026", date(2025, 5, 29), "Ascension Day 2025"),
        ("25 May 2026", date(2025, 6, 9), "Pentecost Monday 2025"),
        ("3 Oct 2026", date(2025, 10, 3), "German Unity Day 2025"),
    ],
)
def test_a_public_holiday_is_compared_with_the_same_holiday(day, before, name):
    baseline = last_year(asked(day), GERMAN)

    assert (baseline.start, baseline.label) == (before, name)
    assert last_year(asked(day), PLAIN).start == asked(day).start - timedelta(days=364)


def test_an_unknown_country_has_no_holidays_and_no_error():
    assert last_year(asked("14 May 2026"), ShopYear(countries=("XX",))).start == date(2025, 5, 15)


# --- what is not alike -----------------------------------------------------------------------------


def test_november_2026_warns_that_cyber_monday_has_moved_into_the_month():
    assert warned("November 2026", today=date(2026, 12, 3)) == (
        "Cyber Monday is inside November this year (30 Nov) and was not last year (1 Dec).",
    )


def test_november_2024_warns_that_cyber_monday_has_left_the_month():
    assert warned("November 2024") == (
        "Cyber Monday was inside November in 2023 (27 Nov) and is not in 2024 (2 Dec).",
    )


def test_november_2025_has_nothing_to_warn_of():
    assert warned("November 2025") == ()


def test_november_is_shown_event_aligned_as_well():
    november = asked("November 2026")
    (beside,) = judge(november, last_year(november, PLAIN), PLAIN).beside

    assert beside.label == "Event-aligned (BF−26…BF+3)"
    assert (beside.baseline.start, beside.baseline.last) == (date(2025, 11, 2), date(2025, 12, 1))


def test_easter_moves_between_quarters():
    assert warned("Q1 2024") == (
        "Easter is inside Q1 in 2024 (31 Mar) and was not in 2023 (9 Apr).",
        "91 days against 90 (29 February).",
    )
    assert warned("March 2024")[0] == "Easter is inside March in 2024 (31 Mar) and was not in 2023 (9 Apr)."
    assert warned("April 2026") == ()


def test_a_week_with_black_friday_is_not_like_the_week_before():
    assert warned("23-29 Nov 2026", previous=True) == ("Black Friday (27 Nov) is among these days only.",)


def test_a_feast_that_some_countries_keep_is_told_to_their_shops():
    american = ShopYear(countries=("US",))

    assert warned("26 Nov 2026", american, previous=True) == (
        "This day is Thanksgiving (26 Nov); the day compared with is not.",
    )
    assert warned("26 Nov 2026", BRITISH, previous=True) == ()
    assert warned("1 May 2026", GERMAN, previous=True) == (
        "This day is Labor Day (1 May); the day compared with is not.",
    )
    assert warned("22 Nov 2024", previous=True) == ()
    assert warned("6 Dec 2024", previous=True) == (
        "The day compared with is Black Friday (29 Nov); this day is not.",
    )


def test_a_bank_holiday_on_one_side_only_is_said():
    assert warned("25-31 May 2026", BRITISH, previous=True) == (
        "Spring Bank Holiday (25 May) is among these days only.",
    )


def test_february_of_a_leap_year_is_a_day_longer():
    assert warned("February 2028") == ("29 days against 28 (29 February).",)
    assert warned("February 2029") == ("28 days against 29 (29 February).",)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("29 Mar 2026", "Sun 29 Mar 2026 has 23 hours: the clocks go forward."),
        ("25 Oct 2026", "Sun 25 Oct 2026 has 25 hours: the clocks go back."),
        ("28-29 Mar 2026", "Sun 29 Mar 2026 has 23 hours: the clocks go forward."),
    ],
)
def test_on_both_weekends_when_the_clocks_change_the_length_of_the_day_is_said(day, said):
    assert warned(day, previous=True) == (said,)


def test_two_days_that_are_equally_short_need_no_word():
    assert warned("29 Mar 2026") == ()


def test_a_week_is_long_enough_for_an_hour_not_to_matter():
    assert warned("23-29 Mar 2026", previous=True) == ()


def test_french_sales_that_began_on_another_week_are_said():
    french = ShopYear(countries=("FR",))

    assert "Winter sales (FR): 5 of 7 days now, 0 of 7 then." in warned(
        "5-11 Jan 2026", french, previous=True
    )


# --- promotions ------------------------------------------------------------------------------------

SUMMER_25 = Promotion(
    name="Summer Sale 2025", kind="Sitewide sale", start=date(2025, 6, 13), end=date(2025, 6, 20)
)
SUMMER_26 = Promotion(name="Summer sale", kind="Sitewide sale", start=date(2026, 6, 26), end=date(2026, 7, 3))
SPRING_26 = Promotion(
    name="Spring sale", kind="Sitewide sale", start=date(2026, 4, 10), end=date(2026, 4, 14)
)
GIFT = Promotion(name="Gift with order", kind="Bundle or gift", start=date(2026, 5, 4), end=date(2026, 5, 8))
PROMOTING = ShopYear(promotions=(SUMMER_25, SUMMER_26, SPRING_26, GIFT))


def test_a_day_of_a_promotion_is_compared_with_the_same_day_of_last_years():
    baseline = last_year(asked("27 Jun 2026"), PROMOTING)

    assert baseline.start == date(2025, 6, 14)
    assert baseline.label == "day 2 of “Summer Sale 2025”"
    assert judge(asked("27 Jun 2026"), baseline, PROMOTING).warnings == ()


def test_a_whole_promotion_is_compared_with_the_whole_of_last_years():
    baseline = last_year(asked("26 Jun - 2 Jul 2026"), PROMOTING)

    assert (baseline.start, baseline.end) == (SUMMER_25.start, SUMMER_25.end)
    assert baseline.label == "“Summer Sale 2025”"


def test_a_promotion_on_one_side_only_is_said():
    assert warned("11 Apr 2026", PROMOTING, previous=True) == (
        "“Spring sale” ran; no promotion ran in the days compared with.",
    )
    assert warned("18 Apr 2026", PROMOTING, previous=True) == (
        "No promotion ran in these days; “Spring sale” ran in the days compared with.",
    )
    assert warned("4-10 May 2026", PROMOTING, previous=True) == (
        "“Gift with order” ran on 4 of 7 days; no promotion ran in the days compared with.",
    )


def test_the_last_promotion_of_the_same_kind_is_offered_beside():
    day = asked("26 Jun 2026")
    by_name, beside = judge(day, default_baseline(day, PROMOTING), PROMOTING).beside

    assert by_name.label == "Day 1 of “Summer Sale 2025”"
    assert by_name.baseline.start == SUMMER_25.start
    assert beside.label == "“Summer sale” against “Spring sale”, also a sitewide sale"
    assert beside.baseline.start == SPRING_26.start


def test_promotions_feasts_and_holidays_say_nothing_of_ordinary_days():
    year = ShopYear(countries=("GB",), promotions=(SPRING_26,))
    days = unusual_days(date(2026, 4, 1), date(2026, 5, 5), year)

    assert {date(2026, 4, 10), date(2026, 4, 13), date(2026, 4, 5), date(2026, 5, 4)} <= set(days)
    assert date(2026, 4, 14) not in days


# --- retail weeks ----------------------------------------------------------------------------------

RETAIL = ShopYear(retail=True)


def test_retail_weeks_are_compared_restated_after_a_year_of_53_with_the_reported_ones_beside():
    week = retail_week(2024, 1)
    baseline = last_year(week, RETAIL)

    assert (baseline.start, baseline.end) == (retail_week(2023, 2).start, retail_week(2023, 2).end)
    assert "restated by a week after a year of 53" in baseline.label
    (beside,) = judge(week, baseline, RETAIL).beside
    assert beside.baseline == retail_week(2023, 1)


def test_in_other_years_retail_months_meet_the_month_of_the_same_name():
    month = retail_month(2026, 10)

    assert last_year(month, RETAIL) == retail_month(2025, 10)
    assert default_baseline(month, RETAIL) == retail_month(2025, 10)
    assert judge(month, last_year(month, RETAIL), RETAIL).beside == ()


def test_without_the_option_the_retail_calendar_plays_no_part():
    week = retail_week(2024, 1)

    assert default_baseline(week, PLAIN).start == week.start - timedelta(days=7)
