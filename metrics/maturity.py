"""Which days still grow after they are over: orders credited to ads later, goods returned later.

The rule, exact and simple. A source's `settles` is how long after a day's end its immature figures may still grow:
declared in shop.yaml, else the platform's usual attribution window. A day has settled when the newest import that
brought it was made at least that long after the day had ended; so a day imported once, too early, and never again
stays unsettled however much time passes. A period is settling while any of its days is. Settling figures are marked
wherever they are shown; `metrics/growth.py` compares them at equal age where it can, else a change against settled days is
said to be partly their age.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

from metrics.finding import runs
from metrics.period import DAY, Period

#: Attribution windows the platforms start with, and the weeks in which goods come back.
USUAL: Mapping[str, timedelta] = {
    "meta_ads": timedelta(days=7),
    "google_ads": timedelta(days=30),
    "shopify_orders": timedelta(days=30),
}

#: What grows after its day. Refunds on the day they are paid back (refund_day) do not.
GROWS: Mapping[str, frozenset[str]] = {
    "campaign_day": frozenset({"conversions", "conversion_value"}),
    "orders_day": frozenset({"returns", "refunded_orders"}),
    "sales_day": frozenset({"returns"}),
}
#: What grows only where shop.yaml says how long.
GROWS_IF_DECLARED: Mapping[str, frozenset[str]] = {
    "traffic_day": frozenset(
        {"cart_sessions", "checkout_sessions", "engaged_sessions", "page_views", "product_view_sessions",
         "purchase_revenue", "purchase_sessions", "purchases", "sessions"}
    ),
}  # fmt: skip


class Brought(Protocol):
    """One import: which days (inclusive) it brought of which source, and when."""

    @property
    def source(self) -> str: ...
    @property
    def first(self) -> date | None: ...
    @property
    def last(self) -> date | None: ...
    @property
    def loaded_at(self) -> datetime: ...


@dataclass(frozen=True)
class Unsettled:
    """The days of a source that may still grow, and how long its days take to settle.

    `ages` are their whole days from their end to the newest import that brought them.
    """

    settles: timedelta
    days: tuple[Period, ...] = ()
    ages: Mapping[date, int] = field(default_factory=dict)

    def within(self, period: Period) -> tuple[Period, ...]:
        """Its days in a period, cut to it."""
        return tuple(
            Period(max(days.start, period.start), min(days.end, period.end))
            for days in self.days
            if days.start < period.end and period.start < days.end
        )


def growing(table: str, *, declared: bool) -> frozenset[str]:
    """The measures of a fact table that grow after their days are over, of a source that says so or not."""
    usual = GROWS.get(table, frozenset())
    return usual | GROWS_IF_DECLARED.get(table, frozenset()) if declared else usual


def unsettled(imports: Iterable[Brought], settles: timedelta) -> Unsettled:
    """The days that had not settled when the newest import of each was made."""
    seen: set[date] = set()
    young: dict[date, int] = {}
    for brought in sorted(imports, key=lambda one: one.loaded_at, reverse=True):
        if brought.first is None or brought.last is None:
            continue
        for day in _days(brought.first, brought.last):
            if day not in seen:
                seen.add(day)
                age = brought.loaded_at - end_of(day, brought.loaded_at.tzinfo)
                if age < settles:
                    young[day] = age // DAY
    return Unsettled(settles, runs(young), {day: age for day, age in young.items() if age >= 0})


def imports_of(facts: object, source: str) -> list[Brought]:
    """The imports of a source, where the facts remember them; else none, and all has settled."""
    loads: Callable[[], Iterable[Brought]] | None = getattr(facts, "loads", None)
    return [one for one in loads() if one.source == source] if loads else []


def end_of(day: date, zone: tzinfo | None) -> datetime:
    """The moment a day is over."""
    return datetime.combine(day + DAY, time.min, zone)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + at * DAY for at in range((last - first).days + 1))
