"""`/approvals`: send content for a yes, decide about it, and see how it stands."""

from __future__ import annotations

from commands import approval_record, approval_sending
from commands.approval_lists import listed, show
from commands.approval_why import rerouted, why
from commands.approving import is_number, told
from commands.context import Ask, Click, Command, Context, Reply
from templates import Message, Modal, render


def approvals(ask: Ask, context: Context) -> Message | Modal:
    """What each verb of `commands/ways.py` says; without words, what concerns the asker."""
    verb, _, rest = ask.text.strip().partition(" ")
    number = rest.strip().lstrip("#")
    match verb.casefold():
        case "new" | "submit":
            return approval_sending.begin(ask.person.id, ask.channel, {"text": rest}, context)
        case "" | "list":
            return listed(ask, context)
        case "mine":
            return listed(ask, context, waiting=False)
        case "waiting":
            return listed(ask, context, mine=False)
        case "log" if not number or is_number(number):
            return approval_record.log(ask, number, context)
        case "calendar" if not number:
            return approval_record.calendar(context)
        case "export" if not number:
            return approval_record.export(ask, context)
        case "show" if is_number(number):
            return show(int(number), ask, context)
        case "why" if is_number(number):
            return why(int(number), ask.person, context)
        case "reroute" if is_number(number):
            return rerouted(int(number), ask.person.id, context)
        case "cancel" if is_number(number):
            return cancel(int(number), ask.person.id, context)
        case _:
            return render(
                "unreadable.j2",
                message=f"I can't do “{ask.text.strip()}” with approvals.",
                suggestions=[("New request", "approval.new", ""), ("What concerns me", "approval.list", "")],
                examples=["/approvals new", "/approvals waiting", "/approvals show 12"],
                style=context.style,
            )


def cancel(number: int, user: str, context: Context) -> Message:
    """Call a request off, if it is the asker's own."""
    return told(context.desk.cancel(number, by=user, now=context.now), context)


def call_off(click: Click, context: Context) -> Reply:
    """A button that cancels."""
    number = int(click.value) if is_number(click.value) else 0
    return told(
        context.desk.cancel(number, by=click.person.id, now=context.now, click=click.key or None), context
    )


APPROVALS = Command(
    name="approvals",
    hint="new | mine | waiting | show 12 | why 12 | calendar | log | export",
    about="Send content for a yes, decide, see how it stands",
    answer=approvals,
    examples=("", "waiting", "calendar"),
    posts=True,
)
