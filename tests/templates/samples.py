"""A sample of every template, with whatever comes from outside passed through `spell`; run it to write the snapshots."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any
from zoneinfo import ZoneInfo

from approvals.content import KINDS, Content
from approvals.request import Decision, Request, State, Verdict, Version
from metrics.metric import Unit
from metrics.reading import Answer, Completeness, Coverage, Rank
from templates import Message, Modal, as_text, render, render_home, render_modal
from tests.templates import answers as known
from tests.templates.answers import BEFORE, SUNDAY, compared, metric, question

Spell = Callable[[str], str]
SNAPSHOTS = Path(__file__).parent / "snapshots"
LONDON = ZoneInfo("Europe/London")
DIRECTOR, MANAGER = "U0DIRECTOR", "U0MANAGER"
NOW = datetime(2026, 11, 23, 8, 1, tzinfo=LONDON)
FOLLOW_UPS = [
    ("By channel", "kpi.run", "net sales by sales channel yesterday"),
    ("vs last year", "kpi.run", "net sales yesterday vs ly"),
    ("Share", "answer.share", "a1b2"),
    ("Chart", "kpi.run", "net sales by day last 14 days"),
    ("Keep in my DM", "answer.keep", "a1b2"),
]
SHARE = FOLLOW_UPS[2:3]


def number(spell: Spell) -> dict[str, Any]:
    return {
        "answer": known.one_number(spell),
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
    source = {
        "label": spell("Shopify orders"),
        "owner": "U0OWNER",
        "how": spell("Shopify admin → Orders → Export"),
    }
    ask = [("Sat 21 Nov", "kpi.run", "net sales Sat 21 Nov")]
    return {"answer": known.not_arrived(spell), "sources": [source], "buttons": ask}


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


def refused(spell: Spell) -> dict[str, Any]:
    return {
        "message": spell("Gross margin is for directors only."),
        "way_out": spell("Net sales and orders are open to you."),
    }


def note(spell: Spell) -> dict[str, Any]:
    return {"text": spell("Kept: it is in your messages with me.")}


def opened(spell: Spell) -> dict[str, Any]:
    return {"title": spell("Find a product"), "words": spell("product")}


def busy(_: Spell) -> dict[str, Any]:
    return {"buttons": [("Ask again", "kpi.run", "net sales yesterday")]}


def error(spell: Spell) -> dict[str, Any]:
    return {"reference": "3fa9c1", "what": spell("reading the export"), "owner": "U0ADMIN"}


def shared(spell: Spell) -> dict[str, Any]:
    message = render("number.j2", style=known.STYLE, **number(spell))
    return {"message": message, "by": MANAGER, "question": spell("net sales yesterday")}


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
            compared(cover, 2.8, baseline=None),
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
    return {"campaign": one, "answer": answer, "shop": (compared(blended, 2.1, 2.4),), "buttons": FOLLOW_UPS}


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
    return {"answer": answer, "campaigns": named, "buttons": SHARE}


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
        "sources": [spell("Shopify orders"), "Amazon"],
        "splits": [spell("country"), "sales channel"],
        "elsewhere": [(spell("Shopify"), spell("the same name, with refunds on the refund day"))],
        "buttons": [("Ask for it", "kpi.run", "net sales")],
    }


def metrics(spell: Spell) -> dict[str, Any]:
    return {
        "groups": {
            spell("Sales"): [known.NET_SALES, known.RETURNS],
            "Traffic": [metric("sessions", spell("Sessions"))],
        }
    }


def helped(spell: Spell) -> dict[str, Any]:
    commands = [
        Thing(
            name="/kpi", usage=spell("net sales by country last week vs ly"), summary=spell("Ask a figure")
        ),
        Thing(name="/approvals", usage="", summary="What waits for a yes"),
    ]
    examples = [
        ("Net sales this month", "kpi.run", "net sales this month vs ly"),
        ("By line", "kpi.run", spell("net sales by product line")),
    ]
    return {
        "role": spell("director"),
        "user": DIRECTOR,
        "commands": commands,
        "examples": examples,
        "owners": ["U0ADMIN"],
    }


def sources(spell: Spell) -> list[Any]:
    late = Coverage(source="ga4", label=spell("GA4"), first=date(2025, 1, 1), last=date(2026, 11, 20))
    return [
        Thing(
            label=spell("Shopify orders"),
            coverage=known.REACH,
            late=False,
            lag="6 h",
            owner="U0OWNER",
            how="",
        ),
        Thing(
            label=spell("GA4"),
            coverage=late,
            late=True,
            lag=spell("24 h"),
            owner="U0OWNER",
            how=spell("Reports → Traffic acquisition → Export"),
        ),
        Thing(label="Meta Ads", coverage=None, late=True, lag="24 h", owner=None, how=""),
    ]


def status(spell: Spell) -> dict[str, Any]:
    schedules = [
        Thing(title=spell("Yesterday at the shop"), place="C0SALES", next_at=NOW + timedelta(days=1)),
        Thing(title="Week", place=MANAGER, next_at=None),
    ]
    load = Thing(file=spell("orders_export_1.csv"), loaded_at=NOW, rows_used=48211)
    return {
        "sources": sources(spell),
        "schedules": schedules,
        "queue": Thing(waiting=0, failed=1),
        "last_load": load,
    }


def people(spell: Spell) -> dict[str, Any]:
    named = [
        Thing(id=DIRECTOR, name=spell("Dana"), role="director", admin=True),
        Thing(id=MANAGER, name=spell("Mo"), role="manager", admin=False),
    ]
    return {"people": named, "buttons": [("Change a role", "people.role", "")]}


def empty(spell: Spell) -> dict[str, Any]:
    return {
        "what": spell("campaigns"),
        "sources": [{"label": spell("Meta Ads"), "owner": None, "how": spell("Ads Manager → Export")}],
    }


def search(spell: Spell) -> dict[str, Any]:
    return {
        "title": spell("Find a product"),
        "label": spell("Product"),
        "action": "product.find",
        "callback": "product.search",
        "metadata": {"channel": "C0SALES", "words": "product"},
    }


def morning(spell: Spell) -> dict[str, Any]:
    figures = known.several_numbers(spell).totals
    products = tuple(
        compared(known.NET_SALES, now, before, segment=spell(sku), label=spell(title))
        for sku, title, now, before in (
            ("AC", "Aran Coat", 1249000, 1989000),
            ("WS", "Wool Scarf", 880000, 412000),
            ("BT", "Chelsea Boot", 610000, 0),
        )
    )
    channels = tuple(
        compared(known.NET_SALES, now, before, segment=spell(name))
        for name, now, before in (("Shopify", 14100000, 15900000), ("Amazon", 4380012, 3810040))
    )
    edition = Thing(
        digest=Thing(title=spell("Yesterday at the shop")),
        figures=figures,
        headline=figures[0],
        period=SUNDAY,
        baseline=BEFORE,
        waiting=2,
        answers=(known.several_numbers(spell),),
        notes=(spell("Refunds are on the order's day."), spell("Refunds are on the order's day.")),
        moved=(
            Thing(movers=Thing(dimension="product"), comparisons=products),
            Thing(movers=Thing(dimension="sales_channel"), comparisons=channels),
        ),
    )
    return {
        "edition": edition,
        "oldest": timedelta(hours=19),
        "buttons": [
            ("By product", "kpi.run", "movers"),
            ("Approvals", "approval.list", ""),
            ("Stop", "digest.stop", "morning"),
        ],
    }


def digests(spell: Spell) -> list[Any]:
    choices = [
        ("Preview", "digest.preview", "morning"),
        ("Send now", "digest.send", "morning"),
        ("Stop", "digest.stop", "morning"),
    ]
    when = spell("Monday to Friday at 08:00")
    return [
        Thing(
            name="morning",
            title=spell("Yesterday at the shop"),
            when=when,
            places=["C0SALES", DIRECTOR],
            next_at=NOW + timedelta(days=1),
            mine=True,
            choices=choices,
        ),
        Thing(
            name="weekly",
            title="The week",
            when="Monday at 09:00",
            places=[],
            next_at=None,
            mine=False,
            choices=[],
        ),
    ]


def digest_list(spell: Spell) -> dict[str, Any]:
    return {"digests": digests(spell), "buttons": [("Send me one", "digest.subscribe", "morning")]}


def digest_settings(spell: Spell) -> dict[str, Any]:
    return {
        "digest": Thing(name="morning", title=spell("Yesterday at the shop")),
        "at": f"{time(8, 0):%H:%M}",
        "days": ("mon", "tue", "fri"),
        "zone": "Europe/London",
        "place": "C0SALES",
        "callback": "digest.settings",
        "metadata": "morning",
    }


def request(spell: Spell, state: State = State.IN_REVIEW, number: int = 214) -> Request:
    content = Content(
        kind="product_copy",
        title=spell("Aran Coat"),
        text=spell("The warmest coat we make.\nNow at its lowest price ever."),
        link="https://example.com/assets/aran?v=3&size=large",
        about=spell("AC-1042 Aran Coat"),
        where=spell("Product page"),
        goes_live="2026-11-26T18:00",
        zone="Europe/London",
    )
    first = Content(kind="product_copy", title=spell("Aran Coat"), text=spell("The warmest coat."))
    said = Decision(
        version=2,
        sha=content.sha,
        by=DIRECTOR,
        verdict=Verdict.CHANGES,
        at=NOW,
        reason=spell("“Lowest ever” needs proof."),
    )
    return Request(
        id=number,
        state=state,
        requester=MANAGER,
        created_at=NOW,
        changed_at=NOW,
        changed_by=MANAGER,
        directors=(DIRECTOR, "U0OTHER"),
        versions=(
            Version(number=1, content=first, by=MANAGER, at=NOW),
            Version(number=2, content=content, by=MANAGER, at=NOW),
        ),
        decisions=(said,) if state is State.CHANGES_REQUESTED else (),
    )


def card(spell: Spell) -> dict[str, Any]:
    return {"request": request(spell), "audience": "approver", "value": "214:2:9f8e7d6c", "kinds": KINDS}


def decided(spell: Spell) -> dict[str, Any]:
    return {
        "request": request(spell, State.CHANGES_REQUESTED),
        "audience": "requester",
        "value": "214:2:9f8e7d6c",
        "buttons": [("Edit", "approval.edit", "214")],
    }


def news(spell: Spell) -> dict[str, Any]:
    return {
        "request": request(spell, State.CHANGES_REQUESTED),
        "news": "changes",
        "decides": False,
        "value": "214:2:9f8e7d6c",
    }


def imported(spell: Spell) -> dict[str, Any]:
    summary = Thing(
        format=spell("Shopify orders"),
        rows_read=1200,
        rows_used=1184,
        left_out={spell("test orders"): 16},
        first=date(2026, 10, 1),
        last=date(2026, 11, 22),
        already_loaded=False,
        complete_through=date(2026, 11, 21),
        gaps=((date(2026, 10, 5), date(2026, 10, 25)),),
        notes=(spell("No SKU on 3 rows."),),
    )
    return {"outcome": Thing(file=spell("orders_export_1.csv"), summaries=[summary], refused=None)}


def not_imported(spell: Spell) -> dict[str, Any]:
    return {
        "outcome": Thing(
            file=spell("report.csv"),
            summaries=[],
            refused=spell("It is not an export that I know. Missing: `cost`."),
        )
    }


def approval_list(spell: Spell) -> dict[str, Any]:
    return {
        "waiting": [request(spell)],
        "mine": [request(spell, State.APPROVED, 209)],
        "buttons": [("New request", "approval.new", "")],
    }


def approval_show(spell: Spell) -> dict[str, Any]:
    history = [
        Thing(at=NOW, who=MANAGER, what=spell("submitted v1"), reason=""),
        Thing(at=NOW, who=DIRECTOR, what="asked for changes", reason=spell("Needs proof.")),
    ]
    changed = [
        Thing(label="text", before=spell("The warmest coat."), after=spell("The warmest coat we make."))
    ]
    return {
        "request": request(spell),
        "history": history,
        "changed": changed,
        "decides": True,
        "value": "214:2:9f8e7d6c",
    }


def approval_new(spell: Spell) -> dict[str, Any]:
    initial = {
        "kind": "ad",
        "title": spell("Aran Coat"),
        "text": spell("The warmest coat."),
        "link": "https://example.com/a",
        "product": (spell("Aran Coat"), "AC-1042"),
        "live": 1795716000,
    }
    return {
        "kinds": [(spell(label), name) for name, label in KINDS.items()],
        "callback": "approvals.new",
        "initial": initial,
        "approvers": [DIRECTOR],
    }


def changes(spell: Spell) -> dict[str, Any]:
    return {"request": request(spell), "callback": "approvals.changes", "metadata": "214:2:9f8e7d6c"}


def person_role(spell: Spell) -> dict[str, Any]:
    roles = [
        ("Director", "director", spell("sees cost and margin, decides approvals")),
        ("Viewer", "viewer", "asks for figures"),
    ]
    return {"roles": roles, "person": MANAGER, "role": "viewer", "callback": "people.role"}


def home(spell: Spell) -> dict[str, Any]:
    return {
        "user": DIRECTOR,
        "role": spell("director"),
        "waiting": [request(spell)],
        "digests": digests(spell),
        "sources": sources(spell),
        "examples": FOLLOW_UPS[:2],
        "empty": False,
    }


MESSAGES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "number": ("number.j2", number),
    "numbers": ("numbers.j2", numbers),
    "headlines": ("headlines.j2", headlines),
    "breakdown": ("breakdown.j2", breakdown),
    "series": ("series.j2", series),
    "missing": ("missing.j2", missing),
    "menu": ("menu.j2", menu),
    "unreadable": ("unreadable.j2", unreadable),
    "refused": ("refused.j2", refused),
    "note": ("note.j2", note),
    "open": ("open.j2", opened),
    "busy": ("busy.j2", busy),
    "error": ("error.j2", error),
    "shared": ("shared.j2", shared),
    "product": ("product.j2", product),
    "products": ("products.j2", products),
    "campaign": ("campaign.j2", campaign),
    "campaigns": ("campaigns.j2", campaigns),
    "funnel": ("funnel.j2", funnel),
    "define": ("define.j2", define),
    "metrics": ("metrics.j2", metrics),
    "help": ("help.j2", helped),
    "status": ("status.j2", status),
    "people": ("people.j2", people),
    "empty": ("empty.j2", empty),
    "morning": ("digest/morning.j2", morning),
    "digest_list": ("digest/list.j2", digest_list),
    "card": ("approval/card.j2", card),
    "card_decided": ("approval/card.j2", decided),
    "approval_news": ("approval/news.j2", news),
    "imported": ("imported.j2", imported),
    "not_imported": ("imported.j2", not_imported),
    "approval_list": ("approval/list.j2", approval_list),
    "approval_show": ("approval/show.j2", approval_show),
}
MODALS: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "search": ("search.j2", search),
    "digest_settings": ("digest/settings.j2", digest_settings),
    "approval_new": ("modal/approval_new.j2", approval_new),
    "changes": ("modal/changes.j2", changes),
    "person_role": ("modal/person_role.j2", person_role),
}
HOMES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {"home": ("home.j2", home)}


def drawn(name: str, spell: Spell = str) -> Message | Modal | dict[str, Any]:
    """A sample as it is sent."""
    for table, draw in ((MESSAGES, render), (MODALS, render_modal), (HOMES, render_home)):
        if name in table:
            template, values = table[name]
            return draw(template, style=known.STYLE, **values(spell))
    raise KeyError(name)


def surface(name: str) -> str:
    """Where a sample is shown."""
    return "message" if name in MESSAGES else "modal" if name in MODALS else "home"


def payload(name: str, spell: Spell = str) -> dict[str, Any]:
    """A sample as JSON."""
    sent = drawn(name, spell)
    if isinstance(sent, Message):
        return {"text": sent.text, "blocks": list(sent.blocks)}
    return dict(sent.view) if isinstance(sent, Modal) else sent


ALL = (*MESSAGES, *MODALS, *HOMES)

if __name__ == "__main__":
    SNAPSHOTS.mkdir(exist_ok=True)
    for each in ALL:
        (SNAPSHOTS / f"{each}.json").write_text(
            json.dumps(payload(each), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        (SNAPSHOTS / f"{each}.txt").write_text(as_text(drawn(each)) + "\n", encoding="utf-8")
