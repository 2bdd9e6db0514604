"""Looks for faults in the data itself, before anybody believes a figure: pure, the days are handed in.

Every rule says exactly what it takes for a fault, and stays silent below a floor: a day with four sessions that ended
in an order may well have no purchase recorded. What is "usual" is a median over eight weeks to either side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from metrics.finding import Finding, Kind, runs
from metrics.metric import Number
from metrics.told import MONEY, NEARBY, ORDERS, Figures, Told, number, usually

#: The way to an order, each step within the one before.
STEPS = ("sessions", "product_view_sessions", "cart_sessions", "checkout_sessions", "purchase_sessions")
#: Below so many sales counted, a missing value may be a free order.
FEW_SALES = 5
#: So many are needed where none, or a tenth, was recorded.
EXPECTED = 20
#: A day with less than this share of what is usual has next to nothing.
NEXT_TO_NOTHING = 0.1
#: A session with an order has a purchase: fewer than half as many purchases were not all recorded.
HALF = 0.5
#: Value per sale below this share of what is usual is no longer the shop's.
FALLEN = 0.2

SAID = {
    "sessions": "sessions",
    "product_view_sessions": "sessions with a product view",
    "cart_sessions": "sessions with a cart",
    "checkout_sessions": "sessions at checkout",
    "purchase_sessions": "sessions with an order",
    "purchases": "purchases",
    "purchase_revenue": "purchase revenue",
    "conversions": "attributed orders",
    "conversion_value": "attributed value",
    "spend": "spend",
    "clicks": "clicks",
    "orders": "orders",
    "gross_sales": "gross sales",
    "net_sales": "net sales",
}

NO_REVENUE = {
    names: f"{said} 0 {{days}}, although {counted} were counted"
    for names, said, counted in (
        (("purchase_revenue", "purchases"), "purchase revenue and purchases are", "sessions with an order"),
        (("purchase_revenue",), "purchase revenue is", "sales"),
        (("purchases",), "purchases are", "sessions with an order"),
    )
}


def faults(told: Told) -> tuple[Finding, ...]:
    """Everything that is wrong with what a source told of a fact table, the gravest first."""
    rules = RULES.get(told.table, ())
    return tuple(finding for rule in rules for finding in rule(told))


def _no_revenue(told: Told) -> list[Finding]:
    """Sales were counted, and no purchase or no revenue. One sentence where both went together."""
    counted_by = {"purchase_revenue": ("purchase_sessions", "purchases"), "purchases": ("purchase_sessions",)}
    days = {
        name: runs(day for day, figures in told.days if any(_is_zero(figures, name, one) for one in counted))
        for name, counted in counted_by.items()
    }
    revenue, purchases = days.values()
    groups = (
        (("purchase_revenue", "purchases"),)
        if revenue == purchases
        else (("purchase_revenue",), ("purchases",))
    )
    return [
        finding
        for names in groups
        if days[names[0]]
        for finding in told.fault(Kind.NO_REVENUE, NO_REVENUE[names], names, days[names[0]])
    ]


def _next_to_nothing(told: Told) -> list[Finding]:
    """A step of the funnel that hardly anybody took, where a tenth of the usual share would be many."""
    found = []
    for name in STEPS[1:]:
        expected = usually(told.days, name, "sessions")
        few = runs(
            day
            for (day, figures), usual in zip(told.days, expected, strict=True)
            if usual is not None and usual >= EXPECTED and number(figures, name) < NEXT_TO_NOTHING * usual
        )
        if few:
            what = f"hardly any {SAID[name]} were recorded {{days}}, under a tenth of their usual share of sessions"
            found += told.fault(Kind.ZEROS, what, (name,), few)
    return found


def _no_sessions(told: Told) -> list[Finding]:
    """Next to no sessions, where the same weekdays around have at least a hundred."""
    by_weekday: dict[int, list[tuple[date, Number]]] = {}
    for day, figures in told.days:
        if figures.get("sessions") is not None:
            by_weekday.setdefault(day.weekday(), []).append((day, number(figures, "sessions")))
    few = []
    for same in by_weekday.values():
        for day, value in same:
            near = [other for at, other in same if at != day and abs(at - day) <= NEARBY]
            usual = median(near) if len(near) >= 4 else 0
            if usual >= 5 * EXPECTED and value < NEXT_TO_NOTHING * usual:
                few.append(day)
    what = "hardly any sessions were recorded {days}, under a tenth of the same weekdays around"
    return told.fault(Kind.ZEROS, what, STEPS, runs(few)) if few else []


def _collapsed(told: Told) -> list[Finding]:
    """Purchases for less than half of the sessions with an order; or revenue of a fifth of the usual for each."""
    worth = usually(told.days, "purchase_revenue", "purchase_sessions")
    fallen = runs(
        day
        for (day, figures), usual in zip(told.days, worth, strict=True)
        if number(figures, "purchase_sessions") >= FEW_SALES
        and (
            0 < number(figures, "purchases") < HALF * number(figures, "purchase_sessions")
            or (usual is not None and 0 < number(figures, "purchase_revenue") < FALLEN * usual)
        )
    )
    what = "purchases and their revenue fell away from the sessions with an order {days}, so that most were not recorded"
    return told.fault(Kind.COLLAPSED, what, ("purchases", "purchase_revenue"), fallen) if fallen else []


def _extra_purchases(told: Told) -> list[Finding]:
    """More purchases than sessions with an order: some were counted twice, or sessions were lost."""
    return told.find(
        Kind.EXTRA_PURCHASES,
        "more purchases than sessions with an order {days}, so that some were counted twice or some sessions not at all",
        ("purchases", "purchase_sessions", "purchase_revenue"),
        lambda figures: (
            figures.get("purchase_sessions") is not None
            and number(figures, "purchases") > number(figures, "purchase_sessions")
        ),
    )


def _funnel(told: Told) -> list[Finding]:
    """A step larger than the one before. A step that the source does not count is stepped over."""
    counted = [name for name in STEPS if any(figures.get(name) is not None for _, figures in told.days)]
    return [finding for before, after in pairwise(counted) for finding in _wider(told, before, after)]


def _wider(told: Told, before: str, after: str) -> list[Finding]:
    return told.find(
        Kind.FUNNEL,
        f"more {SAID[after]} than {SAID[before]} {{days}}, which cannot be",
        (before, after),
        lambda figures: figures.get(before) is not None and number(figures, after) > number(figures, before),
    )


def _no_value(told: Told) -> list[Finding]:
    """A platform credits itself with orders that are worth nothing, and usually values them."""
    worth = usually(told.days, "conversion_value", "conversions")
    nothing = runs(
        day
        for (day, figures), usual in zip(told.days, worth, strict=True)
        if usual is not None and _is_zero(figures, "conversion_value", "conversions")
    )
    what = "attributed value is 0 {days}, although attributed orders were counted"
    return told.fault(Kind.NO_REVENUE, what, ("conversion_value",), nothing) if nothing else []


def _no_conversions(told: Told) -> list[Finding]:
    """A platform credits itself with no order at all, where so many clicks usually bring many."""
    expected = usually(told.days, "conversions", "clicks")
    nothing = runs(
        day
        for (day, figures), many in zip(told.days, expected, strict=True)
        if many is not None and many >= EXPECTED and figures.get("conversions") == 0
    )
    what = "attributed orders are 0 {days}, although ads were clicked as usual"
    measures = ("conversions", "conversion_value")
    return told.fault(Kind.ZEROS, what, measures, nothing) if nothing else []


def _no_spend(told: Told) -> list[Finding]:
    """Clicks without spend, where clicks usually cost something."""
    cost = usually(told.days, "spend", "clicks")
    nothing = runs(
        day
        for (day, figures), usual in zip(told.days, cost, strict=True)
        if usual is not None
        and number(figures, "clicks") >= EXPECTED
        and number(figures, "spend") < NEXT_TO_NOTHING * usual
    )
    what = "hardly any spend was recorded {days}, although ads were clicked as usual"
    return told.fault(Kind.ZEROS, what, ("spend",), nothing) if nothing else []


def _no_sales(told: Told) -> list[Finding]:
    """Orders that came to nothing at all."""
    return told.find(
        Kind.NO_REVENUE,
        "gross sales are 0 {days}, although orders were counted",
        MONEY,
        lambda figures: _is_zero(figures, "gross_sales", "orders"),
        tables=ORDERS if told.table in ORDERS else (),
    )


def _net_above_gross(told: Told) -> list[Finding]:
    """Discounts and returns only take away."""
    return told.find(
        Kind.NET_ABOVE_GROSS,
        "net sales are above gross sales {days}, which discounts and returns cannot do",
        MONEY,
        lambda figures: (
            None not in (figures.get("net_sales"), figures.get("gross_sales"))
            and number(figures, "net_sales") > number(figures, "gross_sales")
        ),
        tables=ORDERS if told.table in ORDERS else (),
    )


def negative_stock(told: Told, titles: Sequence[str], *, in_all: int) -> tuple[Finding, ...]:
    """Products counted below zero at the newest count; `titles` names some of the `in_all` there are."""
    if not titles:
        return ()
    some = ", ".join(titles[:3]) + (" and others" if in_all > 3 else "")
    products = "1 product has" if in_all == 1 else f"{in_all} products have"
    what = f"{products} a negative count {{days}} ({some.replace('{', '{{').replace('}', '}}')})"
    counted = runs((told.days[-1][0],))
    return tuple(told.fault(Kind.NEGATIVE_STOCK, what, ("on_hand", "available"), counted))


#: What is looked for in each fact table, the gravest first.
RULES: Mapping[str, tuple[Callable[[Told], list[Finding]], ...]] = {
    "traffic_day": (_no_sessions, _no_revenue, _next_to_nothing, _collapsed, _funnel, _extra_purchases),
    "campaign_day": (_no_value, _no_conversions, _no_spend),
    "orders_day": (_no_sales, _net_above_gross),
    "refund_day": (_no_sales, _net_above_gross),
    "sales_day": (_net_above_gross,),
}

#: The measures that the rules of a table look at.
LOOKED_AT: Mapping[str, tuple[str, ...]] = {
    "traffic_day": (*STEPS, "purchases", "purchase_revenue"),
    "campaign_day": ("spend", "clicks", "conversions", "conversion_value"),
    "orders_day": ("orders", "gross_sales", "net_sales"),
    "refund_day": ("orders", "gross_sales", "net_sales"),
    "sales_day": ("gross_sales", "net_sales"),
}


def _is_zero(figures: Figures, name: str, counted: str) -> bool:
    """Whether a figure is told as zero although what it counts is not few."""
    return figures.get(name) == 0 and number(figures, counted) >= FEW_SALES
