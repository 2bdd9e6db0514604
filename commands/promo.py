"""`/promo`: the shop's own promotions, so that days with one are compared with days with one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from commands.context import Ask, Click, Command, Context, Errors, Instead, Person, Reply
from commands.plan_words import take_period
from metrics.coming import coming_period
from metrics.period import DAY, Period, dates
from metrics.promotion_files import LONGEST, read_promotions
from metrics.promotions import KINDS, Promotion, Proposal
from storage import Database, promotions
from templates import Message, Modal, render, render_modal

EXAMPLES = ("/promo", "/promo list", "/promo BF early 20–22 Nov code BF20", "/promo import")
_CODES = re.compile(r"\bcodes?\s+(?P<codes>[A-Za-z0-9_-]+(?:\s*[,;]\s*[A-Za-z0-9_-]+)*)", re.IGNORECASE)
MOST = 20


def promo(ask: Ask, context: Context) -> Message | Modal:
    """A form; `list`, `import`, `remove 12`, or a promotion in words: `BF early 20–22 Nov code BF20`."""
    first, _, rest = ask.text.strip().partition(" ")
    match first.casefold():
        case "" | "new" | "add" if not rest.strip():
            return form(ask.channel, context)
        case "list":
            return listed(context)
        case "import":
            return paste(ask.channel, context)
        case "remove" | "delete" if rest.strip().lstrip("#").isdecimal():
            return remove(int(rest.strip().lstrip("#")), ask.person, context)
        case "new" | "add":
            return in_words(rest, ask.person, context)
        case _:
            return in_words(ask.text, ask.person, context)


def listed(context: Context) -> Message:
    """What runs, what is to come and what was, newest first."""
    with context.store.read() as db:
        known = promotions.all_of(db)
    return render(
        "promos.j2",
        promotions=[(one, _state(one, context.today), Period(one.start, one.end)) for one in known[:MOST]],
        count=len(known),
        buttons=[("New promotion", "promo.new", ""), ("Import", "promo.import", "")],
        style=context.style,
    )


def _state(one: promotions.Promotion, today: date) -> str:
    return "to come" if one.start > today else "over" if one.end <= today else "running"


def in_words(text: str, person: Person, context: Context) -> Message:
    """A promotion said in one line: its name, its days, and its codes after `code`."""
    codes = _CODES.search(text)
    without = _CODES.sub(" ", text) if codes else text
    said = take_period(without, context.today, week_start=context.shop.week_start)
    period = coming_period(said.words, context.today, week_start=context.shop.week_start) if said else None
    if said is None or period is None or not said.rest:
        return render(
            "unreadable.j2",
            message="A promotion needs a name and its days.",
            suggestions=[("Fill in a form", "promo.new", "")],
            examples=EXAMPLES,
            style=context.style,
        )
    listed_codes = tuple(re.split(r"\s*[,;]\s*", codes["codes"])) if codes else ()
    return keep(
        Promotion(
            name=said.rest[:150],
            start=period.start,
            end=period.end,
            kind="Discount code" if listed_codes else "Other",
            codes=listed_codes,
        ),
        person,
        context,
    )


def keep(wanted: Promotion, person: Person, context: Context) -> Message:
    """Keep a promotion and echo it, with the way back."""
    if person.role == "viewer":
        return _viewers(context)
    with context.store.write() as db:
        kept = _add(db, wanted, person, context)
    return _echo(kept, context)


def _add(db: Database, wanted: Promotion, person: Person, context: Context) -> promotions.Promotion:
    return promotions.add(
        db,
        name=wanted.name,
        start=wanted.start,
        end=wanted.end,
        kind=wanted.kind,
        codes=wanted.codes,
        where=wanted.where,
        by=person.id,
        at=context.now,
    )


def _echo(kept: promotions.Promotion, context: Context, *, back: bool = False) -> Message:
    return render(
        "promo.j2",
        promotion=kept,
        period=Period(kept.start, kept.end),
        state=_state(kept, context.today),
        back=back,
        buttons=[("Undo", "promo.undo", str(kept.id))],
        more=[("All promotions", "promo.list", "")],
        style=context.style,
    )


def remove(number: int, person: Person, context: Context) -> Message:
    """Take one out of every comparison, with the way back."""
    if person.role == "viewer":
        return _viewers(context)
    with context.store.write() as db:
        gone = promotions.remove(db, number, by=person.id, at=context.now)
        known = promotions.get(db, number)
    if not gone or known is None:
        return _none(context)
    return render(
        "note.j2",
        text=f"Removed: {known.name}, {dates(Period(known.start, known.end))}. No comparison knows of it any more.",
        buttons=[("Undo", "promo.restore", str(number))],
        style=context.style,
    )


# --- the form --------------------------------------------------------------------------------------


def form(channel: str, context: Context, initial: dict[str, object] | None = None) -> Modal:
    """The form for one promotion, perhaps with fields filled in."""
    return render_modal(
        "modal/promo.j2",
        kinds=[(kind, kind) for kind in KINDS],
        callback="promo.new",
        metadata={"channel": channel, "words": "promo"},
        initial={"kind": KINDS[0], "start": f"{context.today}", **(initial or {})},
        style=context.style,
    )


def submitted(click: Click, context: Context) -> Reply:
    """The form, sent."""
    fields = click.fields
    errors: dict[str, str] = {}
    name = " ".join((fields.get("name") or "").split())
    if not name:
        errors["name"] = "Give it the name people know it by."
    first, last = (_date(fields.get(block)) for block in ("start", "end"))
    if first is None:
        errors["start"] = "Choose its first day."
    elif last is not None and last < first:
        errors["end"] = "Its last day is before its first."
    elif last is not None and (last - first).days >= LONGEST:
        errors["end"] = "That is longer than a year."
    if click.person.role == "viewer":
        errors["name"] = "Viewers can see promotions, not add them. Ask a manager."
    if errors or first is None:
        return Errors(errors)
    return keep(
        Promotion(
            name=name[:150],
            start=first,
            end=(last or first) + DAY,
            kind=fields.get("kind") or "Other",
            codes=tuple(code for code in re.split(r"[;,\s]+", fields.get("codes") or "") if code),
            where=(fields.get("where") or "").strip(),
        ),
        click.person,
        context,
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def new_clicked(click: Click, context: Context) -> Reply:
    """A button that opens the form; its value may be a proposal, “CODE/2026-11-20/2026-11-22”."""
    code, _, days = click.value.partition("/")
    first, _, last = days.partition("/")
    initial: dict[str, object] = {}
    if last:
        initial = {"name": code, "codes": code, "kind": "Discount code", "start": first, "end": last}
    return form(click.channel, context, initial)


# --- many at once ----------------------------------------------------------------------------------


def paste(channel: str, context: Context) -> Modal:
    """The form that takes a CSV table or an .ics calendar."""
    return render_modal(
        "modal/paste.j2",
        title="Import promotions",
        label="A CSV table or an .ics calendar",
        hint="A table's first line: name, start, end, kind, codes. The last day is included. A calendar as it was exported.",
        callback="promo.import",
        metadata={"channel": channel, "words": "promo import"},
        style=context.style,
    )


def import_clicked(click: Click, context: Context) -> Reply:
    """A button that opens that form."""
    return paste(click.channel, context)


def pasted(click: Click, context: Context) -> Reply:
    """The text, sent: every promotion in it, or none and what is wrong."""
    if click.person.role == "viewer":
        return Errors({"text": "Viewers can see promotions, not add them."})
    problems, kept = import_text(click.fields.get("text") or "", click.person, context)
    if problems:
        return Errors({"text": " ".join(problems[:4])[:1900]})
    said = f"{len(kept)} {'promotion' if len(kept) == 1 else 'promotions'} on record."
    return render("note.j2", text=said, buttons=[("All promotions", "promo.list", "")], style=context.style)


def import_text(
    text: str, person: Person, context: Context
) -> tuple[tuple[str, ...], Sequence[promotions.Promotion]]:
    """Keep every promotion of a file's text at once; with any problem nothing is kept. What is known already stays."""
    read = read_promotions(text, context.shop.zone)
    if read.problems or not read.promotions:
        return read.problems or ("There is no promotion in it.",), ()
    with context.store.write() as db:
        return (), [_add(db, one, person, context) for one in read.promotions]


