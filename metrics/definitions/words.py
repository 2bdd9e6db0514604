"""What people cut by, words that mean different things to honest people, and figures no sum can give."""

from __future__ import annotations

from metrics.metric import Dimension

DIMENSIONS = (
    Dimension("sales_channel", "sales channel", ("selling channel", "marketplace", "store", "shop")),
    Dimension(
        "marketing_channel",
        "marketing channel",
        (
            "traffic channel",
            "acquisition channel",
            "channel group",
            "medium",
            "traffic source",
            "mkt channel",
        ),
    ),
    Dimension("country", "country", ("market", "region", "geo")),
    Dimension(
        "product_line", "product line", ("line", "category", "product type", "type", "department", "range")
    ),
    Dimension("product", "product", ("sku", "item", "variant", "article")),
    Dimension("segment", "segment", ("b2b b2c", "b2b/b2c", "b2b vs b2c", "business segment")),
    Dimension(
        "customer_type",
        "customer type",
        ("new vs returning", "new/returning", "new and returning", "customer"),
    ),
    Dimension("device", "device", ("device category", "mobile vs desktop")),
    Dimension("platform", "platform", ("ad platform", "network", "ad network")),
    Dimension("campaign", "campaign", ("campaign name", "ad campaign")),
    Dimension("location", "location", ("warehouse", "depot", "stock location")),
    Dimension("kind", "kind", ("kind of request",)),
    Dimension("requester", "requester", ("author", "team member")),
    Dimension("team", "team", ()),
    Dimension("hour", "hour", ("hour of day", "hourly", "hours of the day")),
    Dimension("day", "day", ("daily", "date", "per day")),
    Dimension("week", "week", ("weekly", "per week")),
    Dimension("month", "month", ("monthly", "per month")),
    Dimension("source", "data source", ("system",)),
)

#: Words that are read by what the metric is: the first that it can be cut by.
NATURAL = {
    "channel": ("sales_channel", "marketing_channel"),
    "source": ("marketing_channel", "sales_channel"),
}

#: Words that honest people use for different metrics: the asker chooses.
AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "roas": ("platform_roas", "blended_roas", "new_customer_roas"),
    "mer": ("blended_roas", "ad_cost_ratio"),
    "marketing efficiency ratio": ("blended_roas", "ad_cost_ratio"),
    "cac": ("ncac", "cost_per_order"),
    "acquisition cost": ("ncac", "cost_per_order", "cost_per_conversion"),
    "cost": ("spend", "cogs"),
    "basket": ("aov", "upt"),
    "basket size": ("upt", "aov"),
    "abandonment": ("cart_abandonment", "checkout_abandonment"),
    "abandonment rate": ("cart_abandonment", "checkout_abandonment"),
    "attributed conversions": ("conversions", "conversion_value"),
}

_DISTINCT = "People are counted once however often they come, so days and segments do not add up."

#: Figures people ask for that these facts cannot give truthfully: why, and what to ask instead.
NOT_OFFERED: dict[str, tuple[str, tuple[str, ...]]] = {
    "users": (_DISTINCT, ("sessions",)),
    "visitors": (_DISTINCT, ("sessions",)),
    "unique visitors": (_DISTINCT, ("sessions",)),
    "reach": (_DISTINCT, ("impressions",)),
    "frequency": (_DISTINCT, ("impressions",)),
    "customers": (_DISTINCT, ("new_customers", "orders")),
    "ltv": (
        "Lifetime value needs customers followed over months; that is not kept.",
        ("aov", "repeat_order_share"),
    ),
    "lifetime value": ("Lifetime value needs customers followed over months; that is not kept.", ("aov",)),
    "contribution margin": (
        "Contribution margin needs fulfilment and payment costs, which are not on record.",
        ("gross_margin", "gross_profit", "poas"),
    ),
    "net profit": ("Net profit needs costs that are not on record.", ("gross_profit", "poas")),
    "average position": ("Search positions are not on record.", ("sessions",)),
}
