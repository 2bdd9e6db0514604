"""What was sold: money, orders and units, and what is left after cost."""

from __future__ import annotations

from metrics.metric import Good, Metric, Ratio, Sensitivity, Unit

SHOP = ("sales_channel", "country", "segment", "customer_type")
LINES = (*SHOP, "product_line", "product")

#: On which day a refund is counted, by where the figures come from.
REFUNDS = (
    ("refund_day", "Refunds are on the day they were paid back, as in Shopify's analytics."),
    ("orders_day", "Refunds are on the order's day; Shopify uses the refund day."),
    (
        "sales_day",
        "Refunds are on the order's day, shared over its lines by value; Shopify uses the refund day.",
    ),
    ("sales_hour", "Refunds are on the order's day; Shopify uses the refund day."),
)
COSTED = "Only products whose cost is on record count; see cost coverage."

gross_sales = Metric(
    name="gross_sales",
    label="Gross sales",
    meaning="What the goods sold were priced at, before discounts, returns, tax and shipping.",
    formula="Σ price × quantity",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day", "sales_day"),
    measure="gross_sales",
    splits=LINES,
    aliases=("gross revenue", "gmv", "demand"),
)
discounts = Metric(
    name="discounts",
    label="Discounts",
    meaning="What discount codes and automatic discounts took off. A compare-at markdown is not a discount.",
    formula="Σ discounts, each order's shared over its lines by value",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day", "sales_day"),
    measure="discounts",
    splits=LINES,
    good=Good.DOWN,
    aliases=("discount", "discount value"),
)
returns = Metric(
    name="returns",
    label="Returns",
    meaning="The value of goods given back.",
    formula="Σ refunds of goods",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day", "sales_day"),
    measure="returns",
    splits=LINES,
    good=Good.DOWN,
    aliases=("refunds", "refunded", "refund value", "return value"),
    basis=REFUNDS,
)
net_sales = Metric(
    name="net_sales",
    label="Net sales",
    meaning="What customers paid for goods: after discounts and returns, before tax and shipping.",
    formula="gross sales − discounts − returns",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day", "sales_day", "sales_hour"),
    measure="net_sales",
    splits=(*LINES, "hour"),
    aliases=("sales", "revenue", "net revenue", "turnover", "takings", "sales value"),
    basis=REFUNDS,
)
total_sales = Metric(
    name="total_sales",
    label="Total sales",
    meaning="What customers paid in all: net sales with shipping, taxes and duties.",
    formula="net sales + shipping + taxes + duties",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day"),
    measure="total_sales",
    splits=SHOP,
    aliases=("total revenue", "sales with tax"),
    basis=REFUNDS,
)
shipping = Metric(
    name="shipping",
    label="Shipping",
    meaning="What customers were charged for delivery.",
    formula="Σ shipping charges",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day"),
    measure="shipping",
    splits=SHOP,
    good=Good.NEITHER,
    aliases=("shipping charges", "shipping income", "delivery charges"),
)
taxes = Metric(
    name="taxes",
    label="Taxes",
    meaning="Sales tax or VAT charged to customers.",
    formula="Σ taxes",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day"),
    measure="taxes",
    splits=SHOP,
    good=Good.NEITHER,
    aliases=("tax", "vat", "sales tax"),
)
orders = Metric(
    name="orders",
    label="Orders",
    meaning="Orders placed, cancelled ones among them; the money leaves those out.",
    formula="number of orders",
    unit=Unit.COUNT,
    sources=("refund_day", "orders_day", "sales_hour"),
    measure="orders",
    splits=(*SHOP, "hour"),
    aliases=("order count", "number of orders", "transactions"),
)
cancelled_orders = Metric(
    name="cancelled_orders",
    label="Cancelled orders",
    meaning="Orders that were cancelled, on the day they were placed.",
    formula="number of cancelled orders",
    unit=Unit.COUNT,
    sources=("orders_day",),
    measure="cancelled_orders",
    splits=SHOP,
    good=Good.DOWN,
    aliases=("cancellations", "cancels"),
)
refunded_orders = Metric(
    name="refunded_orders",
    label="Refunded orders",
    meaning="Orders with a refund, whole or in part, on the day they were placed.",
    formula="number of orders with a refund",
    unit=Unit.COUNT,
    sources=("orders_day",),
    measure="refunded_orders",
    splits=SHOP,
    good=Good.DOWN,
    aliases=("orders refunded",),
)
units = Metric(
    name="units",
    label="Units",
    meaning="Items sold.",
    formula="Σ quantity",
    unit=Unit.COUNT,
    sources=("orders_day", "sales_day", "sales_hour"),
    measure="units",
    splits=(*LINES, "hour"),
    aliases=("units sold", "items sold", "items", "quantity", "volume"),
)
#: Not in the catalogue: the money that Shopify's order value and the return rate are taken over.
sales_before_returns = Metric(
    name="sales_before_returns",
    label="Sales before returns",
    meaning="Gross sales less discounts.",
    formula="gross sales − discounts",
    unit=Unit.MONEY,
    sources=("refund_day", "orders_day", "sales_day"),
    measure="gross_sales",
    minus="discounts",
    splits=LINES,
)
cogs = Metric(
    name="cogs",
    label="Cost of goods",
    meaning="What the goods sold cost the shop.",
    formula="Σ unit cost × quantity",
    unit=Unit.MONEY,
    sources=("sales_day",),
    measure="cogs",
    splits=LINES,
    good=Good.DOWN,
    aliases=("cost of goods sold", "product cost", "cost of sales"),
    sensitivity=Sensitivity.RESTRICTED,
    caveat=COSTED,
)
#: Not in the catalogue: net sales of the products whose cost is on record.
costed_sales = Metric(
    name="costed_sales",
    label="Net sales with a cost",
    meaning="Net sales of products whose cost is on record.",
    formula="Σ net sales where a cost is recorded",
    unit=Unit.MONEY,
    sources=("sales_day",),
    measure="costed_sales",
    splits=LINES,
    sensitivity=Sensitivity.RESTRICTED,
)
gross_profit = Metric(
    name="gross_profit",
    label="Gross profit",
    meaning="Net sales less the cost of the goods, over products whose cost is on record.",
    formula="net sales − cost of goods",
    unit=Unit.MONEY,
    sources=("sales_day",),
    measure="costed_sales",
    minus="cogs",
    splits=LINES,
    aliases=("profit", "gp"),
    sensitivity=Sensitivity.RESTRICTED,
    caveat=COSTED,
)

