"""Another wording: an approver proposes it, with their yes or without, and its author takes it over or keeps their own."""

from __future__ import annotations

import json

from approvals.cards import read_button
from approvals.events import Comment
from commands import approval_form
from commands.approving import beside_field, checklist_of, chosen_of, shown, told, unreadable
from commands.context import Click, Context, Errors, Reply

KEPT = "I keep my wording."
CALLBACK = "approvals.suggest"


def suggest(click: Click, context: Context) -> Reply:
    """A button that opens the form with the content in it, to be put right."""
    _, request = shown(click.value, context)
    if request is None:
        return unreadable(context)
    return approval_form.form(
        "Approve with an edit",
        CALLBACK,
        {"value": click.value, "channel": click.channel, "approves": True},
        approval_form.initial_of(request.content, context),
        context,
        checklist=checklist_of(request, click.person.id),
    )


def redraw(click: Click, context: Context) -> Reply:
    """The form for content, for another kind or with all its fields."""
    _, request = shown(str(json.loads(click.metadata or "{}").get("value", "")), context)
    checklist = checklist_of(request, click.person.id) if request else ()
    return approval_form.redrawn(click, context, checklist)


def suggested(click: Click, context: Context) -> Reply:
    """The wording, sent."""
    seen, request = shown(json.loads(click.metadata or "{}").get("value", ""), context)
    if seen is None or request is None:
        return unreadable(context)
    content = approval_form.content_of(click, context, request.content)
    if wrong := approval_form.wrong_with(click, content, context, before=request.content):
        return Errors(wrong)
    outcome = context.desk.suggest(
        seen,
        content,
        by=click.person.id,
        approves=click.fields.get("approves") != "no",
        ticked=chosen_of(click, checklist_of(request, click.person.id)),
        now=context.now,
        click=click.value,
    )
    if outcome.problems:
        return Errors(approval_form.by_block(outcome.problems, list(click.fields)))
    return beside_field(outcome, click) or told(outcome, context)


def accept(click: Click, context: Context) -> Reply:
    """Its author takes exactly that wording over."""
    seen = read_button(click.value)
    if seen is None:
        return unreadable(context)
    outcome = context.desk.accept(
        seen.request, sha=seen.sha, version=seen.version, by=click.person.id, now=context.now,
        click=click.key or None,
    )  # fmt: skip
    return told(outcome, context)


def keep(click: Click, context: Context) -> Reply:
    """Its author keeps their own: whoever proposed another is told, and decides about what there is."""
    seen = read_button(click.value)
    if seen is None:
        return unreadable(context)
    event = Comment(by=click.person.id, at=context.now, text=KEPT)
    outcome = context.desk.happen(seen.request, event, now=context.now, click=click.key or None)
    return told(outcome, context)
