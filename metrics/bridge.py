"""From our figure to the platform's own: what somebody should find there who looks the same days up.

The rules are Shopify's: net sales + shipping + taxes + duties = total sales. What was sold elsewhere is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from metrics.definitions.marketing import conversion_value, spend
from metrics.definitions.sales import (
    discounts,
    gross_sales,
    net_sales,
    returns,
    shipping,
    taxes,
    total_sales,
)
from metrics.definitions.traffic import purchase_revenue
from metrics.metric import Good, Metric, Number, Unit
from metrics.period import Period
from metrics.plan import Plan
from metrics.reading import Answer, Question, Reading
from metrics.refusals import CannotAnswer
from metrics.trace import Traced

#: Not in the catalogue: a part of total sales.
duties = Metric(
    name="duties",
    label="Duties",
    meaning="Import duties charged to customers.",
    formula="Σ duties",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day"),
    measure="duties",
    splits=("sales_channel", "country", "segment", "customer_type"),
    good=Good.NEITHER,
)

SALES = ("refund_day", "orders_day", "sales_day", "sales_hour")
OF_A_PRODUCT = ("product", "product_line")
SHOPIFY = "Shopify"
#: What the advertising platforms call our figures.
THEIR_NAMES = {
    ("Google", "spend"): "Cost",
    ("Meta", "spend"): "Amount spent",
    ("Google", "conversion_value"): "Conv. value",
    ("Meta", "conversion_value"): "Purchases conversion value",
}
RULES = (
    "Shopify leaves test and deleted orders out; a cancelled order counts as an order and not as money.",
    "In Shopify: Analytics, Reports, Total sales over time, for the same days in the shop's time zone.",
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a bridge. `sign` is + or − for what is added or taken off, = for what comes of it, empty at the top."""

    label: str
    amount: int
    sign: str = ""


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """What a platform should show: `amount` (minor units) as its `figure`, over `period`, and the lines that lead there.

    `elsewhere` is what of our figure was sold on other platforms; `unexplained` what the lines leave open (fees, tips).
    """

    platform: str
    figure: str
    amount: int
    period: Period
    lines: tuple[Line, ...] = ()
    elsewhere: int = 0
    elsewhere_on: tuple[str, ...] = ()
    unexplained: int = 0
    notes: tuple[str, ...] = ()


class Reads(Protocol):
    """What reads the figures of a bridge: an Analyst."""

    def read(
        self, metric: Metric, period: Period, filters: dict[str, tuple[str, ...]], *, today: date | None
    ) -> Reading:
        """One value; raises CannotAnswer."""
        ...

    def answer(self, question: Question, *, today: date) -> Answer:
        """Totals and segments; raises CannotAnswer."""
        ...


def bridges(analyst: Reads, question: Question, traced: Sequence[Traced], *, today: date) -> Iterator[Bridge]:
    """The bridges from the money in an answer, each once; none where it holds no money."""
    plans = [
        one.plan
        for figure in traced
        for one in figure.sums
        if one.plan.metric.unit is Unit.MONEY and one.plan.spans
    ]
    sold = next((plan for plan in plans if plan.table in SALES), None)
    if sold and (bridge := _to_total_sales(analyst, question, sold, today)):
        yield bridge
    for metric in (spend, conversion_value, purchase_revenue):
        if told := next((plan for plan in plans if plan.metric.name == metric.name), None):
            yield from _as_reported(analyst, metric, question, told, today)


# What the shop sold


