"""Promotions are recognised from year to year, and a busy code that belongs to none is proposed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from metrics.period import Period
from metrics.promotions import (
    Promotion,
    busy_codes,
    days_of,
    last_of_its_kind,
    last_years,
    plain_name,
    promoted_days,
    running,
)

FIRST = date(2026, 11, 2)
DAY = timedelta(days=1)


def sale(
    name: str, start: date, days: int = 3, kind: str = "Sitewide sale", codes: tuple[str, ...] = ()
) -> Promotion:
    return Promotion(name=name, start=start, end=start + days * DAY, kind=kind, codes=codes)


def orders(days: int = 90, count: int = 100) -> dict[date, int]:
    return {FIRST + n * DAY: count for n in range(-days, days)}


def test_a_promotion_is_the_same_whatever_year_its_name_ends_in():
    assert plain_name("Summer Sale 2026!") == plain_name("summer  sale '25") == "summer sale"


def test_last_years_is_of_the_same_name_and_season():
    this = sale("Summer sale", date(2026, 6, 26))
    known = [sale("Summer Sale 2025", date(2025, 6, 13)), sale("Winter sale", date(2025, 6, 20)), this]

    assert last_years(this, known) == known[0]
    assert last_years(sale("Summer sale", date(2027, 1, 1)), known) is None


def test_the_last_of_its_kind_is_over_before_it_begins():
    this = sale("B", date(2026, 6, 26))
    known = [
        sale("A", date(2026, 4, 1)),
        sale("older", date(2025, 4, 1)),
        sale("during", date(2026, 6, 25)),
        this,
    ]

    assert last_of_its_kind(this, known) == known[0]
    assert (
        last_of_its_kind(
            sale("x", date(2026, 7, 7), kind="Other"), [sale("y", date(2026, 1, 1), kind="Other")]
        )
        is None
    )


def test_which_promotions_ran_in_a_period_and_on_how_many_of_its_days():
    one = sale("A", date(2026, 11, 5), days=10)
    week = Period(date(2026, 11, 9), date(2026, 11, 16))

    assert running([one], week) == (one,)
    assert days_of(one, week) == 6
    assert days_of(one, week.shift(28 * DAY)) == 0
    assert len(promoted_days([one, sale("B", date(2026, 11, 14))])) == 12


def test_a_promotion_needs_a_name_and_days():
    with pytest.raises(ValueError, match="name"):
        sale(" ", FIRST)
    with pytest.raises(ValueError, match="ends before"):
        sale("A", FIRST, days=0)


def test_a_busy_code_in_no_promotion_is_proposed_with_its_days():
    used = [("save20", FIRST + n * DAY, 12) for n in range(4)] + [("SAVE20", FIRST + 6 * DAY, 12)]
    (proposal,) = busy_codes(used, orders(), [])

    assert (proposal.code, proposal.start, proposal.end) == ("SAVE20", FIRST, FIRST + 7 * DAY)
    assert (proposal.orders, proposal.of) == (60, 700)
    assert proposal.share == pytest.approx(60 / 700)


def test_a_code_that_a_promotion_names_is_not_proposed():
    used = [("SAVE20", FIRST, 40)]

    assert busy_codes(used, orders(), [sale("Autumn", FIRST - DAY, codes=("save20",))]) == ()
    assert busy_codes(used, orders(), [sale("Long ago", FIRST - 90 * DAY, codes=("save20",))]) != ()


def test_a_few_orders_or_a_standing_welcome_code_are_not_proposed():
    assert busy_codes([("RARE", FIRST, 9)], orders(), []) == ()
    assert busy_codes([("SMALL", FIRST, 20)], orders(count=1000), []) == ()
    assert busy_codes([("WELCOME10", FIRST + n * DAY, 30) for n in range(-80, 0)], orders(), []) == ()
    assert busy_codes([("", FIRST, 90)], orders(), []) == ()


def test_two_bursts_of_one_code_are_two_proposals():
    used = [("VIP", FIRST, 20), ("VIP", FIRST + 20 * DAY, 30)]

    assert [one.start for one in busy_codes(used, orders(), [])] == [FIRST + 20 * DAY, FIRST]
