"""A shop's labels and a grammar that knows them, for tests of what people type."""

from __future__ import annotations

from datetime import date

from commands.grammar import Grammar
from metrics.catalog import CATALOG
from metrics.shop_year import ShopYear

TODAY = date(2026, 11, 23)  # a Monday, four days before Black Friday

LABELS: dict[str, tuple[str, ...]] = {
    "country": ("GB", "DE", "FR", "US", "IE", "(unknown)"),
    "sales_channel": ("Shopify", "Amazon", "Wholesale"),
    "marketing_channel": ("Email", "Paid search", "Organic search", "Paid social", "Direct"),
    "product_line": ("Outerwear", "Knitwear", "Bags & Belts", "Women's", "Top Picks", "(unknown)"),
    "segment": ("B2C", "B2B", "unassigned"),
    "customer_type": ("new", "returning"),
    "device": ("mobile", "desktop", "tablet"),
    "platform": ("Google Ads", "Meta Ads"),
    "campaign": ("BF-Early", "Brand Search UK", "Spring_Sale_2026", "May sale, 20% off", "Email"),
    "location": ("London",),
}
PRODUCTS = {
    "85123A": "White hanging heart",
    "21314": "Small glass heart",
    "WB-1": "Aran coat",
    "WB-2": "Aran cardigan",
}


def find_products(dimension: str, words: str) -> list[tuple[str, str]]:
    """Products whose code is these words, or else whose title holds them."""
    if dimension != "product":
        return []
    exact = [(sku, title) for sku, title in PRODUCTS.items() if sku.lower() == words.lower()]
    return exact or [(sku, title) for sku, title in PRODUCTS.items() if words.lower() in title.lower()]


def shop_grammar(week_start: str = "monday", year: ShopYear | None = None) -> Grammar:
    """The grammar of that shop, in a plain year or one with promotions and holidays."""
    return Grammar(
        CATALOG,
        lambda dimension: LABELS.get(dimension, ()),
        week_start,
        find=find_products,
        year=lambda: year or ShopYear(),
    )
