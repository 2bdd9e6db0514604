"""Who bought: new and returning customers, by first order ever."""

from __future__ import annotations

from dataclasses import replace

from metrics.definitions.sales import REFUNDS, orders
from metrics.metric import Good, Metric, Ratio, Unit

NEW = (("customer_type", ("new",)),)
RETURNING = (("customer_type", ("returning",)),)
KNOWN = (("customer_type", ("new", "returning")),)
CUT = ("sales_channel", "country", "segment")
FIRST_KNOWN = "New means the first order on record; orders without a customer count as neither."

new_customers = Metric(
    name="new_customers",
    label="New customers",
    meaning="Customers who ordered for the first time ever.",
    formula="number of first orders",
    unit=Unit.COUNT,
    sources=("orders_day",),
    measure="orders",
    splits=CUT,
    only=NEW,
    aliases=("first time customers", "first orders", "new buyers", "acquired customers"),
    caveat=FIRST_KNOWN,
)
new_net_sales = Metric(
    name="new_net_sales",
    label="Net sales from new customers",
    meaning="Net sales of first orders.",
    formula="Σ net sales of first orders",
    unit=Unit.MONEY,
    sources=("orders_day", "sales_day"),
    measure="net_sales",
    splits=(*CUT, "product_line", "product"),
    only=NEW,
    aliases=("new customer sales", "new customer revenue", "new sales"),
    basis=REFUNDS,
    caveat=FIRST_KNOWN,
)
returning_net_sales = Metric(
    name="returning_net_sales",
    label="Net sales from returning customers",
    meaning="Net sales of orders after a customer's first.",
    formula="Σ net sales of orders that were not a first",
    unit=Unit.MONEY,
    sources=("orders_day", "sales_day"),
    measure="net_sales",
    splits=(*CUT, "product_line", "product"),
    only=RETURNING,
    aliases=("returning customer sales", "returning sales", "repeat sales", "returning revenue"),
    basis=REFUNDS,
    caveat=FIRST_KNOWN,
)
#: Not in the catalogue: the halves of the repeat order share.
returning_orders = replace(
    orders,
    name="returning_orders",
    label="Returning orders",
    sources=("orders_day",),
    only=RETURNING,
    splits=CUT,
)
known_orders = replace(
    orders,
    name="known_orders",
    label="Orders with a known customer",
    sources=("orders_day",),
    only=KNOWN,
    splits=CUT,
)
repeat_order_share = Ratio(
    name="repeat_order_share",
    label="Repeat order share",
    meaning="The share of orders that came from returning customers; some call this the repeat purchase rate.",
    formula="orders of returning customers ÷ orders with a known customer",
    unit=Unit.RATE,
    top=returning_orders,
    bottom=known_orders,
    good=Good.NEITHER,
    aliases=("repeat rate", "repeat purchase rate", "returning share", "repeat orders"),
    caveat=FIRST_KNOWN,
)

METRICS = (new_customers, new_net_sales, returning_net_sales, repeat_order_share)
