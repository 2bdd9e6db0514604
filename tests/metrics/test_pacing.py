"""A target is paced by what its days are worth, never by counting them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import black_friday
from metrics.day_weights import EVEN, DayWeights, each, learn
from metrics.landing import Landing, banded, forecast, land, past_errors
from metrics.pacing import Pace, levers, pace, paced, plan, ratio_pace, spend_pace
from metrics.period import Period
from metrics.promotions import Promotion
from metrics.shop_year import ShopYear

DAY = timedelta(days=1)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
SUNDAY = date(2026, 11, 22)
PLAIN = ShopYear()

#: The weights of the worked example: weekdays from Monday, and days from Black Friday.
WEEKDAYS = (1.06, 0.98, 0.95, 0.96, 0.93, 1.00, 1.12)
AROUND = {-3: 1.3, -2: 1.5, -1: 1.9, 0: 4.0, 1: 2.6, 2: 2.3, 3: 3.4, 4: 1.6}
WORKED = DayWeights(
    weekdays=WEEKDAYS, occasions={("Black Friday", away): lift for away, lift in AROUND.items()}
)
TARGET, ACTUAL = 640_000_000, 339_500_000


def worked() -> Pace:
    to_date = Period(NOVEMBER.start, SUNDAY + DAY)
    return pace(
        TARGET,
        ACTUAL,
        share=WORKED.total(to_date) / WORKED.total(NOVEMBER),
        elapsed=to_date.days / NOVEMBER.days,
    )


# --- the worked example ----------------------------------------------------------------------------


def test_on_22_november_counting_days_says_733_and_the_calendar_says_550_percent():
    found = worked()

    assert f"{found.elapsed:.1%}" == "73.3%"
    assert f"{found.share:.1%}" == "55.0%"
    assert f"{found.to_come:.0%}" == "45%"


def test_counting_days_panics_at_72_percent_and_463_million():
    found = worked()

    assert found.straight_pace is not None
    assert found.straight_landing is not None
    assert f"{found.straight_pace:.0%}" == "72%"
    assert f"{found.straight_landing / 1e8:.2f}" == "4.63"


def test_the_calendar_says_964_percent_of_pace_and_lands_617_million():
    found = worked()

    assert found.pace is not None
    assert found.landing is not None
    assert f"{found.pace:.1%}" == "96.4%"
    assert f"{found.landing / 1e8:.2f}" == "6.17"


def test_the_worked_example_comes_out_of_days_as_well():
    start = date(2025, 6, 2)
    days = {start + n * DAY: 1e6 * WORKED.of(start + n * DAY) for n in range((SUNDAY - start).days + 1)}
    scale = ACTUAL / sum(value for day, value in days.items() if day in NOVEMBER)
    days = {day: value * scale for day, value in days.items()}

    weights = learn(days, PLAIN, through=SUNDAY)
    landing = forecast(NOVEMBER, days, PLAIN, through=SUNDAY, weights=weights)
    found = paced(TARGET, NOVEMBER, days, weights, landing, through=SUNDAY)

    assert found.pace == pytest.approx(0.964, abs=0.006)
    assert found.landing == pytest.approx(6.17e8, rel=0.01)


# --- pace ------------------------------------------------------------------------------------------


@given(st.floats(1, 1e9), st.floats(0, 1e9), st.floats(0.01, 1), st.floats(0.01, 1))
def test_pace_and_landing_tell_the_same_story(target, actual, share, elapsed):
    found = pace(target, actual, share=share, elapsed=elapsed)

    assert found.pace is not None
    assert found.landing == pytest.approx(found.pace * target)
    assert found.still_needed + min(actual, target) == pytest.approx(target)


def test_before_the_first_day_there_is_no_pace():
    found = pace(100, 0, share=0, elapsed=0)

    assert (found.pace, found.landing, found.straight_pace, found.straight_landing) == (
        None,
        None,
        None,
        None,
    )
    assert found.verdict == "on track"


@pytest.mark.parametrize(
    ("actual", "share", "landing", "verdict"),
    [
        (101, 0.9, None, "reached"),
        (99, 1.0, None, "missed"),
        (50, 0.5, Landing(actual=50, rest=49, low=96, high=99), "behind"),
        (50, 0.5, Landing(actual=50, rest=49, low=90, high=105), "on track"),
        (50, 0.5, Landing(actual=50, rest=60, low=102, high=120), "ahead"),
        (49.5, 0.5, None, "on track"),
        (45, 0.5, None, "behind"),
    ],
)
def test_behind_and_ahead_are_said_only_beyond_doubt(actual, share, landing, verdict):
    assert pace(100, actual, share=share, elapsed=0.5, landing=landing).verdict == verdict


@pytest.mark.parametrize(("target", "share"), [(0, 0.5), (-1, 0.5), (1, 1.2), (1, -0.1)])
def test_a_target_of_nothing_and_shares_beyond_the_whole_are_refused(target, share):
    with pytest.raises(ValueError, match=r"target|share"):
        pace(target, 1, share=share, elapsed=0.5)


def test_a_day_that_has_not_arrived_counts_as_still_to_come():
    days: dict[date, float | None] = {NOVEMBER.start + n * DAY: 10.0 for n in range(10)}
    days[date(2026, 11, 5)] = None

    found = paced(300, NOVEMBER, days, DayWeights(weekdays=EVEN), None, through=date(2026, 11, 10))

    assert (found.actual, found.elapsed) == (90, 0.3)
    assert found.share == pytest.approx(9 / 30)
    assert found.pace == pytest.approx(1)


def test_what_is_left_is_planned_by_weight_and_adds_up():
    rest = Period(SUNDAY + DAY, NOVEMBER.end)
    planned = plan(1000, rest, WORKED)

    assert sum(planned.values()) == pytest.approx(1000)
    assert max(planned, key=lambda day: planned[day]) == black_friday(2026)
    assert plan(10, rest, DayWeights(weekdays=(0, 0, 0, 0, 0, 0, 0)))[SUNDAY + DAY] == pytest.approx(10 / 8)


# --- what must be true -----------------------------------------------------------------------------


def test_one_of_sessions_conversion_and_order_value_must_rise_as_the_sum_must():
    found = pace(1000, 400, share=0.5, elapsed=0.5, landing=Landing(actual=400, rest=500))
    sessions, conversion, value = levers(
        found, sessions=10_000, orders=250, conversion=0.025, order_value=2.0
    )

    assert (sessions.needed, conversion.needed, value.needed) == pytest.approx((12_000, 0.03, 2.4))
    assert sessions.expected * conversion.expected * value.needed == pytest.approx(found.still_needed)
    assert sessions.relative == pytest.approx(0.2)


def test_orders_stand_in_where_sessions_are_not_known():
    found = pace(1000, 400, share=0.5, elapsed=0.5)

    assert [
        one.name for one in levers(found, sessions=None, orders=200, conversion=None, order_value=2.0)
    ] == ["orders", "order value"]


def test_nothing_must_be_true_once_the_target_is_reached_or_nothing_is_forecast():
    reached = pace(1000, 1400, share=0.5, elapsed=0.5)

    assert levers(reached, sessions=1, orders=1, conversion=0.1, order_value=1) == ()
    assert levers(pace(10, 0, share=0, elapsed=0), sessions=1, orders=1, conversion=0.1, order_value=1) == ()


def test_a_conversion_above_one_is_no_way_to_reach_a_target():
    found = pace(1000, 10, share=0.5, elapsed=0.5, landing=Landing(actual=10, rest=10))

    names = [one.name for one in levers(found, sessions=100, orders=2, conversion=0.02, order_value=5.0)]
    assert names == ["sessions", "order value"]


def test_spend_is_paced_by_demand_and_lands_as_the_last_week_was_spent():
    spent = {NOVEMBER.start + n * DAY: 100.0 + 100.0 * (n >= 15) for n in range(22)}
    found = spend_pace(6000, NOVEMBER, spent, WORKED, through=SUNDAY)

    assert found.actual == 1500 + 1400
    assert found.landing == 2900 + 8 * 200
    assert found.pace == pytest.approx(2900 / (6000 * 0.5502), rel=0.001)
    assert spend_pace(6000, NOVEMBER, {}, WORKED, through=SUNDAY).landing is None


def test_a_rate_says_what_the_rest_must_show():
    found = ratio_pace(0.025, top=200, bottom=10_000, bottom_to_come=10_000)

    assert (found.so_far, found.needed) == (pytest.approx(0.02), pytest.approx(0.03))
    assert ratio_pace(0.025, top=0, bottom=0, bottom_to_come=0).needed is None


# --- weights ---------------------------------------------------------------------------------------


def shop_days(start: date, end: date, *, lift: dict[date, float] | None = None) -> dict[date, float | None]:
    return {
        day: 1000.0 * WEEKDAYS[day.weekday()] * (lift or {}).get(day, 1.0) for day in each(Period(start, end))
    }


def test_last_years_black_friday_teaches_this_years():
    lift = {black_friday(2025) + away * DAY: more for away, more in AROUND.items()}
    days = shop_days(date(2025, 1, 1), date(2026, 11, 23), lift=lift)

    weights = learn(days, PLAIN, through=SUNDAY)

    assert weights.lift(black_friday(2026)) == pytest.approx(4.0, rel=0.05)
    assert weights.lift(black_friday(2026) + 3 * DAY) == pytest.approx(3.4, rel=0.05)
    assert weights.lift(date(2026, 9, 9)) == 1
    assert weights.learned == "weekday × season × occasion"


def test_a_season_is_read_from_the_year_before():
    days = {
        day: 1000.0 * (2 if day.month in (11, 12) else 1) * WEEKDAYS[day.weekday()]
        for day in each(Period(date(2025, 1, 1), date(2026, 10, 11)))
    }
    weights = learn(days, PLAIN, through=date(2026, 10, 10))

    assert weights.season(date(2026, 12, 10)) / weights.season(date(2026, 9, 10)) == pytest.approx(
        2, rel=0.02
    )


def test_a_promotion_of_the_same_kind_teaches_the_next():
    spring = Promotion(name="Spring", kind="Sitewide sale", start=date(2026, 4, 20), end=date(2026, 4, 24))
    autumn = Promotion(name="Autumn", kind="Sitewide sale", start=date(2026, 10, 5), end=date(2026, 10, 9))
    lift = dict.fromkeys(each(Period(spring.start, spring.end)), 1.8)
    year = ShopYear(promotions=(spring, autumn))

    weights = learn(shop_days(date(2026, 1, 5), date(2026, 9, 1), lift=lift), year, through=date(2026, 8, 31))

    assert weights.lift(autumn.start) == pytest.approx(1.8, rel=0.02)


def test_a_closed_bank_holiday_teaches_every_other():
    british = ShopYear(countries=("GB",))
    closed = dict.fromkeys((date(2026, 5, 4), date(2026, 5, 25)), 0.0)

    weights = learn(
        shop_days(date(2026, 1, 5), date(2026, 8, 1), lift=closed), british, through=date(2026, 7, 31)
    )

    assert weights.lift(date(2026, 8, 31)) == 0
    assert weights.lift(date(2026, 9, 1)) == 1


def test_without_a_past_every_day_counts_the_same():
    weights = learn({}, PLAIN, through=SUNDAY)

    assert {weights.of(day) for day in each(Period(date(2026, 9, 1), date(2026, 10, 1)))} == {1.0}
    assert weights.learned == "nothing yet: every day counts the same"


def test_what_comes_later_is_never_looked_at():
    days = shop_days(date(2025, 1, 1), date(2026, 11, 23))
    later = days | dict.fromkeys(each(Period(date(2026, 11, 23), date(2027, 3, 1))), 9e9)

    assert learn(days, PLAIN, through=SUNDAY) == learn(later, PLAIN, through=SUNDAY)
    assert forecast(NOVEMBER, days, PLAIN, through=SUNDAY) == forecast(NOVEMBER, later, PLAIN, through=SUNDAY)


# --- landing ---------------------------------------------------------------------------------------


@given(st.integers(0, 29), st.floats(0.5, 2000))
def test_a_shop_that_goes_on_as_before_lands_where_its_days_add_up(into, level):
    days = {day: level * WEEKDAYS[day.weekday()] for day in each(Period(date(2026, 3, 2), date(2026, 10, 1)))}
    period = Period(date(2026, 9, 1), date(2026, 10, 1))
    through = period.start + (into - 1) * DAY
    landing = land(period, days, learn(days, PLAIN, through=through), through=through)

    assert landing is not None
    assert landing.value == pytest.approx(sum(days[day] for day in each(period)), rel=0.01)


def test_a_period_that_is_over_lands_on_what_it_brought():
    days = shop_days(date(2026, 1, 1), date(2026, 12, 10))
    landing = forecast(NOVEMBER, days, PLAIN, through=date(2026, 12, 9))

    assert landing is not None
    assert (landing.rest, landing.low, landing.high) == (0, landing.actual, landing.actual)


def test_without_any_recent_day_nothing_is_forecast():
    assert forecast(NOVEMBER, {}, PLAIN, through=SUNDAY) is None
    assert forecast(NOVEMBER, {date(2020, 1, 1): 5.0}, PLAIN, through=SUNDAY) is None


def test_the_band_is_as_wide_as_past_forecasts_were_wrong():
    landing = Landing(actual=100, rest=100)
    found = banded(landing, [0.8, 0.9, 0.95, 1.0, 1.0, 1.05, 1.1, 1.2, 1.25, 1.3])

    assert found.low is not None
    assert found.high is not None
    assert 100 + 80 <= found.low < 190
    assert 215 < found.high <= 230
    assert found.value == 200


def test_a_band_always_holds_its_landing():
    found = banded(Landing(actual=0, rest=100), [1.3] * 10)

    assert (found.low, found.high) == (100, 130)


def test_too_few_past_forecasts_give_no_band():
    assert banded(Landing(actual=1, rest=1), [1.0] * 7).low is None
    assert (
        past_errors(NOVEMBER, shop_days(date(2026, 10, 1), date(2026, 11, 23)), PLAIN, through=SUNDAY) == ()
    )


def test_past_forecasts_of_a_steady_shop_were_right():
    days = shop_days(date(2025, 1, 1), date(2025, 10, 1))
    period = Period(date(2025, 9, 1), date(2025, 10, 1))

    errors = past_errors(period, days, PLAIN, through=date(2025, 9, 10))

    assert len(errors) >= 20
    assert errors == pytest.approx([1.0] * len(errors), rel=0.05)
