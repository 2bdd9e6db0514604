"""Shopify's own analytics by day: sales with refunds on the day they were made, and sessions with their funnel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from warehouse.importers.canonical import country, device
from warehouse.importers.columns import Columns, Record, days_from
from warehouse.importers.format import Format, Job, Rules
from warehouse.importers.numbers import counted
from warehouse.importers.reading import Table
from warehouse.landing import Landing

SOURCE = "shopify_analytics"
SALES_NEEDS = (("day",), ("gross sales",), ("discounts",), ("returns", "sales reversals"), ("net sales",))
SALES = {
    "day": ("day",),
    "sales_channel": ("sales channel",),
    "orders": ("orders",),
    "gross_sales": ("gross sales",),
    "discounts": ("discounts",),
    "returns": ("returns", "sales reversals"),
    "net_sales": ("net sales",),
    "shipping": ("shipping charges", "shipping"),
    "duties": ("duties",),
    "fees": ("additional fees",),
    "taxes": ("taxes", "tax"),
    "total_sales": ("total sales",),
}
TRAFFIC_NEEDS = (
    ("day",),
    ("sessions", "online store sessions"),
    ("sessions with cart additions", "sessions that reached checkout", "sessions that completed checkout", "online store visitors", "visitors"),
)  # fmt: skip
TRAFFIC = {
    "day": ("day",),
    "device": ("session device type", "device type"),
    "country": ("session country", "location country", "country"),
    "sessions": ("sessions", "online store sessions"),
    "page_views": ("pageviews", "page views"),
    "cart_sessions": ("sessions with cart additions",),
    "checkout_sessions": ("sessions that reached checkout", "sessions that reached and completed checkout"),
    "purchase_sessions": ("sessions that completed checkout", "sessions converted"),
}
AMOUNTS = tuple(name for name in SALES if name not in ("day", "sales_channel", "orders"))
CUTS = {"device": device, "country": country}
#: How far rounding may take the platform's parts from its sum, in major units.
TOLERANCE = Decimal("0.03")
NO_DAY = "a total, without a day"


def load_sales(table: Table, landing: Landing, _rules: Rules, job: Job) -> None:
    """Store the shop's own totals; discounts and returns, negative in the file, are stored as positive amounts."""
    columns = Columns(table, SALES)
    days: set[date] = set()
    taken_back = 0

    def rows() -> Iterator[dict[str, object]]:
        nonlocal taken_back
        for row in _with_day(columns, job):
            day = row.day("day")
            if day in days and "sales_channel" not in columns:
                raise row.refuse(
                    f"{day:%-d %B %Y} is there twice, so this report is split by something besides the day, "
                    "and an order counted in each part cannot be added up. Export it by Day alone."
                )
            days.add(day)
            amounts = _signed(row)
            taken_back += (amounts["returns"] or 0) < 0
            money = {name: None if value is None else landing.minor(value) for name, value in amounts.items()}
            yield {"day": day, "orders": row.count("orders"), **money}

    landing.put("analytics_day", SOURCE, rows())
    _covered(landing, "analytics_day", days, job)
    if taken_back:
        job.note(f"On {counted(taken_back, 'day')} more returns were taken back than made: kept as written.")


def load_traffic(table: Table, landing: Landing, _rules: Rules, job: Job) -> None:
    """Store sessions and their funnel, whatever else the report is split by: sessions add up over its parts."""
    columns = Columns(table, TRAFFIC)
    cuts = [name for name in CUTS if name in columns]
    measured = [name for name in columns.at if name not in ("day", *cuts)]
    days: set[date] = set()

    def rows() -> Iterator[dict[str, object]]:
        for row in _with_day(columns, job):
            days.add(row.day("day"))
            cut = {name: CUTS[name](row.text(name)) for name in cuts}
            yield {"day": row.day("day"), **cut, **{name: row.count(name) for name in measured}}

    landing.put("traffic_day", SOURCE, rows(), replaces_days=True)
    _covered(landing, "traffic_day", days, job)
    job.note("Visitors are not kept: they cannot be added up over days.")


def _with_day(columns: Columns, job: Job) -> Iterator[Record]:
    for row in columns.records(job):
        if row.text("day"):
            job.rows_used += 1
            yield row
        else:
            job.leave_out(NO_DAY)


def _signed(row: Record) -> dict[str, Decimal | None]:
    """The row's amounts with discounts and returns as positive ones, once they add up to net sales."""
    amounts = {name: row.number(name) for name in AMOUNTS}
    gross, discounts, returns, net = (
        amounts[name] or Decimal() for name in ("gross_sales", "discounts", "returns", "net_sales")
    )
    if abs(gross + discounts + returns - net) <= TOLERANCE:
        discounts, returns = -discounts, -returns
    elif abs(gross - discounts - returns - net) > TOLERANCE:
        raise row.refuse(
            f"gross sales {gross}, discounts {discounts} and returns {returns} do not add up to net sales {net}. "
            "Export the report again with these four columns unchanged."
        )
    return {**amounts, "discounts": discounts, "returns": returns}


def _covered(landing: Landing, fact: str, days: set[date], job: Job) -> None:
    if days:
        job.saw(min(days), max(days))
        landing.covers(fact, SOURCE, days_from(min(days), max(days)))


SALES_FORMAT = Format(name="Shopify analytics: sales", source=SOURCE, needs=SALES_NEEDS, load=load_sales)
TRAFFIC_FORMAT = Format(
    name="Shopify analytics: sessions", source=SOURCE, needs=TRAFFIC_NEEDS, load=load_traffic
)
