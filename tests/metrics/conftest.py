"""A shop's facts in memory: the same questions and answers as a warehouse, over plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import pytest

from metrics.reading import Coverage

Row = Mapping[str, Any]

SHOP = ("day", "source", "sales_channel", "country", "segment", "customer_type")
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "orders_day": SHOP,
    "sales_day": (*SHOP, "product", "product_line"),
    "refund_day": ("day", "sales_channel"),
    "sales_hour": ("day", "hour", "source", "sales_channel"),
    "traffic_day": ("day", "source", "marketing_channel", "device", "country"),
    "campaign_day": ("day", "source", "campaign", "platform", "marketing_channel"),
    "stock_day": ("day", "source", "product", "product_line", "location"),
}


@dataclass(frozen=True)
class Product:
    """A product by its code."""

    sku: str
    title: str
    ranked: bool = True


@dataclass
class ShopFacts:
    """Rows of fact tables; a coverage is one source's first and last row unless it is given."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    reports: list[tuple[str, date, date, Row]] = field(default_factory=list)
    arrived: dict[str, tuple[Coverage, ...]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    unranked: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)  # the tables queried, in order

    def add(self, table: str, *rows: Row) -> ShopFacts:
        """More rows of a fact table."""
        self.tables[table].extend(
            {"source": "shopify_orders", "sales_channel": "Shopify", **row} for row in rows
        )
        return self

    def report(self, table: str, start: date, end: date, **row: Any) -> ShopFacts:
        """A report of a whole period."""
        self.reports.append((table, start, end, row))
        return self

    def covers(self, table: str, *coverages: Coverage) -> ShopFacts:
        """Say how far the sources of a table have arrived."""
        self.arrived[table] = coverages
        return self

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
    ) -> pd.DataFrame:
        """Sum the rows of start ≤ day < end."""
        self.asked.append(source)
        assert {*by, *(where or {})} <= set(DIMENSIONS[source]), f"{source} has no {by} or {where}"
        rows = [row for row in self.tables[source] if start <= row["day"] < end]
        if top is not None:
            rows = [row for row in rows if row.get("product") not in self.unranked]
        summed = _sum(rows, measures, by, where or {})
        return _frame(_best(summed, measures, top) if top is not None else summed, measures, by)

    def period_query(
        self,
        source: str,
        measures: Sequence[str],
        by: Sequence[str] = (),
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
    ) -> pd.DataFrame | None:
        """Sum the reports of exactly this period."""
        rows = [
            row for table, first, after, row in self.reports if (table, first, after) == (source, start, end)
        ]
        told = all({*by, *(where or {})} <= row.keys() for row in rows)
        return _frame(_sum(rows, measures, by, where or {}), measures, by) if rows and told else None

    def product_sums(
        self,
        measure: str,
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
    ) -> dict[int, int] | None:
        """What every product sold, by a number made of its code."""
        frame = self.query("sales_day", [measure], ["product"], where, start=start, end=end)
        rows = zip(frame["product"], frame[measure], strict=True)
        return {sum(map(ord, sku)): value for sku, value in rows if value}

    def report_periods(self, source: str) -> tuple[tuple[date, date], ...]:
        """The periods of the reports for this table, newest first."""
        spans = {(first, after) for table, first, after, _ in self.reports if table == source}
        return tuple(sorted(spans, key=lambda span: span[1], reverse=True))

    def latest_day(self, source: str, *, start: date, end: date) -> date | None:
        """The newest day with rows."""
        return max((row["day"] for row in self.tables[source] if start <= row["day"] < end), default=None)

    def coverage(self, source: str) -> tuple[Coverage, ...]:
        """As given, or from the first to the last row of each source."""
        if source in self.arrived:
            return self.arrived[source]
        days: dict[str, list[Row]] = defaultdict(list)
        for row in self.tables[source]:
            days[row["source"]].append(row)
        return tuple(
            Coverage(
                source=name,
                label=name.replace("_", " ").capitalize(),
                first=min(row["day"] for row in rows),
                last=max(row["day"] for row in rows),
                sales_channels=tuple(sorted({row["sales_channel"] for row in rows})),
            )
            for name, rows in sorted(days.items())
        )

    def dimensions(self) -> Mapping[str, tuple[str, ...]]:
        """What each table is cut by."""
        return DIMENSIONS

    def products(self, skus: Collection[str]) -> dict[str, Product]:
        """Products with a title."""
        known = self.titles.keys() | self.unranked
        return {
            sku: Product(sku, self.titles.get(sku, sku), sku not in self.unranked)
            for sku in skus
            if sku in known
        }


def _sum(
    rows: Iterable[Row], measures: Sequence[str], by: Sequence[str], where: Mapping[str, Collection[str]]
) -> dict[tuple[Any, ...], list[Any]]:
    sums: dict[tuple[Any, ...], list[Any]] = {} if by else {(): [None] * len(measures)}
    for row in rows:
        if all(row.get(name, "(unknown)") in values for name, values in where.items()):
            key = tuple(row.get(name, "(unknown)") for name in by)
            held = sums.setdefault(key, [None] * len(measures))
            for at, name in enumerate(measures):
                if row.get(name) is not None:
                    held[at] = row[name] + (held[at] or 0)
    return sums


def _best(
    sums: dict[tuple[Any, ...], list[Any]], measures: Sequence[str], top: Any
) -> dict[tuple[Any, ...], Any]:
    def worth(values: list[Any]) -> float | None:
        figure = values[measures.index(top.measure)]
        if top.per is None or figure is None:
            return figure
        per = values[measures.index(top.per)]
        return figure / per if per else None

    known = [(key, values) for key, values in sums.items() if worth(values) is not None]
    return dict(sorted(known, key=lambda item: worth(item[1]) or 0, reverse=not top.lowest)[: top.count])


def _frame(
    sums: Mapping[tuple[Any, ...], list[Any]], measures: Sequence[str], by: Sequence[str]
) -> pd.DataFrame:
    rows = [[*key, *values] for key, values in sums.items()]
    return pd.DataFrame(rows, columns=[*by, *measures], dtype=object)


@pytest.fixture
def facts() -> ShopFacts:
    """An empty shop, to be filled with rows."""
    return ShopFacts()


@pytest.fixture
def covering() -> Callable[..., Coverage]:
    """Makes the coverage of one source from words: covering("Amazon", "2026-11-01", "2026-11-21")."""

    def make(label: str, first: str, last: str, **more: Any) -> Coverage:
        return Coverage(
            source=label.lower().replace(" ", "_"),
            label=label,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            **more,
        )

    return make
