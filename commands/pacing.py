"""Targets held against the shop's own days: what commands, digests and App Home say of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from commands import rights
from commands.context import Ask, Context
from commands.outgoing import guarded
from digests.together import Once, each_time
from metrics.audience import level_of
from metrics.period import DAY, Period
from metrics.reading import Question
from metrics.standing import Forecaster, Goal, Standing
from storage import targets
from storage.targets import Target
from templates import Message

#: So many of the shop's targets, and of one's own, stand in a digest and in App Home.
MOST = 3


def forecaster(context: Context) -> Forecaster:
    """Whoever works out standings, today."""
    return Forecaster(
        analyst=context.analyst, named=context.catalog.named, year=context.year, today=context.today
    )


def goal_of(target: Target, context: Context) -> Goal:
    """A target as the metrics know it; raises KeyError for a metric that this version no longer has."""
    return Goal(
        metric=context.catalog.named(target.metric),
        period=Period(target.start, target.end),
        value=target.value,
        filters={target.scope: (target.about,)} if target.scope else {},
        owner=target.owner,
    )


def goals_of(known: Iterable[Target], context: Context) -> Iterator[Goal]:
    """Targets as the metrics know them, without those of metrics that this version no longer has."""
    for target in known:
        try:
            yield goal_of(target, context)
        except KeyError:
            continue


def of_question(question: Question, context: Context) -> dict[str, Standing]:
    """Where the targets of just what was asked stand, by metric name: the same figure, part, and days (to date, or whole)."""
    with context.store.read() as db:
        known = targets.starting(db, question.period.start)
    asked = {metric.name for metric in question.metrics}
    filters = {name: tuple(of) for name, of in question.filters.items()}
    found: dict[str, Standing] = {}
    for goal in goals_of(known, context):
        if goal.metric.name in asked and goal.metric.name not in found and dict(goal.filters) == filters:
            standing = forecaster(context).standing(goal)
            if standing.through and standing.through < question.period.end <= goal.period.end:
                found[goal.metric.name] = standing
    return found


def yesterdays(place: str, context: Context) -> tuple[Standing, ...]:
    """How what was planned for yesterday stands; on the first of a month that is how the last one ended."""
    return of_day(place, context.today - DAY, context)


def of_day(place: str, day: date, context: Context, once: Once = each_time) -> tuple[Standing, ...]:
    """How what was planned for a day stands, as everybody may know who reads a place: the shop's, and one's own.

    Of each figure the shortest period; without a pace, none.
    """
    with context.store.read() as db:
        known = targets.on(db, day)
    if not known:
        return ()
    cleared, shop, own = rights.cleared(place, context), dict[str, Goal](), list[Goal]()
    for goal in goals_of(known, context):
        if level_of(goal.metric, context.declared) not in cleared:
            continue
        if not goal.filters:
            shop.setdefault(goal.metric.name, goal)
        elif goal.owner == place:
            own.append(goal)
    forecasts = forecaster(context)
    standings: list[Standing] = [
        once(_key(goal, context), partial(forecasts.standing, goal))
        for goal in (*list(shop.values())[:MOST], *own[:MOST])
    ]
    return tuple(one for one in standings if one.pace or one.ratio)


def _key(goal: Goal, context: Context) -> Hashable:
    parts = tuple((name, tuple(values)) for name, values in sorted(goal.filters.items()))
    return ("standing", goal.metric.name, goal.period, goal.value, parts, goal.owner, _version(context))


def _version(context: Context) -> object:
    """Another after each import."""
    return getattr(context.facts, "version", 0)


def explained(goal: Goal, context: Context) -> Standing:
    """Where a goal stands, and what must be true for the rest, told by figures that are open to the whole team alone."""
    found = forecaster(context).explained(goal)
    levers = [
        one for one in found.levers if not rights.is_restricted(context.catalog.find(one.name), context)
    ]
    return replace(found, levers=tuple(levers))


def sent(message: Message, goals: Sequence[Goal], ask: Ask, context: Context) -> Message:
    """A message about targets: for whoever may see them here, and written down where they show cost or margin."""
    found = guarded(message, [goal.metric for goal in goals], ask, context)
    shown = [(goal.metric, goal.period) for goal in goals]
    rights.disclose_periods(shown, ask, context, posted=found.cleared == ask.channel)
    return found
