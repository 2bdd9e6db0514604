"""Values for the templates about the shop, its data, its people and its digests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from digests.peak import Hero
from metrics.peak import Landed, Lasting
from metrics.reading import Coverage
from storage.subscriptions import Subscription
from templates import Message
from tests.templates import answers as known
from tests.templates import sample_plans as plans
from tests.templates.answers import BEFORE, SUNDAY, compared
from tests.templates.sample_values import DIRECTOR, MANAGER, NOW, Spell


def refused(spell: Spell) -> dict[str, Any]:
    return {
        "message": spell("Gross margin is for directors only."),
        "way_out": spell("Net sales and orders are open to you."),
    }


def note(spell: Spell) -> dict[str, Any]:
    return {"text": spell("Kept: it is in your messages with me.")}


def opened(spell: Spell) -> dict[str, Any]:
    return {"title": spell("Find a product"), "words": spell("product")}


def too_late(_: Spell) -> dict[str, Any]:
    return {}


def busy(_: Spell) -> dict[str, Any]:
    return {"buttons": [("Ask again", "kpi.run", "net sales yesterday")]}


def error(spell: Spell) -> dict[str, Any]:
    return {"reference": "3fa9c1", "what": spell("reading the export"), "owner": "U0ADMIN", "changed": False}


def error_half_done(spell: Spell) -> dict[str, Any]:
    return {"reference": spell("3fa9c1"), "changed": True}


def undelivered(spell: Spell) -> dict[str, Any]:
    return {
        "said": spell("Net sales £184.8k, up 6 %"),
        "place": "C0SALES",
        "why": spell("the channel is archived"),
        "what_to_do": spell("Pick another channel, or have it unarchived."),
        "buttons": [
            ("Another channel", "undelivered.elsewhere", "morning/2026-11-23/C0SALES"),
            ("Send it to me", "undelivered.me", "morning/2026-11-23/C0SALES"),
            ("Pause", "undelivered.pause", "morning/2026-11-23/C0SALES"),
        ],
    }


def held(spell: Spell) -> list[Any]:
    return [
        Thing(text=spell("Aran Coat copy was approved")),
        Thing(text=spell("Orders fell below 40 yesterday")),
    ]


def taken_along(spell: Spell) -> dict[str, Any]:
    line = {"type": "section", "text": {"type": "mrkdwn", "text": "*Net sales £184.8k*"}}
    return {"message": Message(text=spell("Net sales £184.8k"), blocks=(line,)), "held": held(spell)}


def cut_off(spell: Spell) -> dict[str, Any]:
    return {
        "since": datetime(2026, 11, 23, 10, 2, tzinfo=UTC),
        "until": datetime(2026, 11, 23, 14, 5, tzinfo=UTC),
        "held": held(spell),
        "buttons": [("What waits for me", "approval.list", "")],
    }


def caught_up(spell: Spell) -> dict[str, Any]:
    kept = held(spell)
    return {
        "held": kept,
        "digests": kept[:1],
        "others": kept[1:],
        "since": date(2026, 11, 19),
        "waiting": 2,
        "buttons": [("What waits for me", "approval.list", "")],
    }


def elsewhere_form(_: Spell) -> dict[str, Any]:
    return {"callback": "undelivered.elsewhere", "metadata": {"key": "morning/2026-11-23/C0SALES"}}


def audited(spell: Spell) -> dict[str, Any]:
    return {
        "check": spell("outbox stuck"),
        "rows": [spell("morning/2026-11-23/C0ECOM"), "morning/2026-11-23/C0EXEC", "answer/click/1"],
        "wrong": spell("has been due for a while, and nothing says why it does not go out"),
    }


def away(_: Spell) -> dict[str, Any]:
    return {
        "since": datetime(2026, 11, 22, 22, 4, tzinfo=UTC),
        "until": datetime(2026, 11, 23, 7, 58, tzinfo=UTC),
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
            known=None,
            faults=[],
        ),
        Thing(
            label=spell("GA4"),
            coverage=late,
            late=True,
            lag=spell("24 h"),
            owner="U0OWNER",
            how=spell("Reports → Traffic acquisition → Export"),
            known=date(2026, 11, 26),
            faults=[],
        ),
        Thing(
            label="Meta Ads", coverage=None, late=True, lag="24 h", owner=None, how="", known=None, faults=[]
        ),
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
        paces=(plans.standing(spell),),
        since=figures[0],
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


def subscription(spell: Spell, **but: Any) -> Subscription:
    usual: dict[str, Any] = {
        "digest": "morning",
        "place": "C0SALES",
        "owner": MANAGER,
        "at": time(8, 30),
        "zone": spell("Europe/London"),
        "days": ("mon", "tue", "wed", "thu", "fri"),
    }
    return Subscription(**usual | but)


def kept_back(spell: Spell) -> dict[str, Any]:
    return morning(spell) | {"subscription": subscription(spell, only_unusual=True, kept_back=3)}


def digest_move(spell: Spell) -> dict[str, Any]:
    return _form(spell, "move") | {"at": "08:30", "days": ("mon", "tue"), "zone": "Europe/London"}


def digest_snooze(spell: Spell) -> dict[str, Any]:
    return _form(spell, "snooze") | {"until": "2026-12-04"}


def digest_hand(spell: Spell) -> dict[str, Any]:
    return _form(spell, "hand")


def _form(spell: Spell, wish: str) -> dict[str, Any]:
    return {
        "title": spell("Yesterday at the shop"),
        "place": "C0SALES",
        "callback": f"digest.{wish}",
        "metadata": {"target": "morning/C0SALES"},
    }


def digests(spell: Spell) -> list[Any]:
    choices = [
        ("Preview", "digest.preview", "morning"),
        ("Send now", "digest.send", "morning"),
        ("Stop", "digest.stop", "morning"),
    ]
    channel = Thing(
        subscription=subscription(spell, paused=True, only_unusual=True),
        next_at=None,
        rests_until=None,
        choices=choices,
    )
    own = Thing(
        subscription=subscription(spell, place=DIRECTOR, days=("mon", "sat")),
        next_at=NOW + timedelta(days=1),
        rests_until=None,
        choices=(),
    )
    return [
        Thing(
            name="morning",
            title=spell("Yesterday at the shop"),
            places=[channel, own],
            others=3,
            next_at=NOW + timedelta(days=1),
            mine=True,
            choices=choices,
        ),
        Thing(
            name="weekly",
            title="The week",
            places=[],
            others=0,
            next_at=None,
            mine=False,
            choices=[],
        ),
    ]


def digest_list(spell: Spell) -> dict[str, Any]:
    return {"digests": digests(spell), "buttons": [("Send me one", "digest.subscribe", "morning")]}


def digest_settings(spell: Spell) -> dict[str, Any]:
    return {
        "digest": Thing(name="morning", title=spell("Yesterday at the shop"), covers="the day before"),
        "at": f"{time(8, 0):%H:%M}",
        "days": ("mon", "tue", "fri"),
        "zone": "Europe/London",
        "place": "C0SALES",
        "callback": "digest.settings",
        "metadata": "morning",
    }


def person_role(spell: Spell) -> dict[str, Any]:
    roles = [
        ("Director", "director", spell("sees cost and margin, decides approvals")),
        ("Viewer", "viewer", "asks for figures"),
    ]
    return {"roles": roles, "person": MANAGER, "role": "viewer", "callback": "people.role"}


def peak_day(spell: Spell) -> dict[str, Any]:
    heroes = (
        Hero(name=spell("Aran Coat"), lasts=Lasting(left=34, hours=5.2)),
        Hero(name=spell("Wool Scarf"), lasts=Lasting(left=0, hours=0)),
        Hero(name=spell("Chelsea Boot"), lasts=Lasting(left=120, days=4.1)),
        Hero(name=spell("Beanie"), lasts=Lasting(left=900, days=31)),
        Hero(name=spell("Mug"), lasts=Lasting(left=12)),
    )
    answer = known.several_numbers(spell)
    return {
        "peak": Thing(
            name=spell("Black Friday"),
            day=SUNDAY.start,
            now=NOW,
            landed=Landed(value=41_300_00, share=0.45, whole=38_600_00),
            heroes=heroes,
            counted=SUNDAY.start,
            through=NOW - timedelta(minutes=15),
            age=timedelta(minutes=15),
            is_over=False,
        ),
        "answer": answer,
        "buttons": [("Details", "kpi.run", "net sales today")],
    }


def peak_over(spell: Spell) -> dict[str, Any]:
    over = {"landed": None, "heroes": (), "counted": None, "is_over": True}
    values = peak_day(spell)
    return values | {"peak": Thing(**vars(values["peak"]) | over)}


def digest_landed(spell: Spell) -> dict[str, Any]:
    said = spell("Net sales £184.8k")
    blocks = (
        {"type": "section", "text": {"type": "plain_text", "text": "Net sales £184.8k"}},
        {"type": "actions", "elements": [{"type": "button", "action_id": "kpi.run", "text": {"type": "plain_text", "text": "Details"}}]},
    )  # fmt: skip
    return {
        "message": Message(text=said, blocks=blocks),
        "arrived": (spell("Shopify orders"), "GA4"),
        "now": NOW,
        "tail": ({"type": "section", "text": {"type": "plain_text", "text": "Kept for this digest"}},),
    }


def digest_headline(spell: Spell) -> dict[str, Any]:
    return {
        "arrived": (spell("GA4"),),
        "headline": "*Net sales £184,800* · ▲ up £1,204",
        "before": "*Net sales £120,100*",
    }
