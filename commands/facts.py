"""The warehouse as the rooms above see it: the same answers, with ranges of days as periods."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from metrics.period import Period
from metrics.reading import Coverage


class ShopFacts:
    """Hands every question to the warehouse it wraps; only coverage changes its shape on the way."""

    def __init__(self, warehouse: Any) -> None:
        """`warehouse` is a `warehouse.Warehouse`, or anything that answers like one."""
        self._warehouse = warehouse
        self._coverage: dict[tuple[str, int], tuple[Coverage, ...]] = {}

    def coverage(self, source: str) -> tuple[Coverage, ...]:
        """What each source has delivered to a fact table; read anew after each import."""
        key = (source, self._warehouse.version)
        if key not in self._coverage:
            self._coverage = {known: value for known, value in self._coverage.items() if known[1] == key[1]}
            self._coverage[key] = tuple(_coverage(each) for each in self._warehouse.coverage(source))
        return self._coverage[key]

    def query(
        self,
        source: str,
        measures: Sequence[str],
        by: Sequence[str] = (),
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
        top: Any = None,
    ) -> Any:
        """Sums by segment over start ≤ day < end."""
        return self._warehouse.query(source, measures, by, where, start=start, end=end, top=top)

    def find(self, dimension: str, words: str) -> list[tuple[str, str]]:
        """What words may name where there are too many labels to list: products, as (SKU, title)."""
        if dimension != "product":
            return []
        return [(product.sku, product.title) for product in self._warehouse.find_products(words)]

    def __getattr__(self, name: str) -> Any:
        """Everything else passes through unchanged."""
        return getattr(self._warehouse, name)


_COPIED = tuple(field.name for field in fields(Coverage) if field.name != "gaps")


def _coverage(theirs: Any) -> Coverage:
    gaps = tuple(Period(start, end) for start, end in theirs.gaps)
    return Coverage(**{name: getattr(theirs, name) for name in _COPIED}, gaps=gaps)
