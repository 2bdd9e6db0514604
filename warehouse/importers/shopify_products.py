"""Shopify's product export, all three generations: what the shop sells, and what each variant costs it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from warehouse.importers.columns import Columns, Record
from warehouse.importers.format import Format, Job, Rules
from warehouse.importers.numbers import counted, is_rounded_code
from warehouse.importers.reading import Table
from warehouse.landing import Landing

NEEDS = (
    ("handle", "url handle"),
    ("title",),
    ("option1 value",),
    ("variant price", "price"),
)
ALIASES = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "vendor": ("vendor",),
    "product_line": ("type",),
    "status": ("status",),
    "option1": ("option1 value",),
    "option2": ("option2 value",),
    "option3": ("option3 value",),
    "sku": ("variant sku", "sku"),
    "price": ("variant price", "price"),
    "compare_at": ("variant compare at price", "compare-at price"),
    "unit_cost": ("cost per item",),
}
ONLY_VARIANT = "Default Title"
SPOILT = (
    "Some SKUs look like 4.06138E+12: a spreadsheet has cut their last digits. "
    "Import the file as Shopify wrote it, without opening it in a spreadsheet first."
)


@dataclass(frozen=True, kw_only=True)
class Parent:
    """What only the first row of a product says, for all its variants."""

    handle: str
    title: str
    vendor: str | None
    product_line: str | None
    status: str | None


def load(table: Table, landing: Landing, _rules: Rules, job: Job) -> None:
    """Describe each variant; no fact is written."""
    parent: Parent | None = None
    codes: Counter[str] = Counter()
    for row in Columns(table, ALIASES).records(job):
        handle = row.text("handle")
        if row.text("title") or parent is None or handle != parent.handle:
            parent = _parent(row, handle)
        if not row.text("price"):
            job.leave_out("images of a product, without a price")
            continue
        codes[kind_of_code(row.text("sku"))] += 1
        _describe(row, parent, landing)
        job.rows_used += 1
    note_codes(codes, job)


def identity(sku: str, title: str, options: tuple[str, ...]) -> tuple[str, str]:
    """The code a variant is known by and its name: its SKU, else `title - variant` as orders write it."""
    variant = " / ".join(option for option in options if option)
    name = f"{title} - {variant}" if variant and variant != ONLY_VARIANT else title
    return sku or name, name


def options_of(row: Record) -> tuple[str, ...]:
    """The values of a variant's options, in order."""
    return tuple(row.text(option) for option in ("option1", "option2", "option3"))


def kind_of_code(sku: str) -> str:
    """Whether a SKU is absent, spoilt by a spreadsheet, or good."""
    return "spoilt" if is_rounded_code(sku) else "good" if sku else "absent"


def note_codes(codes: Counter[str], job: Job) -> None:
    """Say how many variants have no SKU, or one that a spreadsheet has spoilt."""
    if codes["absent"]:
        job.note(f"No SKU on {counted(codes['absent'], 'row')}: known by product and variant title instead.")
    if codes["spoilt"]:
        job.note(SPOILT)


def _parent(row: Record, handle: str) -> Parent:
    return Parent(
        handle=handle,
        title=row.text("title") or handle,
        vendor=row.text("vendor") or None,
        product_line=row.text("product_line") or None,
        status=row.text("status").lower() or None,
    )


def _describe(row: Record, parent: Parent, landing: Landing) -> None:
    code, name = identity(row.text("sku"), parent.title, options_of(row))
    landing.describe_product(
        sku=code,
        title=name,
        product_line=parent.product_line,
        vendor=parent.vendor,
        handle=parent.handle or None,
        status=parent.status,
        price=row.money("price", landing.minor),
        compare_at=row.money("compare_at", landing.minor),
        unit_cost=row.money("unit_cost", landing.minor),
    )


FORMAT = Format(name="Shopify products", source="shopify_products", needs=NEEDS, load=load)
