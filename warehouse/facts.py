"""The fact tables and their rollups: what is stored, at day grain, with integer keys and money in minor units.

Days are day numbers (days since 1 Jan 1970, `date.toordinal() - EPOCH`); a week is the day number of its
Monday. `label` holds every text a fact is cut by. docs/schema.md explains each table for a warehouse team.
"""

from __future__ import annotations

from datetime import date

EPOCH = date(1970, 1, 1).toordinal()

#: Measures of each fact table that can be summed over any of its dimensions.
MEASURES: dict[str, tuple[str, ...]] = {
    "orders_day": (
        "orders",
        "cancelled_orders",
        "refunded_orders",
        "units",
        "gross_sales",
        "discounts",
        "returns",
        "net_sales",
        "shipping",
        "taxes",
        "duties",
        "total_sales",
    ),
    "sales_day": ("units", "gross_sales", "discounts", "returns", "net_sales", "cogs", "costed_sales"),
    "refund_day": (
        "orders",
        "gross_sales",
        "discounts",
        "returns",
        "net_sales",
        "shipping",
        "taxes",
        "duties",
        "total_sales",
    ),
    "sales_hour": ("orders", "units", "net_sales"),
    "traffic_day": (
        "sessions",
        "engaged_sessions",
        "page_views",
        "product_view_sessions",
        "cart_sessions",
        "checkout_sessions",
        "purchase_sessions",
        "purchases",
        "purchase_revenue",
    ),
    "campaign_day": ("spend", "impressions", "clicks", "conversions", "conversion_value"),
    "stock_day": ("on_hand", "available", "incoming", "stocked_out"),
}

#: Dimensions each fact table can be cut and filtered by.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "orders_day": ("day", "source", "sales_channel", "country", "segment", "customer_type"),
    "sales_day": (
        "day",
        "source",
        "product",
        "product_line",
        "sales_channel",
        "country",
        "segment",
        "customer_type",
    ),
    "refund_day": ("day", "sales_channel"),
    "sales_hour": ("day", "hour", "source", "sales_channel"),
    "traffic_day": ("day", "source", "marketing_channel", "device", "country"),
    "campaign_day": ("day", "source", "campaign", "platform", "marketing_channel"),
    "stock_day": ("day", "source", "product", "product_line", "location"),
}

#: The key of each table that a file may write to: text dimensions, `day` (or `start` and `end`), and row ids.
KEYS: dict[str, tuple[str, ...]] = {
    "orders_day": ("day", "sales_channel", "country", "segment", "customer_type", "source"),
    "sales_day": ("day", "product", "sales_channel", "country", "segment", "customer_type", "source"),
    "sales_hour": ("day", "hour", "sales_channel", "source"),
    "analytics_day": ("day", "sales_channel", "source"),
    "traffic_day": ("day", "source", "marketing_channel", "device", "country"),
    "campaign_day": ("day", "campaign", "source"),
    "stock_day": ("day", "product", "location", "source"),
    "campaign_period": ("start", "end", "campaign", "source"),
    "traffic_period": ("start", "end", "source", "marketing_channel", "device", "country"),
    "sales_period": ("start", "end", "product", "sales_channel", "source"),
}

#: Key columns that hold a number of their own; every other one is `<name>_id`.
PLAIN_KEYS = ("day", "hour", "start", "end")

UNKNOWN = "(unknown)"
UNASSIGNED = "unassigned"

