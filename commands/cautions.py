"""What to look at before saying yes: stock, claims about prices, discounts, margins and what else runs then."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from approvals.beside import beside, days_of
from approvals.content import Content
from commands.at_stake import Caution
from commands.claims import Offer, claim_in, is_promotion, offer
from commands.context import Context
from commands.shopping_year import countries_of
from metrics import prices
from metrics.metric import Measured
from metrics.period import DAY, Period
from metrics.prices import Sold
from metrics.reading import Question, Rank
from metrics.refusals import CannotAnswer
from storage import promotions, targets
from templates.numbers import exponent

if TYPE_CHECKING:
    from commands.stakes import Subject

Keep = Callable[[Hashable, Callable[[], Any]], Any]

#: The best sellers that count as heroes, and how many days of cover are few for one.
HEROES = 10
FEW_DAYS = 14
#: So many products of one request are looked at one by one.
LOOKED_AT = 10
#: By law the price before a reduction is the lowest of so many days before it (Directive 98/6/EC, Article 6a).
OMNIBUS = timedelta(days=30)
EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())
#: Prices that differ by less than this share are the same, but for rounding.
SAME = 0.005


def cautions(
    content: Content,
    subject: Subject,
    period: Period,
    context: Context,
    kept: Keep,
    *,
    number: int | None = None,
) -> tuple[Caution, ...]:
    """Everything to look at, the most pressing first. `kept` remembers what was read until the next import, `number` is the
    request's own."""
    found: Iterable[Iterable[Caution]] = (
        _of_stock(subject, period, context, kept) if subject.skus else (),
        _of_prices(content, subject, context, kept),
        _of_margin(subject, context, kept) if is_promotion(content) else (),
        _of_promotions(content, context),
        _of_requests(content, number, context),
    )
    return _grouped(one for each in found for one in each)


def _grouped(cautions: Iterable[Caution]) -> tuple[Caution, ...]:
    """One caution of each kind, the gravest, which says for how many more products the same holds."""
    by_kind: dict[str, list[Caution]] = {}
    for one in cautions:
        by_kind.setdefault(one.kind, []).append(one)
    return tuple(
        replace(gravest, values={**gravest.values, "more": len(alike) - 1})
        for alike in by_kind.values()
        for gravest in (min(alike, key=lambda one: one.gravity),)
    )


# --- stock -----------------------------------------------------------------------------------------------


def _of_stock(subject: Subject, period: Period, context: Context, kept: Keep) -> Iterator[Caution]:
    out = kept(("out", subject.skus), lambda: _out_of_stock(subject.skus, context))
    if out:
        shows = (context.catalog.named("products_out"),)
        yield Caution(kind="out_of_stock", values={"products": tuple(out.values())}, shows=shows)
    heroes = kept(("heroes", period), lambda: _heroes(period, context))
    for sku in subject.skus[:LOOKED_AT]:
        if sku not in heroes or sku in out:
            continue
        weeks = kept(("cover", sku), partial(_cover, sku, period, context))
        if weeks is not None and weeks * 7 < FEW_DAYS:
            yield Caution(kind="hero", values=heroes[sku] | {"days": weeks * 7}, gravity=weeks, shows=_named("net_sales", "weeks_of_cover", context=context), period=period)  # fmt: skip


def _named(*names: str, context: Context) -> tuple[Measured, ...]:
    return tuple(context.catalog.named(name) for name in names)


def _out_of_stock(skus: tuple[str, ...], context: Context) -> dict[str, str]:
    """The products with nothing available at the last count, by SKU; one that was not counted is not among them."""
    asked = Question(
        metrics=_named("stock_available", context=context),
        period=Period(context.today - DAY, context.today),
        split="product",
        filters={"product": skus},
        rank=Rank(count=max(len(skus), 1), lowest=True),
    )
    return {
        row[0].asked.segment: row[0].label or row[0].asked.segment
        for row in _rows(asked, context)
        if row[0].asked.segment and row[0].asked.value is not None and row[0].asked.value <= 0
    }


def _heroes(period: Period, context: Context) -> dict[str, dict[str, Any]]:
    """The best sellers by net sales: SKU → title, place from 1, share of the sales of all products (0..1)."""
    asked = Question(
        metrics=_named("net_sales", context=context), period=period, split="product", rank=Rank(count=HEROES)
    )
    try:
        answer = context.analyst.answer(asked, today=context.today, now=context.now)
    except CannotAnswer:
        return {}
    whole = answer.totals[0].asked.value
    return {
        row[0].asked.segment: {
            "title": row[0].label or row[0].asked.segment,
            "place": place,
            "share": row[0].asked.value / whole,
        }
        for place, row in enumerate(answer.rows, 1)
        if whole and row[0].asked.segment and row[0].asked.value
    }


def _cover(sku: str, period: Period, context: Context) -> float | None:
    asked = Question(
        metrics=_named("weeks_of_cover", context=context), period=period, filters={"product": (sku,)}
    )
    try:
        value = context.analyst.answer(asked, today=context.today, now=context.now).totals[0].asked.value
    except CannotAnswer:
        return None
    return None if value is None else float(value)


def _rows(asked: Question, context: Context) -> tuple[Any, ...]:
    try:
        return context.analyst.answer(asked, today=context.today, now=context.now).rows
    except CannotAnswer:
        return ()


# --- prices ----------------------------------------------------------------------------------------------


