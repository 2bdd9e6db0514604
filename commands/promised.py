"""**Send it to me when it lands**: an answer that waits for its data goes to whoever wants it, once it is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from commands import people
from commands.answering import answer_question
from commands.context import Ask, Click, Context, Reply, Surface
from commands.resolved import unpacked
from commands.rights import refused
from delivery.outbox import Outbox
from metrics.audience import CLEARED, sensitivity_of
from metrics.reading import Question
from metrics.refusals import CannotAnswer
from storage import answers, promised
from storage import people as standings
from storage.promised import Promised
from templates import Message, render

#: What has not landed by then is given up, and said.
GIVEN_UP = timedelta(days=14)


def promise(click: Click, context: Context) -> Reply:
    """The button: remember it, so that a restart forgets nothing."""
    with context.store.read() as db:
        stored = answers.get(db, click.value)
    if stored is None or stored.resolved is None:
        return render("refused.j2", message="This answer is too old for that.", way_out="Ask again.")
    metrics = unpacked(stored.resolved, context.catalog).metrics
    if sensitivity_of(metrics, context.declared) not in CLEARED[click.person.rank]:
        return refused(metrics, click.person, context)
    with context.store.write() as db:
        is_new = promised.promise(db, click.person.id, stored.resolved, stored.question, at=context.now)
    text = (
        "I'll send it to you when it lands." if is_new else "It is noted: I'll send it to you when it lands."
    )
    return render("note.j2", text=text, style=context.style)


class Promises:
    """Looks after each import at what is promised. Several processes may: each promise is kept one time."""

    def __init__(self, context: Context) -> None:
        """Nothing is looked at yet."""
        self._context = context
        self._looked: object = None

    def go(self, now: datetime) -> int:
        """Keep what can be kept, give up what is too old; returns how many messages went into the outbox."""
        with self._context.store.read() as db:
            waiting = promised.waiting(db)
        looked = (getattr(self._context.facts, "version", 0), [one.id for one in waiting], now.date())
        if not waiting or looked == self._looked:
            return 0
        sent = sum(self._kept(one, now) for one in waiting)
        self._looked = looked
        return sent

    def _kept(self, one: Promised, now: datetime) -> bool:
        message = self._message(one, now)
        if message is None:
            return False
        with self._context.store.write() as db:
            if not promised.end(db, one, at=now):
                return False
            outbox: Outbox = self._context.outbox
            return outbox.add_once(db, f"promised/{one.id}", one.person, message, now=now)

    def _message(self, one: Promised, now: datetime) -> Message | None:
        """What to say now: the answer, or that it is given up; None while it has not landed."""
        context = self._context
        with context.store.read() as db:
            may_ask = one.person not in standings.outsiders(db)
        try:
            question = unpacked(one.question, context.catalog)
            landed = may_ask and not self._is_awaited(question)
        except (CannotAnswer, KeyError):
            landed = False
        if landed:
            ask = Ask(
                text=one.words,
                person=people.who(context, one.person),
                channel=one.person,
                surface=Surface.DIRECT,
            )
            message = answer_question(question, ask, context)
            return render("landed.j2", message=message, words=one.words, style=context.style)
        if now - one.at < GIVEN_UP:
            return None
        return render("gave_up.j2", words=one.words, since=one.at, style=context.style)

    def _is_awaited(self, question: Question) -> bool:
        context = self._context
        answer = context.analyst.answer(question, today=context.today, now=context.now)
        readings = [total.asked for total in answer.totals]
        return any(one.is_awaited for one in readings) or all(one.value is None for one in readings)
