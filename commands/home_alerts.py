"""The alerts on somebody's Home: those they get or have set up, what each last told, and the incidents they are on."""

from __future__ import annotations

from typing import Any

from commands import rights
from commands.alarmed import asked
from commands.alert_making import metrics_of
from commands.alert_words import said
from commands.context import Context, Person
from digests.case import Case
from metrics.audience import level_of
from metrics.metric import Measured
from storage import alerts, incidents
from storage.alerts import Alert
from storage.incidents import Kept

MOST = 8


def alerts_of(person: Person, context: Context) -> list[dict[str, Any]]:
    """Each with where it goes, its newest incident (or None), and what may be done about it."""
    with context.store.read() as db:
        known = [
            one
            for one in alerts.all_of(db)
            if person.id in (one.owner, one.place) and _may_see(metrics_of(one, context), person, context)
        ]
        latest = {one.id: next(iter(incidents.of_alert(db, one.id, 1)), None) for one in known[:MOST]}
    return [
        {
            "alert": one,
            "named": said(one, context),
            "own": one.place == person.id,
            "latest": latest[one.id],
            "choices": _choices(one, latest[one.id]),
        }
        for one in known[:MOST]
    ]


def taken_by(person: Person, context: Context) -> list[dict[str, Any]]:
    """The incidents somebody has said to be on, with their figure where there is one."""
    with context.store.read() as db:
        known = incidents.taken_by(db, person.id)
    found = [(one, Case.of(one.shown)) for one in known]
    return [
        {"incident": one, "case": case, "metric": metric, "buttons": _buttons(one, case, context)}
        for one, case in found
        for metric in [context.catalog.named(case.metric) if case.metric else None]
        if metric is None or _may_see([metric], person, context)
    ]


def _choices(one: Alert, latest: Kept | None) -> list[tuple[str, str, str]]:
    number = str(one.id)
    goes_on = latest is not None and latest.state in ("open", "acknowledged") and not latest.held
    snooze = [("Snooze until tomorrow", "alert.snooze", str(latest.id))] if latest and goes_on else []
    pause = ("Resume", "alert.resume", number) if one.paused else ("Pause", "alert.pause", number)
    return [("Show", "alert.show", number), *snooze, pause, ("Stop", "alert.stop", number)]


def _buttons(one: Kept, case: Case, context: Context) -> list[tuple[str, str, str]]:
    number = str(one.id)
    why = [("Why", "why.run", asked(case, context))] if case.metric else []
    return [*why, ("Snooze", "alert.snooze", number), ("False alarm", "alert.false", number)]


def _may_see(metrics: list[Measured], person: Person, context: Context) -> bool:
    own = rights.cleared(person.id, context)
    return all(level_of(metric, context.declared) in own for metric in metrics)
