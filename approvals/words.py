"""What people are told about a click: one sentence that says what happened and what to do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from approvals.guards import Refused, Why
from approvals.request import Request, State
from templates.escaping import escape, tidy

#: For every reason there is. Never a state's name, never how it is counted or checked.
SENTENCES: dict[Why, str] = {
    Why.UNKNOWN: "I know of no approval {number}. `/approvals` lists those that concern you.",
    Why.UNREADABLE: "I could not make out that button. Open the approval again from `/approvals`.",
    Why.ALREADY_APPROVED: (
        "Already approved by {who} at {at}. There is nothing left to do; to change it, its author edits it and it is "
        "sent again."
    ),
    Why.CHANGES_WANTED: "{who} asked for changes at {at}. It comes back to you when its author has edited it.",
    Why.NOBODY_YET: "Nobody can approve this yet. An admin can name a director with `/shelftalk people`.",
    Why.WAS_CANCELLED: (
        "{who} called this off at {at}. If it is still wanted, submit it again with `/approvals new`."
    ),
    Why.HAS_EXPIRED: (
        "Nobody decided in time, so this ended at {at}. If it is still wanted, submit it again with `/approvals new`."
    ),
    Why.WAITS_ALREADY: "This is waiting for a decision already. `/approvals show {number}` says whose.",
    Why.STALE: (
        "You were looking at an older version: v{version} by {who} is current{fields}. "
        "Read that one with `/approvals show {number}` and decide there."
    ),
    Why.OWN_WORK: (
        "You wrote part of this, so somebody else has to decide. `/approvals show {number}` says who can."
    ),
    Why.NOT_AN_APPROVER: (
        "You are not one of its approvers. `/approvals show {number}` says who can decide."
    ),
    Why.NOT_THE_REQUESTER: (
        "Only {who}, who asked for it, can do that. `/approvals show {number}` shows where it stands."
    ),
    Why.SAID_ALREADY: "You have already decided about v{version}, at {at}. There is nothing left to do.",
    Why.NO_REASON: "Say what should change, so that {requester} knows what to do.",
    Why.NOTHING_CHANGED: (
        "Nothing in it has changed, so v{version} and what was said about it stand. Edit it and submit again."
    ),
}


def refusal(refused: Refused, *, now: datetime, zone: ZoneInfo, request: Request | None = None) -> Markup:
    """Why nothing happened and what to do instead, as Slack text."""
    fields = f": {', '.join(refused.fields)} changed" if refused.fields else ""
    return Markup(SENTENCES[refused.why]).format(
        number=refused.request,
        who=person(refused.who),
        at=clock_time(refused.at, now=now, zone=zone) if refused.at else "",
        version=refused.version,
        fields=fields,
        requester=person(request.requester if request else None),
    )


def accepted(request: Request) -> Markup:
    """What has just been done, as Slack text for whoever did it."""
    named = Markup("v{} of “{}”").format(request.version.number, title(request))
    requester = person(request.requester)
    match request.state:
        case State.APPROVED:
            return Markup("✅ You approved {}. {} has been told.").format(named, requester)
        case State.CHANGES_REQUESTED:
            return Markup("✏️ You asked for changes to {}. {} has been told why.").format(named, requester)
        case State.IN_REVIEW:
            who = Markup(", ").join(person(user) for user in request.approvers)
            return Markup("📨 {} is waiting for a yes from {}. I will tell you.").format(
                named, one_of(request, who)
            )
        case State.NEEDS_ROUTING:
            return Markup(
                "{} is kept, but nobody can approve it yet. An admin can name a director with `/shelftalk people`."
            ).format(named)
        case _:
            return Markup("🚫 {} is called off, and everyone who had decided is told.").format(named)


def one_of(request: Request, who: Markup) -> Markup:
    """The approvers, as a choice where there are several."""
    return who if len(request.approvers) == 1 else Markup("one of ") + who


def title(request: Request) -> Markup:
    """What the request is called, safe to stand in Slack text."""
    return escape(tidy(request.content.title, 150))


def person(user: str | None) -> Markup:
    """A mention of a person; an admin's or the clock's doing reads as words."""
    return Markup(f"<@{user}>") if user and user.isalnum() and user[0] in "UW" else Markup("somebody")


def clock_time(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """“09:14” today, “09:14 on Mon 23 Nov” on another day, in `zone`."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local:%H:%M} on {local:%a} {local.day} {local:%b}"
