"""What the facts themselves have on record about the products that moved most: empty shelves and changed prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from metrics.both_periods import BothPeriods
from metrics.explained import Cut, Kind, Record
from metrics.factors import read_as
from metrics.facts import Facts
from metrics.period import Period
from metrics.tree import PRICE

#: So many products are looked into.
PRODUCTS = 3
#: A shelf that was empty on fewer of the days tells nothing.
LEAST_OUT = 0.1
#: A price that changed by less is rounding, or another size; one of fewer units is one customer's.
SMALLEST_CHANGE, FEWEST_UNITS = 0.02, 5


def found_on_record(cuts: Sequence[Cut], read: BothPeriods) -> tuple[Record, ...]:
    """Stock-outs and price changes of the leading products, on either side of the comparison."""
    names = [name for cut in cuts if cut.dimension == "product" for name in _leading(cut)][:PRODUCTS]
    if not names:
        return ()
    products = {name: one for name, one in read.facts.products(names).items() if one.ranked}
    titles = {name: one.title for name, one in products.items()}
    return (*_stock_outs(titles, read), *_prices(titles, read))


def _leading(cut: Cut) -> Iterator[str]:
    return (part.name for part in cut.parts[: cut.lead] if part.count == 1 and part.kind is not Kind.OTHERS)


def _stock_outs(titles: dict[str, str], read: BothPeriods) -> Iterator[Record]:
    """Each product that was counted as empty on some day of either period."""
    if not titles or not read.facts.coverage("stock_day"):
        return
    for period in (read.wanted.period, read.wanted.baseline):
        if period is None:
            continue
        for name, days in _empty_days(titles, period, read.facts).items():
            yield Record(
                kind="stock-out",
                text=f"{titles[name]} out of stock on {days} of {period.days} day{'s' * (period.days > 1)}",
                period=period,
                scope={"product": (name,)},
                pull=-1,
            )


def _empty_days(titles: dict[str, str], period: Period, facts: Facts) -> dict[str, int]:
    """On how many days each product had nothing left anywhere that it was counted."""
    frame = facts.query(
        "stock_day",
        ["on_hand"],
        ("product", "day"),
        {"product": tuple(titles)},
        start=period.start,
        end=period.end,
    )
    counted: dict[str, int] = {}
    for name, left in zip(frame["product"].tolist(), frame["on_hand"].tolist(), strict=True):
        if _is_number(left) and left <= 0:
            counted[name] = counted.get(name, 0) + 1
    return {name: days for name, days in sorted(counted.items()) if days >= LEAST_OUT * period.days}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and value == value


def _prices(titles: dict[str, str], read: BothPeriods) -> Iterator[Record]:
    """Each product whose average price before discounts is another than it was."""
    rows = read.segments(read_as(PRICE), "product") if titles else {}
    for name in sorted(titles.keys() & rows.keys()):
        gross, units = rows[name]
        if min(units.before, units.after) < FEWEST_UNITS or gross.before <= 0:
            continue
        change = (gross.after / units.after) / (gross.before / units.before) - 1
        if abs(change) >= SMALLEST_CHANGE:
            way = "higher" if change > 0 else "lower"
            yield Record(
                kind="price change",
                text=f"{titles[name]}: average price {abs(change):.0%} {way}, before discounts",
                period=read.wanted.period,
                scope={"product": (name,)},
                pull=-1 if change > 0 else 1,
            )
