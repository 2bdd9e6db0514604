"""`/note paid social budget +60 % from 17 Nov`: what happened, so that answers can say it where it matters."""

from __future__ import annotations

import re
from datetime import date

from commands.context import Ask, Click, Command, Context, Instead, Reply
from commands.plan_words import noted_days, take_period
from metrics.period import DAY, Period, dates, one_day
from storage import notes
from templates import Message, render

EXAMPLES = ("/note paid social budget +60 % from 17 Nov", "/note warehouse closed 17–19 Nov", "/note list")
#: Whose labels a note may name, the most telling first.
SCOPES = ("campaign", "marketing_channel", "sales_channel", "product_line", "country", "device")
MOST = 20


def note(ask: Ask, context: Context) -> Message:
    """Keep a note and echo how it was understood; the latest ones without words; `remove 12`."""
    first, _, rest = ask.text.strip().partition(" ")
    if not ask.text.strip() or ask.text.strip().casefold() == "list":
        return listed(context)
    if first.casefold() in ("remove", "delete") and rest.strip().lstrip("#").isdecimal():
        return _removed(int(rest.strip().lstrip("#")), ask.person.id, admin=ask.person.admin, context=context)
    said = take_period(ask.text, context.today, week_start=context.shop.week_start)
    days = noted_days(said.words, context.today, week_start=context.shop.week_start) if said else None
    text = said.rest if said and days else ask.text.strip()
    if not text:
        return render(
            "unreadable.j2",
            message="A note needs words beside its days.",
            suggestions=[],
            examples=EXAMPLES,
            style=context.style,
        )
    start, end = days or (context.today, context.today + DAY)
    scope, about = scope_of(text, context)
    with context.store.write() as db:
        kept = notes.add(
            db, text=text, start=start, end=end, scope=scope, about=about, by=ask.person.id, at=context.now
        )
    return render(
        "note_saved.j2",
        note=kept,
        when=when(kept),
        about=_about(kept, context),
        dated=days is not None,
        buttons=[("Undo", "note.undo", str(kept.id))],
        more=[("All notes", "note.list", "")],
        style=context.style,
    )


def scope_of(text: str, context: Context) -> tuple[str, str]:
    """The dimension and label that a note names, or the metric; the longest name wins, empty where it names none."""
    plain = _plain(text)
    found = [
        (scope, label)
        for scope in SCOPES
        for label in context.facts.values(scope)
        if len(label) > 2 and not label.startswith("(") and f" {_plain(label).strip()} " in plain
    ]
    if found:
        return max(found, key=lambda one: (len(one[1]), -SCOPES.index(one[0])))
    named = [
        (len(word), metric.name)
        for metric in context.catalog.all
        for word in (metric.label, *metric.aliases)
        if len(word) > 2 and f" {_plain(word).strip()} " in plain
    ]
    return ("metric", max(named)[1]) if named else ("", "")


def _plain(text: str) -> str:
    """In small letters, without marks, between spaces."""
    return " ".join(("", *re.findall(r"[^\W_]+", text.casefold()), ""))


def listed(context: Context) -> Message:
    """The latest notes."""
    with context.store.read() as db:
        known = notes.latest(db, MOST)
    return render(
        "notes.j2",
        notes_on_record=[(one, when(one), _about(one, context)) for one in known],
        examples=EXAMPLES,
        style=context.style,
    )


def when(kept: notes.Note) -> str:
    """“from Tue 17 Nov 2026 on”, “on Sun 22 Nov 2026”, “Tue 17–Thu 19 Nov 2026”."""
    if kept.end is None:
        return f"from {dates(one_day(kept.start))} on"
    days = Period(kept.start, kept.end)
    return f"on {dates(days)}" if days.days == 1 else dates(days)


def of_period(start: date, end: date, context: Context) -> list[notes.Note]:
    """The notes that hold in a period: for answers and charts."""
    with context.store.read() as db:
        return notes.between(db, start, end)


def _about(kept: notes.Note, context: Context) -> str:
    """“Paid Social (marketing channel)”, “Net sales”, or empty for the whole shop."""
    if kept.scope == "metric":
        try:
            return context.catalog.named(kept.about).label
        except KeyError:
            return kept.about
    return f"{kept.about} ({context.catalog.label(kept.scope)})" if kept.scope else ""


# --- clicks ----------------------------------------------------------------------------------------


def undo(click: Click, context: Context) -> Reply:
    """Take back a note: by whoever wrote it, or an admin."""
    number = int(click.value) if click.value.isdecimal() else 0
    return Instead(_removed(number, click.person.id, admin=click.person.admin, context=context))


def list_clicked(_: Click, context: Context) -> Reply:
    """A button that lists them."""
    return listed(context)


def _removed(number: int, user: str, *, admin: bool, context: Context) -> Message:
    with context.store.write() as db:
        kept = notes.get(db, number)
        if kept is None or kept.removed:
            problem, way_out = "There is no such note any more.", "`/note list` shows them."
        elif kept.by != user and not admin:
            problem, way_out = "Only whoever wrote a note, or an admin, can take it back.", ""
        else:
            notes.remove(db, number, by=user, at=context.now)
            return render("note.j2", text=f"Taken back: {kept.text}", style=context.style)
    return render("refused.j2", message=problem, way_out=way_out, style=context.style)


NOTE = Command(
    name="note",
    hint="paid social budget +60 % from 17 Nov",
    about="Write down what happened, so that answers and explanations can say it",
    answer=note,
    examples=("paid social budget +60 % from 17 Nov", "list"),
)
