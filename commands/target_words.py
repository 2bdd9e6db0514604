"""What a sentence about a target means: the figure, the days, the part of the shop, the amount and the owner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import get_currency_precision

from commands.answering import read_words
from commands.context import Context, Person
from commands.grammar import Menu, Unreadable
from commands.plan_words import take_mention, take_period
from metrics.amounts import NoAmount, read_amount
from metrics.audience import Role
from metrics.coming import coming_period, latest_period
from metrics.metric import Cover, Measured
from metrics.period import Period, dates
from metrics.sourcing import is_beside
from metrics.standing import Goal
from storage.targets import Target

WHO_MAY_SET = "Directors and admins set targets, and whoever owns one may change it."
_NAMED = re.compile(r"(?<!\S)@([\w.-]+)")


class Unclear(ValueError):
    """What was said names no target; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A target as it was read: the metric, its whole period, one part of the shop or all of it, and its owner.

    `period` is the one to come where a year was left open, `gone` the latest; None where no days were named.
    """

    metric: Measured
    period: Period | None = None
    gone: Period | None = None
    scope: str = ""
    about: str = ""
    owner: str = ""

    @property
    def words(self) -> str:
        """“net sales Outerwear”: what it is of, as one would type it."""
        return " ".join(part for part in (self.metric.label.lower(), self.about) if part)

    def key(self, period: Period) -> dict[str, Any]:
        """What tells it from every other target."""
        return {
            "metric": self.metric.name, "start": period.start, "end": period.end, "scope": self.scope,
            "about": self.about,
        }  # fmt: skip

    def goal(self, period: Period) -> Goal:
        """The same without an amount: where it lands."""
        filters = {self.scope: (self.about,)} if self.scope else {}
        return Goal(metric=self.metric, period=period, filters=filters)

    def is_of(self, one: Target) -> bool:
        """Whether a target is of the same metric, and of this part where one was named."""
        return one.metric == self.metric.name and (
            not self.scope or (one.scope, one.about) == (self.scope, self.about)
        )


def may_set(person: Person, before: Target | None) -> bool:
    """Whether somebody may say what a target is: directors and admins any, its owner their own."""
    return person.admin or person.rank is Role.DIRECTOR or bool(before and before.owner == person.id)


def read(words: str, owner: str, context: Context) -> Wanted:
    """The metric, period and part that words name; raises Unclear."""
    week_start = context.shop.calendar
    said = take_period(words, context.today, week_start=week_start)
    try:
        found = read_words(said.rest if said else words, context)
    except Unreadable as problem:
        raise Unclear(problem.message) from problem
    if isinstance(found, Menu):
        raise Unclear(f"{found.question} Say {_or([label for label, _ in found.choices])}.")
    if (
        found.split
        or found.series
        or found.rank
        or len(found.metrics) != 1
        or len(found.filters) > 1
        or any(len(of) != 1 for of in found.filters.values())
    ):
        raise Unclear("A target is for one figure, of the shop or of one part of it.")
    scope, labels = next(iter(found.filters.items()), ("", ("",)))
    return Wanted(
        metric=found.metrics[0],
        period=coming_period(said.words, context.today, week_start=week_start) if said else None,
        gone=latest_period(said.words, context.today, week_start=week_start) if said else None,
        scope=scope,
        about=labels[0],
        owner=owner,
    )


def period_of(wanted: Wanted) -> Period:
    """The days a target is set for; raises Unclear where none were named."""
    if wanted.period is None:
        raise Unclear("I can't tell which days the target is for.")
    return wanted.period


def this_month(context: Context) -> Period:
    """The running month, whole."""
    month = coming_period("this month", context.today)
    assert month is not None
    return month


def take_owner(text: str, context: Context) -> tuple[str, str]:
    """The Slack id of the person named (mentioned, or `@marcus` as shop.yaml names them), and the text without.

    Raises Unclear for a name that nobody has.
    """
    owner, rest = take_mention(text)
    named = _NAMED.search(rest)
    if owner or named is None:
        return owner, rest
    for person in context.shop.people:
        if named[1].casefold() in (person.id.casefold(), person.name.casefold()):
            return person.id, " ".join(_NAMED.sub(" ", rest, count=1).split())
    raise Unclear(f"I don't know who @{named[1]} is; mention them as Slack offers it.")


def amount_of(text: str, metric: Measured, context: Context) -> float:
    """The amount in the metric's unit, above zero; raises Unclear."""
    if isinstance(metric, Cover) or is_beside(metric) or any(part.latest for part in metric.parts):
        raise Unclear(f"{metric.label} has no pace. Set a target for a sum or a rate.")
    try:
        value = read_amount(text, metric.unit, digits=get_currency_precision(context.currency))
    except NoAmount as problem:
        raise Unclear(f"I can't take that as a target: {problem}.") from problem
    if value <= 0:
        raise Unclear("A target must be above zero; `/target drop …` takes one away.")
    return value


def days_of(wanted: Wanted) -> str:
    """The days it is for, as one would type them."""
    return dates(wanted.period) if wanted.period else "this month"


def _or(labels: Sequence[str]) -> str:
    return " or ".join(f"“{label}”" for label in labels[:4])
