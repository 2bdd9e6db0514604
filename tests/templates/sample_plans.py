"""Values for the templates about targets, promotions and notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace as Thing
from typing import Any

from metrics.landing import Landing
from metrics.metric import Unit
from metrics.pacing import Lever, pace, ratio_pace
from metrics.period import Period
from metrics.promotions import KINDS, Proposal
from metrics.standing import Goal, Standing
from tests.templates.answers import metric
from tests.templates.sample_values import DIRECTOR, MANAGER, NOW, Spell

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
SUNDAY = date(2026, 11, 22)


LANDING = Landing(actual=339_500_000, rest=277_700_000, low=590_000_000, high=641_000_000, forecasts=40)


def a_target(spell: Spell, **more: Any) -> Thing:
    said = {"value": 640_000_000, "owner": DIRECTOR, "by": MANAGER, "at": NOW, "withdrawn": False}
    return Thing(**(said | more))


def a_goal(spell: Spell, **more: Any) -> Goal:
    said: dict[str, Any] = {
        "metric": metric("net_sales", spell("Net sales")),
        "period": NOVEMBER,
        "value": 640_000_000,
        "filters": {"product_line": (spell("Outerwear"),)},
        "owner": DIRECTOR,
    }
    return Goal(**(said | more))


def standing(spell: Spell, **more: Any) -> Standing:
    levers = (
        Lever(name="sessions", expected=1_850_000, needed=2_001_700),
        Lever(name="conversion", expected=0.0229, needed=0.0248),
        Lever(name="order value", expected=8235, needed=8910),
    )
    held: dict[str, Any] = {
        "goal": a_goal(spell, filters={}),
        "through": SUNDAY,
        "so_far": 339_500_000,
        "to_come": 0.4498,
        "landing": LANDING,
        "pace": pace(640_000_000, 339_500_000, share=0.5502, elapsed=22 / 30, landing=LANDING),
        "levers": levers,
        "ahead": (spell("Black Friday"), date(2026, 11, 27)),
        "next_day": (date(2026, 11, 23), 16_400_000),
        "unlearned": spell("Christmas"),
        "learned": "weekday × season × occasion",
    }
    return Standing(**(held | more))


def target(spell: Spell) -> dict[str, Any]:
    return {
        "target": a_target(spell),
        "goal": a_goal(spell),
        "before": a_target(spell, value=600_000_000),
        "unchanged": False,
        "standing": standing(spell, goal=a_goal(spell)),
        "buttons": [("Undo", "target.undo", "3")],
    }


def target_dropped(spell: Spell) -> dict[str, Any]:
    return target(spell) | {
        "target": a_target(spell, value=None),
        "standing": None,
        "goal": a_goal(spell, filters={}),
    }


def paces(spell: Spell) -> dict[str, Any]:
    rate = metric("conversion_rate", spell("Conversion rate"), Unit.RATE)
    converting = ratio_pace(0.025, top=2_200, bottom=98_100, bottom_to_come=60_000)
    over = Landing(actual=96_000_000, rest=0.0, low=96_000_000, high=96_000_000)
    nothing: dict[str, Any] = {
        "landing": None, "pace": None, "levers": (), "learned": "", "to_come": None, "ahead": None, "next_day": None,
    }  # fmt: skip
    done = nothing | {"landing": over, "to_come": 0.0}
    return {
        "standings": [
            standing(spell),
            standing(spell, **nothing, ratio=converting, goal=a_goal(spell, metric=rate, value=0.025)),
            standing(spell, **(done | {"pace": pace(100_000_000, 96_000_000, share=1, elapsed=1)})),
            standing(spell, **(done | {"pace": pace(90_000_000, 96_000_000, share=1, elapsed=1)})),
            standing(spell, **nothing, why_not=spell("No complete day of it has arrived yet.")),
            standing(
                spell,
                pace=pace(640_000_000, 0, share=0, elapsed=0, landing=LANDING),
                levers=(),
                goal=a_goal(spell, period=Period(date(2026, 12, 1), date(2027, 1, 1))),
            ),
        ],
        "count": 7,
        "examples": ["/target net sales November 6.4M"],
    }


def landing_alone(spell: Spell) -> dict[str, Any]:
    alone = standing(
        spell, pace=None, levers=(), next_day=None, goal=a_goal(spell, value=None, filters={}, owner="")
    )
    return {"standings": [alone], "count": 1, "examples": ["/target net sales November 6.4M"]}


def no_targets(spell: Spell) -> dict[str, Any]:
    return {"standings": [], "count": 0, "examples": ["/target net sales November 6.4M"]}


def target_undone(spell: Spell) -> dict[str, Any]:
    return {"undone": [(a_goal(spell), a_target(spell)), (a_goal(spell, filters={}), None)]}


def target_imported(spell: Spell) -> dict[str, Any]:
    return {
        "goals": [a_goal(spell), a_goal(spell, filters={}, owner="")],
        "buttons": [("Undo", "target.undo", "3,4")],
    }


def target_history(spell: Spell) -> dict[str, Any]:
    said = [a_target(spell), a_target(spell, value=None), a_target(spell, value=600_000_000, withdrawn=True)]
    return {"goal": a_goal(spell), "said": said}


def a_promotion(spell: Spell) -> Thing:
    return Thing(
        id=12,
        name=spell("BF early"),
        kind=spell("Discount code"),
        codes=(spell("BF20"), spell("VIP25")),
        where=spell("GB"),
    )


def promo(spell: Spell) -> dict[str, Any]:
    return {
        "promotion": a_promotion(spell),
        "period": Period(date(2026, 11, 20), date(2026, 11, 23)),
        "state": "over",
        "back": False,
        "buttons": [("Undo", "promo.undo", "12")],
        "more": [("All promotions", "promo.list", "")],
    }


def found(spell: Spell) -> Proposal:
    return Proposal(
        code=spell("SAVE20") or "-", start=date(2026, 11, 20), end=date(2026, 11, 23), orders=62, of=700
    )


def promos(spell: Spell) -> dict[str, Any]:
    days = Period(date(2026, 11, 20), date(2026, 11, 23))
    return {
        "promotions": [(a_promotion(spell), "over", days)],
        "count": 1,
        "proposals": [(found(spell), days, "SAVE20/2026-11-20/2026-11-22")],
        "proposed": 3,
        "buttons": [("New promotion", "promo.new", "")],
    }


def promos_alone(spell: Spell) -> dict[str, Any]:
    return promos(spell) | {"proposals": [], "proposed": 0}


def promo_history(spell: Spell) -> dict[str, Any]:
    days = Period(date(2026, 11, 20), date(2026, 11, 23))
    said = Thing(**vars(a_promotion(spell)), by=MANAGER, at=NOW, removed=False)
    return {"said": [(said, days), (Thing(**(vars(said) | {"removed": True})), days)]}


def note_saved(spell: Spell) -> dict[str, Any]:
    return {
        "note": Thing(id=4, text=spell("paid social budget +60 %"), by=MANAGER),
        "when": "from Tue 17 Nov 2026 on",
        "about": spell("Paid Social (marketing channel)"),
        "dated": True,
        "restricted": False,
        "back": False,
        "buttons": [("Undo", "note.undo", "4")],
    }


def notes(spell: Spell) -> dict[str, Any]:
    one = Thing(id=4, text=spell("paid social budget +60 %"), by=MANAGER)
    return {
        "notes_on_record": [
            (one, "from Tue 17 Nov 2026 on", spell("Paid Social (marketing channel)")),
            (one, "on Sun 22 Nov 2026", ""),
        ],
        "held_back": 2,
        "examples": [spell("/note warehouse closed 17–19 Nov")],
    }


def note_restricted(spell: Spell) -> dict[str, Any]:
    return note_saved(spell) | {"restricted": True, "dated": False, "back": True, "about": ""}


def note_history(spell: Spell) -> dict[str, Any]:
    one = Thing(text=spell("paid social budget +60 %"), by=MANAGER, at=NOW, removed=False)
    before = Thing(text=spell("paid social budget +50 %"), by=MANAGER, at=NOW, removed=True)
    return {"said": [(one, "from Tue 17 Nov 2026 on"), (before, "on Sun 22 Nov 2026")]}


def new_promotion(spell: Spell) -> dict[str, Any]:
    return {
        "title": "New promotion",
        "busy": [spell("SAVE20"), spell("VIP")],
        "kinds": [(kind, kind) for kind in KINDS],
        "callback": "promo.new",
        "metadata": {"channel": "C0SALES", "words": "promo"},
        "initial": {
            "name": spell("SAVE20"),
            "codes": spell("SAVE20"),
            "kind": "Discount code",
            "start": "2026-11-20",
            "end": "2026-11-22",
        },
    }


def paste(spell: Spell) -> dict[str, Any]:
    return {
        "title": "Import promotions",
        "label": "A CSV table or an .ics calendar",
        "hint": "A table's first line: name, start, end, kind, codes.",
        "callback": "promo.import",
        "metadata": {"channel": "C0SALES", "words": "promo import"},
    }


Samples = dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]]

MESSAGES: Samples = {
    "target": ("target.j2", target),
    "target_dropped": ("target.j2", target_dropped),
    "pace": ("pace.j2", paces),
    "landing": ("pace.j2", landing_alone),
    "no_targets": ("pace.j2", no_targets),
    "target_imported": ("target_imported.j2", target_imported),
    "target_undone": ("target_undone.j2", target_undone),
    "target_history": ("target_history.j2", target_history),
    "promo": ("promo.j2", promo),
    "promos": ("promos.j2", promos),
    "promos_alone": ("promos.j2", promos_alone),
    "promo_history": ("promo_history.j2", promo_history),
    "note_saved": ("note_saved.j2", note_saved),
    "note_restricted": ("note_saved.j2", note_restricted),
    "note_history": ("note_history.j2", note_history),
    "notes": ("notes.j2", notes),
}
MODALS: Samples = {
    "new_promotion": ("modal/promo.j2", new_promotion),
    "paste": ("modal/paste.j2", paste),
}
