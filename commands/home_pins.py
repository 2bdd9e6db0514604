"""The pinned figures on somebody's Home: each against a fair baseline, with how complete it is and its last two weeks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from commands.answering import compared, read_words
from commands.context import Context, Person
from commands.grammar import Menu, Unreadable
from commands.pin_words import PIN
from metrics.audience import CLEARED, level_of
from metrics.metric import Measured, Sensitivity
from metrics.period import DAY, WEEK, Period, one_day
from metrics.reading import Comparison, Completeness, Question
from metrics.refusals import CannotAnswer
from storage import pins
from storage.pins import Pin

#: So many days are drawn beneath a figure, the newest last.
DAYS = 14
#: What stands on the Home of those who have pinned nothing.
USUAL = ("net sales · yesterday", "orders · yesterday")
#: As many as a visitor reads.
MOST_PUBLIC = 4
#: What a day's figure must be to be drawn: one that is still arriving would look like a fall.
WHOLE = (Completeness.COMPLETE, Completeness.SETTLING)


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """One pinned figure as it is shown. `total` is None where it cannot be: `why_not` says why.

    `run` holds the last days' values, None for a day without one, and `until` the last of them. `instead` says which
    day was asked for where it has not arrived and the newest that has is shown.
    """

    pin: Pin
    label: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    total: Comparison | None = None
    why_not: str = ""
    instead: Period | None = None
    run: Sequence[float | None] = ()
    until: date | None = None
    choices: Sequence[tuple[str, str, str]] = ()


def pinned_by(person: Person, context: Context) -> list[Pinned]:
    """What somebody has pinned, as they may see it today; until they have, what everybody looks at first."""
    with context.store.read() as db:
        known = pins.of(db, person.id)
    if not known:
        usual = [_shown(Pin(id=0, user=person.id, words=words), person, context) for words in USUAL]
        return [replace(one, choices=_to_pin(one.pin)) for one in usual if one.total]
    return [
        replace(_shown(one, person, context), choices=tuple(_choices(one, at, len(known))))
        for at, one in enumerate(known)
    ]


def _to_pin(pin: Pin) -> tuple[tuple[str, str, str], ...]:
    """What may be done about a figure that nobody has pinned."""
    return (
        ("Pin it", PIN, pin.words),
        ("Details", "home.run", f"/kpi {pin.words}"),
        ("Why", "home.run", f"/why {pin.words}"),
    )


def public_figures(context: Context) -> list[Comparison]:
    """What anybody may know, of the newest whole day: for those who are no members of this workspace."""
    found = []
    for metric in context.catalog.all:
        day = context.analyst.last_complete_day(metric, context.today)
        if level_of(metric, context.declared) is not Sensitivity.PUBLIC or day is None:
            continue
        with suppress(CannotAnswer):
            question = Question(metrics=(metric,), period=one_day(day), baseline=one_day(day - WEEK))
            found.append(compared(question, context).totals[0])
    return [one for one in found if one.asked.value is not None][:MOST_PUBLIC]


def shown_of(pinned: Sequence[Pinned]) -> list[tuple[Measured, Period]]:
    """The figures shown, for the log of disclosures."""
    return [
        (one.total.metric, one.total.asked.period)
        for one in pinned
        if one.total and one.total.asked.value is not None
    ]


def _shown(pin: Pin, person: Person, context: Context) -> Pinned:
    try:
        question = read_words(pin.words, context)
    except Unreadable:
        question = None
    if question is None or isinstance(question, Menu):
        return Pinned(pin=pin, label=pin.words, why_not="I can no longer read this; unpin it.")
    metric = question.metrics[0]
    if level_of(metric, context.declared) not in CLEARED[person.rank]:
        return Pinned(pin=pin, label=metric.label, why_not="🔒 for directors; your role has changed.")
    try:
        total, instead = _total(question, context)
        run, until = _run(question, context)
    except CannotAnswer as problem:
        return Pinned(pin=pin, label=metric.label, why_not=problem.message)
    return Pinned(
        pin=pin,
        label=metric.label,
        filters=question.filters,
        total=total,
        instead=instead,
        run=run,
        until=until,
    )


def _total(question: Question, context: Context) -> tuple[Comparison, Period | None]:
    """The figure; of a day that has not arrived the newest one that has, saying which was asked for."""
    total = compared(question, context).totals[0]
    day = context.analyst.last_complete_day(question.metrics[0], context.today)
    if (
        total.asked.value is not None
        or question.period.days > 1
        or day is None
        or day >= question.period.start
    ):
        return total, None
    other = replace(
        question, period=one_day(day), baseline=one_day(day - WEEK), baseline_is_ours=True, notes=()
    )
    return compared(other, context).totals[0], question.period


def _run(question: Question, context: Context) -> tuple[list[float | None], date | None]:
    """The last days that are over, each as it is told for that day alone."""
    end = context.today
    days = Period(end - DAYS * DAY, end)
    try:
        points = context.analyst.series(
            question.metrics[0], days, "day", question.filters, today=context.today
        )
    except CannotAnswer:
        return [], None
    told = {one.day: one.value for one in points if one.completeness in WHOLE}
    run = [told.get(days.start + timedelta(days=at)) for at in range(DAYS)]
    return (run, days.last) if sum(value is not None for value in run) > 2 else ([], None)


def _choices(pin: Pin, at: int, count: int) -> Iterator[tuple[str, str, str]]:
    number = str(pin.id)
    yield "Details", "home.run", f"/kpi {pin.words}"
    yield "Why", "home.run", f"/why {pin.words}"
    if at > 0:
        yield "Move up", "pin.up", number
    if at < count - 1:
        yield "Move down", "pin.down", number
    yield "Unpin", "pin.remove", number
