"""What became of a campaign or product that somebody follows: on the first, third and seventh day, in their own messages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from delivery.outbox import Outbox, Unasked
from digests.alarms import Hours
from metrics.analyst import Analyst
from metrics.audience import Declared, Surface, level_of
from metrics.catalog import Catalog
from metrics.metric import Sensitivity
from metrics.period import DAY, WEEK, Period
from metrics.reading import Answer, Comparison, Completeness, Question
from metrics.refusals import CannotAnswer
from storage import Store, disclosures, follows
from storage.disclosures import Disclosure
from storage.follows import Follow
from templates import Message, Style, render

log = logging.getLogger(__name__)

#: The days after which a follower hears what has come of it.
TOLD_ON = (1, 3, 7)
#: How long what has not arrived is waited for before it is told without.
WAITS = timedelta(days=1)
#: What is told, the figure it is judged by first.
FIGURES: Mapping[str, tuple[str, ...]] = {
    "campaign": ("conversion_value", "spend", "platform_roas", "conversions", "cost_per_conversion"),
    "product": ("net_sales", "units", "stock_available", "weeks_of_cover"),
}


class Follows:
    """Goes round what is followed. Several processes may: each result is told one time."""

    def __init__(
        self,
        *,
        analyst: Analyst,
        catalog: Catalog,
        titles: Callable[[Follow], str],
        cleared: Callable[[str], Collection[Sensitivity]],
        declared: Declared,
        hours: Hours,
        store: Store,
        outbox: Outbox,
        style: Callable[[], Style],
    ) -> None:
        """`titles` names what is followed, `hours` when people may be told."""
        self._analyst = analyst
        self._catalog = catalog
        self._titles = titles
        self._cleared = cleared
        self._declared = declared
        self._hours = hours
        self._store = store
        self._outbox = outbox
        self._style = style

    def go(self, now: datetime) -> int:
        """Tell what is due; returns how many messages were put into the outbox. `now` is local."""
        if not self._hours.speaks(now):
            return 0
        with self._store.read() as db:
            known = follows.all_of(db)
        return sum([self._tell(one, day, now) for one in known if (day := due_day(one, now)) is not None])

    def _tell(self, one: Follow, day: int, now: datetime) -> bool:
        try:
            answer = self._answer(one, day, now)
        except CannotAnswer as problem:
            log.warning("%s %s cannot be followed: %s", one.kind, one.about, problem.message)
            return False
        late = now.date() >= one.since + day * DAY + WAITS
        if answer is None or not (late or _has_arrived(answer)):
            return False
        message = self._message(one, day, answer)
        with self._store.write() as db:
            if not follows.tell(db, one, day, last=TOLD_ON[-1]):
                return False
            key = f"follow/{one.person}/{one.kind}/{one.about}/{one.since}/{day}"
            disclosures.note(db, self._disclosed(one, answer, now))
            return self._outbox.add_once(db, key, one.person, message, now=now, unasked=Unasked.ALERT)

    def _answer(self, one: Follow, day: int, now: datetime) -> Answer | None:
        """The figures of its days so far beside the same days a week before; those that its follower may see."""
        period = Period(one.since, one.since + day * DAY)
        cleared = self._cleared(one.person)
        found: Answer | None = None
        totals: list[Comparison] = []
        for metric in map(self._catalog.named, FIGURES[one.kind]):
            if level_of(metric, self._declared) not in cleared:
                continue
            question = Question(
                metrics=(metric,),
                period=period,
                baseline=period.shift(-WEEK),
                filters={one.kind: (one.about,)},
            )
            try:
                answer = self._analyst.answer(question, today=now.date(), now=now)
            except CannotAnswer:
                continue
            found = found or answer
            totals += [total for total in answer.totals if total.asked.value is not None or not totals]
        return replace(found, totals=tuple(totals)) if found else None

    def _message(self, one: Follow, day: int, answer: Answer) -> Message:
        name, title = f"{one.kind}/{one.about}", self._titles(one)
        message = render(
            "follow.j2",
            title=title,
            kind=one.kind,
            day=day,
            answer=answer,
            next_day=next((one for one in TOLD_ON if one > day), None),
            buttons=[("Card", f"{one.kind}.card", one.about)],
            more=[("Stop following", "follow.stop", name)] if day < TOLD_ON[-1] else [],
            style=self._style(),
        )
        if not self._restricted(answer):
            return message
        # A phone's locked screen shows no figure that is for directors alone.
        text = f"{title}, day {day}: open it to read it."
        return replace(message, text=text, restricted=True, cleared=one.person)

    def _restricted(self, answer: Answer) -> list[Comparison]:
        """What is told that is for directors alone."""
        return [
            one
            for one in answer.totals
            if one.asked.value is not None and level_of(one.metric, self._declared) is Sensitivity.RESTRICTED
        ]

    def _disclosed(self, one: Follow, answer: Answer, now: datetime) -> list[Disclosure]:
        return [
            Disclosure(
                at=now, who=one.person, metric=total.metric.name, start=total.asked.period.start,
                end=total.asked.period.end, surface=Surface.DIGEST.value, place=one.person,
            )
            for total in self._restricted(answer)
        ]  # fmt: skip


def due_day(one: Follow, now: datetime) -> int | None:
    """The newest day that its follower has not heard of and could have; None for none."""
    over = (now.date() - one.since).days
    return max((day for day in TOLD_ON if one.told < day <= over), default=None)


def _has_arrived(answer: Answer) -> bool:
    """Whether all of the figure it is judged by is there, though it may settle yet."""
    first = answer.totals[0].asked
    return first.value is not None and first.completeness in (Completeness.COMPLETE, Completeness.SETTLING)
