"""The form in which content is sent for a yes: what its kind needs, the rest under **More fields**, and nothing typed is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from approvals.content import KINDS, Content
from commands.context import Click, Context, Redrawn, Reply
from templates import Modal, render_modal

#: What every kind is asked for; the order is the form's.
ALWAYS = ("kind", "title", "text", "link", "product", "campaign", "where", "live")
#: What a kind is asked for besides.
BESIDES: Mapping[str, tuple[str, ...]] = {
    "product_copy": ("price", "markets"),
    "promo_email": ("discount", "ends", "terms", "markets"),
    "homepage_banner": ("discount", "ends", "terms", "line", "markets"),
    "social_post": ("discount", "ends", "markets"),
    "ad": ("price", "discount", "ends", "terms", "markets"),
}
#: What somebody may always add.
MORE = ("price", "discount", "ends", "terms", "line", "markets", "until", "note")

#: The fields that are moments, and the content's names for them.
MOMENTS = {"live": "goes_live", "until": "until", "ends": "ends"}

#: Where the form shows what is wrong with a field of the content.
BLOCK_OF = {"goes_live": "live", "about": "product", "skus": "product", "zone": "live"}

#: What people call a country other than by its code.
ALSO = {"UK": "GB", "EL": "GR"}


def form(
    title: str,
    callback: str,
    metadata: Mapping[str, Any],
    initial: Mapping[str, Any],
    context: Context,
    *,
    asked: Sequence[str] = (),
    checklist: Sequence[str] = (),
) -> Modal:
    """The form, open at what `initial` holds: what its kind needs, what is filled in, and with `all` everything.

    `asked` are those it would go to. Where the metadata says `approves`, it also asks whether that is a yes, with the `checklist` for one.
    """
    return render_modal(
        "modal/approval_new.j2",
        kinds=[(label, kind) for kind, label in KINDS.items()],
        callback=callback,
        metadata={**metadata, "title": title},
        approves=bool(metadata.get("approves")),
        checklist=checklist,
        asked=asked,
        title=title,
        initial=initial,
        shown=shown(initial, everything=bool(metadata.get("all"))),
        all=bool(metadata.get("all")),
        lines=[(line, line) for line in context.facts.values("product_line")][:100],
        style=context.style,
    )


def shown(initial: Mapping[str, Any], *, everything: bool) -> tuple[str, ...]:
    """The fields to show, in the form's order: no field that somebody has filled in is ever hidden."""
    wanted = {*ALWAYS, *BESIDES.get(str(initial.get("kind") or ""), ())}
    filled = {name for name in MORE if initial.get(name)}
    return tuple(name for name in (*ALWAYS, *MORE) if everything or name in wanted or name in filled)


def redrawn(click: Click, context: Context, checklist: Sequence[str] = ()) -> Reply:
    """The same form for another kind, or with all its fields, holding what was typed so far."""
    metadata = json.loads(click.metadata or "{}")
    if click.action == "approval.fields":
        metadata["all"] = True
    typed = {name: value for name, value in click.fields.items() if value}
    typed |= {name: int(typed[name]) for name in MOMENTS if name in typed}
    title = metadata.pop("title", "Ask for approval")
    asked = would_ask(click.person.id, content_of(click, context), context) if not checklist else ()
    return Redrawn(
        form(
            title, click.callback, metadata, _again(typed, context), context, asked=asked, checklist=checklist
        )
    )


def would_ask(user: str, content: Content, context: Context) -> tuple[str, ...]:
    """Whose yes this content would wait for first."""
    return context.desk.would_ask(user, content, now=context.now)


