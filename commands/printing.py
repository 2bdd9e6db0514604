"""What digests need of this shop: who waits for whom, its targets, budgets, products, and what is on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from babel.numbers import get_currency_precision

from approvals.request import Request, State
from commands import rights
from commands.budgets import spendings
from commands.context import Context
from commands.on_record import records_for
from commands.pacing import of_day
from digests.ground import Asked, Wire
from digests.press import Press
from templates import render
from templates.overriding import Overrides

#: Content that goes live within so long is due.
DUE_WITHIN = timedelta(days=4)
#: The states in which content has yet to be made or decided.
OPEN = (State.DRAFT, State.CHANGES_REQUESTED, State.IN_REVIEW, State.NEEDS_ROUTING)


def press_of(context: Context) -> Press:
    """Whoever prints this shop's digests."""
    return Press(
        analyst=context.analyst,
        wire=Wire(
            waiting=lambda place: waiting(place, context),
            due=lambda place: due(place, context),
            paces=lambda place, day, once: of_day(place, day, context, once),
            spendings=lambda: spendings(context.facts.campaigns(), context),
            products=context.facts.products,
            records=lambda question: records_for(question, context),
            sessions_from=context.shop.sessions_from,
            worth=context.shop.alerts.worth * 10 ** get_currency_precision(context.currency),
        ),
        style=lambda: context.style,
        cleared=lambda place: rights.cleared(place, context),
        declared=context.declared,
        year=context.shopping_year,
        restated=context.restated,
        draw=overrides_of(context).draw,
    )


def overrides_of(context: Context) -> Overrides:
    """The team's own templates; the first admin is told once of each way in which one is broken."""

    def broken(name: str, problem: str) -> None:
        admin = next((person.id for person in context.shop.people if person.admin), None)
        if admin is None:
            return
        told = render("digest/broken.j2", template=name, problem=problem, style=context.style)
        key = f"template/{name}/{sha256(problem.encode()).hexdigest()[:12]}"
        with context.store.write() as db:
            context.outbox.add_once(db, key, admin, told, now=context.now)

    return Overrides(context.store.path.parent / "templates", broken)


def waiting(place: str, context: Context) -> Sequence[Asked]:
    """What waits for the yes of a place's readers, oldest first: a person's own, a channel's all."""
    found = context.desk.waiting(place if place.startswith(("U", "W")) else None, now=context.now)
    return sorted((_asked(one, context) for one in found), key=lambda one: one.at)


def due(place: str, context: Context) -> Sequence[Asked]:
    """What a person has asked for, or anybody for a channel, that goes live soon and has no yes yet; the soonest first."""
    is_person = place.startswith(("U", "W"))
    found = context.desk.mine(place, now=context.now) if is_person else context.desk.waiting(now=context.now)
    soon = [
        _asked(one, context)
        for one in found
        if one.state in OPEN and one.content.live_at and one.content.live_at <= context.now + DUE_WITHIN
    ]
    return sorted(soon, key=lambda one: one.live_at or one.at)


def _asked(request: Request, context: Context) -> Asked:
    content = request.content
    return Asked(
        number=request.id,
        title=content.title,
        at=request.created_at,
        live_at=content.live_at,
        needed_by=context.desk.needed_by(request),
        state=request.state.value,
    )