def _to_total_sales(analyst: Reads, question: Question, plan: Plan, today: date) -> Bridge | None:
    """From gross to net to total sales on Shopify; for products only as far as net sales, for no more is known of them."""
    period = plan.asked.period
    own, elsewhere_on = _on_shopify(question, plan)
    if own is None:
        return None

    def sum_of(metric: Metric, filters: dict[str, tuple[str, ...]]) -> int | None:
        try:
            value = analyst.read(metric, period, filters, today=today).value
        except CannotAnswer:
            return None
        return None if value is None else round(value)

    net, every = sum_of(net_sales, own), sum_of(net_sales, dict(question.filters))
    if net is None:
        return None
    steps = [(gross_sales, ""), (discounts, "−"), (returns, "−")]
    known = [(metric, sign, sum_of(metric, own)) for metric, sign in steps]
    lines = [
        Line(label=metric.label, amount=value, sign=sign)
        for metric, sign, value in known
        if value is not None
    ]
    lines = lines if len(lines) == len(steps) else []
    lines.append(Line(label=net_sales.label, amount=net, sign="=" if lines else ""))
    bridge = Bridge(
        platform=SHOPIFY,
        figure=net_sales.label,
        amount=net,
        period=period,
        lines=tuple(lines),
        elsewhere=every - net if every is not None and elsewhere_on else 0,
        elsewhere_on=elsewhere_on,
        notes=_basis(plan),
    )
    if set(question.filters) & set(OF_A_PRODUCT):
        note = "Shipping and tax are known of an order, not of its products, so this ends at net sales."
        return replace(bridge, notes=(*bridge.notes, note))
    return _with_the_rest(
        bridge,
        {metric: sum_of(metric, own) for metric in (shipping, taxes, duties)},
        sum_of(total_sales, own),
    )


def _with_the_rest(bridge: Bridge, more: dict[Metric, Number | None], total: int | None) -> Bridge:
    """The bridge carried on to total sales, where the source tells what customers paid beside the goods."""
    if total is None:
        note = "The source does not tell shipping and tax, so this ends at net sales."
        return replace(bridge, notes=(*bridge.notes, note))
    added = [Line(label=metric.label, amount=round(value or 0), sign="+") for metric, value in more.items()]
    left = total - bridge.amount - sum(line.amount for line in added)
    rest = [Line(label="Other (fees, tips, rounding)", amount=left, sign="+")] if left else []
    return replace(
        bridge,
        figure=total_sales.label,
        amount=total,
        lines=(*bridge.lines, *added, *rest, Line(label=total_sales.label, amount=total, sign="=")),
        unexplained=left,
        notes=(*bridge.notes, *RULES),
    )


def _on_shopify(question: Question, plan: Plan) -> tuple[dict[str, tuple[str, ...]] | None, tuple[str, ...]]:
    """The filters that leave what Shopify knows of, and who else contributed; None where Shopify did not."""
    own = tuple(one for one in plan.covers if one.source.startswith("shopify"))
    others = tuple(one.label for one in plan.covers if one not in own)
    if not own:
        return None, others
    filters = dict(question.filters)
    if plan.table != "refund_day":
        return {**filters, "source": tuple(one.source for one in own)}, others
    if not others:
        return filters, ()
    channels = {channel for one in own for channel in one.sales_channels}
    wanted = filters.get("sales_channel", tuple(sorted(channels)))
    return {**filters, "sales_channel": tuple(one for one in wanted if one in channels)}, others


def _basis(plan: Plan) -> tuple[str, ...]:
    """On which day refunds are counted: the commonest reason why two true figures differ."""
    return tuple(note for table, note in net_sales.basis if table == plan.table)


# What the platforms report


def _as_reported(
    analyst: Reads, metric: Metric, question: Question, plan: Plan, today: date
) -> Iterator[Bridge]:
    """What each advertising platform, or the counter of sessions, should show itself."""
    labels = {one.source: one.label for one in plan.covers}
    split = "platform" if "platform" in metric.splits else "source"
    filters = {name: values for name, values in question.filters.items() if name in metric.splits}
    asked = Question(metrics=(metric,), period=question.period, split=split, filters=filters)
    try:
        rows = analyst.answer(asked, today=today).rows
    except CannotAnswer:
        return
    for (row,) in rows:
        if row.asked.value is not None:
            said = row.label or row.asked.segment or ""
            platform = labels.get(said, said)
            theirs = next(
                (
                    name
                    for (who, what), name in THEIR_NAMES.items()
                    if what == metric.name and who in platform
                ),
                metric.label,
            )
            yield Bridge(
                platform=platform, figure=theirs, amount=round(row.asked.value), period=row.asked.period
            )
