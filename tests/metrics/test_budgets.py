"""A campaign's spend is held against its budget where its platform says enough of it, and nothing is claimed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from metrics.budgets import Budget, budget_of, spending
from metrics.day_weights import DayWeights
from metrics.period import Period

DAY = timedelta(days=1)
SUNDAY = date(2026, 11, 22)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
#: Days that differ: a Sunday is worth three Mondays.
UNLIKE = DayWeights(weekdays=(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0))


@dataclass(frozen=True, kw_only=True)
class Campaign:
    budget: int | None = 1000
    budget_kind: str | None = "Daily"
    starts: date | None = None
    ends: date | None = None


def budget(first_spend: date | None = None, through: date = SUNDAY, **said) -> Budget | None:
    return budget_of(Campaign(**said), first_spend=first_spend, through=through)


def test_a_daily_budget_without_dates_is_paced_over_the_running_month():
    assert budget() == Budget(amount=30_000, period=NOVEMBER, daily=1000)


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        (date(2026, 11, 14), None, 17),
        (None, date(2026, 11, 25), 25),
        (date(2026, 10, 20), date(2026, 11, 25), 37),  # the whole of a short campaign
        (date(2026, 1, 1), date(2026, 11, 25), 25),  # of a long one the month
    ],
)
def test_a_daily_budget_counts_only_the_campaigns_own_days(starts, ends, days):
    found = budget(starts=starts, ends=ends)

    assert found is not None
    assert (found.period.days, found.amount) == (days, 1000 * days)


def test_a_whole_budget_is_paced_from_its_first_day_to_its_last():
    dates = {"starts": date(2026, 11, 14), "ends": date(2026, 11, 27)}
    whole = Budget(amount=1000, period=Period(date(2026, 11, 14), date(2026, 11, 28)))

    for kind in ("Lifetime", "Campaign total", "Laufzeitbudget"):
        assert budget(budget_kind=kind, **dates) == whole
    assert budget(budget_kind="Lifetime", ends=dates["ends"], first_spend=dates["starts"]) == whole


@pytest.mark.parametrize(
    "said",
    [
        {"budget": None},
        {"budget": 0},
        {"budget_kind": None},
        {"budget_kind": "Using ad set budget"},
        {"budget_kind": "Lifetime"},
        {"budget_kind": "Lifetime", "ends": date(2026, 11, 27)},
        {"budget_kind": "Lifetime", "starts": date(2026, 11, 14)},
        {"budget_kind": "Lifetime", "starts": date(2026, 11, 24), "ends": date(2026, 11, 27)},
        {"starts": date(2026, 11, 24)},
        {"ends": date(2026, 10, 20)},
    ],
)
def test_where_too_little_is_known_or_it_does_not_run_nothing_is_claimed(said):
    assert budget(**said) is None


def test_so_much_a_day_counts_every_day_alike():
    spent = {NOVEMBER.start + ahead * DAY: 1100.0 for ahead in range(22)}
    found = spending(Budget(amount=30_000, period=NOVEMBER, daily=1000), spent, UNLIKE, through=SUNDAY)

    assert found is not None
    assert found.pace.expected == pytest.approx(22_000)
    assert found.off == pytest.approx(0.10)
    assert found.pace.landing == pytest.approx(24_200 + 8 * 1100)
    assert found.runs_out == date(2026, 11, 28)


def test_a_whole_budget_is_spread_as_the_shops_days_are_worth():
    period = Period(date(2026, 11, 16), date(2026, 11, 30))  # two weeks of nine each
    spent = {period.start + ahead * DAY: 100.0 for ahead in range(5)}
    found = spending(Budget(amount=1800, period=period), spent, UNLIKE, through=date(2026, 11, 20))

    assert found is not None
    assert found.pace.expected == pytest.approx(1800 * 5 / 18)
    assert found.off == pytest.approx(0)
    assert found.runs_out is None


def test_without_a_known_day_or_without_weights_nothing_is_said():
    period = Period(date(2026, 11, 16), date(2026, 11, 30))
    whole = Budget(amount=1800, period=period)

    assert spending(whole, {}, UNLIKE, through=SUNDAY) is None
    assert spending(whole, {period.start: 5.0}, None, through=SUNDAY) is None
    assert spending(whole, {period.start: None}, UNLIKE, through=SUNDAY) is None
