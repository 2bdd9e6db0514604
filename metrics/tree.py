"""What each metric is the product of: the tree by which a change is explained."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.definitions import marketing, sales, traffic
from metrics.metric import Measured, Metric, Ratio, Unit


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One factor of a metric: a sum, a ratio of two sums, or, without a `top`, one over a sum.

    `parts` are factors that multiply to it in turn.
    """

    name: str
    label: str
    unit: Unit
    top: Metric | None
    bottom: Metric | None = None
    parts: tuple[Factor, ...] = ()

    @property
    def is_ratio(self) -> bool:
        """Whether it can be told apart into shares and own ratios."""
        return self.top is not None and self.bottom is not None

    @property
    def sums(self) -> tuple[Metric, ...]:
        """The sums it is made of."""
        return tuple(one for one in (self.top, self.bottom) if one is not None)


Tree = tuple[Factor, ...]


def _sum(metric: Metric) -> Factor:
    return Factor(name=metric.name, label=metric.label, unit=metric.unit, top=metric)


def _over(metric: Metric) -> Factor:
    return Factor(name=metric.name, label=metric.label, unit=metric.unit, top=None, bottom=metric)


def _per(
    name: str, label: str, unit: Unit, top: Metric, bottom: Metric, parts: tuple[Factor, ...] = ()
) -> Factor:
    return Factor(name=name, label=label, unit=unit, top=top, bottom=bottom, parts=parts)


SESSIONS = _sum(traffic.sessions)
#: The tree's own conversion: the shop's orders over the sessions of the source that `sessions_from` names.
CONVERSION = _per("conversion", "Conversion", Unit.RATE, sales.orders, traffic.sessions)
ORDERS = _sum(sales.orders)
UNITS = _sum(sales.units)
UNITS_PER_ORDER = _per("upt", "Units per order", Unit.DECIMAL, sales.units, sales.orders)
PRICE = _per("price", "Price before discounts", Unit.MONEY, sales.gross_sales, sales.units)
AFTER_DISCOUNTS = _per(
    "after_discounts", "Kept after discounts", Unit.RATE, sales.sales_before_returns, sales.gross_sales
)
AFTER_RETURNS = _per(
    "after_returns", "Kept after returns", Unit.RATE, sales.net_sales, sales.sales_before_returns
)
ORDER_VALUE_PARTS = (UNITS_PER_ORDER, PRICE, AFTER_DISCOUNTS, AFTER_RETURNS)
ORDER_VALUE = _per("aov", "Order value", Unit.MONEY, sales.net_sales, sales.orders, ORDER_VALUE_PARTS)
SELLING_PRICE = _per(
    "asp",
    "Average selling price",
    Unit.MONEY,
    sales.net_sales,
    sales.units,
    (PRICE, AFTER_DISCOUNTS, AFTER_RETURNS),
)


def _bought(*rest: Factor) -> tuple[Tree, ...]:
    """What follows from orders: by sessions and conversion where sessions are counted, else from orders on."""
    return (SESSIONS, CONVERSION, *rest), (ORDERS, *rest)


_TO_CART = _per("add_to_cart_rate", "Add-to-cart rate", Unit.RATE, traffic.cart_sessions, traffic.sessions)
_TO_CHECKOUT = _per(
    "cart_to_checkout", "Cart to checkout", Unit.RATE, traffic.checkout_sessions, traffic.cart_sessions
)
_COMPLETED = _per(
    "checkout_completion", "Checkout completion", Unit.RATE, traffic.purchase_sessions, traffic.checkout_sessions
)  # fmt: skip
_PURCHASE_RATE = _per(
    "purchase_rate", "Purchases per session", Unit.RATE, traffic.purchases, traffic.sessions
)
_PURCHASE_VALUE = _per(
    "purchase_value", "Revenue per purchase", Unit.MONEY, traffic.purchase_revenue, traffic.purchases
)
_CLICK_RATE = _per("ctr", "Click rate", Unit.RATE, marketing.clicks, marketing.impressions)
_CLICK_COST = _per("cpc", "Cost per click", Unit.MONEY, marketing.spend, marketing.clicks)
_PER_CLICK = _per(
    "conversions_per_click", "Conversions per click", Unit.RATE, marketing.conversions, marketing.clicks
)
_PER_CONVERSION = _per(
    "value_per_conversion", "Value per conversion", Unit.MONEY, marketing.conversion_value, marketing.conversions
)  # fmt: skip

