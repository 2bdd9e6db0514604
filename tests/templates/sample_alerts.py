"""Values for the templates about alerts and incidents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from digests.case import Case, Line
from metrics.metric import Unit
from tests.templates import sample_answers as asked
from tests.templates.answers import metric
from tests.templates.sample_values import DIRECTOR, MANAGER, NOW, Spell

SUNDAY = date(2026, 11, 22)
BUTTONS = [
    ("I'm on it", "alert.ack", "7"),
    ("Snooze", "alert.snooze", "7"),
    ("False alarm", "alert.false", "7"),
]
MORE = [("Why", "why.run", "net sales on 22 Nov 2026"), ("Its alert", "alert.show", "3")]


def an_alert(spell: Spell, **more: Any) -> Thing:
    held = {"id": 3, "place": "C0SALES", "owner": MANAGER, "urgent": False, "paused": False, "weekly": False}
    return Thing(**(held | more))


def a_case(spell: Spell) -> Case:
    return Case(
        series="", opened=SUNDAY, last=SUNDAY, metric="net_sales", part=spell("Outerwear (product line)"),
        value=13_860_000.0, expected=18_480_000.0, latest=13_860_000.0, latest_expected=18_480_000.0,
        shape="in one day", worth=-4_620_000.0, strength=-3.4,
        below=(Line(metric="sessions", part="", value=61_000, expected=98_100),),
    )  # fmt: skip


def incident(spell: Spell, **more: Any) -> dict[str, Any]:
    state = {"state": "open", "by": "", "until": None, "closed_at": None, "ended": "", "alert": 3}
    return {
        "incident": Thing(**(state | more)),
        "case": a_case(spell),
        "metric": metric("net_sales", spell("Net sales")),
        "alert": an_alert(spell),
        "named": spell("Net sales down 15 % vs normal"),
        "withheld": False,
        "buttons": BUTTONS,
        "more": MORE,
    }


def withheld(spell: Spell) -> dict[str, Any]:
    return incident(spell) | {"withheld": True}


def taken(spell: Spell) -> dict[str, Any]:
    case = replace(
        a_case(spell), last=SUNDAY + timedelta(days=2), shape="two days in a row", latest=15_100_000.0
    )
    return incident(spell, state="acknowledged", by=DIRECTOR) | {"case": case}


def snoozed(spell: Spell) -> dict[str, Any]:
    return incident(spell, state="snoozed", by=DIRECTOR, until=NOW + timedelta(days=1))


def closed(spell: Spell) -> dict[str, Any]:
    case = replace(
        a_case(spell), last=SUNDAY + timedelta(days=1), over=SUNDAY + timedelta(days=2), latest=18_020_000.0
    )
    values = incident(spell, state="closed", by=DIRECTOR, closed_at=NOW, ended="back to normal")
    return values | {"case": case, "buttons": [], "more": []}


def false_alarm(spell: Spell) -> dict[str, Any]:
    values = incident(spell, state="closed", by=DIRECTOR, closed_at=NOW, ended="false alarm")
    return values | {"buttons": [("Undo", "alert.reinstate", "7")], "more": [], "alert": None}


def in_words(spell: Spell) -> dict[str, Any]:
    case = Case(
        series="ga4/late",
        opened=SUNDAY,
        last=SUNDAY,
        words=spell("GA4 has not arrived."),
        below=a_case(spell).below,
    )
    return incident(spell) | {"case": case, "metric": None}


def below(spell: Spell) -> dict[str, Any]:
    lines = [
        (Line(metric="sessions", part=spell("Email (channel)"), value=3_100, expected=9_300), metric("sessions", spell("Sessions"), Unit.COUNT)),
        (Line(metric="net_sales", part="", value=13_860_000, expected=18_480_000), metric("net_sales", spell("Net sales"))),
    ]  # fmt: skip
    return {"lines": lines, "stock": False, "opened": SUNDAY}


def short(spell: Spell) -> dict[str, Any]:
    cover = metric("weeks_of_cover", spell("Weeks of cover"), Unit.WEEKS)
    lines = [(Line(metric="weeks_of_cover", part=spell("Aran Coat - M"), value=0.6, expected=2), cover)]
    return {"lines": lines, "stock": True, "opened": SUNDAY}


def still(spell: Spell) -> dict[str, Any]:
    return {
        "case": a_case(spell),
        "metric": metric("net_sales", spell("Net sales")),
        "incident": Thing(by=DIRECTOR),
    }


def more(spell: Spell) -> dict[str, Any]:
    return {"cases": [(a_case(spell), metric("net_sales", spell("Net sales")))] * 2}


def made(spell: Spell) -> dict[str, Any]:
    return {
        "heading": "Set",
        "named": spell("Net sales down 15 % vs normal"),
        "alert": an_alert(spell),
        "fired": [date(2026, 9, 2), date(2026, 10, 14), date(2026, 11, 3)],
        "most": 6,
        "tried": True,
        "now": [],
        "going_on": [SUNDAY],
        "noise": 0.06,
        "seen": 0.16,
        "noisy": False,
        "hours": Thing(start="08:00", end="18:00"),
        "buttons": [
            ("Loosen", "alert.loosen", "3"),
            ("Tighten", "alert.tighten", "3"),
            ("Stop it", "alert.stop", "3"),
        ],
        "more": [("All alerts", "alert.list", "")],
    }


def noisy(spell: Spell) -> dict[str, Any]:
    weekly = [("Judge by the week", "alert.weekly", "3")]
    return made(spell) | {"noise": 0.22, "noisy": True, "buttons": weekly, "going_on": []}


def short_of_stock(spell: Spell) -> dict[str, Any]:
    urgent = an_alert(spell, urgent=True, paused=True)
    now = [spell("3 products have less than 2 weeks of stock.")]
    return made(spell) | {
        "tried": False,
        "fired": [],
        "going_on": [],
        "now": now,
        "alert": urgent,
        "noise": None,
        "seen": None,
    }


def alerts(spell: Spell) -> dict[str, Any]:
    choices = [("Show", "alert.show", "3"), ("Pause it", "alert.pause", "3"), ("Stop it", "alert.stop", "3")]
    row = {
        "alert": an_alert(spell),
        "named": spell("Net sales down 15 % vs normal"),
        "place": "#sales",
        "raised": 1,
        "latest": Thing(opened=SUNDAY, ended="", state="open"),
        "choices": choices,
    }
    quiet = row | {"latest": None, "raised": 0, "alert": an_alert(spell, urgent=True, paused=True)}
    return {"alerts": [row, quiet], "count": 2, "buttons": [("New alert", "alert.new", "")]}


def none(spell: Spell) -> dict[str, Any]:
    return {"alerts": [], "count": 0, "buttons": [("New alert", "alert.new", "")]}


def form(spell: Spell) -> dict[str, Any]:
    return {
        "kinds": [
            ("A change", "change", "by so many per cent"),
            ("A threshold", "threshold", "below or above an amount"),
        ],
        "ways": [("Down", "down"), ("Up", "up")],
        "bases": [("Normal", "normal"), ("Last week", "last week")],
        "place": "C0SALES",
        "callback": "alert.new",
        "metadata": {"channel": "C0SALES", "words": "alert"},
    }


def follow(spell: Spell) -> dict[str, Any]:
    return {
        "title": spell("BF-Early"),
        "kind": "campaign",
        "day": 3,
        "next_day": 7,
        "answer": asked.campaign(spell)["answer"],
        "buttons": [("Card", "campaign.card", "BF-Early")],
        "more": [("Stop following", "follow.stop", "campaign/BF-Early")],
    }


MESSAGES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "incident": ("alert/incident.j2", incident),
    "incident_taken": ("alert/incident.j2", taken),
    "incident_snoozed": ("alert/incident.j2", snoozed),
    "incident_closed": ("alert/incident.j2", closed),
    "incident_false": ("alert/incident.j2", false_alarm),
    "incident_withheld": ("alert/incident.j2", withheld),
    "incident_in_words": ("alert/incident.j2", in_words),
    "alert_below": ("alert/below.j2", below),
    "alert_short": ("alert/below.j2", short),
    "alert_still": ("alert/still.j2", still),
    "alert_more": ("alert/more.j2", more),
    "alert_made": ("alert/made.j2", made),
    "alert_noisy": ("alert/made.j2", noisy),
    "alert_stock": ("alert/made.j2", short_of_stock),
    "alert_list": ("alert/list.j2", alerts),
    "alert_none": ("alert/list.j2", none),
    "follow": ("follow.j2", follow),
}
MODALS: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {"alert_form": ("modal/alert.j2", form)}
