"""Shopify's inventory export, all three generations: what stood on the shelf on the day it was taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from warehouse.importers.columns import Columns, Record
from warehouse.importers.format import Format, Job, Rules
from warehouse.importers.numbers import counted
from warehouse.importers.reading import Table
from warehouse.importers.recognise import normal
from warehouse.importers.shopify_products import identity, kind_of_code, note_codes, options_of
from warehouse.landing import Landing

NEEDS = (("handle",), ("title",), ("option1 value",), ("sku",), ("coo",))
ALIASES = {
    "handle": ("handle",),
    "title": ("title",),
    "option1": ("option1 value",),
    "option2": ("option2 value",),
    "option3": ("option3 value",),
    "sku": ("sku",),
    "location": ("location",),
    "incoming": ("incoming", "incoming (not editable)"),
    "available": ("available", "available (not editable)"),
    "on_hand": ("on hand", "on hand (current)"),
}
NOT_STOCKED = "not stocked"

Counts = dict[str, int | None]


def load(table: Table, landing: Landing, rules: Rules, job: Job) -> None:
    """Store one day's counts: the first day named at the import, else the day it is now in the shop's zone."""
    day = job.period[0] if job.period else job.now.astimezone(rules.zone).date()
    codes: Counter[str] = Counter()

    def rows() -> Iterator[dict[str, object]]:
        for product, location, counts in _counts(table, landing, job, codes):
            available = counts.get("available")
            codes["negative"] += available is not None and available < 0
            stocked_out = None if available is None else int(available <= 0)
            yield {"day": day, "product": product, "location": location, **counts, "stocked_out": stocked_out}

    landing.put("stock_day", FORMAT.source, rows())
    landing.covers("stock_day", FORMAT.source, [day])
    job.saw(day)
    note_codes(codes, job)
    if codes["negative"]:
        job.note(
            f"Below zero, as sold before it arrived: {counted(codes['negative'], 'count')}, kept as written."
        )


def _counts(
    table: Table, landing: Landing, job: Job, codes: Counter[str]
) -> Iterator[tuple[int, str, Counts]]:
    """Each product at each location that stocks it."""
    columns = Columns(table, ALIASES)
    locations = {} if "location" in columns else _locations(table)
    handle = title = ""
    for row in columns.records(job):
        if row.text("title") or row.text("handle") != handle:
            handle, title = row.text("handle"), row.text("title") or row.text("handle")
        codes[kind_of_code(row.text("sku"))] += 1
        stocked = [*(_by_location(row, locations) if locations else _of_one_location(row))]
        if not stocked:
            job.leave_out("not stocked at the location")
            continue
        job.rows_used += 1
        product = landing.product(*identity(row.text("sku"), title, options_of(row)))
        yield from ((product, location, counts) for location, counts in stocked)


def _locations(table: Table) -> dict[int, str]:
    """The oldest generation has a column for each location, after the country of origin."""
    after = [normal(name) for name in table.header].index("coo") + 1
    return {place: name for place, name in enumerate(table.header[after:], after) if name}


def _of_one_location(row: Record) -> Iterator[tuple[str, Counts]]:
    if NOT_STOCKED not in (row.text("available").lower(), row.text("on_hand").lower()):
        yield row.text("location"), {name: row.count(name) for name in ("on_hand", "available", "incoming")}


def _by_location(row: Record, locations: dict[int, str]) -> Iterator[tuple[str, Counts]]:
    for place, location in locations.items():
        cell = row.row[place].strip().lower() if place < len(row.row) else ""
        if cell and cell != NOT_STOCKED:
            yield location, {"available": row.count_at(place)}


FORMAT = Format(name="Shopify inventory", source="shopify_inventory", needs=NEEDS, load=load, undated=True)
