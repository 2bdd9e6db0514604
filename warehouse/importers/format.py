"""What an importer is handed and hands back: a format, the shop's rules, the job at hand, its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from warehouse.importers.reading import Table
    from warehouse.landing import Landing

Days = tuple[date, date]

DEFAULT_ZONE = ZoneInfo("Europe/London")
#: Spreadsheets hold no more rows below a header than this: a file that ends there may have been cut.
SPREADSHEET_ROWS = 1_048_575


class Refused(Exception):
    """A file cannot be imported and nothing was changed; the message says what was wrong and what to do."""


@dataclass(frozen=True, kw_only=True)
class OrderRule:
    """Which orders belong to a segment or sales channel: any tag, source or payment terms that matches."""

    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    payment_terms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What shop.yaml says about reading files. `source_sales_channels` names a source's own sales channel."""

    currency: str | None = None
    zone: tzinfo = DEFAULT_ZONE
    segments: Mapping[str, OrderRule] = field(default_factory=dict)
    sales_channels: Mapping[str, OrderRule] = field(default_factory=dict)
    not_products: tuple[str, ...] = ()
    tax_included: bool = False
    mappings: Mapping[str, Any] = field(default_factory=dict)
    source_sales_channels: Mapping[str, str] = field(default_factory=dict)
    gap_days: int = 14

    @classmethod
    def of(cls, shop: Any) -> Rules:
        """The rules in a `shop.Shop` (any object with the same names: this room knows nothing of that one)."""
        return cls(
            currency=shop.currency,
            zone=shop.zone,
            segments={name: _order_rule(rule) for name, rule in shop.segments.items()},
            sales_channels={name: _order_rule(rule) for name, rule in shop.sales_channels.items()},
            not_products=tuple(shop.not_products),
            tax_included=shop.tax_included,
            mappings=dict(shop.mappings),
            source_sales_channels={
                name: source.sales_channel for name, source in shop.sources.items() if source.sales_channel
            },
            gap_days=shop.gap_days,
        )

    def terms(self) -> str:
        """What of these rules changes the facts that a file becomes, as text: known files are those read under it."""
        parts = (
            self.segments,
            self.sales_channels,
            self.tax_included,
            self.mappings,
            self.source_sales_channels,
        )
        return repr([sorted(part.items()) if isinstance(part, Mapping) else part for part in parts])


@dataclass(kw_only=True)
class Job:
    """One file being read: what it may need to know, and what it has come to so far.

    `period` is the days (last exclusive) that the importing person named, for exports that do not say.
    `through` is the newest moment seen, in the shop's zone. `advance` takes the number of rows read since it
    was last called, and must be called every few thousand rows at least.
    """

    now: datetime
    period: Days | None = None
    again: Callable[[], Table] | None = (
        None  # the same table from its beginning, where one reading is not enough
    )
    advance: Callable[[int], None] = lambda rows: None
    rows_read: int = 0
    rows_used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)  # what a format keeps between a file's tables
    first: date | None = None
    last: date | None = None
    through: datetime | None = None

    def leave_out(self, reason: str, rows: int = 1) -> None:
        """Count rows that were read and not used, by the reason shown to people ("no price")."""
        if rows:
            self.left_out[reason] += rows

    def note(self, text: str) -> None:
        """Say something in the summary, once."""
        if text not in self.notes:
            self.notes.append(text)

    def saw(self, first: date, last: date | None = None) -> None:
        """Widen the days this file speaks of to hold `first` … `last` (both included)."""
        last = last or first
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)


@dataclass(frozen=True, kw_only=True)
class Format:
    """One kind of export. `needs`: for each column that must be there, its names (lower case).

    `undated` marks exports that take their day or period from the import rather than from the file, so that
    the same bytes on another day are another load.
    """

    name: str
    source: str
    needs: tuple[tuple[str, ...], ...]
    load: Callable[[Table, Landing, Rules, Job], None]
    undated: bool = False


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What became of one file. Days are inclusive; `gaps` are half-open and longer than the shop's limit."""

    file: str
    format: str
    source: str
    rows_read: int = 0
    rows_used: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    already_loaded: bool = False
    gaps: tuple[Days, ...] = ()
    complete_through: date | None = None  # the day before the newest: later data may still come for that one
    notes: tuple[str, ...] = ()


def _order_rule(rule: Any) -> OrderRule:
    return OrderRule(tags=rule.tags, sources=rule.sources, payment_terms=rule.payment_terms)
