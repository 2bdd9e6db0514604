"""What the numbers are read from: whoever answers these questions can feed the analyst."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from metrics.reading import Coverage

if TYPE_CHECKING:
    from pandas import DataFrame

#: The label of what a source left blank.
UNKNOWN = "(unknown)"

#: Fact tables in people's words.
SAID = {
    "orders_day": "orders",
    "sales_day": "product sales",
    "refund_day": "sales totals by refund day",
    "sales_hour": "hourly sales",
    "traffic_day": "traffic",
    "campaign_day": "advertising",
    "stock_day": "stock counts",
}

#: Requests for approval: kept beside the warehouse, and so different from one minute to the next.
APPROVALS = "approval_day"
#: Every table in people's words, those beside the warehouse too.
EVERY = {**SAID, APPROVALS: "approvals"}

#: Fact tables that may also hold reports of a whole period, without days.
WITH_PERIOD_REPORTS = ("sales_day", "traffic_day", "campaign_day")

Where = Mapping[str, Collection[str]]


@dataclass(frozen=True, kw_only=True)
class Top:
    """Keep only the `count` segments with the highest (or lowest) measure, or measure ÷ per.

    `fewest` leaves out those that have less of another measure: too little to be ranked by.
    """

    measure: str
    count: int
    lowest: bool = False
    per: str | None = None
    fewest: tuple[str, int] | None = None


class Titled(Protocol):
    """A product, as far as answers name it."""

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def ranked(self) -> bool | int:
        """Whether it takes part in rankings; postage and gift cards do not."""
        ...


class Facts(Protocol):
    """The fact tables, read-only. Days are half-open ranges; sums of no rows are None; money is in minor units."""

    def query(
        self,
        source: str,
        measures: Sequence[str],
        by: Sequence[str] = (),
        where: Where | None = None,
        *,
        start: date,
        end: date,
        top: Any = None,
    ) -> DataFrame:
        """Sum measures over start ≤ day < end, by dimensions. Columns: by, then measures."""
        ...

    def period_query(
        self,
        source: str,
        measures: Sequence[str],
        by: Sequence[str] = (),
        where: Where | None = None,
        *,
        start: date,
        end: date,
    ) -> DataFrame | None:
        """The same from reports that speak of exactly this period; None where there is none."""
        ...

    def product_sums(
        self, measure: str, where: Where | None = None, *, start: date, end: date
    ) -> Mapping[int, int] | None:
        """What every product that sold made, by a number for each; None where telling it would take too long."""
        ...

    def report_periods(self, source: str) -> Sequence[tuple[date, date]]:
        """The whole periods (ends exclusive) that reports speak of for a fact table, newest first."""
        ...

    def latest_day(self, source: str, *, start: date, end: date) -> date | None:
        """The newest day with rows in the range."""
        ...

    def coverage(self, source: str) -> Sequence[Coverage]:
        """How far each source that feeds this fact table has arrived."""
        ...

    def dimensions(self) -> Mapping[str, tuple[str, ...]]:
        """What each fact table can be cut by."""
        ...

    def products(self, skus: Collection[str]) -> Mapping[str, Titled]:
        """Products by SKU."""
        ...
