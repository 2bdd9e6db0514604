"""Values for the templates of App Home and the forms that stand on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from approvals.request import State
from metrics.metric import Unit
from storage.subscriptions import Subscription
from tests.templates import answers as known
from tests.templates import sample_alerts as alerts
from tests.templates import sample_approvals as approvals
from tests.templates import sample_plans as plans
from tests.templates import sample_shop as shop
from tests.templates.answers import metric
from tests.templates.sample_alerts import SUNDAY
from tests.templates.sample_values import DIRECTOR, MANAGER, NOW, Spell

EXAMPLES = [
    (words, "home.run", words)
    for words in ("/kpi net sales this month vs ly", "/why net sales last week", "/target")
]
HOURS = {
    "when": "08:00–18:00, Monday to Friday",
    "off": "Sat and Sun",
    "own": True,
    "back_on": None,
    "most": 8,
}


def home(spell: Spell) -> dict[str, Any]:
    """A director's, on a busy morning."""
    taken = {"case": alerts.a_case(spell), "metric": metric("net_sales", spell("Net sales"))}
    return {
        "user": DIRECTOR,
        "role": spell("director"),
        "may": spell("You see every figure."),
        "kinds": {"product_copy": spell("Product copy")},
        "waiting": [
            {
                "request": approvals.request(spell),
                "needed_by": NOW,
                "buttons": [("Approve v2", "approval.approve", "214:2:abcdef12", "primary")],
                "more": [("Details and history", "approval.show", "214")],
            }
        ],
        "on_others": [approvals.request(spell, number=209)],
        "deadlines": {209: NOW},
        "to_change": [approvals.request(spell, State.CHANGES_REQUESTED, 215)],
        "incidents": [{"incident": None, "buttons": alerts.BUTTONS[1:], **taken}],
        "pins": _pins(spell),
        "paces": [plans.standing(spell)],
        "digests": [_digest(spell), _digest(spell, own=False, how={"place": "C0SALES", "paused": True})],
        "alerts": _alerts(spell),
        "sources": shop.sources(spell),
        "admins": ["U0ADMIN"],
        "hours": HOURS,
        "examples": EXAMPLES,
        "asked_on": None,
        "empty": False,
    }


def _pins(spell: Spell) -> list[Any]:
    run = [None if day == 5 else 18_000_000 + 300_000 * (day % 7) for day in range(14)]
    choices = [("Details", "home.run", "/kpi net sales · yesterday"), ("Unpin", "pin.remove", "1")]
    bare = {
        "pin": Thing(id=1),
        "filters": {},
        "instead": None,
        "run": (),
        "until": None,
        "choices": choices,
        "why_not": "",
    }
    sales = known.compared(metric("net_sales", spell("Net sales")), 18_480_000, 19_710_000)
    return [
        Thing(**(bare | {"total": sales, "run": run, "until": SUNDAY, "filters": {"country": ("GB",)}})),
        Thing(**(bare | {"total": sales, "instead": known.SUNDAY})),
        Thing(**(bare | {"total": None, "label": spell("Gross margin"), "why_not": spell("For directors.")})),
    ]


def _digest(spell: Spell, *, own: bool = True, how: dict[str, Any] | None = None) -> dict[str, Any]:
    days = ("mon", "tue", "wed", "thu", "fri")
    usual = {"digest": "morning", "place": DIRECTOR, "owner": DIRECTOR, "zone": "Europe/London"}
    return {
        "title": spell("Yesterday at the shop"),
        "subscription": Subscription(**(usual | {"at": time(8), "days": days} | (how or {}))),
        "own": own,
        "next_at": NOW + timedelta(days=1),
        "rests_until": None,
        "buttons": [("Change", "digest.settings", "morning"), ("Snooze", "digest.snooze", "morning")],
        "more": [("Preview", "digest.preview", "morning")],
    }


def _alerts(spell: Spell) -> list[dict[str, Any]]:
    over = Thing(state="closed", ended="back to normal", told_at=NOW, by="", until=None)
    snoozed = Thing(state="snoozed", ended="", told_at=NOW, by=DIRECTOR, until=NOW + timedelta(days=1))
    taken = Thing(state="acknowledged", ended="", told_at=NOW, by=MANAGER, until=None)
    choices = [("Show", "alert.show", "3"), ("Pause", "alert.pause", "3"), ("Stop", "alert.stop", "3")]
    return [
        {
            "alert": alerts.an_alert(spell, paused=latest is over, urgent=latest is None),
            "named": spell("Net sales down 15 % vs normal"),
            "own": latest is None,
            "latest": latest,
            "choices": choices,
        }
        for latest in (None, over, snoozed, taken)
    ]


def viewers(spell: Spell) -> dict[str, Any]:
    """A viewer's, away, on a shop where little is set up."""
    return home(spell) | {
        "user": MANAGER,
        "role": "viewer",
        "waiting": [],
        "to_change": [],
        "incidents": [],
        "pins": [],
        "paces": [],
        "digests": [],
        "alerts": [],
        "hours": HOURS | {"own": False, "back_on": NOW.date() + timedelta(days=3)},
    }


def asked(spell: Spell) -> dict[str, Any]:
    """The same, of a shop without data, who has asked for a role."""
    return viewers(spell) | {"asked_on": NOW, "empty": True, "sources": [], "unsent": 3}


def visitor(spell: Spell) -> dict[str, Any]:
    figures = [known.compared(metric("units", spell("Units"), Unit.COUNT), 41, 38)]
    who = {"shop": spell("Harbour & Pine"), "standing": "guest", "admins": ["U0ADMIN"], "asked_on": None}
    return who | {"figures": figures}


def stranger(spell: Spell) -> dict[str, Any]:
    return visitor(spell) | {"standing": "stranger", "asked_on": NOW, "figures": []}


def hours_form(spell: Spell) -> dict[str, Any]:
    days = ("mon", "tue", "wed", "thu", "fri")
    return {
        "hours": Thing(start=time(8), end=time(18), days=days),
        "zone": "Europe/London",
        "back_on": "2026-11-30",
        "callback": "hours.change",
    }


def first_hour(spell: Spell) -> dict[str, Any]:
    """Half of it done."""
    steps = [
        Thing(name="Data", done=True, said=spell("Shopify orders has arrived."), how="", button=None),
        Thing(name="People", done=False, said="", how="Directors see all.", button=("Give a role", "people.change", "")),
        Thing(name="A channel", done=False, said="", how="Write `/invite @Shelftalk`.", button=None),
    ]  # fmt: skip
    return {"user": DIRECTOR, "steps": steps}


def all_set(spell: Spell) -> dict[str, Any]:
    values = first_hour(spell)
    return values | {"steps": values["steps"][:1]}


MESSAGES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "first_hour": ("first_hour.j2", first_hour),
    "first_hour_over": ("first_hour.j2", all_set),
}
HOMES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "home": ("home.j2", home),
    "home_viewer": ("home.j2", viewers),
    "home_asked": ("home.j2", asked),
    "home_visitor": ("home_visitor.j2", visitor),
    "home_stranger": ("home_visitor.j2", stranger),
}
MODALS: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "hours_form": ("modal/hours.j2", hours_form),
}
