"""How far a day lies off what was usual: by weekday, level and one pooled scale; event days apart."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

import pytest

from metrics.departures import Departure, departures, needed
from metrics.normal import Daily

DAY = timedelta(days=1)
SUNDAY = date(2026, 6, 28)
WEEKDAYS = (1.0, 0.95, 0.9, 0.95, 1.1, 1.5, 1.7)


def sales(
    noise: float = 0.05, *, times: dict[date, float] | None = None, days: int = 200, seed: int = 1
) -> Daily:
    """Daily sales up to Sunday with a weekday pattern and noise; some days multiplied."""
    chance = random.Random(seed)
    usual = {
        day: 1000 * WEEKDAYS[day.weekday()] * math.exp(chance.gauss(0, noise))
        for day in (SUNDAY - ago * DAY for ago in range(days - 1, -1, -1))
    }
    return Daily({day: value * (times or {}).get(day, 1) for day, value in usual.items()})


def last(history: Daily, **more: object) -> Departure:
    """The judgement on the newest day."""
    return departures(history, **more)[-1]  # type: ignore[arg-type]


def no_event(_: date) -> bool:
    return False


def test_an_ordinary_day_is_off_by_about_one_scale() -> None:
    sizes = [abs(one.z) for seed in range(10) for one in departures(sales(seed=seed), event=no_event)]

    assert 0.85 < math.sqrt(sum(size**2 for size in sizes) / len(sizes)) < 1.3
    assert sum(size > 2.9 for size in sizes) / len(sizes) < 0.015


def test_a_quarter_less_is_far_off_and_says_what_was_expected() -> None:
    found = last(sales(times={SUNDAY: 0.75}), event=no_event)

    assert found.z < -3
    assert found.expected == pytest.approx(1700, rel=0.1)
    assert found.relative == pytest.approx(-0.25, abs=0.12)


def test_a_new_level_is_followed_and_what_has_crept_away_still_shows() -> None:
    lower = {SUNDAY - ago * DAY: 0.75 for ago in range(15)}
    found = last(sales(times=lower), event=no_event)

    assert found.plain < -1.5
    assert abs(found.z) < abs(found.plain) / 1.5


def test_one_odd_day_in_ten_does_not_widen_the_scale() -> None:
    odd = {SUNDAY - ago * DAY: 2.0 for ago in (9, 23, 37)}

    assert last(sales(times=odd), event=no_event).noise == pytest.approx(
        last(sales(), event=no_event).noise, rel=0.25
    )


def test_a_day_too_soon_or_not_known_is_not_judged() -> None:
    days = [one.day for one in departures(sales(days=60), event=no_event)]
    assert min(days) == SUNDAY - (60 - 1 - 28 - 12) * DAY

    holed = {day: value for day, value in sales().tops.items() if day != SUNDAY - 3 * DAY}
    assert SUNDAY - 3 * DAY not in [one.day for one in departures(Daily(holed), event=no_event)]


def test_an_event_day_is_passed_over_and_touches_nothing_after_it() -> None:
    promoted = {SUNDAY - ago * DAY for ago in range(1, 6)}
    shop = sales(times=dict.fromkeys(promoted, 3.0))

    found = departures(shop, event=promoted.__contains__)

    assert promoted.isdisjoint(one.day for one in found)
    assert abs(found[-1].z) < 2.5


def test_an_event_day_is_held_against_last_years_with_a_wide_band() -> None:
    year = timedelta(days=364)
    events = {SUNDAY, SUNDAY - year}
    before = dict.fromkeys(events, 4.0)

    def judged(times: float) -> Departure:
        shop = sales(times={**before, SUNDAY: times}, days=500)
        return last(shop, event=events.__contains__, like_event=lambda day: day - year)

    assert abs(judged(4.0).z) < 2 and judged(4.0).event
    assert abs(judged(3.0).z) < 2.9
    assert judged(1.2).z < -3


def test_a_rate_is_held_on_the_scale_of_chance() -> None:
    chance = random.Random(7)
    days = [SUNDAY - ago * DAY for ago in range(139, -1, -1)]

    def shop(sessions: int, today: float) -> Daily:
        def orders(rate: float) -> int:
            return max(round(chance.gauss(sessions * rate, math.sqrt(sessions * rate * (1 - rate)))), 0)

        tops = {day: orders(0.022) for day in days} | {SUNDAY: round(sessions * today)}
        return Daily(tops, dict.fromkeys(days, sessions))

    assert last(shop(30_000, 0.017), rate=True, event=no_event).z < -4
    assert abs(last(shop(300, 0.017), rate=True, event=no_event).z) < 2
    assert last(shop(30_000, 0.022), rate=True, event=no_event).expected == pytest.approx(0.022, rel=0.05)


def test_a_rate_whose_days_differ_by_more_than_chance_is_given_more_room() -> None:
    chance = random.Random(7)
    days = [SUNDAY - ago * DAY for ago in range(139, -1, -1)]
    unquiet = {day: round(30_000 * 0.022 * math.exp(chance.gauss(0, 0.1))) for day in days}
    found = last(Daily({**unquiet, SUNDAY: 570}, dict.fromkeys(days, 30_000)), rate=True, event=no_event)

    assert found.noise > 1.8 and abs(found.z) < 2.5


def test_nothing_sold_at_all_is_judged_on_the_plain_scale() -> None:
    found = last(sales(times={SUNDAY: 0}), event=no_event)

    assert found.value == 0 and found.z < -4


def test_enough_days_are_asked_for() -> None:
    assert needed(timedelta(days=90)) == timedelta(days=90 + 56 + 56)


def test_what_is_mostly_nothing_is_not_expected_to_be_below_nothing() -> None:
    seldom = Daily({SUNDAY - ago * DAY: 0.0 if ago % 3 else 900.0 for ago in range(199, -1, -1)})

    assert min(one.expected for one in departures(seldom, event=no_event)) == 0
