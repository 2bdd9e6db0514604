"""When somebody works: on App Home, in the form that changes it, and for whatever speaks to them unasked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from commands import away
from commands.context import Click, Context, Errors, Person, Reply
from storage import attention, working_hours
from storage.working_hours import WorkingHours
from templates import render_modal
from templates.days import WEEK, on_days


def hours_of(user: str, context: Context) -> WorkingHours:
    """A person's working hours: their own, else the shop's."""
    with context.store.read() as db:
        return working_hours.of(db, user) or of_shop(context)


def of_shop(context: Context) -> WorkingHours:
    """When alerts speak that are not urgent, as `shop.yaml` says."""
    kept = context.shop.alerts
    return WorkingHours(
        start=time.fromisoformat(kept.start), end=time.fromisoformat(kept.end), days=kept.days
    )


def hours_shown(person: Person, context: Context) -> dict[str, Any]:
    """What Home says of somebody's hours."""
    with context.store.read() as db:
        own, said = working_hours.of(db, person.id), attention.of(db, person.id)
    hours = own or of_shop(context)
    is_away = said.back_on is not None and context.today < said.back_on
    return {
        "when": f"{hours.start:%H:%M}–{hours.end:%H:%M}, {on_days(hours.days)}",
        "off": days_off(hours.days),
        "own": own is not None,
        "back_on": said.back_on if is_away else None,
        "most": context.shop.unasked_a_day if said.most is None else said.most,
    }


def days_off(days: Sequence[str]) -> str:
    """The days on which somebody does not work, in words: Sat and Sun."""
    off = [day.capitalize() for day in WEEK if day not in days]
    return " and ".join(filter(None, (", ".join(off[:-1]), off[-1]))) if off else ""


def change(click: Click, context: Context) -> Reply:
    """Open the form with one's hours."""
    hours = hours_of(click.person.id, context)
    with context.store.read() as db:
        said = attention.of(db, click.person.id)
    return render_modal(
        "modal/hours.j2",
        hours=hours,
        zone=context.shop.time_zone,
        back_on=said.back_on.isoformat() if said.back_on and said.back_on > context.today else "",
        callback="hours.change",
        metadata={"channel": click.channel},
        style=context.style,
    )


def changed(click: Click, context: Context) -> Reply:
    """The form, sent: the hours, and the day on which they are back where they are away."""
    fields, days = click.fields, tuple(day for day in WEEK if day in (click.fields.get("days") or ()))
    start, end = time.fromisoformat(fields["start"]), time.fromisoformat(fields["end"])
    back_on = date.fromisoformat(fields["back_on"]) if fields.get("back_on") else None
    if start >= end:
        return Errors({"end": "Choose an end after the start."})
    if not days:
        return Errors({"days": "Choose at least one day."})
    if back_on and back_on <= context.today:
        return Errors({"back_on": "Choose a day to come, or leave it empty."})
    with context.store.write() as db:
        wanted = WorkingHours(start=start, end=end, days=days)
        if wanted != of_shop(context) or working_hours.of(db, click.person.id):
            working_hours.set_(db, click.person.id, wanted, now=context.now)
        before = attention.of(db, click.person.id).back_on
    if back_on and back_on != before:
        return away.leave(click.person, back_on, context)
    return away.back(click.person, context) if before and not back_on else None
