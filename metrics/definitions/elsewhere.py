"""What other tools mean by the same words: the clashes that make two honest people disagree."""

from __future__ import annotations

from collections.abc import Mapping

#: (tool, what it says there) for each metric, by name.
METRICS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "net_sales": (
        ("Peel", "Revenue is total sales, with tax and shipping"),
        ("Shopify", "stores discounts and returns as negative amounts and adds them; the result is the same"),
    ),
    "total_sales": (("Peel", "calls this Revenue"), ("Shopify", "counts fees in, where there are any")),
    "gross_sales": (
        ("Shopify", "leaves test and deleted orders out; its money is of orders that were not cancelled"),
    ),
    "discounts": (("Shopify", "a compare-at markdown is a price, not a discount"),),
    "returns": (
        ("Shopify", "books a return on the day it is refunded"),
        ("Geckoboard", "books it on the day of the order, so that old days keep changing"),
    ),
    "return_rate": (
        (
            "Many tools",
            "returns of the period ÷ sales of the period: it falls in a peak and rises weeks after",
        ),
    ),
    "refund_rate": (
        ("Many tools", "refunds of the period ÷ orders of the period, whichever orders they belong to"),
    ),
    "orders": (
        ("Shopify", "counts cancelled orders as well, and leaves their money out"),
        ("GA4", "purchases are tracked events: our purchases"),
    ),
    "aov": (
        (
            "Shopify",
            "(gross sales − discounts) ÷ orders since January 2023, history restated: our Shopify AOV",
        ),
        ("Geckoboard", "total sales ÷ orders, as Shopify had it before 2023"),
        ("Source Medium", "net of refunds, as here"),
        ("Klaviyo", "value of conversions ÷ conversions"),
    ),
    "shopify_aov": (
        ("Shopify", "total sales ÷ orders until January 2023, history restated"),
        ("Geckoboard", "total sales ÷ orders"),
    ),
    "upt": (("Elsewhere", "AOI, average order items"),),
    "gross_profit": (
        ("Elsewhere", "contribution margin 1 (CM1)"),
        (
            "Triple Whale",
            "net profit is total sales − ad spend − cost of goods, shipping, handling, gateway fees and taxes",
        ),
    ),
    "gross_margin": (
        ("Elsewhere", "“margin” alone may be gross margin or a contribution margin of level 1, 2 or 3"),
    ),
    "sessions": (
        ("GA4", "counts session_start events"),
        ("Shopify", "ends a session after 30 minutes without a sign of life, and leaves bots out"),
        ("Triple Whale", "counts one for each visitor and tab, and another for new campaign parameters"),
        ("Amazon", "counts a visitor once in 24 hours"),
    ),
    "bounce_rate": (("Universal Analytics, Shopify", "sessions of a single page"),),
    "product_view_sessions": (("GA4", "view_item counts events, which exceed sessions"),),
    "view_to_cart_rate": (
        ("GA4", "users who added ÷ users who viewed the item"),
        ("Mapp", "quantity added ÷ quantity viewed"),
    ),
    "reach_checkout_rate": (("Elsewhere", "divided by sessions with a cart rather than all sessions"),),
    "conversion_rate": (
        ("Shopify", "sessions that completed checkout ÷ sessions, bots left out"),
        (
            "GA4",
            "the session key event rate counts any key event; the purchaser conversion rate divides by active users",
        ),
        ("Amazon", "units ÷ sessions, or ÷ glance views"),
    ),
    "cart_abandonment": (
        ("Elsewhere", "“abandonment” may be of carts or of checkouts: our checkout abandonment"),
    ),
    "purchases": (("Shopify", "orders: the shop's own count"),),
    "purchase_revenue": (
        (
            "GA4",
            "depends on tagging; gross purchase revenue has no refunds, item revenue neither tax nor shipping",
        ),
    ),
    "rps": (("Elsewhere", "net sales ÷ sessions of another source, which mixes two ways of counting"),),
    "ctr": (("Meta", "CTR (all) counts every click, link CTR those on the link"),),
    "conversions": (
        (
            "Meta, Google",
            "each counts by its own window and credits itself: together more than the shop's orders",
        ),
    ),
    "platform_roas": (
        ("Meta", "counts 7 days after a click and 1 day after a view; other windows were retired"),
        ("Google Ads", "shares credit by data-driven attribution"),
        ("GA4", "total revenue ÷ advertiser ad cost"),
    ),
    "acos": (("Amazon", "spend ÷ sales that Amazon attributes to ads"),),
    "blended_roas": (
        (
            "Triple Whale",
            "blended ROAS is order revenue ÷ ad spend; its MER is the inverse, our ad cost ratio",
        ),
        ("Chartcastr", "MER is total sales ÷ ad spend, on total rather than net sales"),
    ),
    "ad_cost_ratio": (
        ("Triple Whale", "MER: ad spend ÷ order revenue, as a percentage"),
        ("Amazon", "TACOS"),
        ("Chartcastr", "its MER is the inverse: total sales ÷ ad spend"),
    ),
    "cost_per_order": (("Triple Whale, Chartcastr", "CAC: the average ad cost of an order"),),
    "cost_per_conversion": (("Elsewhere", "CPA may divide by the shop's orders: our ad cost per order"),),
    "ncac": (
        (
            "Triple Whale, Chartcastr",
            "CAC is the ad cost of an order, not of a new customer; this is its NCPA",
        ),
        ("Elsewhere", "CAC, nCAC"),
    ),
    "repeat_order_share": (
        ("Triple Whale, Chartcastr", "repeat purchase rate, also a share of orders"),
        ("Elsewhere", "repeat rate is customers with two orders or more ÷ customers, over some window"),
    ),
    "sell_through": (
        ("Shopify", "sell_through_rate divides by opening stock: see its base"),
        ("Elsewhere", "units sold ÷ units received"),
    ),
    "weeks_of_cover": (("Elsewhere", "forward cover divides by the forecast rather than by what sold"),),
}

#: The same for words that are no metric's own, or several's.
WORDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "mer": (
        ("Triple Whale", "MER is ad spend ÷ order revenue, a percentage: our ad cost ratio"),
        ("Chartcastr", "MER is total sales ÷ ad spend, a multiple: near our blended ROAS, on total sales"),
    ),
    "marketing efficiency ratio": (
        ("Triple Whale", "ad spend ÷ order revenue, a percentage: our ad cost ratio"),
        ("Chartcastr", "total sales ÷ ad spend, a multiple: near our blended ROAS, on total sales"),
    ),
    "cac": (
        ("Triple Whale, Chartcastr", "the average ad cost of an order: our ad cost per order"),
        ("Elsewhere", "ad spend ÷ new customers: our new-customer acquisition cost"),
    ),
    "roas": (
        ("Meta, Google", "what each platform credits to itself: our platform ROAS"),
        ("Triple Whale", "blended ROAS, order revenue ÷ ad spend: our blended ROAS, on net sales"),
    ),
    "contribution margin": (
        ("CM1", "net sales − cost of goods: our gross profit"),
        ("CM2", "CM1 − fulfilment, shipping and payment fees"),
        ("CM3", "CM2 − marketing"),
    ),
    "net profit": (
        (
            "Triple Whale",
            "total sales − ad spend − cost of goods, shipping, handling, gateway fees and taxes",
        ),
    ),
    "ltv": (
        (
            "Elsewhere",
            "one number; better cumulative margin per customer after 30, 60, 90 and 365 days, by cohort",
        ),
    ),
    "lifetime value": (
        (
            "Elsewhere",
            "one number; better cumulative margin per customer after 30, 60, 90 and 365 days, by cohort",
        ),
    ),
}
