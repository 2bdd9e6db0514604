"""`/note paid social budget +60 % from 17 Nov`: what happened, so that answers can say it where it matters."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from commands.context import Ask, Click, Command, Context, Instead, Person, Reply
from commands.note_words import about_of, is_restricted, may_read, scope_of, when
from commands.outgoing import confidential
from commands.plan_words import noted_days, take_period
from commands.promo_keeping import number_of
from metrics.audience import REACHES, Reach
from metrics.metric import Sensitivity
from metrics.period import DAY
from storage import notes
from templates import Message, render

EXAMPLES = ("/note paid social budget +60 % from 17 Nov", "/note warehouse closed 17–19 Nov", "/note list")
#: “change 12 closed 17–20 Nov”: an order about one note, and what follows its number.
_ORDER = re.compile(r"(change|edit|remove|delete|history)\s+#?(\d{1,9})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
MOST = 20
GONE = "There is no such note, or no longer."
NOT_YOURS = "Only whoever wrote a note, or an admin, can change it or take it back."


@dataclass(frozen=True, kw_only=True)
class Said:
    """A note as it was understood; `end` is the day after its last, None for an open one."""

    text: str
    start: date
    end: date | None
    scope: str
    about: str
    dated: bool


def note(ask: Ask, context: Context) -> Message:
    """Keep a note and echo how it was understood; the latest ones without words; `change`, `remove`, `history` 12."""
    message = _answered(ask, context)
    level = Sensitivity.RESTRICTED if message.restricted else Sensitivity.TEAM
    return confidential(message, level, ask, context)


def _answered(ask: Ask, context: Context) -> Message:
    text = ask.text.strip()
    if text.casefold() in ("", "list"):
        return listed(ask, context)
    order = _ORDER.fullmatch(text)
    match order[1].casefold() if order else "":
        case "change" | "edit" if order:
            return _changed(number_of(order[2]), order[3], ask.person, context)
        case "remove" | "delete" if order:
            return _removed(number_of(order[2]), ask.person, context)
        case "history" if order:
            return history(number_of(order[2]), ask, context)
        case _:
            return _kept(text, ask.person, context)


def understood(text: str, context: Context) -> Said | None:
    """A note's words, days and scope; None where there are no words."""
    said = take_period(text, context.today, week_start=context.shop.calendar)
    days = noted_days(said.words, context.today, week_start=context.shop.calendar) if said else None
    words = said.rest if said and days else text.strip()
    if not words:
        return None
    start, end = days or (context.today, context.today + DAY)
    scope, about = scope_of(words, context)
    return Said(text=words, start=start, end=end, scope=scope, about=about, dated=days is not None)


def _kept(text: str, person: Person, context: Context) -> Message:
    said = understood(text, context)
    return _put(said, person, context) if said else _wordless(context)


def _changed(number: int, text: str, person: Person, context: Context) -> Message:
    """Other words or days for a note; what was said before stays in the history."""
    with context.store.read() as db:
        before = notes.get(db, number)
    if before is None or before.removed:
        return _refused(GONE, context)
    if not _may_change(before, person):
        return _refused(NOT_YOURS, context)
    said = understood(text, context)
    if said is None:
        return _wordless(context)
    if not said.dated:
        said = Said(
            text=said.text, start=before.start, end=before.end, scope=said.scope, about=said.about, dated=True
        )
    return _put(said, person, context, replaces=number)


def _put(said: Said, person: Person, context: Context, *, replaces: int | None = None) -> Message:
    with context.store.write() as db:
        kept = notes.add(
            db,
            text=said.text,
            start=said.start,
            end=said.end,
            scope=said.scope,
            about=said.about,
            by=person.id,
            at=context.now,
            replaces=replaces,
        )
    return echo(kept, context, dated=said.dated)


def echo(kept: notes.Note, context: Context, *, dated: bool = True, back: bool = False) -> Message:
    """What was understood, with the way back."""
    restricted = is_restricted(kept, context)
    message = render(
        "note_saved.j2",
        note=kept,
        when=when(kept),
        about=about_of(kept, context),
        restricted=restricted,
        dated=dated,
        back=back,
        buttons=[("Undo", "note.undo", str(kept.id))],
        more=[("All notes", "note.list", "")],
        style=context.style,
    )
    return replace(message, restricted=restricted)


def listed(ask: Ask, context: Context) -> Message:
    """The latest notes that may be read here."""
    with context.store.read() as db:
        known = notes.latest(db, MOST)
    shown = [one for one in known if _may_be_said(one, ask, context)]
    message = render(
        "notes.j2",
        notes_on_record=[(one, when(one), about_of(one, context)) for one in shown],
        held_back=len(known) - len(shown),
        examples=EXAMPLES,
        style=context.style,
    )
    return replace(message, restricted=any(is_restricted(one, context) for one in shown))


def history(number: int, ask: Ask, context: Context) -> Message:
    """All that was said in one note, newest first."""
    with context.store.read() as db:
        said = [one for one in notes.history(db, number) if _may_be_said(one, ask, context)]
    if not said:
        return _refused(GONE, context)
    message = render("note_history.j2", said=[(one, when(one)) for one in said], style=context.style)
    return replace(message, restricted=any(is_restricted(one, context) for one in said))


def _may_be_said(one: notes.Note, ask: Ask, context: Context) -> bool:
    """A note about figures for directors is for their eyes alone."""
    in_public = REACHES[ask.surface] is Reach.PLACE
    return may_read(one, ask.person, context) and not (in_public and is_restricted(one, context))


# --- clicks ----------------------------------------------------------------------------------------


def undo(click: Click, context: Context) -> Reply:
    """Take back what was just said: by whoever wrote it, or an admin. What it changed holds again."""
    number = number_of(click.value)
    with context.store.write() as db:
        taken = notes.get(db, number)
        if taken is None or taken.removed:
            return _refused(GONE, context)
        if not _may_change(taken, click.person):
            return _refused(NOT_YOURS, context)
        before = notes.undo(db, number, by=click.person.id, at=context.now)
    return Instead(echo(before, context, back=True) if before else _taken_back(taken, context))


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that lists them."""
    return click.answered(listed(click.asks("list"), context))


def _removed(number: int, person: Person, context: Context) -> Message:
    with context.store.write() as db:
        kept = notes.get(db, number)
        if kept is None or kept.removed:
            return _refused(GONE, context)
        if not _may_change(kept, person):
            return _refused(NOT_YOURS, context)
        notes.remove(db, number, by=person.id, at=context.now)
    return _taken_back(kept, context)


def _may_change(kept: notes.Note, person: Person) -> bool:
    return person.admin or kept.by == person.id


def _taken_back(kept: notes.Note, context: Context) -> Message:
    return render("note.j2", text=f"Taken back: {kept.text}", style=context.style)


def _wordless(context: Context) -> Message:
    return render(
        "unreadable.j2",
        message="A note needs words beside its days.",
        suggestions=[],
        examples=EXAMPLES,
        style=context.style,
    )


def _refused(why: str, context: Context) -> Message:
    return render("refused.j2", message=why, way_out="`/note list` shows them.", style=context.style)


NOTE = Command(
    name="note",
    hint="paid social budget +60 % from 17 Nov | list",
    about="Write down what happened, so that answers and explanations can say it",
    answer=note,
    examples=("paid social budget +60 % from 17 Nov", "list"),
)
