"""Content on its way in: from the form, from a message that somebody points at, or as the next version of what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from approvals.content import Content
from commands import approval_form
from commands.approving import named, told, unreadable
from commands.context import Click, Context, Errors, Reply
from commands.quoting import beginnings, in_words
from storage import people
from templates import Modal

#: The message shortcut "Send for approval".
FROM_MESSAGE = "approval.from_message"
CALLBACK = "approvals.new"


def begin(user: str, channel: str, message: Mapping[str, Any], context: Context) -> Modal:
    """The form for a new request, holding what a message (or what was typed) says."""
    with context.store.read() as db:
        names = people.all_names(db) | {one.id: one.name for one in context.shop.people}
    begun = beginnings(message, names)
    metadata = {"channel": channel, "words": f"approvals new {in_words(begun)}".strip()}
    asked = approval_form.would_ask(user, Content(kind="", title=""), context)
    return approval_form.form("Ask for approval", CALLBACK, metadata, begun, context, asked=asked)


def from_message(click: Click, context: Context) -> Reply:
    """The shortcut: the form holds the message's words, its link or its file."""
    return begin(click.person.id, click.channel, click.fields, context)


def new(click: Click, context: Context) -> Reply:
    """A button that opens the empty form."""
    return begin(click.person.id, click.channel, {}, context)


def edit(click: Click, context: Context) -> Reply:
    """A button that opens the form with what stands in the current version."""
    request = named(click.value, context)
    if request is None:
        return unreadable(context)
    metadata = {"channel": click.channel, "request": request.id, "version": request.version.number}
    initial = approval_form.initial_of(request.content, context)
    asked = approval_form.would_ask(click.person.id, request.content, context)
    return approval_form.form("Edit and send again", CALLBACK, metadata, initial, context, asked=asked)


def submitted(click: Click, context: Context) -> Reply:
    """The form, sent: a new request, or the next version of the one it was opened for."""
    metadata = json.loads(click.metadata or "{}")
    request = named(str(metadata.get("request", "")), context)
    before = request.content if request else None
    content = approval_form.content_of(click, context, before)
    if wrong := approval_form.wrong_with(click, content, context, before=before):
        return Errors(wrong)
    if request:
        version, by = int(metadata["version"]), click.person.id
        outcome = context.desk.edit(
            request.id, content, by=by, version=version, now=context.now, click=click.value
        )
    else:
        outcome = context.desk.submit(click.person.id, content, now=context.now, click=click.value)
    if outcome.problems:
        return Errors(approval_form.by_block(outcome.problems, list(click.fields)))
    return told(outcome, context)
