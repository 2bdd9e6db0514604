"""Looks for faults between two sources: one tells of nothing on days on which the other counted as usual."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.finding import Finding, Kind, runs
from metrics.quality import EXPECTED, FEW_SALES, HALF, NEXT_TO_NOTHING
from metrics.told import OF_ORDERS, ORDERS, Days, Figures, Told, number, usually


def between(orders: Told, visits: Told) -> Iterator[Finding]:
    """The faults that show where a shop's orders are laid beside the traffic that led to them.

    A shop and its counter of visits that both tell of nothing were closed. Whether two sources belong together is
    learned from their own days: a shop has at least half as many orders as purchases were counted.
    """
    days = _beside(orders, visits)
    yield from _no_orders(orders, visits, days)
    yield from _no_purchases(orders, visits, days)


def _beside(orders: Told, visits: Told) -> Days:
    seen = dict(visits.days)
    return [(day, {**seen[day], **figures}) for day, figures in orders.days if day in seen]


def _no_orders(orders: Told, visits: Told, days: Days) -> Iterator[Finding]:
    """Hardly any orders, although purchases were counted; or sessions, by a source that counts no purchases."""
    for counted, said in (("purchases", "purchases"), ("sessions", "sessions as usual")):
        if counted == "sessions" and any(figures.get("purchases") is not None for _, figures in days):
            continue
        found = runs(
            day
            for (day, figures), expected in zip(days, usually(days, "orders", counted), strict=True)
            if _is_nothing(figures, "orders", expected)
            and (counted == "sessions" or (expected or 0) >= HALF * number(figures, counted))
        )
        what = f"hardly any orders were recorded {{days}}, although {visits.label} counted {said}"
        yield from orders.fault(Kind.ZEROS, _plain(what), OF_ORDERS, found, ORDERS) if found else ()


def _no_purchases(orders: Told, visits: Told, days: Days) -> Iterator[Finding]:
    """Hardly any purchases, although orders came in; where sessions with an order were counted, that says it itself."""
    found = runs(
        day
        for (day, figures), expected in zip(days, usually(days, "purchases", "orders"), strict=True)
        if _is_nothing(figures, "purchases", expected) and number(figures, "purchase_sessions") < FEW_SALES
    )
    what = f"hardly any purchases were recorded {{days}}, although orders came in ({orders.label})"
    measures = ("purchases", "purchase_revenue", "purchase_sessions")
    yield from visits.fault(Kind.ZEROS, _plain(what), measures, found) if found else ()


def _is_nothing(figures: Figures, name: str, expected: float | None) -> bool:
    """Whether a figure is less than a tenth of what would be many."""
    return (
        expected is not None and expected >= EXPECTED and number(figures, name) < NEXT_TO_NOTHING * expected
    )


def _plain(what: str) -> str:
    """A sentence in which a source's own braces stand for themselves."""
    before, days, after = what.partition("{days}")
    return f"{_braced(before)}{days}{_braced(after)}"


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
