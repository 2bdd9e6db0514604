"""Values for the templates that keep figures from some readers, and that show where figures come from."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace as Thing
from typing import Any

from metrics.bridge import Bridge, Line
from metrics.metric import Metric
from metrics.trace import Traced
from templates import render
from tests.templates import answers as known
from tests.templates.answers import BEFORE, SUNDAY, compared
from tests.templates.sample_values import FOLLOW_UPS, NOW, Spell


def indexed(spell: Spell) -> dict[str, Any]:
    answer = known.by_country(spell)
    rows = [(row[0].label or row[0].asked.segment or "", [("104", 104)]) for row in answer.rows]
    totals = [(total, 94) for total in answer.totals]
    return {"answer": answer, "totals": totals, "rows": rows, "points": [], "split": spell("Country")}


def indexed_steps(spell: Spell) -> dict[str, Any]:
    answer = known.over_time(spell=spell)
    points = [(point.label, 100 + step) for step, point in enumerate(answer.series)]
    return {"answer": answer, "totals": [], "rows": [], "points": points, "split": ""}


def confided(spell: Spell) -> dict[str, Any]:
    message = render("number.j2", style=known.STYLE, answer=known.one_number(), buttons=FOLLOW_UPS[:2])
    return {
        "message": message,
        "reason": spell("Gross margin is for directors only, and 4 people here are not."),
    }


def elsewhere(spell: Spell) -> dict[str, Any]:
    message = render("number.j2", style=known.STYLE, answer=known.one_number())
    why = spell("Net sales is for members of this workspace only, and one person here is a guest.")
    return {"message": message, "place": "C0SALES", "why": why}


def data(spell: Spell) -> dict[str, Any]:
    metric = known.metric("net_sales", spell("Net sales"))
    figure = Traced(comparison=compared(metric, 18480012, 19710040), sums=())
    lines = (("Gross sales", 1950000, ""), ("Discounts", 50000, "−"), ("Returns", 20000, "−"),
             ("Net sales", 1880000, "="), ("Shipping", 90000, "+"), ("Total sales", 1970000, "="))  # fmt: skip
    bridge = Bridge(
        platform=spell("Shopify"),
        figure="Total sales",
        amount=1970000,
        period=SUNDAY,
        lines=tuple(Line(label=label, amount=amount, sign=sign) for label, amount, sign in lines),
        elsewhere=720000,
        elsewhere_on=(spell("Amazon"),),
        notes=("Refunds are on the order's day; Shopify uses the refund day.",),
    )
    spent = Bridge(platform=spell("Meta Ads"), figure="Amount spent", amount=35890, period=SUNDAY)
    return {
        "question": known.question(metric, split="country", filters={"country": (spell("GB"),)}),
        "figures": [(figure, [_source(metric, spell)])],
        "bridges": [bridge, spent],
        "files": [_file(spell)],
        "more_files": 3,
        "newer": [_file(spell)],
    }


def _source(metric: Metric, spell: Spell) -> Thing:
    read = {"where": {"country": (spell("GB"),)}, "table": "shop_day", "rows": 19}
    return Thing(
        metric=metric,
        value=18480012,
        before=19710040,
        facts="orders",
        table="orders_day",
        measures="net_sales",
        asked=(Thing(period=SUNDAY, until="", sql=spell("SELECT sum(net_sales) FROM shop_day"), **read),),
        baseline=(Thing(period=BEFORE, until="07:30", sql="SELECT 1", **read),),
    )


def _file(spell: Spell) -> Thing:
    return Thing(
        number=7, file=spell("orders_export.csv"), label=spell("Shopify orders"), rows_used=1143, rows_read=1150,
        loaded_at=NOW,
    )  # fmt: skip


def disclosures(spell: Spell) -> dict[str, Any]:
    shown = [
        ("U0DIRECTOR", "slash command", "C0SALES"), ("C0SALES", "digest", "C0SALES"), ("local", "export", "local"),
    ]  # fmt: skip
    return {
        "disclosures": [
            (Thing(at=NOW, who=who, surface=how, place=place), spell("Gross margin"), SUNDAY)
            for who, how, place in shown
        ],
        "count": 20,
        "about": spell("Gross margin"),
    }


MESSAGES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "indexed": ("indexed.j2", indexed),
    "indexed_steps": ("indexed.j2", indexed_steps),
    "confided": ("confided.j2", confided),
    "digest_elsewhere": ("digest/elsewhere.j2", elsewhere),
    "data": ("data.j2", data),
    "disclosures": ("disclosures.j2", disclosures),
}
