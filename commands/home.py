"""App Home: what waits for me, my digests, how the data is, and what I can ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from approvals.content import KINDS
from commands import rights
from commands.context import Context, Person, Surface
from commands.digest import entries
from commands.health import UNSENT_FOR
from commands.kpi import EXAMPLES, is_empty
from commands.pacing import yesterdays
from commands.shelftalk import sources
from metrics.standing import Standing
from storage import disclosures
from templates import render_home


def targets_of(person: Person, context: Context) -> Sequence[Standing]:
    """How the targets stand that a person may know of; written down where one shows cost or margin."""
    standings = yesterdays(person.id, context)
    shown = [(one.goal.metric, one.goal.period) for one in standings]
    rows = rights.rows_of(shown, person.id, Surface.HOME, person.id, context)
    if rows:
        with context.store.write() as db:
            disclosures.note(db, rows)
    return standings


def home(person: Person, context: Context) -> dict[str, Any]:
    """The view of one person's App Home; useful to viewers too."""
    return render_home(
        "home.j2",
        user=person.id,
        shop=context.shop.name,
        role=person.role,
        kinds=KINDS,
        unsent=len(context.outbox.unsent(context.now - UNSENT_FOR)),
        waiting=context.desk.waiting(person.id),
        digests=[entry for entry in entries(person, "", context) if entry["mine"]],
        paces=targets_of(person, context),
        sources=sources(context),
        examples=[(phrase[:60], "kpi.run", phrase) for phrase in EXAMPLES[person.role]],
        empty=is_empty(context),
        style=context.style,
    )
