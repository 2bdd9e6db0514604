"""Values for the templates about what is late, broken, settling or restated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from metrics.finding import Finding, Kind
from metrics.period import Period
from metrics.reading import Awaited, Completeness
from metrics.restated import Restatement
from templates import render
from tests.templates import answers as known
from tests.templates import sample_answers as asked
from tests.templates import sample_shop as shop
from tests.templates.sample_values import LONDON, MANAGER, NOW, Spell

FRIDAY = Period(date(2026, 11, 20), date(2026, 11, 21))
NINE = datetime(2026, 11, 22, 21, 0, tzinfo=LONDON)
BUTTONS = [("Known until…", "late.known", "late/ga4/2026-11-22"), ("Status", "shelftalk.status", "")]


def fault(spell: Spell) -> Finding:
    label = spell("GA4").replace("{", "{{").replace("}", "}}")
    return Finding(
        kind=Kind.NO_REVENUE, source="ga4", label=spell("GA4"), tables=("orders_day",), measures=("net_sales",),
        days=(Period(date(2026, 11, 22), date(2026, 11, 23)),),
        what=f"purchase revenue of {label} is 0 {{days}}, although sessions with an order were counted",
    )  # fmt: skip


def a_problem(spell: Spell, **more: Any) -> Thing:
    held = {
        "label": spell("GA4"),
        "kind": "late",
        "since": date(2026, 11, 22),
        "through": NINE,
        "due": NOW.replace(hour=13, minute=0),
        "faults": (),
        "affects": tuple(
            known.metric(name, spell(name.capitalize())) for name in ("sessions", "conversion rate")
        ),
    }
    return Thing(**(held | more))


def late(spell: Spell) -> dict[str, Any]:
    return {
        "problem": a_problem(spell),
        "how": spell("GA4, Explore, Export"),
        "known": None,
        "buttons": BUTTONS,
    }


def broken(spell: Spell) -> dict[str, Any]:
    problem = a_problem(spell, kind="no revenue", faults=(fault(spell).sentence,), through=None, due=None)
    silenced = Thing(until=date(2026, 11, 27), by=MANAGER)
    return {"problem": problem, "how": "", "known": silenced, "buttons": BUTTONS}


def arrived(spell: Spell) -> dict[str, Any]:
    return {
        "label": spell("Shopify orders"),
        "is_late": True,
        "since": date(2026, 11, 20),
        "through": date(2026, 11, 22),
        "now": NOW,
    }


def mended(spell: Spell) -> dict[str, Any]:
    return {"label": spell("GA4"), "is_late": False, "since": date(2026, 11, 20), "through": None, "now": NOW}


def known_until(spell: Spell) -> dict[str, Any]:
    return {
        "label": spell("GA4"),
        "until": "2026-11-24",
        "callback": "late.known",
        "metadata": {"key": "late/ga4/2026-11-22"},
    }


def _number(spell: Spell, **reading: Any) -> dict[str, Any]:
    values = asked.number(spell)
    answer = values["answer"]
    total = replace(answer.totals[0], asked=replace(answer.totals[0].asked, **reading))
    return values | {"answer": replace(answer, totals=(total,))}


def not_sound(spell: Spell) -> dict[str, Any]:
    found = fault(spell)
    values = _number(spell, completeness=Completeness.PARTIAL, findings=(found,))
    return values | {"answer": replace(values["answer"], warnings=(found,))}


def stale(spell: Spell) -> dict[str, Any]:
    waits = Awaited(label=spell("GA4"), through=NINE, final=NOW.replace(hour=7, minute=0))
    return _number(spell, completeness=Completeness.STALE, awaited=waits)


def running(spell: Spell) -> dict[str, Any]:
    waits = Awaited(label=spell("Shopify orders"), through=NINE, is_running=True)
    return _number(spell, completeness=Completeness.PARTIAL, awaited=waits)


def settling(spell: Spell) -> dict[str, Any]:
    waits = Awaited(label=spell("Meta Ads"), through=date(2026, 11, 15), settles=timedelta(days=7))
    return _number(spell, completeness=Completeness.SETTLING, awaited=waits)


def morning(spell: Spell) -> dict[str, Any]:
    values = shop.morning(spell)
    edition = values["edition"]
    answers = tuple(replace(one, warnings=(fault(spell),)) for one in edition.answers)
    moved = Restatement(
        metric=known.metric("net_sales", spell("Net sales")), period=FRIDAY, before=231000, now=240000,
        why=spell("Shopify orders were imported again"),
    )  # fmt: skip
    return values | {"edition": Thing(**(vars(edition) | {"answers": answers})), "restated": (moved,)}


def landed(spell: Spell) -> dict[str, Any]:
    return {
        "message": render("number.j2", style=known.STYLE, answer=known.one_number()),
        "words": spell("net sales yesterday"),
    }


def gave_up(spell: Spell) -> dict[str, Any]:
    return {"words": spell("net sales yesterday"), "since": NINE}


MESSAGES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "late": ("late.j2", late),
    "broken": ("late.j2", broken),
    "arrived": ("arrived.j2", arrived),
    "mended": ("arrived.j2", mended),
    "landed": ("landed.j2", landed),
    "gave_up": ("gave_up.j2", gave_up),
    "not_sound": ("number.j2", not_sound),
    "stale": ("number.j2", stale),
    "running": ("number.j2", running),
    "settling": ("number.j2", settling),
    "morning_restated": ("digest/morning.j2", morning),
}
MODALS: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {"known": ("modal/known.j2", known_until)}
