"""`/define aov`: what a metric means here, and what others call it."""

from __future__ import annotations

from commands.answering import RUN
from commands.context import Ask, Click, Command, Context, Reply
from metrics.audience import level_of
from metrics.catalog import Ambiguous, UnknownWords
from metrics.metric import Measured, Sensitivity
from templates import Message, render

#: Where each kind of fact comes from, in people's words.
SOURCES = {
    "orders_day": "orders",
    "sales_day": "order lines by product",
    "refund_day": "the platform's own daily totals, where loaded",
    "sales_hour": "orders by the hour",
    "traffic_day": "web analytics",
    "campaign_day": "advertising reports",
    "stock_day": "stock counts",
}

SEEN_BY = {
    Sensitivity.PUBLIC: "everybody who reads the place, visitors too",
    Sensitivity.TEAM: "members of this workspace",
    Sensitivity.RESTRICTED: "directors only",
}

#: The definition traps of the field: what others say of the same word.
ELSEWHERE: dict[str, tuple[tuple[str, str], ...]] = {
    "blended_roas": (("Triple Whale", "MER is ad spend ÷ order revenue, our ad cost ratio"),
                     ("Chartcastr", "MER is total sales ÷ ad spend, on total rather than net sales")),
    "ad_cost_ratio": (("Triple Whale", "calls this MER"), ("Amazon", "calls this TACOS")),
    "aov": (("Shopify", "(gross sales − discounts) ÷ orders, since January 2023: our Shopify AOV"),
            ("Klaviyo", "value of conversions ÷ conversions")),
    "conversion_rate": (("GA4", "session key event rate counts any key event; purchaser conversion rate divides by users"),
                        ("Amazon", "units ÷ sessions")),
    "returns": (("Shopify", "books a return on the day it is refunded"),),
    "net_sales": (("Peel", "Revenue is total sales, with tax and shipping"),),
    "ncac": (("Triple Whale", "CAC is the cost of an order, not of a customer"),),
    "repeat_order_share": (("Triple Whale", "calls this the repeat purchase rate"),),
    "purchase_revenue": (("GA4", "depends on tagging; gross purchase revenue has no refunds"),),
}  # fmt: skip


def define(ask: Ask, context: Context) -> Message:
    """The definition of one metric; without words, all that can be asked for."""
    if not ask.text.strip():
        return listed(context)
    try:
        return definition(_metric(ask.text.strip(), context), context)
    except Ambiguous as several:
        choices = [(metric.label, "define.show", metric.name) for metric in several.choices]
        return render("menu.j2", question=str(several), choices=choices, style=context.style)
    except UnknownWords as unknown:
        suggestions = [(words, "define.show", words) for words in unknown.suggestions]
        return render("unreadable.j2", message=str(unknown), suggestions=suggestions, style=context.style)


def _metric(words: str, context: Context) -> Measured:
    """By name, as buttons say it, or by the words people use."""
    try:
        return context.catalog.named(words)
    except KeyError:
        return context.catalog.find(words)


def definition(metric: Measured, context: Context) -> Message:
    """Meaning, formula, unit, source and the names others use."""
    sources = dict.fromkeys(source for part in metric.parts for source in part.sources)
    return render(
        "define.j2",
        metric=metric,
        sources=[", else ".join(SOURCES[source] for source in sources)],
        splits=[context.catalog.label(split) for split in metric.splits],
        elsewhere=ELSEWHERE.get(metric.name, ()),
        seen_by=SEEN_BY[level_of(metric, context.declared)],
        buttons=[(f"{metric.label} yesterday"[:40], RUN, f"{metric.label.lower()} yesterday")],
        style=context.style,
    )


def listed(context: Context) -> Message:
    """Every metric under its heading."""
    return render("metrics.j2", groups=context.catalog.groups, style=context.style)


def show(click: Click, context: Context) -> Reply:
    """A button that names one metric."""
    return click.answered(define(click.asks(click.value), context))


DEFINE = Command(
    name="define",
    hint="aov",
    about="What a metric means: formula, source, unit, other names",
    answer=define,
    examples=("net sales", "mer"),
)
