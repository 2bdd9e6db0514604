"""Several requests answered at once, where their rules allow it: each is decided by itself, and each may have changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from approvals import voices
from approvals.cards import button_value, read_button
from approvals.content import KINDS
from approvals.guards import Why
from approvals.request import Request
from commands.approval_standing import by_deadline
from commands.context import Click, Context, Reply
from templates import render, render_modal

#: So many stand in one list: Slack takes no more boxes to tick.
MOST = 10


def in_bulk(requests: Sequence[Request]) -> list[Request]:
    """Those that may be answered with others: where the rule says so, and nothing else is to be ticked."""
    return [
        one
        for one in requests
        if one.route.bulk and not any(stage.checklist for stage in voices.open_stages(one))
    ]


def choose(click: Click, context: Context) -> Reply:
    """A list to tick, each with its version and what changed in it."""
    waits = in_bulk(by_deadline(context.desk.waiting(click.person.id, now=context.now), context.desk))
    if not waits:
        return render(
            "note.j2",
            text="Nothing waits for you that can be answered together.",
            buttons=[("What concerns me", "approval.list", "")],
            style=context.style,
        )
    return render_modal(
        "modal/approval_bulk.j2",
        choices=[_choice(one, click.person.id) for one in waits[:MOST]],
        left=len(waits[MOST:]),
        callback="approvals.bulk",
        metadata={"channel": click.channel},
        style=context.style,
    )


def _choice(request: Request, user: str) -> tuple[str, str, str]:
    changed = ", ".join(change.label for change in request.changed_fields)
    kind = KINDS.get(request.content.kind, request.content.kind)
    told = f"Changed: {changed}" if changed else f"{kind}, new"
    named = f"v{request.version.number} · {request.content.title}"
    return named, button_value(request, user), told


def chosen(click: Click, context: Context) -> Reply:
    """Each is decided by itself; what is not as it was in the list is left alone, and said."""
    approved, left = 0, list[dict[str, Any]]()
    for value in click.fields.get("chosen") or ():
        seen = read_button(str(value))
        if seen is None:
            continue
        press = f"{click.value}/{seen.request}"
        outcome = context.desk.decide(seen, by=click.person.id, now=context.now, click=press)
        if outcome.accepted:
            approved += 1
        else:
            left.append(
                {"request": outcome.request, "changed": outcome.why is Why.STALE, "said": outcome.said}
            )
    return render(
        "approval/bulk.j2",
        approved=approved,
        left=left,
        changed=sum(one["changed"] for one in left),
        buttons=[("What concerns me", "approval.list", "")],
        style=context.style,
    )
