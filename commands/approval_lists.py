"""Requests in a row and one looked at closely: what waits for somebody, what they asked for, its history, every change."""

from __future__ import annotations

from approvals import voices
from approvals.content import KINDS
from approvals.events import CLOCK, CONNECTOR, PEOPLE, SOURCE
from approvals.history.audit import Entry
from approvals.request import Request
from commands.approval_bulk import in_bulk
from commands.approval_buttons import apart_of, buttons_of, more_of
from commands.approval_standing import by_deadline, standing_of
from commands.approving import named, unreadable
from commands.context import Ask, Click, Context, Reply
from commands.stakes_asked import for_asker, told_to
from templates import Message, render

#: How the history says what happened, by the name of the event.
HAPPENED = {
    "Submit": "sent it for approval",
    "Approve": "approved it",
    "RequestChanges": "asked for changes",
    "Reject": "rejected it",
    "Suggest": "suggested another wording",
    "Accept": "took over a wording that was suggested",
    "Edit": "changed it",
    "Undo": "took their yes back",
    "Object": "pulled it back",
    "Pass": "passed it on",
    "Comment": "said something about it",
    "Hold": "put it on hold",
    "Resume": "let it go on",
    "Nudge": "asked for an answer",
    "Remind": "reminded those who are asked",
    "Escalate": "asked more people: it had waited too long",
    "Publish": "let it go live",
    "WentLive": "said that it is live",
    "Failed": "said that it could not go live",
    "Retry": "asked to try again",
    "GoLiveAnyway": "declared an emergency",
    "LookedAt": "looked at the emergency",
    "Cancel": "called it off",
    "Expire": "let it end: nobody decided in time",
    "Reroute": "saw that those who may decide have changed",
}

#: Who did it, where that is nobody.
NOBODY = {CLOCK: "the clock", PEOPLE: "I", CONNECTOR: "the connector", SOURCE: "its source"}

#: The same of what an admin did.
HELD_ANEW = "held it to the policy of now"


def listed(ask: Ask, context: Context, *, waiting: bool = True, mine: bool = True) -> Message:
    """What waits for the asker's yes, the most urgent first, and what they asked for."""
    user = ask.person.id
    waits = by_deadline(context.desk.waiting(user, now=context.now), context.desk) if waiting else []
    together = [("Approve several…", "approval.bulk", "")] if len(in_bulk(waits)) > 1 else []
    return render(
        "approval/list.j2",
        waiting=waits if waiting else None,
        deadlines={request.id: context.desk.needed_by(request) for request in waits},
        mine=list(reversed(context.desk.mine(user, now=context.now))) if mine else [],
        kinds=KINDS,
        buttons=[*together, ("New request", "approval.new", "", "primary")],
        style=context.style,
    )


def show(number: int, ask: Ask, context: Context) -> Message:
    """One request with its history, and buttons for what the asker may do."""
    user = ask.person.id
    request = context.desk.show(number, now=context.now)
    if request is None:
        return unknown(number, context)
    stakes = for_asker(context.stakes(request.content, request.id), ask, context)
    message = render(
        "approval/show.j2",
        request=request,
        facts=standing_of(request, context.desk.needed_by(request)),
        kinds=KINDS,
        changed=request.changed_fields,
        history=[_event(entry) for entry in context.desk.history(number)],
        buttons=buttons_of(request, user),
        more=more_of(request, user, details=False),
        apart=apart_of(request, user),
        stakes=stakes,
        style=context.style,
    )
    return told_to(message, stakes, ask, context)


def unknown(number: int, context: Context) -> Message:
    """There is no such request."""
    return render(
        "refused.j2",
        message=f"I know of no approval {number}.",
        way_out="`/approvals` lists those that concern you.",
        style=context.style,
    )


def _event(entry: Entry) -> dict[str, object]:
    detail = entry.detail
    return {
        "at": entry.at,
        "who": NOBODY.get(entry.by, entry.by),
        "what": HELD_ANEW if "policy" in detail and entry.what == "Reroute" else HAPPENED[entry.what],
        "reason": detail.get("reason") or detail.get("text") or detail.get("problem") or "",
        "version": detail.get("version"),
        "whom": detail.get("acting_for") or detail.get("to_person") or "",
    }


# Clicks


def open_one(click: Click, context: Context) -> Reply:
    """A button that names one request."""
    request = named(click.value, context)
    return show(request.id, click.asks(""), context) if request else unreadable(context)


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that lists what concerns the one who presses it."""
    return listed(Ask(text="", person=click.person, channel=click.channel), context)


def every_change(click: Click, context: Context) -> Reply:
    """Every field that the current version changed, whole."""
    request = named(click.value, context)
    if request is None:
        return unreadable(context)
    return render(
        "approval/diff.j2",
        request=request,
        before=request.version.number - 1,
        changed=request.changed_fields,
        buttons=_answers(request, click.person.id),
        style=context.style,
    )


def _answers(request: Request, user: str) -> list[tuple[str, ...]]:
    opens = ("Open", "approval.show", str(request.id))
    return [*buttons_of(request, user), opens] if voices.may_decide(request, user) else [opens]
