"""Values for the templates of digests that are news."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from digests.ground import Asked, Usual
from digests.news import Front, News
from digests.review import Moved, Review
from digests.sections.campaigns import Paced
from digests.sections.sales import Because, Figure
from digests.sections.stock import Hero, Short
from metrics.budgets import Budget, Spending
from metrics.explained import Kind, Part
from metrics.metric import Unit
from metrics.pacing import pace
from metrics.period import Period
from tests.templates import answers as known
from tests.templates import sample_plans as plans
from tests.templates.answers import compared
from tests.templates.sample_values import LONDON, NOW, Spell

SUNDAY = date(2026, 11, 22)
WEEKEND = Period(date(2026, 11, 20), date(2026, 11, 23))
BEFORE = Period(date(2025, 11, 21), date(2025, 11, 24), "same weekdays last year, BF−7…BF−5")


def _news(kind: str, about: Any, **more: Any) -> News:
    said: dict[str, Any] = {"section": "sales", "shows": (), "money": 1_230_000, "surprise": 2.4}
    return News(kind=kind, about=about, **(said | more))


def _sunday(spell: Spell) -> News:
    factor = Part(
        kind=Kind.FACTOR, name="conversion", label=spell("Conversion"), amount=-2_090_000, unit=Unit.RATE
    )
    because = Because(
        factor=factor, segment=spell("Paid Social"), is_mix=True, record=spell("paid social budget +60 %")
    )
    figure = compared(known.NET_SALES, 18_480_000, 19_710_000)
    about = Figure(comparison=figure, usual=Usual(expected=19_900_000, z=-2.4), because=because, one_of=True)
    return _news("figure", about)


def _margin(spell: Spell) -> News:
    margin = compared(known.metric("gross_margin", spell("Gross margin"), Unit.RATE), 0.581, 0.562)
    return _news("figure", Figure(comparison=margin, part=spell("Outerwear"), dimension="product_line"))


def _stock(spell: Spell) -> News:
    heroes = tuple(
        Hero(name=spell(name), weeks=weeks, a_week=1_710_000)
        for name, weeks in (
            ("Aran Coat - M", 0.4),
            ("Waxed Parka - M", 0.0),
            ("Wool Scarf", 0.8),
            ("Boot", 0.9),
        )
    )
    return _news("stock", Short(heroes=heroes, looked_at=10, under=1.0, counted=SUNDAY), asks=True)


def _budget(spell: Spell) -> News:
    spent = Spending(
        budget=Budget(amount=2_500_000, period=Period(date(2026, 11, 14), date(2026, 11, 28))),
        pace=pace(2_500_000, 1_840_000, share=0.64, elapsed=0.64),
        through=SUNDAY,
        runs_out=date(2026, 11, 26),
    )
    return _news("budget", Paced(name=spell("BF-Early"), spending=spent), asks=True)


def edition(spell: Spell, **more: Any) -> Thing:
    figures = known.several_numbers(spell).totals
    pace_line = _news("pace", plans.standing(spell))
    front = Front(
        lead=pace_line,
        decision=_budget(spell),
        lines=(_sunday(spell), _margin(spell), _stock(spell)),
        rest=(_news("pace", plans.standing(spell)), _news("figure", Figure(comparison=figures[1]))),
    )
    live = datetime(2026, 11, 26, 18, 0, tzinfo=LONDON)
    held: dict[str, Any] = {
        "digest": Thing(title=spell("The director's morning")),
        "day": date(2026, 11, 23),
        "figures": figures,
        "headline": figures[0],
        "period": WEEKEND,
        "baseline": BEFORE,
        "front": front,
        "waiting": 2,
        "oldest": timedelta(hours=19),
        "needed": live,
        "due": (
            Asked(number=214, title=spell("Black Friday banner"), at=NOW, live_at=live, state="in review"),
        ),
        "answers": (known.several_numbers(spell),),
        "moved": (),
        "notes": (spell("Refunds are on the order's day."),),
        "review": None,
    }
    return Thing(**(held | more))


def _review(spell: Spell, *, is_final: bool) -> Review:
    if not is_final:
        return Review(is_final=False, waits_for=(spell("Shopify orders"), spell("Google Ads")))
    moved = Moved(metric=known.NET_SALES, before=537_100_000, now=531_800_000)
    return Review(is_final=True, since=NOW, moved=(moved,))


BUTTONS = [("Details", "kpi.run", "movers"), ("Approvals", "approval.list", "")]


def news(spell: Spell) -> dict[str, Any]:
    return {"edition": edition(spell), "buttons": BUTTONS}


def nothing_new(spell: Spell) -> dict[str, Any]:
    rest = (_news("figure", Figure(comparison=known.several_numbers(spell).totals[1])),)
    quiet = Front(lead=None, decision=None, lines=(), rest=rest)
    return {"edition": edition(spell, front=quiet, waiting=0, due=()), "buttons": BUTTONS}


def provisional(spell: Spell) -> dict[str, Any]:
    return {"edition": edition(spell, review=_review(spell, is_final=False)), "buttons": BUTTONS}


def final(spell: Spell) -> dict[str, Any]:
    return {"edition": edition(spell, review=_review(spell, is_final=True)), "buttons": BUTTONS}


def more(spell: Spell) -> dict[str, Any]:
    return {"edition": edition(spell)}


def composing(spell: Spell) -> dict[str, Any]:
    return {
        "title": spell("Stock watch"),
        "sections": [
            (spell("Stock"), "stock", spell("best sellers that run out")),
            ("Sales", "sales", "net sales"),
        ],
        "chosen": ("stock",),
        "at": "08:30",
        "days": ("mon", "thu"),
        "zone": "Europe/London",
        "place": "C0SALES",
        "only_unusual": True,
        "is_new": True,
        "callback": "digest.compose",
        "metadata": {"channel": "C0SALES"},
    }


def broken(spell: Spell) -> dict[str, Any]:
    return {"template": spell("digest/director.j2"), "problem": spell("line 4: unexpected 'end of template'")}
