"""Promotions put on record, changed, ended and taken back: who may, and what was understood, with **Undo**."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from commands.context import Click, Context, Instead, Person, Reply
from metrics.audience import Role
from metrics.period import DAY, Period, dates
from metrics.promotions import Promotion
from storage import Database, promotions
from templates import Message, render

#: Who may say what a promotion is: it changes what everybody's figures are compared with.
PLANNERS = frozenset((Role.DIRECTOR, Role.MANAGER))
NOT_YOURS = "Managers and directors put promotions on record; everybody can see them."


def may_plan(person: Person) -> bool:
    """Whether somebody may change the shop's promotions."""
    return person.admin or person.rank in PLANNERS


def keep(wanted: Promotion, person: Person, context: Context, *, replaces: int | None = None) -> Message:
    """Keep a promotion, perhaps in place of an earlier word, and echo it, with the way back."""
    if not may_plan(person):
        return not_yours(context)
    with context.store.write() as db:
        kept = put(db, wanted, person, context, replaces=replaces)
    return echo(kept, context)


def put(
    db: Database, wanted: Promotion, person: Person, context: Context, *, replaces: int | None = None
) -> promotions.Promotion:
    """Write one down."""
    return promotions.add(
        db,
        name=wanted.name,
        start=wanted.start,
        end=wanted.end,
        kind=wanted.kind,
        codes=wanted.codes,
        where=wanted.where,
        by=person.id,
        at=context.now,
        replaces=replaces,
    )


def echo(kept: promotions.Promotion, context: Context, *, back: bool = False) -> Message:
    """What was understood, and what can be done about it."""
    number, stands = str(kept.id), state(kept, context.today)
    ends = [("End it today", "promo.end", number)] if stands == "running" else []
    return render(
        "promo.j2",
        promotion=kept,
        period=Period(kept.start, kept.end),
        state=stands,
        back=back,
        buttons=[("Undo", "promo.undo", number), ("Change", "promo.change", number), *ends],
        more=[("All promotions", "promo.list", "")],
        style=context.style,
    )


def state(one: promotions.Promotion, today: date) -> str:
    """Whether a promotion is to come, running or over."""
    return "to come" if one.start > today else "over" if one.end <= today else "running"


def end(number: int, last: date, person: Person, context: Context) -> Message:
    """Let a promotion's last day be this one."""
    if not may_plan(person):
        return not_yours(context)
    with context.store.write() as db:
        known = promotions.get(db, number)
        if known is None or known.removed:
            return none_such(context)
        if not known.start <= last < known.end:
            return _not_among_its_days(known, last, context)
        kept = promotions.add(
            db,
            name=known.name,
            start=known.start,
            end=last + DAY,
            kind=known.kind,
            codes=known.codes,
            where=known.where,
            by=person.id,
            at=context.now,
            replaces=number,
        )
    return echo(kept, context)


def _not_among_its_days(known: promotions.Promotion, last: date, context: Context) -> Message:
    return render(
        "refused.j2",
        message=f"{known.name} runs {dates(Period(known.start, known.end))}, so it cannot end on {last:%-d %b %Y}.",
        way_out=f"`/promo change {known.id}` moves its days.",
        style=context.style,
    )


def remove(number: int, person: Person, context: Context) -> Message:
    """Take one out of every comparison, with the way back."""
    if not may_plan(person):
        return not_yours(context)
    with context.store.write() as db:
        gone = promotions.remove(db, number, by=person.id, at=context.now)
        known = promotions.get(db, number)
    return _removed(known, context) if gone and known else none_such(context)


def _removed(known: promotions.Promotion, context: Context) -> Message:
    days = dates(Period(known.start, known.end))
    return render(
        "note.j2",
        text=f"Removed: {known.name}, {days}. No comparison knows of it any more.",
        buttons=[("Undo", "promo.restore", str(known.id))],
        style=context.style,
    )


def of_number(number: int, context: Context) -> promotions.Promotion | None:
    """A promotion that holds, by its number."""
    with context.store.read() as db:
        known = promotions.get(db, number)
    return known if known and not known.removed else None


def none_such(context: Context) -> Message:
    """There is none of that number, or no longer."""
    return render(
        "refused.j2",
        message="There is no such promotion, or no longer.",
        way_out="`/promo list` shows them.",
        style=context.style,
    )


def not_yours(context: Context) -> Message:
    """Why somebody may not."""
    return render("refused.j2", message=NOT_YOURS, way_out="Ask one of them.", style=context.style)


# --- clicks ----------------------------------------------------------------------------------------


def undo(click: Click, context: Context) -> Reply:
    """Take back what was just said; what held before it holds again."""
    if not may_plan(click.person):
        return not_yours(context)
    number = number_of(click.value)
    with context.store.write() as db:
        taken = promotions.get(db, number)
        if taken is None or taken.removed:
            return none_such(context)
        before = promotions.undo(db, number, by=click.person.id, at=context.now)
    return Instead(echo(before, context, back=True) if before else _removed(taken, context))


def restore(click: Click, context: Context) -> Reply:
    """Bring back what was removed."""
    if not may_plan(click.person):
        return not_yours(context)
    number = number_of(click.value)
    with context.store.write() as db:
        back = promotions.restore(db, number, by=click.person.id, at=context.now)
        kept = promotions.get(db, number)
    return (
        Instead(echo(replace(kept, removed=False), context, back=True))
        if back and kept
        else none_such(context)
    )


def end_clicked(click: Click, context: Context) -> Reply:
    """A button that lets a promotion end today."""
    return end(number_of(click.value), context.today, click.person, context)


def number_of(words: str) -> int:
    """The number in “12” or “#12”; 0, which nothing has, where there is none."""
    bare = words.strip().lstrip("#")
    return int(bare) if bare.isdecimal() and len(bare) < 10 else 0
