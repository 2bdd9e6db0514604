"""Reads what the facts hold, day by day, and looks for faults in it: once for each import."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

from metrics.across import between
from metrics.completeness import days_of, last_complete
from metrics.facts import Facts, Top
from metrics.finding import Finding
from metrics.metric import Number
from metrics.period import DAY, Period
from metrics.quality import LOOKED_AT, faults, negative_stock
from metrics.reading import Coverage
from metrics.told import Figures, Told

#: So many products are looked up that have a negative count.
LISTED = 50
STOCK = "stock_day"
#: Where a source tells of orders, its products are the same orders once more.
PRODUCTS = "sales_day"


class Inspection:
    """What is wrong with the facts. Called, it gives the findings: anew after each import, else from memory."""

    def __init__(self, facts: Facts) -> None:
        """Nothing is read yet."""
        self._facts = facts
        self._lock = threading.Lock()
        self._found: tuple[Finding, ...] = ()
        self._version: object = None

    def __call__(self) -> tuple[Finding, ...]:
        """Every fault on record, by source."""
        version = getattr(self._facts, "version", 0)
        if version == self._version:
            return self._found
        with self._lock:
            if version != self._version:
                self._found = tuple(self._inspect())
                self._version = version
        return self._found

    def _inspect(self) -> Iterator[Finding]:
        told = {
            (table, coverage.source): self._told(table, coverage)
            for table in LOOKED_AT
            for coverage in self._facts.coverage(table)
            if table != PRODUCTS or not self._is_told_by(coverage.source, "orders_day")
        }
        for one in told.values():
            yield from faults(one)
        for coverage in self._facts.coverage("orders_day"):
            orders = _with_quiet_days(told["orders_day", coverage.source], coverage)
            for visits in (one for (table, _), one in told.items() if table == "traffic_day"):
                yield from between(orders, visits)
        for coverage in self._facts.coverage(STOCK):
            yield from self._negative(coverage)

    def _is_told_by(self, source: str, table: str) -> bool:
        return any(coverage.source == source for coverage in self._facts.coverage(table))

    def _told(self, table: str, coverage: Coverage) -> Told:
        """A source's whole days. A day that still arrives is not judged: its evening would be missing."""
        measures = LOOKED_AT[table]
        where = {"source": (coverage.source,)} if "source" in self._facts.dimensions()[table] else {}
        end = max(last_complete(coverage), coverage.first) + DAY
        frame = self._facts.query(table, measures, ("day",), where, start=coverage.first, end=end)
        columns = [_numbers(frame[name].tolist()) for name in measures]
        rows: list[tuple[object, Figures]] = [
            (day, dict(zip(measures, values, strict=True)))
            for day, *values in zip(frame["day"].tolist(), *columns, strict=True)
        ]
        return _told(coverage, table, sorted(rows, key=lambda row: str(row[0])))

    def _negative(self, coverage: Coverage) -> tuple[Finding, ...]:
        """Products with a negative count, at the source's newest count."""
        day, found = coverage.last, dict[str, Number]()
        for measure in ("on_hand", "available"):
            top = Top(measure=measure, count=LISTED, lowest=True)
            where = {"source": (coverage.source,)}
            frame = self._facts.query(
                STOCK, [measure], ("product",), where, start=day, end=day + DAY, top=top
            )
            numbers = _numbers(frame[measure].tolist())
            found |= {
                sku: value
                for sku, value in zip(frame["product"].tolist(), numbers, strict=True)
                if value is not None and value < 0
            }
        known = self._facts.products(tuple(found)) if found else {}
        titles = [known[sku].title if sku in known else str(sku) for sku in found]
        return negative_stock(_told(coverage, STOCK, [(day, {})]), titles, in_all=len(titles))


def _with_quiet_days(told: Told, coverage: Coverage) -> Told:
    """With the days on which nothing was ordered, as zeros; a long gap is missing rather than quiet."""
    known = dict(told.days)
    every = Period(coverage.first, max(last_complete(coverage), coverage.first) + DAY)
    quiet = {"orders": 0, "gross_sales": 0, "net_sales": 0}
    days = [day for day in days_of(every) if not any(day in gap for gap in coverage.gaps)]
    return replace(told, days=[(day, known.get(day, quiet)) for day in days])


def _told(coverage: Coverage, table: str, days: Sequence[tuple[object, Figures]]) -> Told:
    return Told(source=coverage.source, label=coverage.label, table=table, days=days)  # type: ignore[arg-type]


def _numbers(values: list[object]) -> list[Number | None]:
    """Numbers, and None for whatever stands for no number."""
    return [value if isinstance(value, int | float) and value == value else None for value in values]