discount_rate = Ratio(
    name="discount_rate",
    label="Discount rate",
    meaning="How much of gross sales discounts took off.",
    formula="discounts ÷ gross sales",
    unit=Unit.RATE,
    top=discounts,
    bottom=gross_sales,
    good=Good.DOWN,
    aliases=("discount %", "discount share"),
    counted=units,
)
average_order_value = Ratio(
    name="aov",
    label="AOV",
    meaning="Average order value: net sales per order, after returns.",
    formula="net sales ÷ orders",
    unit=Unit.MONEY,
    top=net_sales,
    bottom=orders,
    aliases=("average order value", "order value", "average basket", "basket value"),
    caveat="Shopify's own AOV is before returns: ask for shopify aov.",
)
shopify_aov = Ratio(
    name="shopify_aov",
    label="AOV as Shopify has it",
    meaning="Average order value before returns, Shopify's definition since January 2023.",
    formula="(gross sales − discounts) ÷ orders",
    unit=Unit.MONEY,
    top=sales_before_returns,
    bottom=orders,
    aliases=("aov before returns", "shopify average order value"),
)
upt = Ratio(
    name="upt",
    label="Units per order",
    meaning="Items in an average order.",
    formula="units ÷ orders",
    unit=Unit.DECIMAL,
    top=units,
    bottom=orders,
    aliases=("units per transaction", "items per order", "aoi"),
)
asp = Ratio(
    name="asp",
    label="Average selling price",
    meaning="Net sales per item sold. AOV is this times units per order.",
    formula="net sales ÷ units",
    unit=Unit.MONEY,
    top=net_sales,
    bottom=units,
    good=Good.NEITHER,
    aliases=("average price", "selling price", "price per unit"),
)
refund_rate = Ratio(
    name="refund_rate",
    label="Refund rate",
    meaning="The share of a period's orders that were refunded since, whole or in part.",
    formula="refunded orders ÷ orders",
    unit=Unit.RATE,
    top=refunded_orders,
    bottom=orders,
    good=Good.DOWN,
    aliases=("refunded order rate", "refund %"),
    caveat="Recent orders have had less time to come back.",
)
#: Not in the catalogue: returns of the orders of a period, whenever they came back.
returns_of_orders = Metric(
    name="returns_of_orders",
    label="Returns of the period's orders",
    meaning="Refunds counted on the order's day.",
    formula="Σ refunds of goods, on the order's day",
    unit=Unit.MONEY,
    sources=("orders_day", "sales_day"),
    measure="returns",
    splits=LINES,
    good=Good.DOWN,
)
return_rate = Ratio(
    name="return_rate",
    label="Return rate",
    meaning="The share, by value, of what a period's orders came to that was given back since.",
    formula="returns ÷ (gross sales − discounts), both of the same orders",
    unit=Unit.RATE,
    top=returns_of_orders,
    bottom=sales_before_returns,
    good=Good.DOWN,
    aliases=("returns rate", "return %", "return rate by value"),
    caveat="Recent orders have had less time to come back.",
    counted=units,
)
gross_margin = Ratio(
    name="gross_margin",
    label="Gross margin",
    meaning="What is left of net sales after the cost of the goods, over products whose cost is on record.",
    formula="gross profit ÷ net sales of the same products",
    unit=Unit.RATE,
    top=gross_profit,
    bottom=costed_sales,
    aliases=("margin", "gross margin %", "margin %", "gm", "gm%", "gross margin percent"),
    sensitivity=Sensitivity.RESTRICTED,
    caveat=COSTED,
    counted=units,
)
cost_coverage = Ratio(
    name="cost_coverage",
    label="Cost coverage",
    meaning="How much of net sales has a cost on record: what gross profit and margin speak for.",
    formula="net sales with a recorded cost ÷ net sales",
    unit=Unit.RATE,
    top=costed_sales,
    bottom=net_sales,
    aliases=("costed share", "cost on record"),
    sensitivity=Sensitivity.RESTRICTED,
)

METRICS = (
    net_sales, gross_sales, discounts, discount_rate, returns, total_sales, shipping, taxes,
    orders, cancelled_orders, refunded_orders, units, average_order_value, shopify_aov, upt, asp, refund_rate, return_rate,
    cogs, gross_profit, gross_margin, cost_coverage,
)  # fmt: skip
