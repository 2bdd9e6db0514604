"""`/approvals`: send content for a yes, decide about it, and see how it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from approvals import voices
from approvals.audit import Entry
from approvals.cards import button_value, read_button
from approvals.content import KINDS, Content
from approvals.desk import Outcome
from approvals.request import Request, Verdict
from commands.cards import author_buttons
from commands.context import Ask, Click, Command, Context, Errors, Reply
from commands.people import directors
from commands.quoting import beginnings, in_words
from commands.stakes_asked import for_asker, told_to
from storage import people
from templates import Message, Modal, render, render_modal

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
    "WentLive": "saw it live",
    "Failed": "saw that it could not go live",
    "Retry": "asked to try again",
    "GoLiveAnyway": "declared an emergency",
    "Cancel": "called it off",
    "Expire": "let it end: nobody decided in time",
    "Reroute": "saw that those who may decide have changed",
}


def approvals(ask: Ask, context: Context) -> Message | Modal:
    """`new`, `mine`, `waiting`, `show 214`, `cancel 214`; without words, what concerns the asker."""
    verb, _, rest = ask.text.strip().partition(" ")
    match verb.casefold():
        case "new" | "submit":
            return form(ask.person.id, ask.channel, context, begun=_begun({"text": rest}, context))
        case "" | "list":
            return listed(ask, context)
        case "mine":
            return listed(ask, context, waiting=False)
        case "waiting":
            return listed(ask, context, mine=False)
        case "show" | "cancel" if rest.strip().lstrip("#").isdecimal():
            number = int(rest.strip().lstrip("#"))
            return show(number, ask, context) if verb == "show" else cancel(number, ask.person.id, context)
        case _:
            return render(
                "unreadable.j2",
                message=f"I can't do “{ask.text.strip()}” with approvals.",
                suggestions=[("New request", "approval.new", ""), ("What concerns me", "approval.list", "")],
                examples=["/approvals new", "/approvals waiting", "/approvals show 12"],
                style=context.style,
            )


def listed(ask: Ask, context: Context, *, waiting: bool = True, mine: bool = True) -> Message:
    """What waits for the asker's yes, and what they asked for."""
    user = ask.person.id
    return render(
        "approval/list.j2",
        waiting=context.desk.waiting(user, now=context.now) if waiting else None,
        mine=list(reversed(context.desk.mine(user, now=context.now))) if mine else [],
        kinds=KINDS,
        buttons=[("New request", "approval.new", "", "primary")],
        style=context.style,
    )


def show(number: int, ask: Ask, context: Context) -> Message:
    """One request with its history, and buttons where the asker may decide."""
    user = ask.person.id
    request = context.desk.show(number, now=context.now)
    if request is None:
        return render(
            "refused.j2",
            message=f"I know of no approval {number}.",
            way_out="`/approvals` lists those that concern you.",
            style=context.style,
        )
    stakes = for_asker(context.stakes(request.content), ask, context)
    message = render(
        "approval/show.j2",
        request=request,
        kinds=KINDS,
        changed=request.changed_fields,
        history=[_event(entry) for entry in context.desk.history(number)],
        decides=voices.may_decide(request, user),
        asked=voices.wanted(request),
        value=button_value(request, user),
        buttons=author_buttons(request, user),
        stakes=stakes,
        style=context.style,
    )
    return told_to(message, stakes, ask, context)


def _event(entry: Entry) -> dict[str, object]:
    return {
        "at": entry.at,
        "who": entry.by,
        "what": HAPPENED.get(entry.what, entry.what),
        "reason": entry.detail.get("reason", ""),
    }


def cancel(number: int, user: str, context: Context) -> Message:
    """Call a request off, if it is the asker's own."""
    return _told(context.desk.cancel(number, by=user, now=context.now), context)


#: The message shortcut "Send for approval".
FROM_MESSAGE = "approval.from_message"


def from_message(click: Click, context: Context) -> Modal:
    """The form, holding what somebody's message says: its words, its link or its file."""
    return form(click.person.id, click.channel, context, begun=_begun(click.fields, context))


def _begun(message: Mapping[str, Any], context: Context) -> dict[str, str]:
    with context.store.read() as db:
        names = people.all_names(db) | {one.id: one.name for one in context.shop.people}
    return beginnings(message, names)


def form(
    user: str,
    channel: str,
    context: Context,
    request: Request | None = None,
    *,
    begun: Mapping[str, str] | None = None,
) -> Modal:
    """The form for a new request, which may have `begun` elsewhere, or for the next version of one."""
    content = request.content if request else None
    metadata = {"channel": channel, "words": f"approvals new {in_words(begun or {})}".strip()}
    if request:
        metadata |= {"request": str(request.id), "version": str(request.version.number)}
    approvers = [director for director in directors(context) if director != user]
    return render_modal(
        "modal/approval_new.j2",
        kinds=[(label, kind) for kind, label in KINDS.items()],
        callback="approvals.new",
        metadata=metadata,
        title="Edit and send again" if request else "Ask for approval",
        initial=_initial(content) if content else begun or {},
        approvers=approvers,
        style=context.style,
    )


