"""A few words about a request: a comment, why it is pulled back or held, and why it cannot wait for every yes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from approvals import voices
from approvals.events import Comment, Event, GoLiveAnyway, Hold, Object
from approvals.request import Request
from commands.approving import beside_field, named, told, unreadable
from commands.context import Click, Context, Errors, Reply
from templates import Modal, render_modal


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A form for a few words: what it is called, what it asks, and whether it may stay empty."""

    title: str
    asks: str
    hint: str
    submit: str
    optional: bool = False


SAYINGS: Mapping[str, Saying] = {
    "object": Saying(
        title="Pull it back",
        asks="What is wrong with it?",
        hint="Nothing goes live. Its author and everyone who had decided get these words.",
        submit="Pull back",
    ),
    "comment": Saying(
        title="Comment", asks="Your comment", hint="It decides nothing; its author gets it.", submit="Comment"
    ),
    "hold": Saying(
        title="Put it on hold",
        asks="What does it wait for?",
        hint="Nobody is reminded and nothing goes live until somebody lets it go on.",
        submit="Hold",
        optional=True,
    ),
    "emergency": Saying(
        title="Emergency publish",
        asks="Why can it not wait for every yes?",
        hint="Everyone whose yes is skipped gets these words, and they stand beside it for ever.",
        submit="Go on",
    ),
}


def asking(what: str) -> Callable[[Click, Context], Reply]:
    """A button that opens the form for a few words."""

    def opens(click: Click, context: Context) -> Reply:
        request = named(click.value, context)
        return form(what, request, click.channel, context) if request else unreadable(context)

    return opens


def form(what: str, request: Request, channel: str, context: Context, *, reason: str = "") -> Modal:
    """The form for a few words; with a `reason` it asks once more whether to go on."""
    return render_modal(
        "modal/approval_words.j2",
        request=request,
        saying=SAYINGS[what],
        reason=reason,
        skipped=voices.wanted(request),
        callback="approvals.words",
        metadata={"what": what, "request": request.id, "channel": channel, "reason": reason},
        style=context.style,
    )


def said(click: Click, context: Context) -> Reply:
    """The words, sent. An emergency is confirmed a second time, with its reason before one's eyes."""
    metadata = json.loads(click.metadata)
    words = str(metadata.get("reason") or click.fields.get("reason") or "").strip()
    if metadata["what"] == "emergency" and words and not metadata.get("reason"):
        request = named(str(metadata["request"]), context)
        if request is None:
            return unreadable(context)
        return form("emergency", request, click.channel, context, reason=words)
    event = _event(metadata["what"], words, {"by": click.person.id, "at": context.now})
    if not words and not SAYINGS[metadata["what"]].optional:
        return Errors({"reason": "Write a word or two: others read it."})
    outcome = context.desk.happen(int(metadata["request"]), event, now=context.now, click=click.value)
    return beside_field(outcome, click) or told(outcome, context)


def _event(what: str, words: str, who: Mapping[str, Any]) -> Event:
    match what:
        case "object":
            return Object(**who, reason=words)
        case "comment":
            return Comment(**who, text=words)
        case "hold":
            return Hold(**who, reason=words)
        case _:
            return GoLiveAnyway(**who, reason=words)
