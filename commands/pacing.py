"""Targets held against the shop's own days: what commands, digests and App Home say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from commands import rights
from commands.context import Ask, Context
from commands.outgoing import guarded
from metrics.period import DAY, Period, one_day
from metrics.standing import Forecaster, Goal
from storage import targets
from storage.targets import Target
from templates import Message


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


def running(context: Context) -> list[Goal]:
    """What is planned for the days around today: the shop's own first, shorter periods first."""
    yesterday = one_day(context.today - DAY)
    with context.store.read() as db:
        known = [*targets.on(db, context.today)]
        known += [one for one in targets.on(db, yesterday.start) if one not in known]
    return list(goals_of(known, context))


def sent(message: Message, goals: Sequence[Goal], ask: Ask, context: Context) -> Message:
    """A message about targets: for whoever may see them here, and written down where they show cost or margin."""
    found = guarded(message, [goal.metric for goal in goals], ask, context)
    shown = [(goal.metric, goal.period) for goal in goals]
    rights.disclose_periods(shown, ask, context, posted=found.cleared == ask.channel)
    return found
