"""What shop.yaml says about reading files, and what is said of a file that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

DEFAULT_ZONE = ZoneInfo("Europe/London")


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


def _order_rule(rule: Any) -> OrderRule:
    return OrderRule(tags=rule.tags, sources=rule.sources, payment_terms=rule.payment_terms)
