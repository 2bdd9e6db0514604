"""What is normal for a shop: a figure held against its own recent days, in plain words."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

import pytest

from metrics.decompose import Halves
from metrics.normal import Daily, Judged, Verdict, history_of, is_event, judge, judge_within
from metrics.period import Period, one_day

DAY = timedelta(days=1)
SUNDAY = date(2026, 6, 28)
WEEKDAYS = (1.0, 0.95, 0.9, 0.95, 1.1, 1.5, 1.7)


def sales(noise: float, today: float = 1.0, weeks: int = 20, seed: int = 1) -> Daily:
    """Daily sales with a weekday pattern and so much noise; the last day is `today` times what is usual."""
    chance = random.Random(seed)
    days = [SUNDAY - ago * DAY for ago in range(7 * weeks, 0, -1)]
    usual = {day: 1000 * WEEKDAYS[day.weekday()] * math.exp(chance.gauss(0, noise)) for day in days}
    return Daily({**usual, SUNDAY: 1000 * WEEKDAYS[SUNDAY.weekday()] * today})


def judged(history: Daily, period: Period | None = None, **more: bool) -> Judged:
    """The judgement, which must be there."""
    found = judge(history, period or one_day(SUNDAY), **more)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("today", "verdict"),
    [
        (1.0, Verdict.NORMAL),
        (0.97, Verdict.NORMAL),
        (0.9, Verdict.LIKELY),
        (0.75, Verdict.CLEAR),
        (1.4, Verdict.CLEAR),
    ],
)
def test_a_day_is_held_against_the_same_weekdays(today: float, verdict: Verdict) -> None:
    assert judged(sales(0.05, today)).verdict is verdict


def test_the_middle_is_the_median_of_the_last_eight_same_weekdays() -> None:
    history = sales(0.0)
    odd = {**history.tops, SUNDAY - 7 * DAY: 1, SUNDAY - 63 * DAY: 1e9}

    found = judged(Daily(odd))

    assert found.expected == pytest.approx(1700)
    assert found.like == 8


def test_one_odd_week_does_not_widen_what_is_normal() -> None:
    calm, odd = sales(0.05, 0.8), dict(sales(0.05, 0.8).tops)
    odd[SUNDAY - 14 * DAY] *= 3

    assert judged(Daily(odd)).noise == pytest.approx(judged(calm).noise, rel=0.15)
    assert judged(Daily(odd)).verdict is Verdict.CLEAR


def test_ninety_nine_of_a_hundred_ordinary_days_are_not_clear() -> None:
    verdicts = [
        judged(sales(0.09, math.exp(random.Random(1000 + seed).gauss(0, 0.09)), seed=seed)).verdict
        for seed in range(300)
    ]

    assert verdicts.count(Verdict.CLEAR) <= 12
    assert verdicts.count(Verdict.NORMAL) >= 240


def test_a_noisy_shop_is_told_that_one_day_cannot_be_judged() -> None:
    assert judged(sales(0.22, 0.75)).verdict is Verdict.NOISY
    assert judged(sales(0.22, 0.05)).verdict is Verdict.CLEAR


def test_the_band_holds_what_is_normal() -> None:
    found = judged(sales(0.05, 0.98))

    assert found.low < found.expected < found.high
    assert found.low < 1700 * 0.98 < found.high


def test_a_week_is_held_against_the_weeks_before() -> None:
    week = Period(SUNDAY - 6 * DAY, SUNDAY + DAY)

    assert judged(sales(0.05), week).verdict is Verdict.NORMAL
    fallen = {day: value * (0.8 if day in week else 1) for day, value in sales(0.05).tops.items()}
    assert judged(Daily(fallen), week).verdict is Verdict.CLEAR
    assert judged(Daily(fallen), week).noise < judged(sales(0.05)).noise


@pytest.mark.parametrize("days", [15, 28, 31])
def test_a_long_period_is_not_judged(days: int) -> None:
    assert judge(sales(0.05), Period(SUNDAY - (days - 1) * DAY, SUNDAY + DAY)) is None


def test_a_short_history_is_not_judged() -> None:
    assert judge(sales(0.05, weeks=4), one_day(SUNDAY)) is None
    assert judge(sales(0.05, weeks=8), one_day(SUNDAY)) is not None


def test_a_missing_day_is_not_taken_for_nothing() -> None:
    holed = {day: value for day, value in sales(0.0).tops.items() if day != SUNDAY - 7 * DAY}

    assert judged(Daily(holed)).like == 7
    assert judge(Daily({**sales(0.0).tops} | {}), one_day(SUNDAY + DAY)) is None


def test_a_feast_is_not_judged_and_does_not_count_as_an_ordinary_day() -> None:
    assert is_event(date(2026, 11, 27)) and is_event(date(2026, 12, 25)) and not is_event(SUNDAY)
    assert judge(sales(0.05), one_day(SUNDAY), event=lambda day: day == SUNDAY) is None

    found = judge(sales(0.05), one_day(SUNDAY), event=lambda day: day == SUNDAY - 7 * DAY)

    assert found is not None and found.like == 7


def test_days_with_nothing_or_less_are_judged_on_the_plain_scale() -> None:
    chance = random.Random(3)
    history = {SUNDAY - ago * DAY: chance.choice((-200, 0, 100, 300)) for ago in range(1, 140)}

    assert judged(Daily({**history, SUNDAY: 150})).verdict is Verdict.NORMAL
    assert judged(Daily({**history, SUNDAY: 90_000})).verdict is Verdict.CLEAR


# --- Rates ----------------------------------------------------------------------------------------------


def conversion(today: float, *, unrest: float = 0.0, sessions: int = 14_000) -> Daily:
    """Orders over sessions at 2.2 %, by chance and with so much unrest beyond it; the last day is `today`."""
    chance = random.Random(5)
    days = [SUNDAY - ago * DAY for ago in range(1, 140)]

    def orders() -> int:
        rate = 0.022 * math.exp(chance.gauss(0, unrest))
        return round(chance.gauss(sessions * rate, math.sqrt(sessions * rate * (1 - rate))))

    return Daily(
        {**{day: orders() for day in days}, SUNDAY: round(sessions * today)},
        dict.fromkeys((*days, SUNDAY), sessions),
    )


def test_fourteen_thousand_sessions_cannot_tell_a_third_of_a_point_in_an_unquiet_shop() -> None:
    for change in (-0.0035, 0.0035):
        assert judged(conversion(0.022 + change, unrest=0.06), rate=True).verdict is not Verdict.CLEAR
    assert judged(conversion(0.022 - 0.012, unrest=0.06), rate=True).verdict is Verdict.CLEAR


def test_a_rate_is_held_to_more_than_chance_where_its_days_differ_by_more() -> None:
    calm, unquiet = judged(conversion(0.0215), rate=True), judged(conversion(0.0215, unrest=0.1), rate=True)

    assert calm.noise < 1.6 < unquiet.noise
    assert (calm.low, calm.high) > (unquiet.low, 0)


def test_a_few_sessions_tell_little() -> None:
    assert judged(conversion(0.012, sessions=300), rate=True).verdict is Verdict.NORMAL
    assert judged(conversion(0.012, sessions=30_000), rate=True).verdict is Verdict.CLEAR


def test_order_value_is_judged_from_sums_and_not_from_averages() -> None:
    history = sales(0.05, 0.7)
    orders = {day: 10 * WEEKDAYS[day.weekday()] for day in history.tops}

    found = judged(Daily(history.tops, orders))

    assert found.expected == pytest.approx(100, rel=0.05)
    assert found.verdict is Verdict.CLEAR


@pytest.mark.parametrize(
    ("kept", "over_dispersion", "verdict"),
    [
        (1.0, 1.0, Verdict.NORMAL),
        (0.97, 1.0, Verdict.NORMAL),
        (0.8, 1.0, Verdict.CLEAR),
        (0.8, 15.0, Verdict.LIKELY),
    ],
)
def test_segments_own_rates_are_judged_together(
    kept: float, over_dispersion: float, verdict: Verdict
) -> None:
    segments = [
        Halves(top_before=orders, bottom_before=20_000, top=round(orders * kept), bottom=20_000)
        for orders in (300, 500, 700, 440, 200)
    ]

    assert judge_within(segments, over_dispersion) is verdict


def test_no_segments_move_nothing() -> None:
    assert judge_within([]) is Verdict.NORMAL


def test_enough_days_are_read_to_judge_a_period() -> None:
    assert history_of(one_day(SUNDAY)).days == 56 + 56 + 1
    assert history_of(Period(SUNDAY - 13 * DAY, SUNDAY + DAY)).days == 56 + 8 * 14 + 14
