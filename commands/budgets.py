"""The spend of campaigns against their budgets, for their cards and their list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from commands.context import Context
from commands.pacing import forecaster
from metrics.budgets import Spending, budget_of, spending
from metrics.completeness import last_complete
from metrics.day_weights import Daily, DayWeights
from metrics.period import DAY, Period
from metrics.refusals import CannotAnswer

#: How far back a campaign's first day of spend is looked for.
BACK = timedelta(days=120)


def spendings(campaigns: Iterable[Any], context: Context) -> dict[str, Spending]:
    """How the campaigns stand that have a budget, by name; nothing is said of the others."""
    found: dict[str, Spending] = {}
    demand: DayWeights | None = None
    for campaign in campaigns:
        if not campaign.budget:
            continue
        reached = _reached(campaign.platform, context)
        spent = _spent(campaign.name, context) if reached else {}
        if reached is None or not spent:
            continue
        begun, through = reached
        first = min((day for day, value in spent.items() if value), default=begun)
        budget = budget_of(
            campaign, first_spend=first if first > max(begun, min(spent)) else None, through=through
        )
        if budget and not budget.daily:
            demand = demand or _demand(context)
        if budget and (stands := spending(budget, spent, demand, through=through)):
            found[campaign.name] = stands
    return found


def _reached(platform: str, context: Context) -> tuple[date, date] | None:
    """The first and the last whole day that a platform has told of; None where nothing has arrived."""
    known = context.facts.coverage("campaign_day")
    fed = [one for one in known if one.label == platform] or known
    if not fed:
        return None
    return max(one.first for one in fed), min(context.today - DAY, *map(last_complete, fed))


def _spent(campaign: str, context: Context) -> Daily:
    """What a campaign has spent by day, up to yesterday; nothing where that cannot be read."""
    period = Period(context.today - BACK, context.today)
    try:
        points = context.analyst.series(
            context.catalog.named("spend"), period, "day", {"campaign": (campaign,)}, today=context.today
        )
    except CannotAnswer:
        return {}
    return {point.day: point.value for point in points}


def _demand(context: Context) -> DayWeights | None:
    """What the shop's days are worth, by its net sales."""
    forecasts, net_sales = forecaster(context), context.catalog.named("net_sales")
    through = context.analyst.last_complete_day(net_sales, context.today)
    if through is None:
        return None
    try:
        return forecasts.weights(forecasts.daily(net_sales, through), through)
    except CannotAnswer:
        return None
