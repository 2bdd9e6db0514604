"""What people press on a request: yes, not like this, take it back, let it go on, pass it on."""

from __future__ import annotations

import json

from approvals import voices
from approvals.cards import Button, read_button
from approvals.desk import Outcome
from approvals.events import Event, Pass, Resume, Undo
from approvals.guards import Why
from approvals.request import Request, Verdict
from commands.context import Click, Context, Errors, Reply
from templates import Message, render, render_modal
from templates.plain import words

#: The field at which a refusal stands, so that the form stays open with all that was typed.
AT_FIELD = {
    Why.NO_REASON: "reason",
    Why.NOTHING_SAID: "reason",
    Why.NOT_TICKED: "ticked",
    Why.NOT_ELIGIBLE: "to",
    Why.STILL_NEEDED: "to",
    Why.NOTHING_CHANGED: "text",
}


# Yes, and not like this


def approve(click: Click, context: Context) -> Reply:
    """One press where there is nothing to tick, else a form with the list; about exactly the version that was shown."""
    seen, request = shown(click.value, context)
    if seen is None or request is None:
        return unreadable(context)
    checklist = checklist_of(request, click.person.id)
    if checklist and seen.version == request.version.number and voices.may_decide(request, click.person.id):
        return render_modal(
            "modal/approval_check.j2",
            request=request,
            checklist=checklist,
            callback="approvals.check",
            metadata={"value": click.value, "channel": click.channel},
            style=context.style,
        )
    outcome = context.desk.decide(seen, by=click.person.id, now=context.now, click=click.key or None)
    return told(outcome, context, undo=True)


def ticked(click: Click, context: Context) -> Reply:
    """The list, ticked."""
    seen, request = shown(json.loads(click.metadata or "{}").get("value", ""), context)
    if seen is None or request is None:
        return unreadable(context)
    chosen = chosen_of(click, checklist_of(request, click.person.id))
    outcome = context.desk.decide(seen, by=click.person.id, ticked=chosen, now=context.now, click=click.value)
    return beside_field(outcome, click) or told(outcome, context, undo=True)


def changes(click: Click, context: Context) -> Reply:
    """Ask what should change, in a form; the version shown travels with it."""
    _, request = shown(click.value, context)
    if request is None:
        return unreadable(context)
    stage = voices.stage_of(request, click.person.id)
    return render_modal(
        "modal/changes.j2",
        request=request,
        final=stage is None or stage.reject_is_final,
        callback="approvals.changes",
        metadata={"value": click.value, "channel": click.channel},
        style=context.style,
    )


def changes_wanted(click: Click, context: Context) -> Reply:
    """The reason, sent: back to its author, or no for good."""
    seen = read_button(json.loads(click.metadata or "{}").get("value", ""))
    if seen is None:
        return unreadable(context)
    reason = (click.fields.get("reason") or "").strip()
    if not reason:
        return Errors({"reason": "Say what should change, so that its author knows what to do."})
    verdict = Verdict.REJECTED if click.fields.get("then") == "no" else Verdict.CHANGES
    outcome = context.desk.decide(
        seen, by=click.person.id, verdict=verdict, reason=reason, now=context.now, click=click.value
    )
    return told(outcome, context)


def checklist_of(request: Request, user: str) -> tuple[str, ...]:
    """What somebody has to tick before their yes counts."""
    stage = voices.stage_of(request, user)
    return stage.checklist if stage else ()


def chosen_of(click: Click, checklist: tuple[str, ...]) -> list[str]:
    """What was ticked of it."""
    places = [int(place) for place in click.fields.get("ticked") or ()]
    return [checklist[place] for place in places if place < len(checklist)]


# What needs no words


def undo(click: Click, context: Context) -> Reply:
    """Take one's own yes back."""
    return happens(click, context, Undo(by=click.person.id, at=context.now))


def resume(click: Click, context: Context) -> Reply:
    """Let it go on."""
    return happens(click, context, Resume(by=click.person.id, at=context.now))


def happens(click: Click, context: Context, event: Event) -> Reply:
    """Let an event happen to the request that a button names, once."""
    if not is_number(click.value):
        return unreadable(context)
    outcome = context.desk.happen(int(click.value), event, now=context.now, click=click.key or None)
    return told(outcome, context)


# To somebody else


def passing(click: Click, context: Context) -> Reply:
    """A button that opens the form in which one's part goes to somebody else, or to nobody."""
    request = named(click.value, context)
    if request is None:
        return unreadable(context)
    could = sorted(request.roster.passable - request.authors - {click.person.id})
    return render_modal(
        "modal/approval_pass.j2",
        request=request,
        others=could,
        callback="approvals.pass",
        metadata={"request": request.id, "channel": click.channel},
        style=context.style,
    )


def passed(click: Click, context: Context) -> Reply:
    """To whom, sent; nobody named says that it is not one's own to decide."""
    number, to = int(json.loads(click.metadata)["request"]), click.fields.get("to")
    event = Pass(by=click.person.id, at=context.now, away=click.person.id, to=to or None)
    outcome = context.desk.happen(number, event, now=context.now, click=click.value)
    return beside_field(outcome, click) or told(outcome, context)


# What is said


def told(outcome: Outcome, context: Context, *, undo: bool = False) -> Message:
    """What became of it, to whoever did it, with the way to look at it; and for some minutes the way back."""
    request, buttons = outcome.request, list[tuple[str, str, str]]()
    if request and undo and outcome.accepted and request.route.undo:
        buttons.append(("Undo", "approval.undo", str(request.id)))
    if request:
        buttons.append(("Open", "approval.show", str(request.id)))
    return render("note.j2", text=outcome.said, buttons=buttons, style=context.style)


def beside_field(outcome: Outcome, click: Click) -> Errors | None:
    """A refusal that stands beside the field which causes it, so that nothing typed is lost."""
    field = AT_FIELD.get(outcome.why) if outcome.why else None
    if field is None or field not in click.fields:
        return None
    return Errors({field: words(outcome.said)})


def shown(value: str, context: Context) -> tuple[Button | None, Request | None]:
    """What a card's button says was shown, and the request as it is now."""
    seen = read_button(value)
    return seen, context.desk.show(seen.request, now=context.now) if seen else None


def named(value: str, context: Context) -> Request | None:
    """The request that a button names."""
    return context.desk.show(int(value), now=context.now) if is_number(value) else None


def is_number(value: str) -> bool:
    """Whether a button's value is a request's number."""
    return value.isdecimal() and len(value) < 19


def unreadable(context: Context) -> Message:
    """What a button that says nothing is answered."""
    return render(
        "refused.j2",
        message="I could not make out that button.",
        way_out="Open the approval again from `/approvals`.",
        style=context.style,
    )