def _of_prices(content: Content, subject: Subject, context: Context, kept: Keep) -> Iterator[Caution]:
    """What past prices say to a claim, and to a reduction."""
    claim = claim_in(content)
    if not subject.skus:
        yield from [Caution(kind="claim_without_product", values={"claim": claim})] if claim else ()
        return
    proofs: list[Caution] = []
    reductions: list[Caution] = []
    for sku in subject.skus[:LOOKED_AT]:
        product = context.facts.products([sku])[sku]
        made = offer(content, product.price, digits=exponent(context.currency))
        past = kept(("prices", sku), partial(_past, sku, product.price, context))
        about = {"title": product.title, "offer": made, "now": made.price}
        proofs += [_of_claim(claim, made, past, about)] if claim else []
        reductions += _of_reduction(content, made, past, about, context)
    wanting = [one for one in proofs if not one.is_fine]
    yield from wanting or proofs
    yield from reductions


def _past(sku: str, listed: int | None, context: Context) -> tuple[Sold, ...]:
    """The prices of a product up to yesterday, on the footing of its list price."""
    segments = context.facts.values("segment")
    retail = [name for name in segments if name.casefold() not in prices.TRADE]
    kept_to = retail if len(retail) < len(segments) else ()
    past = prices.history(context.analyst.facts, sku, until=context.today, segments=kept_to)
    home = next(iter(countries_of(context.shop)), "")
    tax = prices.tax_rate(context.analyst.facts, home, until=context.today) if home else 0.0
    return prices.with_tax(past, listed, tax)


def _of_claim(claim: str, made: Offer, past: tuple[Sold, ...], about: dict[str, Any]) -> Caution:
    """What the prices on record say to “lowest ever”."""
    values = about | {"claim": claim, "lowest": prices.lowest(past), "since": past[0].day if past else None}
    if not past:
        return Caution(kind="claim_unproven", values=values)
    if made.price is None:
        return Caution(kind="claim_without_price", values=values)
    if values["lowest"].price < made.price * (1 - SAME):
        return Caution(kind="claim_contradicted", values=values, gravity=values["lowest"].price / made.price)
    return Caution(kind="claim_holds", values=values, is_fine=True)


def _of_reduction(
    content: Content, made: Offer, past: tuple[Sold, ...], about: dict[str, Any], context: Context
) -> Iterator[Caution]:
    """Where the price was already lower in the 30 days before: no reduction, or a smaller one than is said."""
    begins = next(iter(days_of(content) or ()), context.today)
    before = prices.lowest(past, since=begins - OMNIBUS, until=begins)
    if before is None or not made.discount or made.was is None or made.price is None:
        return
    values = about | {"before": before, "real": 1 - made.price / before.price}
    if made.price >= before.price * (1 - SAME):
        yield Caution(kind="no_reduction", values=values, gravity=values["real"])
    elif before.price < made.was * (1 - SAME) and _is_sold_in_the_eu(content, context):
        yield Caution(kind="reduction_from", values=values, gravity=values["real"])


def _is_sold_in_the_eu(content: Content, context: Context) -> bool:
    said = {one.strip().upper() for one in content.markets.split(",") if one.strip()}
    return bool((said or {one[:2] for one in countries_of(context.shop)}) & EU)


# --- margin ----------------------------------------------------------------------------------------------


def _of_margin(subject: Subject, context: Context, kept: Keep) -> Iterator[Caution]:
    """Each product line of the promotion that is already under its own margin target."""
    products = context.facts.products(subject.skus).values()
    lines = dict.fromkeys(filter(None, (subject.line, *(one.product_line for one in products))))
    margin = context.catalog.named("gross_margin")
    with context.store.read() as db:
        wanted = [
            one
            for one in targets.on(db, context.today)
            if one.metric == margin.name and one.scope == "product_line" and one.about in lines
        ]
    for target in wanted:
        period = Period(target.start, min(target.end, context.today))
        if period.end <= period.start:
            continue
        actual = kept(
            ("margin", target.about, period),
            partial(_margin, target.about, period, context),
        )
        if actual is not None and target.value is not None and actual < target.value:
            values = {"line": target.about, "actual": actual, "target": target.value, "whole": Period(target.start, target.end)}  # fmt: skip
            yield Caution(kind="under_margin_target", values=values, shows=(margin,), period=period)


def _margin(line: str, period: Period, context: Context) -> float | None:
    try:
        reading = context.analyst.read(
            context.catalog.named("gross_margin"), period, {"product_line": (line,)}, today=context.today
        )
    except CannotAnswer:
        return None
    return None if reading.value is None else float(reading.value)


# --- what else runs ----------------------------------------------------------------------------------------


def _of_promotions(content: Content, context: Context) -> Iterator[Caution]:
    """Promotions on record that run while this one does, other than itself."""
    days = days_of(content)
    if days is None or not is_promotion(content):
        return
    with context.store.read() as db:
        running = promotions.between(db, *days)
    names = {content.title.casefold(), content.campaign.casefold()}
    others = [one for one in running if one.name.casefold() not in names]
    if others:
        yield Caution(kind="promotions", values={"promotions": tuple(others)})


def _of_requests(content: Content, number: int | None, context: Context) -> Iterator[Caution]:
    """Other requests about the same thing that are live on the same days."""
    with context.store.read() as db:
        found = tuple(beside(db, content, but=number))
    if found:
        yield Caution(kind="requests", values={"requests": found, "what": found[0].what})