#: Trees by metric, the one to be preferred first: the next is taken where the facts do not know a sum of it.
TREES: dict[str, tuple[Tree, ...]] = {
    "net_sales": (*_bought(ORDER_VALUE), (UNITS, SELLING_PRICE)),
    "gross_sales": (
        *_bought(_per("gross_per_order", "Gross sales per order", Unit.MONEY, sales.gross_sales, sales.orders, (UNITS_PER_ORDER, PRICE))),
        (UNITS, PRICE),
    ),
    "total_sales": _bought(_per("total_per_order", "Total per order", Unit.MONEY, sales.total_sales, sales.orders)),
    "units": _bought(UNITS_PER_ORDER),
    "orders": ((SESSIONS, CONVERSION),),
    "aov": (ORDER_VALUE_PARTS, (UNITS_PER_ORDER, SELLING_PRICE)),
    "shopify_aov": ((UNITS_PER_ORDER, PRICE, AFTER_DISCOUNTS),),
    "asp": ((PRICE, AFTER_DISCOUNTS, AFTER_RETURNS),),
    "gross_profit": (
        (
            _sum(sales.net_sales),
            _per("cost_coverage", "Cost coverage", Unit.RATE, sales.costed_sales, sales.net_sales),
            _per("gross_margin", "Gross margin", Unit.RATE, sales.gross_profit, sales.costed_sales),
        ),
    ),
    "cogs": ((UNITS, _per("unit_cost", "Cost per unit", Unit.MONEY, sales.cogs, sales.units)),),
    "discounts": ((_sum(sales.gross_sales), _per("discount_rate", "Discount rate", Unit.RATE, sales.discounts, sales.gross_sales)),),
    "returns": (
        (_sum(sales.sales_before_returns), _per("return_share", "Share given back", Unit.RATE, sales.returns, sales.sales_before_returns)),
    ),
    "conversion_rate": ((_TO_CART, _TO_CHECKOUT, _COMPLETED),),
    "cart_abandonment": ((_TO_CHECKOUT, _COMPLETED),),
    "purchase_revenue": ((SESSIONS, _PURCHASE_RATE, _PURCHASE_VALUE),),
    "rps": ((_PURCHASE_RATE, _PURCHASE_VALUE),),
    "spend": ((_sum(marketing.impressions), _CLICK_RATE, _CLICK_COST), (_sum(marketing.clicks), _CLICK_COST)),
    "clicks": ((_sum(marketing.impressions), _CLICK_RATE),),
    "conversions": ((_sum(marketing.clicks), _PER_CLICK),),
    "conversion_value": ((_sum(marketing.clicks), _PER_CLICK, _PER_CONVERSION),),
}  # fmt: skip

#: What tells the same by the dimensions of traffic, as the traffic's own source counts it.
STAND_INS: dict[str, Metric] = {"net_sales": traffic.purchase_revenue, "orders": traffic.purchases}
#: Ratios that a source counts by itself, in place of a factor whose halves come from two.
RATIO_STAND_INS: dict[str, Ratio] = {CONVERSION.name: traffic.conversion_rate}


def trees_of(metric: Measured) -> tuple[Tree, ...]:
    """The trees of a metric, the one to be preferred first; of a blended ratio, its two halves."""
    if metric.name in TREES:
        return TREES[metric.name]
    return halves_of(metric) if isinstance(metric, Ratio) and metric.blended else ()


def halves_of(metric: Measured) -> tuple[Tree, ...]:
    """A ratio as its top over its bottom: what is left to tell where no segments are known."""
    return ((_sum(metric.top), _over(metric.bottom)),) if isinstance(metric, Ratio) else ()