def _again(typed: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """What was typed, as the fields begin with it."""
    known = context.facts.products(typed.get("product") or [])
    again = dict(typed)
    again["product"] = [(_named(known.get(sku), sku), sku) for sku in typed.get("product") or ()]
    if campaign := typed.get("campaign"):
        again["campaign"] = (campaign, campaign)
    return again


def initial_of(content: Content, context: Context) -> dict[str, Any]:
    """What the form begins with for the next version of some content."""
    held: dict[str, Any] = {name: value for name, value in asdict(content).items() if value}
    moments = ((name, getattr(content, field)) for name, field in MOMENTS.items())
    held |= {name: _seconds(local, context) for name, local in moments if local}
    return _again({**held, "product": [sku for sku in content.skus.split(",") if sku]}, context)


def content_of(click: Click, context: Context, before: Content | None = None) -> Content:
    """What the form says. What it did not show stays as it was `before`; local times are in the shop's zone."""
    said = click.fields
    skus = list(said.get("product") or ())
    known = context.facts.products(skus)
    campaign = str(said.get("campaign") or "")
    link = str(said.get("link") or "")
    lines = {known[sku].product_line for sku in skus if sku in known and known[sku].product_line}
    named = [*(_named(known.get(sku), sku) for sku in skus[:3]), campaign]
    return Content(
        kind=said.get("kind") or "",
        title=said.get("title") or "",
        text=said.get("text") or "",
        link=link,
        asset_sha=before.asset_sha if before and before.link == link else "",
        price=said.get("price") or "",
        discount=number(said.get("discount") or ""),
        ends=_local(said.get("ends"), context),
        terms=said.get("terms") or "",
        about=" · ".join(name for name in named if name) or (before.about if before else ""),
        skus=",".join(skus),
        campaign=campaign,
        line=said.get("line") or (next(iter(lines)) if len(lines) == 1 else ""),
        where=said.get("where") or "",
        markets=codes(said.get("markets") or ""),
        goes_live=_local(said.get("live"), context),
        until=_local(said.get("until"), context),
        zone=context.shop.time_zone,
        note=said.get("note") or "",
    )


def number(words: str) -> str:
    """A number as content keeps it: “25 %”, “25,0” and “25.0” are 25."""
    bare = words.strip().removesuffix("%").strip().replace(",", ".")
    return bare.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", bare) else bare


def codes(words: str) -> str:
    """Markets as content keeps them: “uk and de” is DE,GB."""
    said = re.findall(r"[^\W\d_]+", re.sub(r"\band\b", ",", words, flags=re.IGNORECASE).upper())
    return ",".join(dict.fromkeys(ALSO.get(code, code) for code in sorted(said)))


def wrong_with(
    click: Click, content: Content, context: Context, *, before: Content | None = None
) -> dict[str, str]:
    """What the form alone can tell is wrong, by block id; a moment that stood there `before` may have passed."""
    wrong = {}
    for name, field in MOMENTS.items():
        moment, said = click.fields.get(name), getattr(content, field)
        if (
            moment
            and int(moment) <= context.now.timestamp()
            and not (before and getattr(before, field) == said)
        ):
            wrong[name] = "This moment has passed. Choose a later one, or leave it empty."
    unknown = [code for code in content.markets.split(",") if code and not re.fullmatch(r"[A-Z]{2}", code)]
    if unknown:
        wrong["markets"] = f"Write markets as two-letter codes, such as DE, FR. I do not know “{unknown[0]}”."
    return wrong


def by_block(problems: Mapping[str, str], showing: Sequence[str]) -> dict[str, str]:
    """What is wrong, by the block it stands beside: one that is on the form."""
    placed = {BLOCK_OF.get(name, name): said for name, said in problems.items()}
    return {(name if name in showing else "title"): said for name, said in placed.items()}


def _named(product: Any, sku: str) -> str:
    return f"{product.title} ({product.sku})" if product else sku


def _local(seconds: Any, context: Context) -> str:
    return f"{datetime.fromtimestamp(int(seconds), context.shop.zone):%Y-%m-%dT%H:%M}" if seconds else ""


def _seconds(local: str, context: Context) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=context.shop.zone).timestamp())