# --- proposals -------------------------------------------------------------------------------------


def proposed(proposals: Sequence[Proposal], context: Context) -> Message:
    """Busy discount codes that belong to no promotion, each with a button that opens the form filled in."""
    return render(
        "promo_proposals.j2",
        proposals=[
            (one, Period(one.start, one.end), f"{one.code}/{one.start}/{one.end - DAY}")
            for one in proposals[:5]
        ],
        style=context.style,
    )


# --- clicks ----------------------------------------------------------------------------------------


def undo(click: Click, context: Context) -> Reply:
    """Take back what was just added."""
    reply = remove(_number(click), click.person, context)
    return Instead(reply)


def restore(click: Click, context: Context) -> Reply:
    """Bring back what was removed."""
    if click.person.role == "viewer":
        return _viewers(context)
    with context.store.write() as db:
        back = promotions.restore(db, _number(click), by=click.person.id, at=context.now)
        kept = promotions.get(db, _number(click))
    return (
        Instead(_echo(replace(kept, removed=False), context, back=True)) if back and kept else _none(context)
    )


def list_clicked(_: Click, context: Context) -> Reply:
    """A button that lists them."""
    return listed(context)


def _number(click: Click) -> int:
    return int(click.value) if click.value.isdecimal() else 0


def _none(context: Context) -> Message:
    return render(
        "refused.j2",
        message="There is no such promotion.",
        way_out="`/promo list` shows them.",
        style=context.style,
    )


def _viewers(context: Context) -> Message:
    return render(
        "refused.j2",
        message="Viewers can see promotions, not change them.",
        way_out="Ask a manager.",
        style=context.style,
    )


PROMO = Command(
    name="promo",
    hint="BF early 20–22 Nov code BF20",
    about="The shop's promotions, so that days with one are compared with days with one",
    answer=promo,
    examples=("list", "BF early 20–22 Nov code BF20"),
)
