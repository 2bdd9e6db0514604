"""App Home: what waits for me, my digests, how the data is, and what I can ask."""

from __future__ import annotations

from typing import Any

from approvals.content import KINDS
from commands.context import Context, Person
from commands.digest import entries
from commands.kpi import EXAMPLES, is_empty
from commands.shelftalk import sources
from templates import render_home


def home(person: Person, context: Context) -> dict[str, Any]:
    """The view of one person's App Home; useful to viewers too."""
    return render_home(
        "home.j2",
        user=person.id,
        shop=context.shop.name,
        role=person.role,
        kinds=KINDS,
        waiting=context.desk.waiting(person.id),
        digests=[entry for entry in entries(person, "", context) if entry["mine"]],
        sources=sources(context),
        examples=[(phrase[:60], "kpi.run", phrase) for phrase in EXAMPLES[person.role]],
        empty=is_empty(context),
        style=context.style,
    )
