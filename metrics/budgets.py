"""What a campaign should have spent by now: its budget as its platform says it, and its spend held against it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dateutil.relativedelta import relativedelta

from metrics.day_weights import EVEN, Daily, DayWeights
from metrics.pacing import Pace, spend_pace
from metrics.period import DAY, Period

#: How platforms name a budget for each day, and one for the whole campaign, in the languages of their exports.
EACH_DAY = ("daily", "täglich", "tagesbudget", "quotidien", "diario")
WHOLE = ("total", "lifetime", "gesamt", "laufzeit", "durée de vie")
#: A daily budget is paced over the campaign where it is no longer than this, else over the running month.
LONGEST = 92


class Planned(Protocol):
    """What a platform says of a campaign: `budget` in minor units; `ends` is its last day."""

    @property
    def budget(self) -> int | None: ...
    @property
    def budget_kind(self) -> str | None: ...
    @property
    def starts(self) -> date | None: ...
    @property
    def ends(self) -> date | None: ...


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What may be spent over the days of `period`, in minor units; `daily` where it is so much a day."""

    amount: float
    period: Period
    daily: int | None = None


@dataclass(frozen=True, kw_only=True)
class Spending:
    """A budget, how its spend stands at the end of `through`, and the day it runs out on before its last, if it will."""

    budget: Budget
    pace: Pace
    through: date
    runs_out: date | None = None

    @property
    def off(self) -> float | None:
        """Spent ÷ expected − 1: above 0 is over; None where nothing is expected yet."""
        return None if self.pace.pace is None else self.pace.pace - 1


def budget_of(campaign: Planned, *, first_spend: date | None, through: date) -> Budget | None:
    """The budget that is running on `through`; None where the platform does not say enough, or it has not begun.

    A daily budget counts each of its days: over the whole campaign where its days are known and few, else over the
    running month. One for the whole campaign needs its last day; `first_spend` stands in for the first.
    """
    kind, amount = (campaign.budget_kind or "").casefold(), campaign.budget
    if not amount or amount < 0:
        return None
    starts, ends = campaign.starts or first_spend, campaign.ends
    if any(word in kind for word in EACH_DAY):
        period = _running(campaign.starts, ends, through)
        return Budget(amount=amount * period.days, period=period, daily=amount) if period else None
    if any(word in kind for word in WHOLE) and starts and ends and starts <= min(through, ends):
        return Budget(amount=amount, period=Period(starts, ends + DAY))
    return None


def _running(starts: date | None, ends: date | None, through: date) -> Period | None:
    """The campaign's own days where they are known and few, else those of the running month that are its own."""
    if starts and ends and 0 <= (ends - starts).days < LONGEST and starts <= through:
        return Period(starts, ends + DAY)
    month = through.replace(day=1)
    first = max(month, starts or month)
    last = min(month + relativedelta(months=1) - DAY, ends or date.max)
    return Period(first, last + DAY) if first <= min(last, through) else None


def spending(budget: Budget, spent: Daily, demand: DayWeights | None, *, through: date) -> Spending | None:
    """How the spend stands: so much a day counts each day alike, a whole budget is spread as the shop's days are worth.

    None where no day of it is known, or a whole budget comes without `demand`.
    """
    weights = DayWeights(weekdays=EVEN) if budget.daily else demand
    known = [
        day for day, value in spent.items() if value is not None and day <= through and day in budget.period
    ]
    if not known or weights is None:
        return None
    pace = spend_pace(budget.amount, budget.period, spent, weights, through=through)
    return Spending(
        budget=budget, pace=pace, through=max(known), runs_out=_runs_out(pace, budget.period, max(known))
    )


def _runs_out(pace: Pace, period: Period, through: date) -> date | None:
    """The day on which the rest is spent at the rate of the last seven days, where that is before the last."""
    days_left = (period.last - through).days
    if not pace.rest or not days_left or pace.actual + pace.rest <= pace.target:
        return None
    return through + math.ceil(pace.still_needed / (pace.rest / days_left)) * DAY
