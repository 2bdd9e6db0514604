"""What people are told about a click: one sentence that says what happened and what to do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from approvals import voices
from approvals.events import (
    Approve,
    Cancel,
    Comment,
    Event,
    Expire,
    GoLiveAnyway,
    Hold,
    Nudge,
    Object,
    Pass,
    Publish,
    Reject,
    RequestChanges,
    Suggest,
    Undo,
    WentLive,
)
from approvals.guards import Refused, Why
from approvals.request import Request, State
from approvals.route import Stage
from approvals.transitions import READY
from templates.escaping import escape, tidy

#: For every reason there is: what is in the way, and what to do. Never a state's name, never how it is counted.
SENTENCES: dict[Why, str] = {
    Why.UNKNOWN: "I know of no approval {number}. `/approvals` lists those that concern you.",
    Why.UNREADABLE: "I could not make out that button. Open the approval again from `/approvals`.",
    Why.NOT_SENT: "This has not been sent for approval yet. Its author sends it with `/approvals new`.",
    Why.ALREADY_APPROVED: (
        "Already approved by {who} at {at}. There is nothing left to do; until it is live you can still pull it back "
        "from `/approvals show {number}`."
    ),
    Why.CHANGES_WANTED: "{who} asked for changes at {at}. It comes back to you when its author has edited it.",
    Why.NOBODY_YET: (
        "Nobody can approve this yet. `/approvals why {number}` says whose yes is missing; an admin can name somebody with "
        "`/shelftalk people`."
    ),
    Why.WAITS_ALREADY: "This is waiting for a decision. `/approvals show {number}` says whose.",
    Why.IS_HELD: "This is on hold since {at}. `/approvals show {number}` lets it go on.",
    Why.GOES_LIVE: "This is going live at this moment. `/approvals show {number}` says how that ends.",
    Why.NOT_LIVE: (
        "This could not go live at {at}. `/approvals show {number}` says why, and lets it be tried again."
    ),
    Why.IS_LIVE: "This is live since {at}. For something else, submit a new request with `/approvals new`.",
    Why.WAS_REJECTED: (
        "{who} rejected this at {at}. If it is still wanted in another form, submit it anew with `/approvals new`."
    ),
    Why.WAS_CANCELLED: (
        "{who} called this off at {at}. If it is still wanted, submit it again with `/approvals new`."
    ),
    Why.HAS_EXPIRED: (
        "Nobody decided in time, so this ended at {at}. If it is still wanted, submit it again with `/approvals new`."
    ),
    Why.STALE: (
        "You were looking at an older version: v{version} by {who} is current{fields}. "
        "Read that one with `/approvals show {number}` and decide there."
    ),
    Why.STEP_DONE: "{who} has said yes to this part at {at}. There is nothing left to do for you.",
    Why.OWN_WORK: (
        "You wrote part of this, so somebody else has to decide. `/approvals show {number}` says who can."
    ),
    Why.NOT_AN_APPROVER: (
        "You are not one of its approvers. `/approvals show {number}` says who can decide."
    ),
    Why.NOT_THE_REQUESTER: (
        "Only {who}, who asked for it, can do that. `/approvals show {number}` shows where it stands."
    ),
    Why.NOT_THEIRS: (
        "Only {who}, who asked for it, those who approve it and admins can do that. `/approvals show {number}` shows "
        "where it stands."
    ),
    Why.NOT_FOR_EMERGENCIES: (
        "Only those whom the settings list for emergencies can do that. `/approvals show {number}` says who can decide."
    ),
    Why.NOT_AN_ADMIN: "Only an admin can do that. `/shelftalk people` says who is one.",
    Why.SAID_ALREADY: "You have already decided about v{version}, at {at}. There is nothing left to do.",
    Why.SPOKEN_FOR: "{who} has decided in your place, at {at}. There is nothing left to do.",
    Why.NOT_TICKED: "First tick everything on the list: {items}. Open it with `/approvals show {number}`.",
    Why.NO_REASON: "Say why, and what should change, so that {requester} knows what to do.",
    Why.NOTHING_SAID: "Say something: the comment was empty.",
    Why.NOTHING_CHANGED: (
        "Nothing in it has changed, so v{version} and what was said about it stand. Edit it and submit again."
    ),
    Why.ASSET_CHANGED: (
        "What stands behind its link is no longer what was submitted, so nobody has approved it. Its author submits it "
        "again; `/approvals show {number}` shows both."
    ),
    Why.NO_SUGGESTION: "That wording is suggested no more. `/approvals show {number}` shows what is current.",
    Why.NOTHING_TO_UNDO: "You have no yes here to take back. `/approvals show {number}` shows who decided.",
    Why.TOO_LATE_TO_UNDO: (
        "Your yes of {at} can no longer be taken back that way. Pull it back from `/approvals show {number}`."
    ),
    Why.NOT_ELIGIBLE: (
        "{who} could not decide about this: pass it to somebody who approves such content and did not write it. "
        "`/approvals show {number}` says who can."
    ),
    Why.STILL_NEEDED: "That yes cannot be left out here. Pass it to somebody else, or decide yourself.",
    Why.TOO_SOON: (
        "Everybody was asked a short while ago, or is not at work now. `/approvals show {number}` says who; try again later."
    ),
    Why.NOT_BEFORE: "It may not go live before {until}. Until then there is nothing left to do.",
    Why.OPEN_TO_OBJECTIONS: (
        "Those who approve may still pull it back until {until}; after that it goes live. Try again then."
    ),
    Why.NOT_AFTER: (
        "It was to go live before {until}, and that has passed. Edit the moment in `/approvals show {number}` and send "
        "it again."
    ),
    Why.FROZEN: (
        "Nothing of this kind goes live during {name}. Edit the moment in `/approvals show {number}`, or ask for an "
        "exception."
    ),
    Why.ANOTHER_ATTEMPT: "That was an earlier attempt. `/approvals show {number}` says how it stands now.",
}


def refusal(refused: Refused, *, now: datetime, zone: ZoneInfo, request: Request | None = None) -> Markup:
    """Why nothing happened and what to do instead, as Slack text."""
    fields = f": {', '.join(refused.fields)} changed" if refused.fields else ""
    return Markup(SENTENCES[refused.why]).format(
        number=refused.request,
        who=person(refused.who),
        at=clock_time(refused.at, now=now, zone=zone) if refused.at else "an earlier moment",
        until=clock_time(refused.until, now=now, zone=zone) if refused.until else "a later moment",
        version=refused.version,
        fields=fields,
        items=", ".join(refused.fields),
        name=refused.name,
        requester=person(request.requester if request else None),
    )


def accepted(request: Request, event: Event, *, zone: ZoneInfo) -> Markup:
    """What has just been done, as Slack text for whoever did it."""
    named = Markup("v{} of “{}”").format(request.version.number, title(request))
    requester = person(request.requester)
    match event:
        case Approve() if request.state in READY:
            return Markup("✅ You approved {}. {} has been told{}.").format(
                named, requester, _goes_live(request, zone)
            )
        case Approve():
            return Markup("✅ You said yes to {}. {}").format(named, _waits_for(request))
        case RequestChanges():
            return Markup("✏️ You asked for changes to {}. {} has been told why.").format(named, requester)
        case Reject() if request.state is State.REJECTED:
            return Markup("⛔ You rejected {}. {} has been told why.").format(named, requester)
        case Reject():
            return Markup("⛔ You said no to {}. {}").format(named, _waits_for(request))
        case Suggest():
            return Markup("✎ {} has been shown your wording, and may take it over.").format(requester)
        case Undo():
            return Markup("↩ Your yes to {} is taken back. {}").format(named, _waits_for(request))
        case Object():
            return Markup("↩ {} is pulled back. {} and everyone who had decided is told.").format(
                named, requester
            )
        case Pass(to=str(to)):
            return Markup("➡ {} is asked about {} now.").format(person(to), named)
        case Pass():
            return Markup("➡ You are asked no more about {}. {}").format(named, _waits_for(request))
        case Comment():
            return Markup("💬 Kept beside {}. {} is told.").format(named, requester)
        case Hold():
            return Markup("⏸ {} is on hold: nobody is reminded, and nothing goes live.").format(named)
        case Nudge():
            return Markup("👋 Those who have not answered about {} are asked again.").format(named)
        case Publish() if request.state is State.PUBLISHING:
            return Markup("🚀 {} is going live.").format(named)
        case WentLive():
            return Markup("🟢 {} is live. Everyone who should know is told.").format(named)
        case GoLiveAnyway():
            return Markup(
                "🚨 {} goes live as an emergency. Everyone whose yes was skipped is told why."
            ).format(named)
        case Cancel() | Expire():
            return Markup("🚫 {} is called off, and everyone who had decided is told.").format(named)
        case _:
            return Markup("📨 {}").format(_waits_for(request, named))


def _waits_for(request: Request, subject: str = "It") -> Markup:
    """How it stands now, for whoever has just changed that."""
    if request.state is State.NEEDS_ROUTING:
        return Markup(
            "{} is kept, but nobody can approve it yet. `/approvals why {}` says whose yes is missing; an admin can name "
            "somebody with `/shelftalk people`."
        ).format(subject, request.id)
    if request.state in READY:
        return Markup("{} is approved.").format(subject)
    if not voices.is_open(request):
        return Markup("{} does not wait for anybody.").format(subject)
    parts = [_heard(request, stage) for stage in voices.open_stages(request)]
    return Markup("{} waits for {}. I will tell you.").format(subject, Markup("; ").join(parts))


def _heard(request: Request, stage: Stage) -> Markup:
    """“2 of 3 said yes, waiting for @dana”; without the count where one yes is enough."""
    needed, spoken = voices.need(request, stage), {said.by for said in voices.decided(request, stage)}
    left = [user for user in voices.voters(request, stage) if user not in spoken]
    who = Markup(", ").join(map(person, left))
    if needed == 1:
        return Markup("a yes from {}{}").format("one of " if len(left) > 1 else "", who)
    counted = Markup("{} of {} yeses, {} so far, from {}")
    return counted.format(needed, len(voices.seats(request, stage)), voices.heard(request, stage), who)


def _goes_live(request: Request, zone: ZoneInfo) -> str:
    live_at = request.content.live_at
    return f"; it goes live at {live_at.astimezone(zone):%H:%M on %a %-d %b}" if live_at else ""


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
