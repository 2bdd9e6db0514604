"""Discount codes that were busy and belong to no promotion: proposed where promotions are looked at, and not again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from commands.context import Ask, Click, Context, Instead, Reply
from commands.promo_keeping import may_plan, not_yours
from metrics.period import DAY, Period, dates
from metrics.promotions import LEAST_ORDERS, Proposal, busy_codes
from metrics.reading import Answer
from storage import Database, Store, changes, dismissed_codes, promotions
from templates import render

#: How far back codes are looked at: a year, and what it is compared with at its edges.
BACK = timedelta(days=400)
#: As many are proposed at a time.
MOST = 5
#: The facts that a promotion moves.
SALES = frozenset(("orders_day", "sales_day", "sales_hour", "refund_day"))


class BusyCodes:
    """Called, it tells what might be promotions: looked for anew once a file arrived or anything was put on record."""

    def __init__(self, facts: Any, store: Store) -> None:
        """Nothing is read yet."""
        self._facts = facts
        self._store = store
        self._known: tuple[tuple[object, ...], tuple[Proposal, ...]] = ((), ())

    def __call__(self, today: date) -> tuple[Proposal, ...]:
        """Most orders first, without what was said to be no promotion."""
        with self._store.read() as db:
            state = (self._facts.version, changes.newest(db), today)
            if state != self._known[0]:
                self._known = state, self._found(db, today)
        return self._known[1]

    def _found(self, db: Database, today: date) -> tuple[Proposal, ...]:
        start, end = today - BACK, today + DAY
        used = self._facts.discount_codes(start, end, least=LEAST_ORDERS)
        if not used:
            return ()
        table = self._facts.query("orders_day", ["orders"], ["day"], start=start, end=end)
        orders = {day: int(count or 0) for day, count in zip(table["day"], table["orders"], strict=True)}
        dismissed = dismissed_codes.all_of(db)
        found = busy_codes(used, orders, promotions.between(db, start, end))
        return tuple(one for one in found if one.code not in dismissed)


def proposals(context: Context) -> tuple[Proposal, ...]:
    """What might be promotions, the busiest first."""
    return context.busy_codes(context.today)


def offered(found: Sequence[Proposal]) -> list[tuple[Proposal, Period, str]]:
    """The first of them, each with its days and what opens the form filled in."""
    return [
        (one, Period(one.start, one.end), f"{one.code}/{one.start}/{one.end - DAY}") for one in found[:MOST]
    ]


def hints(answer: Answer, ask: Ask, context: Context) -> Iterator[str]:
    """A line beneath an answer about sales that a busy code may explain, for whoever can put it on record."""
    question = answer.question
    is_of_sales = any(SALES & set(part.sources) for one in question.metrics for part in one.parts)
    if not (is_of_sales and ask.is_private and may_plan(ask.person)):
        return
    days = question.period
    found = [one for one in proposals(context) if one.start < days.end and one.end > days.start]
    if found:
        one = found[0]
        more = f", nor do {len(found) - 1} more" if len(found) > 1 else ""
        yield (
            f"Code {one.code}, in {one.orders:,} orders on {dates(Period(one.start, one.end))}, belongs to no"
            f" promotion{more}: /promo list."
        )


# --- clicks ----------------------------------------------------------------------------------------


def dismiss(click: Click, context: Context) -> Reply:
    """A code that is no promotion is proposed no more."""
    if not may_plan(click.person):
        return not_yours(context)
    with context.store.write() as db:
        dismissed_codes.dismiss(db, click.value, by=click.person.id, at=context.now)
    return render(
        "note.j2",
        text=f"{click.value} is no promotion: I do not propose it again.",
        buttons=[("Undo", "promo.perhaps", click.value)],
        style=context.style,
    )


def bring_back(click: Click, context: Context) -> Reply:
    """A code may be proposed again."""
    if not may_plan(click.person):
        return not_yours(context)
    with context.store.write() as db:
        dismissed_codes.bring_back(db, click.value, by=click.person.id, at=context.now)
    return Instead(
        render("note.j2", text=f"{click.value} is proposed again: `/promo list`.", style=context.style)
    )
