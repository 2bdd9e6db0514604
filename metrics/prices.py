"""What a product was sold at, day by day: the only price history that sales themselves keep."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from metrics.facts import Facts

#: What customers paid on average after discounts counts on days of so many units on which so large a share was taken off:
#: then an offer was on. Less is the codes of single customers, and no price.
ENOUGH = 3
ON_OFFER = 0.1
#: Who buys at prices of their own, as shops call them: their sales tell nothing of the price on the shelf.
TRADE = frozenset(("b2b", "wholesale", "trade"))
#: So many days tell what the price is now.
RECENT = timedelta(days=28)

_MEASURES = ("units", "gross_sales", "discounts")


@dataclass(frozen=True, kw_only=True)
class Sold:
    """What one unit cost on a day in a sales channel, in minor units: the lower of what was asked and what was paid."""

    day: date
    channel: str
    asked: float
    price: float


def history(facts: Facts, sku: str, *, until: date, segments: Collection[str] = ()) -> tuple[Sold, ...]:
    """Every price of a product before `until` that sales tell, oldest first; empty where none do.

    The price asked is gross sales ÷ units; the price paid takes discounts off, and counts on days on which an
    offer was on.
    `segments` keeps to the sales of some (all where it is empty): trade buys at prices of its own.
    """
    begun = [one.first for one in facts.coverage("sales_day") if one.first < until]
    if not begun:
        return ()
    where = {"product": (sku,)} | ({"segment": tuple(segments)} if segments else {})
    by = ("day", "sales_channel")
    frame = facts.query("sales_day", _MEASURES, by, where, start=min(begun), end=until)
    rows = zip(*(frame[name].tolist() for name in (*by, *_MEASURES)), strict=True)
    return tuple(sorted((one for row in rows for one in _sold(*row)), key=lambda one: (one.day, one.channel)))


def _sold(day: date, channel: str, units: float, gross: float, discounts: float) -> Iterable[Sold]:
    """The price of one day, where the source tells it; what was given away had none."""
    if not _is_known(units) or not _is_known(gross) or units <= 0 or gross <= 0:
        return
    asked = gross / units
    is_offer = _is_known(discounts) and units >= ENOUGH and discounts >= ON_OFFER * gross
    paid = (gross - discounts) / units if is_offer else asked
    if paid > 0:
        yield Sold(day=day, channel=channel, asked=asked, price=min(asked, paid))


def _is_known(value: float | None) -> bool:
    return value is not None and not math.isnan(value)


def lowest(prices: Iterable[Sold], *, since: date | None = None, until: date | None = None) -> Sold | None:
    """The lowest price of since ≤ day < until, the newest of equals; None where there is none."""
    within = [
        one for one in prices if (since is None or one.day >= since) and (until is None or one.day < until)
    ]
    return min(within, key=lambda one: (round(one.price), -one.day.toordinal()), default=None)


def with_tax(prices: Sequence[Sold], listed: float | None, tax: float) -> tuple[Sold, ...]:
    """The prices on the footing of the `listed` one: sales are counted without tax, a list price may hold it.

    `tax` (0.2 for 20 %) is what orders pay on top. It is put on the prices where that brings the newest of them nearer
    to the list price; without a list price they stay as they are.
    """
    if not prices or not listed or tax <= 0:
        return tuple(prices)
    newest = prices[-1].day
    usual = median(one.asked for one in prices if one.day > newest - RECENT)
    ratio = math.log(listed / usual)
    if abs(ratio) <= abs(ratio - math.log1p(tax)):
        return tuple(prices)
    return tuple(
        Sold(day=one.day, channel=one.channel, asked=one.asked * (1 + tax), price=one.price * (1 + tax))
        for one in prices
    )


def tax_rate(facts: Facts, country: str, *, until: date) -> float:
    """What orders to a country paid in tax on top of goods and shipping in the last RECENT days; 0 where none is told."""
    frame = facts.query(
        "orders_day",
        ("taxes", "net_sales", "shipping"),
        (),
        {"country": (country,)},
        start=until - RECENT,
        end=until,
    )
    taxes, goods, shipping = (frame[name].tolist()[0] for name in ("taxes", "net_sales", "shipping"))
    worth = sum(value for value in (goods, shipping) if _is_known(value))
    return taxes / worth if _is_known(taxes) and worth > 0 else 0.0
