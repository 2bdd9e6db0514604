"""Which products and sales channels sold unusually much or little."""

from __future__ import annotations

from collections.abc import Iterator

from digests.ground import Ground, sizes
from digests.news import News
from digests.sections.sales import Figure
from metrics.definitions.sales import net_sales
from metrics.refusals import CannotAnswer

#: Those that moved most of each kind are looked at.
LOOKED_AT = 4


def products(ground: Ground) -> Iterator[News]:
    """The products and channels whose net sales moved most, each as far off as its own weeks say."""
    if ground.total("net_sales") is None:
        return
    for dimension in ("product", "sales_channel"):
        yield from _moved(ground, dimension)


def _moved(ground: Ground, dimension: str) -> Iterator[News]:
    try:
        up, down = ground.analyst.movers(
            net_sales, dimension, ground.period, ground.baseline, LOOKED_AT, today=ground.day
        )
    except CannotAnswer:
        return
    for found in (*up, *down):
        name = found.asked.segment or ""
        usual = ground.usual(net_sales, ground.period, {dimension: (name,)})
        off, surprise = sizes(usual, found)
        yield News(
            section="products",
            kind="figure",
            about=Figure(comparison=found, usual=usual, part=found.label or name, dimension=dimension),
            shows=((net_sales, ground.period),),
            money=off,
            surprise=surprise,
        )
