"""What one source told of one fact table, day by day, and what is usual for it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from metrics.finding import Finding, Kind, runs
from metrics.metric import Number
from metrics.period import Period

Figures = Mapping[str, Number | None]
#: One source's days, oldest first, each whole, with what was recorded on it.
Days = Sequence[tuple[date, Figures]]
#: Whether a day is faulty.
Rule = Callable[[Figures], bool]

NEARBY = timedelta(days=56)
#: So many days nearby are needed to know what is usual.
ENOUGH = 14
#: Where the same orders are told once more.
ORDERS = ("orders_day", "sales_day", "sales_hour")
#: The money of them, and all that is counted of them.
MONEY = ("gross_sales", "discounts", "returns", "net_sales", "total_sales", "costed_sales", "cogs")
OF_ORDERS = (*MONEY, "orders", "units", "cancelled_orders", "refunded_orders", "shipping", "taxes", "duties")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one source told of one fact table."""

    source: str
    label: str
    table: str
    days: Days

    def find(
        self, kind: Kind, what: str, measures: tuple[str, ...], faulty: Rule, *, tables: tuple[str, ...] = ()
    ) -> list[Finding]:
        """The fault on the days for which a rule holds; none where it holds for no day."""
        found = runs(day for day, figures in self.days if faulty(figures))
        return self.fault(kind, what, measures, found, tables) if found else []

    def fault(
        self,
        kind: Kind,
        what: str,
        measures: tuple[str, ...],
        found: tuple[Period, ...],
        tables: tuple[str, ...] = (),
    ) -> list[Finding]:
        """One fault of this source on given days."""
        return [
            Finding(
                kind=kind, source=self.source, label=self.label, tables=tables or (self.table,),
                measures=measures, days=found, what=what,
            )
        ]  # fmt: skip


def number(figures: Figures, name: str) -> Number:
    """A figure of a day, nothing where it is not told."""
    return figures.get(name) or 0


def usually(days: Days, name: str, of: str) -> list[float | None]:
    """For each day, what it would have of a figure at its usual share of another; None where that is not known.

    The usual share is the median over the days nearby on which there was any: a figure that was not recorded for
    weeks does not become usual by that.
    """
    known = [
        (day, share) for day, figures in days if (share := _share(figures.get(name), figures.get(of))) > 0
    ]
    found: list[float | None] = []
    for (_, figures), near in zip(days, _nearby(known, [day for day, _ in days]), strict=True):
        told = figures.get(name) is not None and figures.get(of)
        usual = median(near) if told and len(near) >= ENOUGH else None
        found.append(None if usual is None else usual * number(figures, of))
    return found


def _nearby(known: Sequence[tuple[date, float]], days: Iterable[date]) -> Iterator[list[float]]:
    """For each day, oldest first, the shares nearby, kept in order from one day to the next."""
    near, first, after = list[float](), 0, 0
    for day in days:
        while after < len(known) and known[after][0] <= day + NEARBY:
            insort(near, known[after][1])
            after += 1
        while first < after and known[first][0] < day - NEARBY:
            near.pop(bisect_left(near, known[first][1]))
            first += 1
        yield near


def _share(part: Number | None, whole: Number | None) -> float:
    return part / whole if part and whole else 0.0
