"""An alert made, tried on the past, loosened, tightened, paused and stopped: by whoever owns it, or an admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from commands import rights
from commands.alert_words import said
from commands.context import Ask, Click, Context, Instead, Person, Reply
from digests.case import Case
from digests.days import watched_of
from metrics.alarm import STEP, is_too_noisy, smallest_seen
from metrics.audience import level_of
from metrics.metric import Measured
from metrics.refusals import CannotAnswer
from metrics.watching import Kind, is_ordinary
from storage import alerts, incidents
from storage.alerts import Alert
from storage.incidents import Kept
from templates import Message, render
from templates.escaping import channel, mention

#: As many days as the answer names of those on which an alert would have fired.
NAMED = 6
#: A threshold is moved by this share, stock's weeks and budgets likewise.
NUDGE = 0.05
MOST = 15


def make(wanted: Alert, person: Person, context: Context) -> Message:
    """Keep an alert, if its place may see it, and say on which of the last 90 days it would have fired."""
    if refusal := not_allowed(wanted, person, context):
        return refusal
    try:
        cases = context.alarms.sight.cases(wanted, {}, now=context.now)
    except CannotAnswer as problem:
        return render("refused.j2", message=problem.message, way_out=problem.way_out, style=context.style)
    going_on = [one.opened for one in cases if one.over is None]
    wanted = replace(wanted, known=max(going_on, default=None))
    with context.store.write() as db:
        kept = alerts.add(db, wanted, now=context.now)
    return told(kept, cases, context)


def told(kept: Alert, cases: list[Case], context: Context, *, heading: str = "Set") -> Message:
    """An alert as it stands, with what it would have told."""
    fired = [one for one in cases if one.opened >= context.today - timedelta(days=90)]
    noise = context.alarms.sight.noise(kept, now=context.now)
    message = render(
        "alert/made.j2",
        heading=heading,
        named=said(kept, context),
        alert=kept,
        fired=[one.opened for one in fired],
        most=NAMED,
        tried=Kind(kept.kind) not in (Kind.SILENT, Kind.COVER),
        now=[one.words for one in cases if one.words and one.over is None],
        going_on=[one.opened for one in cases if one.metric and one.over is None],
        noise=noise,
        seen=smallest_seen(noise) if noise else None,
        noisy=_is_noisy(kept, noise, context),
        hours=context.shop.alerts,
        buttons=_buttons(kept, noisy=_is_noisy(kept, noise, context)),
        more=_more(kept),
        style=context.style,
    )
    return replace(message, restricted=_is_restricted(kept, context), cleared=kept.place)


def _is_noisy(kept: Alert, noise: float | None, context: Context) -> bool:
    if noise is None or kept.weekly:
        return False
    if kept.kind == Kind.UNUSUAL:
        return is_too_noisy(noise)
    return is_ordinary(watched_of(kept, context.catalog.named(kept.metric)), noise)


def _buttons(kept: Alert, *, noisy: bool) -> list[tuple[str, str, str]]:
    number = str(kept.id)
    nudges = [("Loosen", "alert.loosen", number), ("Tighten", "alert.tighten", number)]
    if Kind(kept.kind) is Kind.SILENT:
        nudges = []
    weekly = [("Judge by the week", "alert.weekly", number)] if noisy else []
    return [*weekly, *nudges, ("Stop it", "alert.stop", number)]


def _more(kept: Alert) -> list[tuple[str, str, str]]:
    pause = (
        ("Resume it", "alert.resume", str(kept.id))
        if kept.paused
        else ("Pause it", "alert.pause", str(kept.id))
    )
    return [pause, ("All alerts", "alert.list", "")]


# --- who may --------------------------------------------------------------------------------------


def metrics_of(wanted: Alert, context: Context) -> list[Measured]:
    """The figures that an alert tells; the headlines for whatever is unusual."""
    if wanted.kind == Kind.SILENT:
        return []
    name = "weeks_of_cover" if wanted.kind == Kind.COVER else wanted.metric or "net_sales"
    return [context.catalog.named(name)]


def not_allowed(wanted: Alert, person: Person, context: Context) -> Message | None:
    """The refusal where the asker may not see the figure, or not everybody who reads the place."""
    metrics = metrics_of(wanted, context)
    own = rights.cleared(person.id, context)
    if any(level_of(one, context.declared) not in own for one in metrics):
        return rights.refused(metrics, person, context)
    if wanted.place == person.id:
        return None
    if person.role == "viewer" and not person.admin:
        return _refused(
            "Viewers can have alerts in their own messages, not set them up for a channel.",
            "Leave the channel out, or ask a manager.", context,
        )  # fmt: skip
    there = rights.cleared(wanted.place, context)
    if any(level_of(one, context.declared) not in there for one in metrics):
        why = rights.why_not(metrics, wanted.place, context)
        return _refused(why, "Leave the channel out to have it in your own messages.", context)
    return None


def owned(number: int, person: Person, context: Context) -> Alert | Message:
    """The alert of this number, if the person may change it; else the refusal."""
    with context.store.read() as db:
        known = alerts.get(db, number)
    if known is None:
        return _refused("There is no such alert, or no longer.", "`/alert list` shows them.", context)
    if person.id in (known.owner, known.place) or person.admin:
        return known
    return _refused(
        Markup("{} set it up, so it is theirs to change.").format(mention(known.owner)),
        "Ask them, or an admin; or make one of your own.", context,
    )  # fmt: skip


def _is_restricted(kept: Alert, context: Context) -> bool:
    return any(rights.is_restricted(one, context) for one in metrics_of(kept, context))


# --- lists and changes ------------------------------------------------------------------------------


def listed(ask: Ask, context: Context) -> Message:
    """Every alert of the asker and of the place where they ask, and for admins all."""
    with context.store.read() as db:
        known = [
            one for one in alerts.all_of(db) if _is_theirs(one, ask) and _may_see(one, ask.person, context)
        ]
        steps = {one.id: sum(alerts.steps_of(db, one.id).values()) for one in known}
        latest = {one.id: incidents.of_alert(db, one.id, 1) for one in known}
    rows = [
        {
            "alert": one,
            "named": said(one, context),
            "place": channel(one.place),
            "raised": steps[one.id],
            "latest": _latest(latest[one.id]),
            "choices": [
                ("Show", "alert.show", str(one.id)),
                *_more(one)[:1],
                ("Stop it", "alert.stop", str(one.id)),
            ],
        }
        for one in known[:MOST]
    ]
    message = render(
        "alert/list.j2",
        alerts=rows,
        count=len(known),
        buttons=[("New alert", "alert.new", "")],
        style=context.style,
    )
    return replace(message, restricted=any(_is_restricted(one, context) for one in known[:MOST]))


def _latest(found: list[Kept]) -> Kept | None:
    return found[0] if found else None


def _is_theirs(one: Alert, ask: Ask) -> bool:
    return ask.person.admin or ask.person.id in (one.owner, one.place) or ask.channel == one.place


def _may_see(one: Alert, person: Person, context: Context) -> bool:
    own = rights.cleared(person.id, context)
    return all(level_of(metric, context.declared) in own for metric in metrics_of(one, context))


def shown(number: int, person: Person, context: Context) -> Message:
    """One alert with what it would have told."""
    with context.store.read() as db:
        known = alerts.get(db, number)
        steps = alerts.steps_of(db, number)
    if known is None:
        return _refused("There is no such alert, or no longer.", "`/alert list` shows them.", context)
    if not _may_see(known, person, context):
        return rights.refused(metrics_of(known, context), person, context)
    cases = context.alarms.sight.cases(known, steps, now=context.now)
    return told(known, cases, context, heading=f"Alert {known.id}")


def stop(number: int, person: Person, context: Context) -> Message:
    """End an alert; what it told stays as it is."""
    known = owned(number, person, context)
    if isinstance(known, Message):
        return known
    cleared = rights.cleared(known.place, context)
    with context.store.write() as db:
        alerts.stop(db, number, by=person.id, now=context.now)
        context.alarms.stopped(db, known, cleared, context.now)
    return render("note.j2", text=f"Stopped: {said(known, context)}.", style=context.style)


def switch(number: int, person: Person, context: Context, *, paused: bool) -> Message:
    """Pause an alert, or let it speak again."""
    known = owned(number, person, context)
    if isinstance(known, Message):
        return known
    with context.store.write() as db:
        alerts.change(db, replace(known, paused=paused), by=person.id, now=context.now)
    back = ("Resume it", "alert.resume") if paused else ("Pause it", "alert.pause")
    return render(
        "note.j2",
        text=f"{'Paused' if paused else 'It speaks again'}: {said(known, context)}.",
        buttons=[(*back, str(number))],
        style=context.style,
    )


def nudged(kept: Alert, *, looser: bool) -> Alert:
    """The same alert, a step less or more ready to speak."""
    match Kind(kept.kind):
        case Kind.CHANGE | Kind.UNUSUAL:
            times = STEP if looser else 1 / STEP
        case Kind.COVER:
            times = 1 / STEP if looser else STEP
        case _:
            further = looser == (kept.direction == "up")
            times = 1 + NUDGE if further else 1 - NUDGE
    return replace(kept, size=float(f"{kept.size * times:.3g}"))


# --- clicks ----------------------------------------------------------------------------------------


def loosen(click: Click, context: Context) -> Reply:
    """A button: be told less."""
    return _nudge(click, context, looser=True)


def tighten(click: Click, context: Context) -> Reply:
    """A button: be told more."""
    return _nudge(click, context, looser=False)


def _nudge(click: Click, context: Context, *, looser: bool) -> Reply:
    known = owned(_number(click), click.person, context)
    if isinstance(known, Message):
        return known
    return _changed(nudged(known, looser=looser), click, context, "Loosened" if looser else "Tightened")


def weekly(click: Click, context: Context) -> Reply:
    """A button: judge whole weeks."""
    known = owned(_number(click), click.person, context)
    if isinstance(known, Message):
        return known
    return _changed(replace(known, weekly=True), click, context, "By the week")


def _changed(wanted: Alert, click: Click, context: Context, heading: str) -> Reply:
    if not _may_see(wanted, click.person, context):
        return rights.refused(metrics_of(wanted, context), click.person, context)
    with context.store.write() as db:
        alerts.change(db, wanted, by=click.person.id, now=context.now)
        steps = alerts.steps_of(db, wanted.id)
    cases = context.alarms.sight.cases(wanted, steps, now=context.now)
    return Instead(told(wanted, cases, context, heading=heading))


def stop_clicked(click: Click, context: Context) -> Reply:
    """A button that ends it."""
    return stop(_number(click), click.person, context)


def pause_clicked(click: Click, context: Context) -> Reply:
    """A button that pauses it."""
    return switch(_number(click), click.person, context, paused=True)


def resume_clicked(click: Click, context: Context) -> Reply:
    """A button that lets it speak again."""
    return switch(_number(click), click.person, context, paused=False)


def show_clicked(click: Click, context: Context) -> Reply:
    """A button that shows it."""
    return shown(_number(click), click.person, context)


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that lists them."""
    return listed(click.asks(""), context)


def _number(click: Click) -> int:
    return int(click.value) if click.value.isdecimal() else 0


def _refused(message: str, way_out: str, context: Context) -> Message:
    return render("refused.j2", message=message, way_out=way_out, style=context.style)
