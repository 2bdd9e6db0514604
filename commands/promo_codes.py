"""Discount codes that were busy and belong to no promotion: proposed where promotions are looked at, and not again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from commands.context import Ask, Click, Context, Instead, Reply
from commands.promo_keeping import may_plan, not_yours
from metrics.period import DAY, Period, dates
from metrics.promotions import LEAST_ORDERS, Proposal, busy_codes
from metrics.reading import Answer
from storage import dismissed_codes, promotions
from templates import render

#: How far back codes are looked at: a year, and what it is compared with at its edges.
BACK = timedelta(days=400)
#: As many are proposed at a time.
MOST = 5
#: The facts that a promotion moves.
SALES = frozenset(("orders_day", "sales_day", "sales_hour", "refund_day"))


def proposals(context: Context, touching: Period | None = None) -> tuple[Proposal, ...]:
    """What might be promotions, perhaps those of a period alone, most orders first, without what was said to be none."""
    start, end = context.today - BACK, context.today + DAY
    used = context.facts.discount_codes(start, end, least=LEAST_ORDERS)
    if not any(touching is None or touching.start <= day < touching.end for _, day, _ in used):
        return ()
    with context.store.read() as db:
        known = promotions.between(db, start, end)
        dismissed = dismissed_codes.all_of(db)
    found = busy_codes(used, _orders_by_day(start, end, context), known)
    return tuple(
        one
        for one in found
        if one.code not in dismissed
        and (touching is None or (one.start < touching.end and one.end > touching.start))
    )


def _orders_by_day(start: date, end: date, context: Context) -> dict[date, int]:
    table = context.analyst.facts.query("orders_day", ["orders"], ["day"], start=start, end=end)
    return {day: int(orders or 0) for day, orders in zip(table["day"], table["orders"], strict=True)}


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
    found = proposals(context, question.period)
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