def _initial(content: Content) -> dict[str, object]:
    live = content.live_at
    initial: dict[str, object] = {
        "kind": content.kind,
        "title": content.title,
        "text": content.text,
        "link": content.link,
        "where": content.where,
    }
    return initial | ({"live": int(live.timestamp())} if live else {})


def _content(click: Click, context: Context, about: str = "") -> Content:
    """What the form says. What goes live is kept as the local time people chose, with the shop's zone."""
    fields = click.fields
    live = fields.get("live")
    local = datetime.fromtimestamp(int(live), context.shop.zone) if live else None
    product, campaign = fields.get("product"), fields.get("campaign")
    known = context.facts.products([product]).get(product) if product else None
    named = " · ".join(
        name for name in (f"{known.title} ({known.sku})" if known else "", campaign or "") if name
    )
    return Content(
        kind=fields.get("kind") or "",
        title=fields.get("title") or "",
        text=fields.get("text") or "",
        link=fields.get("link") or "",
        about=named or about,
        where=fields.get("where") or "",
        goes_live=f"{local:%Y-%m-%dT%H:%M}" if local else "",
        zone=context.shop.time_zone,
    )


#: The form's block that shows what is wrong with a field of the content.
BLOCK_OF = {"goes_live": "live", "about": "product", "zone": "live"}


def submitted(click: Click, context: Context) -> Reply:
    """The form, sent: a new request, or the next version of the one it was opened for."""
    metadata = json.loads(click.metadata or "{}")
    if passed := _already_passed(click, context):
        return passed
    if number := metadata.get("request"):
        before = context.desk.show(int(number), now=context.now)
        content = _content(click, context, before.content.about if before else "")
        outcome = context.desk.edit(
            int(number),
            content,
            by=click.person.id,
            version=int(metadata["version"]),
            now=context.now,
            click=click.value,
        )
    else:
        outcome = context.desk.submit(
            click.person.id, _content(click, context), now=context.now, click=click.value
        )
    if outcome.problems:
        return Errors({BLOCK_OF.get(name, name): said for name, said in outcome.problems.items()})
    return _told(outcome, context)


def _already_passed(click: Click, context: Context) -> Errors | None:
    live = click.fields.get("live")
    if live and int(live) <= context.now.timestamp():
        return Errors({"live": "This moment has passed. Choose a later one, or leave it empty."})
    return None


# Clicks


def approve(click: Click, context: Context) -> Reply:
    """One press: decided about exactly the version that the card showed."""
    seen = read_button(click.value)
    if seen is None:
        return _unreadable(context)
    outcome = context.desk.decide(seen, by=click.person.id, now=context.now, click=click.key or None)
    return _told(outcome, context)


def changes(click: Click, context: Context) -> Reply:
    """Ask what should change, in a form; the version shown travels with it."""
    seen = read_button(click.value)
    request = context.desk.show(seen.request, now=context.now) if seen else None
    if request is None:
        return _unreadable(context)
    return render_modal(
        "modal/changes.j2",
        request=request,
        callback="approvals.changes",
        metadata={"value": click.value, "channel": click.channel},
        style=context.style,
    )


def changes_wanted(click: Click, context: Context) -> Reply:
    """The reason, sent."""
    seen = read_button(json.loads(click.metadata or "{}").get("value", ""))
    if seen is None:
        return _unreadable(context)
    reason = (click.fields.get("reason") or "").strip()
    if not reason:
        return Errors({"reason": "Say what should change, so that its author knows what to do."})
    outcome = context.desk.decide(
        seen, by=click.person.id, verdict=Verdict.CHANGES, reason=reason, now=context.now, click=click.value
    )
    return _told(outcome, context)


def open_one(click: Click, context: Context) -> Reply:
    """A button that names one request."""
    return (
        show(int(click.value), click.asks(""), context) if click.value.isdecimal() else _unreadable(context)
    )


def new(click: Click, context: Context) -> Reply:
    """A button that opens the form."""
    return form(click.person.id, click.channel, context)


def edit(click: Click, context: Context) -> Reply:
    """A button that opens the form with what stands in the current version."""
    request = context.desk.show(int(click.value), now=context.now) if click.value.isdecimal() else None
    return form(click.person.id, click.channel, context, request) if request else _unreadable(context)


def call_off(click: Click, context: Context) -> Reply:
    """A button that cancels."""
    return (
        cancel(int(click.value), click.person.id, context)
        if click.value.isdecimal()
        else _unreadable(context)
    )


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that lists what concerns the one who presses it."""
    return listed(Ask(text="", person=click.person, channel=click.channel), context)


def _told(outcome: Outcome, context: Context) -> Message:
    """What became of it, to whoever did it, with the way to look at it."""
    buttons = [("Open", "approval.show", str(outcome.request.id))] if outcome.request else []
    return render("note.j2", text=outcome.said, buttons=buttons, style=context.style)


def _unreadable(context: Context) -> Message:
    return render(
        "refused.j2",
        message="I could not make out that button.",
        way_out="Open the approval again from `/approvals`.",
        style=context.style,
    )


APPROVALS = Command(
    name="approvals",
    hint="new | mine | waiting | show 12",
    about="Send content for a yes, decide, see how it stands",
    answer=approvals,
    examples=("", "waiting"),
    posts=True,
)
