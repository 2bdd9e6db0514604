"""The form that a bare `/alert` opens: what to watch, which way, how far, and where to say it."""

from __future__ import annotations

from dataclasses import replace

from commands.alert_making import make
from commands.alert_words import NotAnAlert, read
from commands.context import Ask, Click, Context, Errors, Reply
from metrics.watching import Against
from templates import Modal, render_modal

#: What can be watched, in the words that each becomes.
KINDS = {
    "change": ("A change", "by so many per cent"),
    "threshold": ("A threshold", "below or above an amount"),
    "unusual": ("Anything unusual", "what is surprising and worth it"),
    "silent": ("A silent source", "late or broken data"),
    "cover": ("Stock-out risk", "too few weeks of stock"),
    "budget": ("Spend over budget", "so much in a month"),
}
WAYS = {"down": "Down", "up": "Up", "both": "Up or down"}


def form(channel: str, context: Context) -> Modal:
    """The form, for the channel where it was asked for."""
    return render_modal(
        "modal/alert.j2",
        kinds=[(label, kind, about) for kind, (label, about) in KINDS.items()],
        ways=[(label, way) for way, label in WAYS.items()],
        bases=[(one.value.capitalize(), one.value) for one in Against],
        place="" if channel.startswith("D") else channel,
        callback="alert.new",
        metadata={"channel": channel, "words": "alert"},
        style=context.style,
    )


def new_clicked(click: Click, context: Context) -> Reply:
    """A button that opens it."""
    return form(click.channel, context)


def submitted(click: Click, context: Context) -> Reply:
    """The form, sent: what was chosen, as the words that mean it."""
    fields = click.fields
    kind, way = fields.get("kind") or "change", fields.get("way") or "down"
    figure, amount = (" ".join((fields.get(name) or "").split()) for name in ("figure", "amount"))
    if kind in ("change", "threshold") and not figure:
        return Errors({"figure": "Name a figure, such as net sales."})
    if kind in ("threshold", "budget") and not amount:
        return Errors({"amount": "Say the amount."})
    if kind == "threshold" and way == "both":
        return Errors({"way": "A threshold has one side."})
    words = _words(kind, way, figure, amount)
    ask = Ask(text=words, person=click.person, channel=click.channel)
    try:
        wanted = read(words, ask, context)
    except NotAnAlert as problem:
        return Errors({"amount" if amount else "figure": str(problem)[:1900]})
    place = fields.get("place") or ""
    options = fields.get("options") or ()
    wanted = replace(
        wanted,
        place=click.person.id if not place or place.startswith("D") else place,
        urgent="urgent" in options,
        weekly="weekly" in options and bool(wanted.metric) and kind in ("change", "threshold", "unusual"),
        against=fields.get("against") or Against.NORMAL.value,
    )
    return make(wanted, click.person, context)


def _words(kind: str, way: str, figure: str, amount: str) -> str:
    match kind:
        case "change":
            percent = amount if not amount or amount.endswith("%") else f"{amount}%"
            return f"{figure} {'moves' if way == 'both' else way} {percent}"
        case "threshold":
            return f"{figure} {'below' if way == 'down' else 'above'} {amount}"
        case "unusual":
            return f"{figure or 'anything'} unusual{'' if way == 'both' else f' {way}'}"
        case "silent":
            return f"{figure} silent"
        case "cover":
            return f"stock-out risk {amount}"
        case _:
            return f"spend over {amount} this month"
