"""The forms of `/promo`: one promotion, new or changed, and a table or calendar of many."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from commands.context import Click, Context, Errors, Person, Reply
from commands.incoming import metadata_of
from commands.promo_codes import proposals
from commands.promo_keeping import (
    NOT_YOURS,
    keep,
    may_plan,
    none_such,
    not_yours,
    number_of,
    of_number,
    put,
)
from metrics.period import DAY
from metrics.promotion_files import LONGEST, read_promotions
from metrics.promotions import KINDS, Promotion
from storage import promotions
from templates import Message, Modal, render, render_modal


def form(
    channel: str, context: Context, initial: Mapping[str, object] | None = None, *, replaces: int = 0
) -> Modal:
    """The form for one promotion, perhaps with fields filled in; `replaces` is the one that it changes."""
    kinds = dict.fromkeys((*KINDS, str((initial or {}).get("kind") or KINDS[0])))
    return render_modal(
        "modal/promo.j2",
        title="Change a promotion" if replaces else "New promotion",
        kinds=[(kind, kind) for kind in kinds],
        callback="promo.new",
        metadata={
            "channel": channel,
            "words": f"promo change {replaces}" if replaces else "promo",
            "replaces": replaces,
        },
        initial={"kind": KINDS[0], "start": f"{context.today}", **(initial or {})},
        busy=() if initial else [one.code for one in proposals(context)],
        style=context.style,
    )


def change(number: int, person: Person, channel: str, context: Context) -> Message | Modal:
    """The form with a promotion in it."""
    if not may_plan(person):
        return not_yours(context)
    known = of_number(number, context)
    if known is None:
        return none_such(context)
    initial = {
        "name": known.name,
        "kind": known.kind,
        "start": f"{known.start}",
        "end": f"{known.end - DAY}",
        "codes": ", ".join(known.codes),
        "where": known.where,
    }
    return form(channel, context, initial, replaces=number)


def change_clicked(click: Click, context: Context) -> Reply:
    """A button that opens the form with a promotion in it."""
    return change(number_of(click.value), click.person, click.channel, context)


def new_clicked(click: Click, context: Context) -> Reply:
    """A button that opens the form; its value may be a proposal, “CODE/2026-11-20/2026-11-22”."""
    if not may_plan(click.person):
        return not_yours(context)
    code, _, days = click.value.partition("/")
    first, _, last = days.partition("/")
    initial = {"name": code, "codes": code, "kind": "Discount code", "start": first, "end": last}
    return form(click.channel, context, initial if last else None)


def submitted(click: Click, context: Context) -> Reply:
    """The form, sent."""
    if not may_plan(click.person):
        return Errors({"name": NOT_YOURS})
    first, last = (_date(click.fields.get(block)) for block in ("start", "end"))
    errors = _errors(_name(click.fields), first, last)
    if errors or first is None:
        return Errors(errors)
    replaces = metadata_of({"private_metadata": click.metadata}).get("replaces") or None
    return keep(_promotion(click.fields, first, last or first), click.person, context, replaces=replaces)


def _errors(name: str, first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with the form, by field."""
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = "Give it the name people know it by."
    if first is None:
        errors["start"] = "Choose its first day."
    elif last is not None and last < first:
        errors["end"] = "Its last day is before its first."
    elif last is not None and (last - first).days >= LONGEST:
        errors["end"] = "That is longer than a year."
    return errors


def _name(fields: Mapping[str, Any]) -> str:
    return " ".join((fields.get("name") or "").split())[:150]


def _promotion(fields: Mapping[str, Any], first: date, last: date) -> Promotion:
    return Promotion(
        name=_name(fields),
        start=first,
        end=last + DAY,
        kind=fields.get("kind") or "Other",
        codes=tuple(code for code in re.split(r"[;,\s]+", fields.get("codes") or "") if code),
        where=(fields.get("where") or "").strip(),
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
    return paste(click.channel, context) if may_plan(click.person) else not_yours(context)


def pasted(click: Click, context: Context) -> Reply:
    """The text, sent: every promotion in it, or none and what is wrong."""
    if not may_plan(click.person):
        return Errors({"text": NOT_YOURS})
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
        return (), [put(db, one, person, context) for one in read.promotions]
