"""The month in review: provisional on its first working day, final once its returns and attribution have settled."""

from __future__ import annotations

from datetime import time

from digests.definitions.morning import morning
from digests.digest import Covers, Digest, Movers
from metrics.definitions.marketing import blended_roas
from metrics.definitions.sales import net_sales, return_rate

monthly = Digest(
    name="monthly",
    title="The month in review",
    about="The last whole month: provisional on the first working day, final when returns have settled, saying what moved.",
    figures=(*morning.figures, return_rate),
    movers=(*morning.movers, Movers(metric=net_sales, dimension="product_line")),
    also=(*morning.also, blended_roas),
    at=time(9, 0),
    covers=Covers.MONTH,
    sections=("targets", "sales", "margin", "products", "campaigns", "site"),
    role="review",
    always=("targets", "margin"),
)
