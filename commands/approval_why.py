"""`/approvals why 12`: which rule chose these people, who may decide now, and who may not and why."""

from __future__ import annotations

from approvals.policy.explaining import MAY, Because, Explained, Part
from commands.approval_lists import unknown
from commands.approving import is_number, told, unreadable
from commands.context import Click, Context, Person, Reply
from templates import Message, render

#: Why somebody may not decide, as it stands after their name.
REASONS = {
    Because.AUTHOR: "wrote a version of it",
    Because.SAID_YES: "has said yes",
    Because.SAID_NO: "has said no",
    Because.WANTS_CHANGES: "has asked for changes",
    Because.SPOKEN_FOR: "has been spoken for",
    Because.PASSED: "has passed it on",
    Because.BACKUP: "is asked only when it is late",
    Because.GONE: "has a deactivated account",
    Because.OUTSIDER: "is a guest or of another company, and not named by id",
}
#: The same, said to that person.
TO_YOU = {
    Because.AUTHOR: "You may not: you wrote a version of it.",
    Because.SAID_YES: "You have said yes.",
    Because.SAID_NO: "You have said no.",
    Because.WANTS_CHANGES: "You have asked for changes.",
    Because.SPOKEN_FOR: "You may not: somebody has spoken in your place.",
    Because.PASSED: "You may not: you have passed it on.",
    Because.BACKUP: "You may when it is late.",
    Because.GONE: "You may not: your account is deactivated.",
    Because.OUTSIDER: "You may not: guests and people of other companies decide only where they are named by id.",
}


def why(number: int, asker: Person, context: Context) -> Message:
    """What `/approvals why 12` answers."""
    found = context.desk.explained(number, now=context.now)
    if found is None:
        return unknown(number, context)
    return render(
        "approval/why.j2",
        request=found.request,
        rule=found.rule,
        current=found.current,
        parts=found.parts,
        reasons=REASONS,
        to_you=_to(asker, found),
        buttons=_buttons(asker, found),
        style=context.style,
    )


def reroute(click: Click, context: Context) -> Reply:
    """Hold a request to the policy as it is now; the desk lets admins alone do so."""
    if not is_number(click.value):
        return unreadable(context)
    return rerouted(int(click.value), click.person.id, context, click=click.key or None)


def rerouted(number: int, user: str, context: Context, *, click: str | None = None) -> Message:
    """What became of it."""
    return told(context.desk.reroute(number, by=user, now=context.now, click=click), context)


def _to(asker: Person, found: Explained) -> str:
    """What the asker may do, and why not; nothing where nobody may decide now."""
    if not any(part.stands == "waiting" for part in found.parts):
        return ""
    if asker.id in found.request.authors:
        return TO_YOU[Because.AUTHOR]
    voice = found.voice_of(asker.id)
    if voice is None:
        return f"You may not: you are not one of {_who(found.parts)}."
    return "You may decide now." if voice.because in MAY else TO_YOU[voice.because]


def _who(parts: tuple[Part, ...]) -> str:
    roles = dict.fromkeys(role for part in parts if part.stands == "waiting" for role in part.stage.who)
    return " or ".join(roles) or "those who are asked"


def _buttons(asker: Person, found: Explained) -> list[tuple[str, str, str]]:
    number = str(found.request.id)
    again = (
        [("Hold it to today's policy", "approval.reroute", number)] if asker.admin and found.otherwise else []
    )
    return [("Open", "approval.show", number), *again]
