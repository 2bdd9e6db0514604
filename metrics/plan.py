"""How one sum is read: which table, which days, which filters, asked and compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

from metrics.completeness import Arrival
from metrics.metric import Metric
from metrics.period import Period
from metrics.reading import Coverage
from metrics.sourcing import Filters


@dataclass(frozen=True)
class Span:
    """Days to sum over, and the filters that hold on them."""

    period: Period
    where: Filters = ()
    exact: bool = False  # read from a report of just this period
    until: time | None = None  # only up to this time of day


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How one sum is read, asked and baseline. No spans: nothing to read, the value is missing."""

    metric: Metric
    table: str
    asked: Arrival
    spans: tuple[Span, ...] = ()
    baseline: Period | None = None
    baseline_spans: tuple[Span, ...] = ()
    covers: tuple[Coverage, ...] = ()  # who contributed
    feeding: tuple[Coverage, ...] = ()  # who could have
    notes: tuple[str, ...] = ()

    def noting(self, *notes: str) -> Plan:
        """The same plan with more to say."""
        return replace(self, notes=(*self.notes, *(note for note in notes if note)))