SCHEMA = """
CREATE TABLE label (
    id INTEGER PRIMARY KEY, dimension TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (dimension, name)
) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;  -- currency, customer_salt
CREATE TABLE product (
    id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, title TEXT NOT NULL, product_line_id INTEGER NOT NULL,
    vendor TEXT, handle TEXT, status TEXT, price INTEGER, compare_at INTEGER, unit_cost INTEGER,
    ranked INTEGER NOT NULL DEFAULT 1  -- 0 for not_products: counted in net sales, never in rankings
) STRICT;
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, platform_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
    marketing_channel_id INTEGER NOT NULL, status TEXT, kind TEXT, budget INTEGER, budget_kind TEXT,
    starts INTEGER, ends INTEGER, UNIQUE (platform_id, name)
) STRICT;

-- What arrived.
CREATE TABLE load (
    id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, format TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    first_day INTEGER, last_day INTEGER, rows_read INTEGER NOT NULL, rows_used INTEGER NOT NULL,
    through TEXT, loaded_at TEXT NOT NULL,
    terms TEXT NOT NULL  -- the settings it was read under: the same file under other settings is read again
) STRICT;
CREATE INDEX load_sha ON load (sha256);
CREATE TABLE source_day (  -- which days a source has delivered to a fact table
    source_id INTEGER NOT NULL, fact TEXT NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (source_id, fact, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE source_channel (  -- which sales channels a source speaks of
    source_id INTEGER NOT NULL, fact TEXT NOT NULL, sales_channel_id INTEGER NOT NULL,
    PRIMARY KEY (source_id, fact, sales_channel_id)
) STRICT, WITHOUT ROWID;

-- Orders and lines, kept so that a later export of the same order replaces it. No personal column is stored:
-- `customer` is a salted hash of the e-mail address.
CREATE TABLE shop_order (
    id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, number TEXT NOT NULL, placed_at TEXT NOT NULL,
    day INTEGER NOT NULL, hour INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL, country_id INTEGER NOT NULL,
    segment_id INTEGER NOT NULL, customer_type_id INTEGER NOT NULL, customer BLOB, discount_code TEXT,
    cancelled INTEGER NOT NULL, gross_sales INTEGER NOT NULL, discounts INTEGER NOT NULL, returns INTEGER NOT NULL,
    shipping INTEGER NOT NULL, taxes INTEGER NOT NULL, duties INTEGER NOT NULL, total_sales INTEGER NOT NULL,
    units INTEGER NOT NULL, UNIQUE (source_id, number)
) STRICT;
CREATE INDEX shop_order_day ON shop_order (day);
CREATE INDEX shop_order_customer ON shop_order (customer) WHERE customer IS NOT NULL;
CREATE TABLE order_line (
    order_id INTEGER NOT NULL, line INTEGER NOT NULL, product_id INTEGER NOT NULL, units INTEGER NOT NULL,
    gross_sales INTEGER NOT NULL, discounts INTEGER NOT NULL,  -- own discount plus the order's, allocated by value
    returns INTEGER NOT NULL,  -- the order's refund, allocated by value
    PRIMARY KEY (order_id, line)
) STRICT, WITHOUT ROWID;

-- Facts at day grain.
CREATE TABLE orders_day (
    day INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL, country_id INTEGER NOT NULL, segment_id INTEGER NOT NULL,
    customer_type_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
    orders INTEGER, cancelled_orders INTEGER, refunded_orders INTEGER, units INTEGER,
    gross_sales INTEGER, discounts INTEGER, returns INTEGER, net_sales INTEGER,
    shipping INTEGER, taxes INTEGER, duties INTEGER, total_sales INTEGER,
    PRIMARY KEY (day, sales_channel_id, country_id, segment_id, customer_type_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE sales_day (
    day INTEGER NOT NULL, product_id INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL, country_id INTEGER NOT NULL,
    segment_id INTEGER NOT NULL, customer_type_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
    units INTEGER, gross_sales INTEGER, discounts INTEGER, returns INTEGER, net_sales INTEGER,
    cogs INTEGER, costed_sales INTEGER,  -- cost of the units sold, and the net sales of rows whose cost is known
    PRIMARY KEY (day, product_id, sales_channel_id, country_id, segment_id, customer_type_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sales_day_product ON sales_day (product_id, day);
CREATE TABLE sales_hour (
    day INTEGER NOT NULL, hour INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
    orders INTEGER, units INTEGER, net_sales INTEGER, PRIMARY KEY (day, hour, sales_channel_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE analytics_day (  -- the platform's own totals, by refund date
    day INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
    orders INTEGER, gross_sales INTEGER, discounts INTEGER, returns INTEGER, net_sales INTEGER,
    shipping INTEGER, taxes INTEGER, duties INTEGER, fees INTEGER, total_sales INTEGER,
    PRIMARY KEY (day, sales_channel_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE traffic_day (
    day INTEGER NOT NULL, source_id INTEGER NOT NULL, marketing_channel_id INTEGER NOT NULL, device_id INTEGER NOT NULL,
    country_id INTEGER NOT NULL, sessions INTEGER, engaged_sessions INTEGER, page_views INTEGER,
    product_view_sessions INTEGER, cart_sessions INTEGER, checkout_sessions INTEGER, purchase_sessions INTEGER,
    purchases INTEGER, purchase_revenue INTEGER,
    PRIMARY KEY (day, source_id, marketing_channel_id, device_id, country_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE campaign_day (
    day INTEGER NOT NULL, campaign_id INTEGER NOT NULL, source_id INTEGER NOT NULL, spend INTEGER, impressions INTEGER,
    clicks INTEGER, conversions REAL, conversion_value INTEGER, PRIMARY KEY (day, campaign_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE stock_day (
    day INTEGER NOT NULL, product_id INTEGER NOT NULL, location_id INTEGER NOT NULL, source_id INTEGER NOT NULL,
    on_hand INTEGER, available INTEGER, incoming INTEGER, stocked_out INTEGER,
    PRIMARY KEY (day, product_id, location_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_day_product ON stock_day (product_id, day);

-- Exports that speak of a whole period only: they answer for exactly that period and are never spread over days.
CREATE TABLE campaign_period (
    start INTEGER NOT NULL, end INTEGER NOT NULL, campaign_id INTEGER NOT NULL, source_id INTEGER NOT NULL, spend INTEGER,
    impressions INTEGER, clicks INTEGER, conversions REAL, conversion_value INTEGER,
    PRIMARY KEY (start, end, campaign_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE traffic_period (
    start INTEGER NOT NULL, end INTEGER NOT NULL, source_id INTEGER NOT NULL, marketing_channel_id INTEGER NOT NULL,
    device_id INTEGER NOT NULL, country_id INTEGER NOT NULL, sessions INTEGER, engaged_sessions INTEGER,
    page_views INTEGER, product_view_sessions INTEGER, cart_sessions INTEGER, checkout_sessions INTEGER,
    purchase_sessions INTEGER, purchases INTEGER, purchase_revenue INTEGER,
    PRIMARY KEY (start, end, source_id, marketing_channel_id, device_id, country_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE sales_period (
    start INTEGER NOT NULL, end INTEGER NOT NULL, product_id INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL,
    source_id INTEGER NOT NULL, units INTEGER, gross_sales INTEGER, discounts INTEGER, returns INTEGER, net_sales INTEGER,
    PRIMARY KEY (start, end, product_id, sales_channel_id, source_id)
) STRICT, WITHOUT ROWID;

-- Rollups, kept in the import's own transaction and exactly equal to the facts they sum.
CREATE TABLE shop_day (
    day INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL,
    orders INTEGER, cancelled_orders INTEGER, refunded_orders INTEGER, units INTEGER,
    gross_sales INTEGER, discounts INTEGER, returns INTEGER, net_sales INTEGER,
    shipping INTEGER, taxes INTEGER, duties INTEGER, total_sales INTEGER, PRIMARY KEY (day, sales_channel_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE line_day (
    day INTEGER NOT NULL, product_line_id INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL,
    units INTEGER, gross_sales INTEGER, discounts INTEGER, returns INTEGER, net_sales INTEGER, cogs INTEGER,
    costed_sales INTEGER, PRIMARY KEY (day, product_line_id, sales_channel_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE product_week (
    week INTEGER NOT NULL, product_id INTEGER NOT NULL, sales_channel_id INTEGER NOT NULL,
    units INTEGER, gross_sales INTEGER, discounts INTEGER, returns INTEGER, net_sales INTEGER, cogs INTEGER,
    costed_sales INTEGER, PRIMARY KEY (week, product_id, sales_channel_id)
) STRICT, WITHOUT ROWID;
-- All that each product sold before a Monday: two of them make any run of weeks. One number for Monday and product
-- (`monday << 24 | product_id`) is twice as fast to join as two. For rankings only: here NULL counts as 0.
CREATE TABLE product_total (
    id INTEGER PRIMARY KEY, sales INTEGER NOT NULL,  -- how many rows of sales_day
    units INTEGER NOT NULL, gross_sales INTEGER NOT NULL, discounts INTEGER NOT NULL, returns INTEGER NOT NULL,
    net_sales INTEGER NOT NULL, cogs INTEGER NOT NULL, costed_sales INTEGER NOT NULL
) STRICT;
"""

#: What was given on which discount code; codes are in capitals, and their orders count as all orders do.
CODES = """
CREATE TABLE code_day (
    day INTEGER NOT NULL, code TEXT NOT NULL, source_id INTEGER NOT NULL, orders INTEGER, discounts INTEGER,
    PRIMARY KEY (day, code, source_id)
) STRICT, WITHOUT ROWID;
INSERT INTO code_day
SELECT day, upper(trim(discount_code)), source_id, count(*), sum(discounts * (1 - cancelled))
FROM shop_order WHERE discount_code IS NOT NULL GROUP BY 1, 2, 3;
"""

#: What each version of the embedded file added, oldest first; `PRAGMA user_version` counts those that ran.
MIGRATIONS: tuple[str, ...] = (SCHEMA, CODES)


def day_number(day: date) -> int:
    """Days since 1 Jan 1970."""
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + EPOCH)
