"""Any other CSV, by a mapping in shop.yaml: which of its columns is which of our facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from warehouse.importers import canonical
from warehouse.importers.columns import Columns, Record, Style, days_from
from warehouse.importers.format import Format, Job, Rules
from warehouse.importers.numbers import currency_of
from warehouse.importers.reading import Table
from warehouse.importers.recognise import normal
from warehouse.landing import Landing

if TYPE_CHECKING:
    from shop import CsvMapping

COUNTS = frozenset(
    {
        "orders", "cancelled_orders", "refunded_orders", "units", "sessions", "engaged_sessions", "page_views",
        "product_view_sessions", "cart_sessions", "checkout_sessions", "purchase_sessions", "purchases",
        "impressions", "clicks", "on_hand", "available", "incoming",
    }
)  # fmt: skip
MONEY = frozenset(
    {
        "gross_sales", "discounts", "returns", "net_sales", "shipping", "taxes", "duties", "total_sales",
        "purchase_revenue", "spend", "conversion_value",
    }
)  # fmt: skip
#: Files write these with either sign; facts hold them as positive amounts.
POSITIVE = frozenset({"discounts", "returns"})
#: What the facts of a table are cut by, and how each is spelt.
CUTS: dict[str, Callable[[str], str]] = {
    "sales_channel": str,
    "segment": str,
    "customer_type": str,
    "location": str,
    "country": canonical.country,
    "device": canonical.device,
    "marketing_channel": canonical.marketing_channel,
}
FACT_CUTS: dict[str, tuple[str, ...]] = {
    "orders_day": ("sales_channel", "country", "segment", "customer_type"),
    "sales_day": ("sales_channel", "country", "segment", "customer_type"),
    "traffic_day": ("marketing_channel", "device", "country"),
    "campaign_day": (),
    "stock_day": ("location",),
}


def formats(mappings: Mapping[str, CsvMapping]) -> tuple[Format, ...]:
    """A format for each mapping; its name and every column it maps must be in the file."""
    return tuple(
        Format(
            name=f"the mapping “{name}”",
            source=mapping.source,
            needs=tuple(tuple(aliases) for aliases in _aliases(mapping).values()),
            load=partial(_load, mapping),
            undated="day" not in mapping.columns and mapping.fact == "stock_day",
        )
        for name, mapping in mappings.items()
    )


def _aliases(mapping: CsvMapping) -> dict[str, tuple[str, ...]]:
    return {
        ours: (normal(theirs),) if isinstance(theirs, str) else tuple(map(normal, theirs))
        for ours, theirs in mapping.columns.items()
    }


def _load(mapping: CsvMapping, table: Table, landing: Landing, rules: Rules, job: Job) -> None:
    """Store the rows that have a day; rows of the same day and key are added up."""
    columns = Columns(table, _aliases(mapping), _style(mapping))
    landing.currency(_currency(mapping, columns), f"the mapping of {table.file}")
    today = job.period[0] if job.period else job.now.astimezone(rules.zone).date()
    days: set[date] = set()

    def rows() -> Iterator[dict[str, object]]:
        for row in columns.records(job):
            if "day" in columns and not row.text("day"):
                job.leave_out("without a day")
                continue
            day = row.day("day") if "day" in columns else today
            days.add(day)
            job.rows_used += 1
            yield {"day": day, **_facts(row, mapping, landing)}

    landing.put(mapping.fact, mapping.source, rows())
    if days:
        job.saw(min(days), max(days))
        landing.covers(mapping.fact, mapping.source, days_from(min(days), max(days)))


def _style(mapping: CsvMapping) -> Style:
    return Style(
        decimal_mark=mapping.decimal_mark,
        date_order="dmy" if mapping.day_first else "mdy",
        date_format=mapping.date_format,
    )


def _currency(mapping: CsvMapping, columns: Columns) -> str | None:
    """The currency that the mapping names, or else a money column's own header."""
    named = (currency_of(columns.header(name)) for name in MONEY if name in columns)
    return mapping.constants.get("currency") or next(filter(None, named), None)


def _facts(row: Record, mapping: CsvMapping, landing: Landing) -> dict[str, object]:
    facts: dict[str, object] = dict(_who(row, mapping, landing))
    for cut in FACT_CUTS[mapping.fact]:
        if said := row.text(cut) or mapping.constants.get(cut):
            facts[cut] = CUTS[cut](said)
    for ours in mapping.columns:
        if ours in COUNTS:
            facts[ours] = row.count(ours)
        elif ours in MONEY:
            amount = row.money(ours, landing.minor)
            facts[ours] = abs(amount) if amount is not None and ours in POSITIVE else amount
        elif ours == "conversions":
            number = row.number(ours)
            facts[ours] = None if number is None else float(number)
    return _completed(facts, mapping.fact)


def _who(row: Record, mapping: CsvMapping, landing: Landing) -> Iterator[tuple[str, int]]:
    """The product or campaign that a row is about."""
    if mapping.fact in ("sales_day", "stock_day"):
        yield "product", landing.product(row.text("sku"), row.text("title"))
    elif mapping.fact == "campaign_day":
        said = {
            name: row.text(name) or mapping.constants.get(name) for name in ("platform", "marketing_channel")
        }
        yield (
            "campaign",
            landing.campaign(
                name=row.text("campaign") or "(unknown)",
                platform=said["platform"] or mapping.source,
                source=mapping.source,
                marketing_channel=canonical.marketing_channel(said["marketing_channel"] or ""),
            ),
        )


def _completed(facts: dict[str, object], fact: str) -> dict[str, object]:
    """What follows from the columns that are mapped: net sales from gross, and what is out of stock."""
    gross, available = facts.get("gross_sales"), facts.get("available")
    if fact in ("orders_day", "sales_day") and isinstance(gross, int) and "net_sales" not in facts:
        taken = (facts.get("discounts"), facts.get("returns"))
        facts["net_sales"] = gross - sum(amount for amount in taken if isinstance(amount, int))
    if fact == "stock_day" and isinstance(available, int):
        facts["stocked_out"] = int(available <= 0)
    return facts
