"""What an alert watches: changes, thresholds, budgets and weeks, and how the calendar is known."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

import pytest

from metrics.alarm import Direction, stretches
from metrics.normal import Daily
from metrics.period import Period
from metrics.promotions import Promotion
from metrics.shop_year import ShopYear
from metrics.watching import Against, Kind, Marked, Watched, is_ordinary, noise_of, rolling, told

DAY = timedelta(days=1)
SUNDAY = date(2026, 6, 28)
FIRST = SUNDAY - 299 * DAY
PLAIN = Marked(ShopYear(), frozenset())


def sales(times: dict[date, float] | None = None, noise: float = 0.03, days: int = 300) -> Daily:
    """Daily sales up to Sunday, some days multiplied."""
    chance = random.Random(2)
    run = [SUNDAY - ago * DAY for ago in range(days - 1, -1, -1)]
    return Daily({day: 1000 * math.exp(chance.gauss(0, noise)) * (times or {}).get(day, 1) for day in run})


def opened(watched: Watched, history: Daily, marked: Marked = PLAIN) -> list[date]:
    """The days on which it would have spoken."""
    return [one.opened.day for one in stretches(told(watched, history, marked), watched.threshold)]


def watched(
    kind: Kind = Kind.CHANGE, direction: Direction = Direction.DOWN, size: float = 0.15, **more: object
) -> Watched:
    return Watched(kind=kind, direction=direction, size=size, **more)  # type: ignore[arg-type]


def test_a_change_speaks_when_a_day_is_so_far_from_normal_and_one_way_only() -> None:
    fallen = sales({SUNDAY: 0.8})

    assert opened(watched(), fallen) == [SUNDAY]
    assert opened(watched(size=0.3), fallen) == []
    assert opened(watched(direction=Direction.UP), fallen) == []
    assert opened(watched(direction=Direction.BOTH), fallen) == [SUNDAY]


@pytest.mark.parametrize(
    ("against", "back"), [(Against.YESTERDAY, 1), (Against.LAST_WEEK, 7), (Against.LAST_YEAR, 364)]
)
def test_a_change_can_be_from_another_day(against: Against, back: int) -> None:
    history = sales({SUNDAY: 0.7, SUNDAY - back * DAY: 1.0}, days=400)

    assert SUNDAY in opened(watched(size=0.25, against=against), history)


def test_days_with_an_event_and_those_compared_with_one_are_passed_over() -> None:
    event = SUNDAY - 7 * DAY
    marked = Marked(ShopYear(), frozenset({event}))
    history = sales({event: 2.0})

    for against in (Against.LAST_WEEK, Against.YESTERDAY, Against.NORMAL):
        assert opened(watched(size=0.25, against=against), history, marked) == []
    assert opened(watched(size=0.25, against=Against.LAST_WEEK), history) == [SUNDAY]


def test_a_threshold_closes_a_twentieth_back() -> None:
    days = {SUNDAY - 3 * DAY: 0.6, SUNDAY - 2 * DAY: 0.72, SUNDAY - DAY: 0.9}
    watching = watched(Kind.THRESHOLD, size=700)

    [found] = stretches(told(watching, sales(days, noise=0.0), PLAIN), 1.0)

    assert (found.opened.day, found.over) == (SUNDAY - 3 * DAY, SUNDAY - DAY)


def test_a_budget_is_of_a_month_and_begins_anew() -> None:
    watching = watched(Kind.BUDGET, Direction.UP, size=25_500)

    days = opened(watching, sales(noise=0.0))

    assert [day for day in days if day >= date(2026, 3, 1)] == [
        date(2026, month, 26) for month in (3, 4, 5, 6)
    ]


def test_a_week_is_judged_on_its_last_day_only() -> None:
    slow = {SUNDAY - ago * DAY: 0.8 for ago in range(7)}

    assert opened(watched(weekly=True), sales(slow, noise=0.1)) == [SUNDAY]
    assert opened(watched(weekly=True), sales({SUNDAY: 0.5}, noise=0.1)) == []


def test_a_week_with_an_unknown_day_is_not_known() -> None:
    holed = {day: value for day, value in sales().tops.items() if day != SUNDAY - 3 * DAY}

    assert SUNDAY not in rolling(Daily(holed)).tops
    assert sum(sales(noise=0.0).tops[SUNDAY - ago * DAY] for ago in range(7)) == pytest.approx(
        rolling(sales(noise=0.0)).tops[SUNDAY]
    )


def test_what_happens_on_ordinary_days_is_called_noise() -> None:
    noisy, calm = (noise_of(watched(), sales(noise=noise), PLAIN) for noise in (0.2, 0.03))

    assert noisy and calm
    assert is_ordinary(watched(), noisy) and not is_ordinary(watched(), calm)
    assert not is_ordinary(watched(against=Against.LAST_WEEK), noisy)


def test_the_calendar_knows_feasts_promotions_and_last_years_like_days() -> None:
    this = Promotion(name="Summer sale 2026", start=date(2026, 6, 20), end=date(2026, 6, 24))
    last = Promotion(name="Summer sale 2025", start=date(2025, 6, 18), end=date(2025, 6, 22))
    marked = Marked.of(Period(FIRST, SUNDAY), ShopYear(promotions=(this, last)))

    assert marked.is_event(date(2026, 6, 21)) and not marked.is_event(date(2026, 6, 25))
    assert marked.like(date(2026, 6, 21)) == date(2025, 6, 19)
    assert marked.is_event(date(2025, 11, 28))
    assert marked.like(date(2025, 11, 28)) == date(2024, 11, 29)
    assert marked.like(date(2026, 6, 10)) is None


def test_how_a_usual_day_differs_is_not_told_from_an_event() -> None:
    promotion = Promotion(name="Sale", start=SUNDAY, end=SUNDAY + DAY)
    before = Promotion(name="Sale", start=SUNDAY - 364 * DAY, end=SUNDAY - 363 * DAY)
    year = ShopYear(promotions=(promotion, before))
    history = sales(noise=0.05, days=500)

    marked = Marked.of(Period(SUNDAY - 100 * DAY, SUNDAY + DAY), year)
    noise = noise_of(watched(), history, marked)

    assert noise is not None and noise < 0.08
