"""Values for the templates that answer questions about figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from types import SimpleNamespace as Thing
from typing import Any

from metrics.budgets import Budget, Spending
from metrics.landing import Landing
from metrics.metric import Unit
from metrics.pacing import pace
from metrics.period import Period
from metrics.reading import Answer, Comparison, Completeness, Rank
from templates import render
from tests.templates import answers as known
from tests.templates import sample_plans as plans
from tests.templates.answers import compared, metric, question
from tests.templates.sample_values import FOLLOW_UPS, MANAGER, SHARE, Spell


def number(spell: Spell) -> dict[str, Any]:
    return {
        "answer": known.one_number(spell),
        "paces": {"net_sales": plans.standing(spell)},
        "echo": spell("net sales · Sun 22 Nov 2026 · vs Sun 15 Nov 2026"),
        "buttons": FOLLOW_UPS,
    }


def numbers(spell: Spell) -> dict[str, Any]:
    return {"answer": known.several_numbers(spell), "buttons": SHARE}


def headlines(spell: Spell) -> dict[str, Any]:
    examples = [
        (spell(phrase), "kpi.run", spell(phrase))
        for phrase in (
            "net sales this month vs ly",
            "orders by country",
            "aov last week",
            "sessions",
            "spend",
        )
    ]
    return numbers(spell) | {"examples": examples}


def breakdown(spell: Spell) -> dict[str, Any]:
    return {
        "answer": known.by_country(spell),
        "split": spell("Country"),
        "chart": True,
        "buttons": FOLLOW_UPS,
        "echo": spell("net sales · by country"),
    }


def series(spell: Spell) -> dict[str, Any]:
    return {"answer": known.over_time(spell=spell), "buttons": FOLLOW_UPS}


def missing(spell: Spell) -> dict[str, Any]:
    answer = known.not_arrived(spell)
    source = {
        "coverage": answer.reach[0],
        "owner": "U0OWNER",
        "how": spell("Shopify admin → Orders → Export"),
    }
    ask = [("Sat 21 Nov", "kpi.run", "net sales Sat 21 Nov")]
    day = Period(date(2026, 11, 21), date(2026, 11, 22))
    reading = replace(known.one_number().totals[0].asked, period=day)
    latest = Comparison(asked=reading)
    return {"answer": answer, "sources": [source], "latest": latest, "buttons": ask}


def menu(spell: Spell) -> dict[str, Any]:
    choices = [
        ("Sales channel", "kpi.run", "net sales by sales channel"),
        (spell("Marketing channel"), "kpi.run", "sessions by marketing channel"),
    ]
    return {"question": spell("“channel” can be two things. Which do you mean?"), "choices": choices}


def unreadable(spell: Spell) -> dict[str, Any]:
    return {
        "message": spell("I don't know a figure called “grss mrgin”."),
        "examples": [spell("net sales yesterday"), "orders by country last week"],
        "suggestions": [
            (spell("gross margin"), "kpi.run", spell("gross margin")),
            ("gross profit", "kpi.run", "gross profit"),
        ],
    }


def a_product(spell: Spell) -> Any:
    return Thing(
        sku=spell("AC-1042-NVY"),
        title=spell("Aran Coat, navy"),
        product_line=spell("Outerwear"),
        vendor=None,
        price=15900,
        compare_at=17900,
        unit_cost=None,
        status=spell("Draft"),
        ranked=True,
    )


def product(spell: Spell) -> dict[str, Any]:
    stock = metric("available", spell("In stock"), Unit.COUNT)
    cover = metric("weeks_of_cover", "Weeks of cover", Unit.WEEKS)
    run = known.over_time(14, spell=spell)
    both = {"period": run.question.period, "baseline": run.question.baseline}
    answer = Answer(
        question=run.question,
        totals=(
            compared(known.NET_SALES, 1249000, 1480000, **both),
            compared(known.UNITS, 79, 93, **both),
            compared(known.RETURNS, 31800, 15900, **both),
            compared(stock, 112, baseline=None),
            compared(cover, None, baseline=None),
        ),
        series=run.series,
        covers=("Shopify orders", "Shopify inventory"),
        reach=(known.REACH,),
    )
    return {"product": a_product(spell), "answer": answer, "buttons": FOLLOW_UPS}


def products(spell: Spell) -> dict[str, Any]:
    rows = (
        ("AC-1042", "Aran Coat", 1249000, 1480000),
        ("WS-7", "Wool Scarf", 880000, 412000),
        ("BT-3", "Chelsea Boot", 610000, None),
    )
    answer = Answer(
        question=question(known.NET_SALES, split="product", rank=Rank(count=3, by_change=True)),
        totals=(compared(known.NET_SALES, 18480012, 19710040),),
        segments=1042,
        rows=tuple(
            (compared(known.NET_SALES, now, before, segment=spell(sku), label=spell(title)),)
            for sku, title, now, before in rows
        ),
        covers=("Shopify orders",),
        reach=(known.REACH,),
    )
    return {"answer": answer, "products": {spell("AC-1042"): a_product(spell)}, "buttons": SHARE}


def ads(spell: Spell) -> tuple[Any, ...]:
    spend = metric("spend", "Spend")
    roas = metric(
        "platform_roas",
        spell("Platform ROAS"),
        Unit.TIMES,
        caveat=spell("Meta counts 7 days after a click, 1 after a view."),
    )
    per_order = metric("cost_per_order", "Cost per order", good=known.Good.DOWN)
    return spend, roas, per_order


def a_spending() -> Spending:
    days = Period(date(2026, 11, 14), date(2026, 11, 28))
    landing = Landing(actual=1_840_000, rest=1_360_000)
    return Spending(
        budget=Budget(amount=2_500_000, period=days),
        pace=pace(2_500_000, 1_840_000, share=0.61, elapsed=9 / 14, landing=landing),
        through=date(2026, 11, 22),
        runs_out=date(2026, 11, 25),
    )


def campaign(spell: Spell) -> dict[str, Any]:
    spend, roas, per_order = ads(spell)
    blended = metric("blended_roas", "Blended ROAS", Unit.TIMES)
    answer = Answer(
        question=question(spend, roas, per_order),
        totals=(
            compared(spend, 1840000, 1150000),
            compared(roas, 5.2, 4.6, state=Completeness.SETTLING),
            compared(per_order, 1584, 1720),
        ),
        covers=(spell("Meta Ads"),),
        reach=(known.REACH,),
        notes=(spell("Recent days still settle."),),
    )
    one = Thing(
        name=spell("BF-Early"),
        platform=spell("Meta"),
        marketing_channel=spell("Paid social"),
        status=spell("Active"),
        kind=spell("Sales"),
        budget=250000,
        budget_kind=spell("Daily"),
        starts=date(2026, 11, 14),
        ends=None,
    )
    return {
        "campaign": one,
        "spending": a_spending(),
        "answer": answer,
        "shop": (compared(blended, 2.1, 2.4),),
        "buttons": FOLLOW_UPS,
    }


def campaigns(spell: Spell) -> dict[str, Any]:
    measured = ads(spell)
    rows = (
        ("BF-Early", 1840000, 5.2, 1584),
        ("Brand search", 420000, 11.4, 610),
        ("Prospecting", 390000, None, None),
    )
    answer = Answer(
        question=question(*measured, baseline=None, split="campaign", rank=Rank(count=3)),
        segments=3,
        totals=tuple(
            compared(one, value, baseline=None)
            for one, value in zip(measured, (2650000, 5.6, 1490), strict=True)
        ),
        rows=tuple(
            tuple(
                compared(one, value, baseline=None, segment=spell(name))
                for one, value in zip(measured, values, strict=True)
            )
            for name, *values in rows
        ),
        covers=("Meta Ads", "Google Ads"),
        reach=(known.REACH,),
    )
    named = {spell("BF-Early"): Thing(platform=spell("Meta"), status=spell("active"))}
    return {
        "answer": answer,
        "campaigns": named,
        "spendings": {spell("BF-Early"): a_spending()},
        "buttons": SHARE,
    }


def funnel(spell: Spell) -> dict[str, Any]:
    steps = [
        ("Sessions", 98100, 92400),
        ("Saw a product", 61200, 58800),
        ("Added to cart", 9100, 9350),
        ("Reached checkout", 4480, 4700),
        ("Ordered", 2246, 2356),
    ]
    counts = [compared(metric("step", spell(name), Unit.COUNT), now, before) for name, now, before in steps]
    share = metric("rate", "Share", Unit.RATE)
    rates = [None, *(compared(share, this[1] / that[1], this[2] / that[2]) for that, this in pairwise(steps))]
    answer = Answer(
        question=question(known.CVR),
        totals=(compared(known.CVR, 0.0229, 0.0255),),
        covers=("GA4",),
        reach=(known.REACH,),
    )
    return {
        "answer": answer,
        "steps": list(zip(counts, rates, strict=True)),
        "chart": True,
        "buttons": FOLLOW_UPS,
    }


def define(spell: Spell) -> dict[str, Any]:
    one = metric(
        "net_sales",
        spell("Net sales"),
        aliases=(spell("revenue"), "sales"),
        caveat=spell("Refunds are on the order's day."),
    )
    return {
        "metric": one,
        "source": spell("orders, else order lines by product"),
        "splits": [spell("country"), "sales channel"],
        "elsewhere": [(spell("Shopify"), spell("the same name, with refunds on the refund day"))],
        "seen_by": "members of this workspace",
        "buttons": [("Ask for it", "kpi.run", "net sales")],
    }


def define_word(spell: Spell) -> dict[str, Any]:
    return {
        "word": spell("mer"),
        "why": "",
        "choices": [(known.NET_SALES, spell("orders")), (known.AOV, "orders and advertising reports")],
        "elsewhere": [(spell("Triple Whale"), spell("ad spend ÷ order revenue"))],
        "buttons": [(spell("Blended ROAS"), "define.show", "blended_roas")],
    }


def define_nothing(spell: Spell) -> dict[str, Any]:
    return define_word(spell) | {"why": spell("It needs costs that are not on record."), "elsewhere": []}


def metrics(spell: Spell) -> dict[str, Any]:
    return {
        "groups": {
            spell("Sales"): [known.NET_SALES, known.RETURNS],
            "Traffic": [metric("sessions", spell("Sessions"))],
        }
    }


def shared(spell: Spell) -> dict[str, Any]:
    message = render("number.j2", style=known.STYLE, **number(spell))
    return {"message": message, "by": MANAGER, "question": spell("net sales yesterday")}
