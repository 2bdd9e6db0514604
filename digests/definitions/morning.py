"""The morning digest: yesterday at the shop."""

from __future__ import annotations

from digests.digest import Digest, Movers
from metrics.definitions.sales import average_order_value, gross_margin, net_sales, orders
from metrics.definitions.traffic import conversion_rate, sessions

morning = Digest(
    name="morning",
    title="Yesterday at the shop",
    about="Net sales, orders, order value, conversion and sessions against the same weekday, and what moved them.",
    figures=(net_sales, orders, average_order_value, conversion_rate, sessions),
    movers=(
        Movers(metric=net_sales, dimension="product"),
        Movers(metric=net_sales, dimension="sales_channel"),
    ),
    also=(gross_margin,),
)
