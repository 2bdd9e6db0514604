"""Months are compared with their weekdays made equal, by weights learned from the shop's own days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.period import Period
from metrics.weekday_mix import adjusted, learned_weights, mix_of, scaled, weekdays

NOVEMBER_26 = Period(date(2026, 11, 1), date(2026, 12, 1))
NOVEMBER_25 = Period(date(2025, 11, 1), date(2025, 12, 1))
SUNDAY_SHOP = (0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 4.0)
DAY = timedelta(days=1)


def test_november_2026_has_five_sundays_and_mondays_and_2025_had_five_saturdays_and_sundays():
    assert weekdays(NOVEMBER_26) == (5, 4, 4, 4, 4, 4, 5)
    assert weekdays(NOVEMBER_25) == (4, 4, 4, 4, 4, 5, 5)
    assert mix_of(NOVEMBER_26, NOVEMBER_25).words() == "1 Monday more, 1 Saturday fewer"


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 400))
def test_weekdays_are_counted_as_the_calendar_has_them(start, days):
    period = Period(start, start + days * DAY)
    counted = [(start + ahead * DAY).weekday() for ahead in range(days)]

    assert weekdays(period) == tuple(counted.count(at) for at in range(7))


def test_a_month_with_one_more_good_day_is_expected_to_bring_more():
    february, march = Period(date(2026, 2, 1), date(2026, 3, 1)), Period(date(2026, 3, 1), date(2026, 4, 1))
    mix = mix_of(march, february)

    assert mix.words() == "1 Monday, 1 Tuesday and 1 Sunday more"
    assert mix.factor(SUNDAY_SHOP) == pytest.approx((4 * 7 + 0.5 + 0.5 + 4) / 28)


def test_with_the_weekdays_made_equal_an_equal_trade_is_no_change():
    weights = scaled((1.06, 0.98, 0.95, 0.96, 0.93, 1.0, 1.12))
    assert weights is not None
    worth = [
        sum(weights[(p.start + n * DAY).weekday()] for n in range(p.days)) for p in (NOVEMBER_26, NOVEMBER_25)
    ]

    change = adjusted(worth[0], worth[1], mix_of(NOVEMBER_26, NOVEMBER_25), weights)

    assert change is not None
    assert change.change == pytest.approx(0, abs=1e-9)
    assert worth[0] > worth[1]


def test_nothing_is_adjusted_where_the_weekdays_are_the_same():
    week = Period(date(2026, 11, 16), date(2026, 11, 23))

    assert adjusted(5, 4, mix_of(week, week.shift(-7 * DAY)), SUNDAY_SHOP) is None


def test_no_percentage_from_a_base_of_nothing():
    change = adjusted(5, 0, mix_of(NOVEMBER_26, NOVEMBER_25), SUNDAY_SHOP)

    assert change is not None
    assert change.relative is None


@given(st.floats(0.5, 2), st.floats(-0.003, 0.003))
def test_weights_are_learned_whatever_the_level_and_growth(level, growth):
    truth = (1.2, 0.9, 0.8, 0.9, 1.1, 1.4, 0.7)
    start = date(2026, 1, 1)
    days = {
        start + n * DAY: level * 1000 * (1 + growth) ** n * truth[(start + n * DAY).weekday()]
        for n in range(120)
    }

    assert learned_weights(days) == pytest.approx(truth, rel=0.02)


def test_one_wild_week_and_an_event_do_not_move_the_weights():
    start = date(2026, 1, 1)
    days = {start + n * DAY: 100.0 for n in range(120)}
    wild = date(2026, 2, 10)
    days[wild] = 5000.0

    assert learned_weights(days) == pytest.approx((1,) * 7)
    assert learned_weights(days, {wild}) == pytest.approx((1,) * 7)


def test_a_shop_that_never_sells_on_saturdays_has_no_saturdays_to_expect():
    start = date(2026, 1, 1)
    days = {start + n * DAY: 0.0 if (start + n * DAY).weekday() == 5 else 700.0 for n in range(90)}

    weights = learned_weights(days)

    assert weights is not None
    assert weights[5] == 0
    assert weights[0] == pytest.approx(7 / 6)


def test_too_few_weeks_teach_nothing():
    assert learned_weights({date(2026, 1, 1) + n * DAY: 1.0 for n in range(20)}) is None
    assert learned_weights({date(2026, 1, 1) + n * DAY: None for n in range(200)}) is None
    assert learned_weights({}) is None
