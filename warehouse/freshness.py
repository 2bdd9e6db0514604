"""How far each source has arrived: the days it covers, where it has gaps, when it last came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

GAP_DAYS = 14

#: What people call the sources we know; a mapping's own source is called by its name.
SOURCE_LABELS = {
    "shopify_orders": "Shopify orders",
    "shopify_products": "Shopify products",
    "shopify_inventory": "Shopify inventory",
    "shopify_analytics": "Shopify analytics",
    "ga4": "GA4",
    "google_ads": "Google Ads",
    "meta_ads": "Meta Ads",
    "amazon": "Amazon",
}


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What one source has delivered to one fact table: days from `first` to `last`, both loaded.

    `last` is partial until a later day arrives. `gaps` (half-open) are stretches without a delivered day
    longer than the shop's limit. `through` is the newest moment seen, in the shop's zone.
    """

    source: str
    label: str
    first: date
    last: date
    through: datetime | None = None
    loaded_at: datetime | None = None
    gaps: tuple[tuple[date, date], ...] = ()
    sales_channels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Load:
    """One file that arrived, by the number of its arrival. Days are inclusive; None where the file had none."""

    source: str
    label: str
    format: str
    file: str
    first: date | None
    last: date | None
    rows_read: int
    rows_used: int
    loaded_at: datetime
    through: datetime | None = None
    number: int = 0


def source_label(source: str) -> str:
    """What people call a source."""
    return SOURCE_LABELS.get(source, source.replace("_", " "))


def gaps_between(days: Iterable[date], longest: int) -> tuple[tuple[date, date], ...]:
    """The stretches (half-open) of more than `longest` days between delivered days, oldest first."""
    day = timedelta(days=1)
    return tuple(
        (before + day, after)
        for before, after in pairwise(sorted(days))
        if (after - before).days - 1 > longest
    )
