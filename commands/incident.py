"""What people press on an incident: I'm on it, Snooze, False alarm, and the way back from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from markupsafe import Markup

from commands import rights
from commands.context import Click, Context, Person, Reply
from digests.incident import Acknowledge, Dismiss, Event, Refused, Reinstate, Snooze, step
from storage import Database, alerts, incidents
from storage.incidents import Kept
from templates import Message, render
from templates.escaping import mention

#: What is said to whoever may not.
VIEWERS = "Viewers can read alerts, not call them off."


def take(click: Click, context: Context) -> Reply:
    """**I'm on it**: the others see who has it."""
    return _happens(click, context, Acknowledge(at=context.now, by=click.person.id))


def snooze(click: Click, context: Context) -> Reply:
    """**Snooze**: no word of it until tomorrow's first hour."""
    return _snoozed(click, context, days=1)


def snooze_week(click: Click, context: Context) -> Reply:
    """The same for a week."""
    return _snoozed(click, context, days=7)


def _snoozed(click: Click, context: Context, *, days: int) -> Reply:
    until = _morning_after(context, days)
    return _happens(click, context, Snooze(at=context.now, by=click.person.id, until=until))


def _morning_after(context: Context, days: int) -> datetime:
    hour = time.fromisoformat(context.shop.alerts.start)
    return datetime.combine(context.today + timedelta(days=days), hour, context.shop.zone)


def dismiss(click: Click, context: Context) -> Reply:
    """**False alarm**: closed, and this figure must be further off to be told again."""
    if refusal := _not_for_viewers(click.person, context):
        return refusal

    def raised(db: Database, before: Kept) -> None:
        alerts.raise_threshold(db, before.alert, before.series, steps=1, by=click.person.id, now=context.now)

    return _happens(click, context, Dismiss(at=context.now, by=click.person.id), also=raised)


def reinstate(click: Click, context: Context) -> Reply:
    """**Undo** of a false alarm: open again, and the threshold as it was."""
    if refusal := _not_for_viewers(click.person, context):
        return refusal

    def lowered(db: Database, before: Kept) -> None:
        alerts.take_back_latest(db, before.alert, before.series, by=click.person.id, now=context.now)

    return _happens(click, context, Reinstate(at=context.now, by=click.person.id), also=lowered)


def _happens(
    click: Click,
    context: Context,
    event: Event,
    *,
    also: Callable[[Database, Kept], object] = lambda _db, _kept: None,
) -> Reply:
    """Let an event happen to the incident of a button; its message changes where it stands."""
    number = int(click.value) if click.value.isdecimal() else 0
    with context.store.read() as db:
        known = incidents.get(db, number)
    if known is None:
        return _said("I no longer know what this was about.", context)
    if known.place.startswith(("U", "W")) and click.person.id != known.place:
        return _said("That was told to somebody else.", context)
    cleared = rights.cleared(known.place, context)
    with context.store.write() as db:
        before = incidents.get(db, number) or known
        after = step(before, event)
        if isinstance(after, Refused):
            return _said(_with_name(after.why, before), context)
        incidents.save(db, after, before=before)
        also(db, before)
        context.alarms.say(db, after, alerts.get(db, after.alert), cleared, context.now)
    return None


def _with_name(why: str, kept: Kept) -> Markup:
    said = (
        Markup("{} {} was the last to act.").format(why, mention(kept.by))
        if kept.by
        else Markup("{}").format(why)
    )
    return Markup(said)


def _not_for_viewers(person: Person, context: Context) -> Message | None:
    if person.role != "viewer":
        return None
    return render("refused.j2", message=VIEWERS, way_out="Ask whoever set it up.", style=context.style)


def _said(text: str, context: Context) -> Message:
    return render("note.j2", text=text, style=context.style)
