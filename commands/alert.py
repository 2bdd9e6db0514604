"""`/alert net sales down 15%`: be told when a figure is off; tried on the last 90 days when it is made."""

from __future__ import annotations

from commands.alert_form import form
from commands.alert_making import listed, shown, stop, switch
from commands.alert_making import make as made
from commands.alert_words import EXAMPLES, NotAnAlert, read
from commands.context import Ask, Command, Context, Surface
from templates import Message, Modal, render


def alert(ask: Ask, context: Context) -> Message | Modal:
    """A form without words; `list`, `show 3`, `stop 3`, `pause 3`, `resume 3`; else an alert in words."""
    verb, _, rest = ask.text.strip().partition(" ")
    number = int(rest.strip().lstrip("#")) if rest.strip().lstrip("#").isdecimal() else None
    match verb.casefold():
        case "" | "new":
            return form(ask.channel, context)
        case "list":
            return listed(ask, context)
        case "show" if number is not None:
            return shown(number, ask.person, context)
        case "stop" | "remove" if number is not None:
            return stop(number, ask.person, context)
        case "pause" | "resume" if number is not None:
            return switch(number, ask.person, context, paused=verb.casefold() == "pause")
        case _:
            return in_words(ask, context)


def in_words(ask: Ask, context: Context) -> Message:
    """An alert said in one line."""
    if ask.surface is Surface.TERMINAL:
        return render(
            "refused.j2",
            message="An alert speaks in Slack, so it is made there.",
            way_out="`/alert` in Slack opens a form.",
            style=context.style,
        )
    try:
        wanted = read(ask.text, ask, context)
    except NotAnAlert as problem:
        return render(
            "unreadable.j2",
            message=str(problem),
            suggestions=[("Fill in a form", "alert.new", "")],
            examples=EXAMPLES,
            style=context.style,
        )
    return made(wanted, ask.person, context)


ALERT = Command(
    name="alert",
    hint="net sales down 15% | anything unusual | list",
    about="Be told when a figure is off, a source silent, stock short or a budget spent",
    answer=alert,
    examples=("list",),
    posts=True,
)
