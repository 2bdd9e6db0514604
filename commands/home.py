"""What App Home shows one person: what waits, their digests, alerts and figures, the sources, their hours, and help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from approvals import voices
from approvals.content import KINDS
from approvals.request import State
from commands import rights
from commands.approval_buttons import buttons_of, more_of
from commands.approval_standing import by_deadline
from commands.context import Context, Person, Surface
from commands.health import UNSENT_FOR
from commands.home_alerts import alerts_of, taken_by
from commands.home_digests import digests_of
from commands.home_help import asked_on, examples_for, may_do
from commands.home_pins import pinned_by, public_figures, shown_of
from commands.hours import hours_shown
from commands.kpi import is_empty
from commands.pacing import yesterdays
from commands.shelftalk import sources
from metrics.metric import Measured
from metrics.period import Period
from metrics.standing import Standing
from storage.disclosures import Disclosure
from templates import render_home

#: So many requests stand on a Home with their buttons.
MOST = 5


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A Home as it is published, and which figures for directors alone it shows."""

    view: dict[str, Any]
    shown: Sequence[Disclosure] = ()


def home(person: Person, context: Context) -> Drawn:
    """The Home of a member."""
    paces, pinned = yesterdays(person.id, context), pinned_by(person, context)
    mine = context.desk.mine(person.id, now=context.now)
    view = render_home(
        "home.j2",
        user=person.id,
        shop=context.shop.name,
        role=person.role,
        kinds=KINDS,
        unsent=len(context.outbox.unsent(context.now - UNSENT_FOR)),
        waiting=[
            {
                "request": request,
                "needed_by": context.desk.needed_by(request),
                "buttons": buttons_of(request, person.id),
                "more": more_of(request, person.id),
            }
            for request in by_deadline(context.desk.waiting(person.id, now=context.now), context.desk)
        ],
        on_others=by_deadline([one for one in mine if voices.is_open(one)], context.desk),
        deadlines={one.id: context.desk.needed_by(one) for one in mine},
        to_change=[request for request in mine if request.state is State.CHANGES_REQUESTED],
        incidents=taken_by(person, context),
        digests=digests_of(person, context),
        alerts=alerts_of(person, context),
        pins=pinned,
        paces=paces,
        sources=sources(context),
        admins=[one.id for one in context.shop.people if one.admin],
        hours=hours_shown(person, context),
        examples=examples_for(person),
        may=may_do(person),
        asked_on=asked_on(person.id, context),
        empty=is_empty(context),
        style=context.style,
    )
    return Drawn(view=view, shown=_disclosed([*shown_of(pinned), *_figures(paces)], person, context))


def home_of_visitor(user: str, standing: str, context: Context) -> Drawn:
    """The Home of a guest, or of somebody of another workspace: what is public, and whom to ask."""
    view = render_home(
        "home_visitor.j2",
        shop=context.shop.name,
        standing=standing,
        figures=public_figures(context),
        admins=[one.id for one in context.shop.people if one.admin],
        asked_on=asked_on(user, context),
        style=context.style,
    )
    return Drawn(view=view)


def _figures(paces: Sequence[Standing]) -> list[tuple[Measured, Period]]:
    return [(one.goal.metric, one.goal.period) for one in paces]


def _disclosed(
    figures: Sequence[tuple[Measured, Period]], person: Person, context: Context
) -> list[Disclosure]:
    return rights.rows_of(figures, person.id, Surface.HOME, person.id, context)
