"""The bench of alerts is honest: shops are what it says, rules are given the same silence, and the bar is met on a few."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bench.alert_bench import RULES, by_chance, fixed, in_deviations, ours_told
from bench.alert_shops import DAYS, INCIDENTS, first_days, made_up, struck
from metrics.alarm import USUAL, stretches

DAY = timedelta(days=1)


def test_a_made_up_shop_is_the_same_for_the_same_seed_and_three_years_long() -> None:
    shop = made_up(7, 0.09)

    assert shop == made_up(7, 0.09) and shop != made_up(8, 0.09)
    assert len(shop.values) == DAYS
    assert 60 < len(shop.events) < 110


def test_an_incident_falls_on_ordinary_days_and_changes_only_its_own() -> None:
    shop = made_up(7, 0.09)
    for first in first_days(shop, 1, 20):
        hit = struck(shop, INCIDENTS[1], first, back=100)

        assert {first, first + DAY}.isdisjoint(shop.events)
        changed = {day for day, value in hit.values.items() if value != shop.values[day]}
        assert changed == {first, first + DAY}


@pytest.mark.parametrize("back", [(), (1,), (7,)])
def test_a_silent_rule_opens_nothing_on_event_days_or_beside_them(back: tuple[int, ...]) -> None:
    shop = made_up(7, 0.09)

    days = fixed(in_deviations, back, silent=True)(shop, [0.5])[0.5]

    assert days and all(day - ago * DAY not in shop.events for day in days for ago in (0, *back))


def test_half_of_the_one_day_falls_are_caught_at_a_quarter_of_a_false_alarm() -> None:
    caught = false = every = days = 0
    for seed in range(2001, 2009):
        shop = made_up(seed, 0.09)
        false += len(stretches(ours_told(shop), USUAL))
        days += len(shop.values)
        for first in first_days(shop, seed, 8):
            told = stretches(ours_told(struck(shop, INCIDENTS[0], first, back=190)), USUAL)
            caught += any(one.opened.day == first for one in told)
            every += 1

    assert caught / every >= 0.4
    assert 30 * false / days <= 0.35


def test_what_a_blind_rule_seems_to_catch_grows_with_the_days_it_is_given() -> None:
    assert by_chance(0.25, INCIDENTS[0]) < 0.01 < 0.2 < by_chance(0.25, INCIDENTS[2])


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
