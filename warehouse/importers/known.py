"""The exports that we read, listed by hand."""

from __future__ import annotations

from warehouse.importers import (
    amazon,
    ga4,
    google_ads,
    mapped,
    meta_ads,
    shopify_analytics,
    shopify_inventory,
    shopify_orders,
    shopify_products,
)
from warehouse.importers.format import Format, Rules

FORMATS: tuple[Format, ...] = (
    shopify_orders.FORMAT,
    shopify_products.FORMAT,
    shopify_inventory.FORMAT,
    shopify_analytics.SALES_FORMAT,
    shopify_analytics.TRAFFIC_FORMAT,
    *ga4.FORMATS,
    google_ads.FORMAT,
    meta_ads.FORMAT,
    amazon.BY_DATE,
    amazon.BY_ITEM,
)


def formats(rules: Rules) -> tuple[Format, ...]:
    """Every format; what shop.yaml maps comes first, so that a shop can overrule us."""
    return (*mapped.formats(rules.mappings), *FORMATS)
