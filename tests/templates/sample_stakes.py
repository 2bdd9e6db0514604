"""Values for what is at stake on an approval's card: every figure and every caution there is."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Thing
from typing import Any

from commands.at_stake import AtStake, Caution, Scope
from metrics.metric import Unit
from metrics.period import Period
from metrics.prices import Sold
from tests.templates.answers import compared, metric
from tests.templates.sample_values import NOW, Spell

MONTH = Period(date(2026, 10, 26), date(2026, 11, 23))
SALES = metric("net_sales", "Net sales")
COVER = metric("weeks_of_cover", "Weeks of cover", Unit.WEEKS)


def sold(spell: Spell, minor: int) -> Sold:
    return Sold(day=date(2026, 1, 12), channel=spell("Shopify"), asked=minor, price=minor)


def first(spell: Spell) -> AtStake:
    """Of a product: its figures, and what a claim and a low stock have against it."""
    of: dict[str, Any] = {"title": spell("Aran Coat"), "now": 15900, "claim": spell("lowest ever")}
    figures = (compared(SALES, 3_800_000, 3_600_000, period=MONTH), compared(COVER, 0.6, period=MONTH))
    return AtStake(
        period=MONTH,
        scopes=(Scope(name=spell("Aran Coat"), figures=figures),),
        cautions=(
            Caution(kind="hero", values=of | {"place": 3, "share": 0.062, "days": 4.2}),
            Caution(kind="claim_contradicted", values=of | {"lowest": sold(spell, 14900)}),
            Caution(kind="claim_holds", values=of | {"lowest": sold(spell, 16900), "since": date(2025, 1, 3)}, is_fine=True),
            Caution(kind="claim_unproven", values=of),
            Caution(kind="claim_without_price", values=of | {"lowest": sold(spell, 14900)}),
            Caution(kind="claim_without_product", values=of),
            Caution(kind="out_of_stock", values={"products": (spell("Cap"),)}),
        ),
    )  # fmt: skip


def second(spell: Spell) -> AtStake:
    """Of a promotion: what a discount, a margin target and the calendar have against it."""
    of: dict[str, Any] = {
        "title": spell("Aran Coat"),
        "now": 9540,
        "before": sold(spell, 14900),
        "real": 0.36,
    }
    other = Thing(name=spell("Winter sale"), start=MONTH.start, end=MONTH.end, where=spell("GB"))
    beside = Thing(title=spell("Coats"), number=3, live_at=NOW)
    return AtStake(
        period=MONTH,
        cautions=(
            Caution(kind="no_reduction", values=of),
            Caution(kind="reduction_from", values=of | {"offer": Thing(discount=0.4)}),
            Caution(kind="under_margin_target", values={"line": spell("Coats"), "actual": 0.51, "target": 0.6, "whole": MONTH}),
            Caution(kind="promotions", values={"promotions": (other,)}),
            Caution(kind="requests", values={"what": "product", "requests": (beside,)}),
        ),
    )  # fmt: skip
