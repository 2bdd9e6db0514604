"""What can be sold: stock at its last count, and how it stands against sales."""

from __future__ import annotations

from metrics.definitions.sales import units
from metrics.metric import Cover, Good, Metric, Number, Ratio, Sensitivity, Tally, Unit

PLACES = ("product_line", "product", "location")
WEEKS = 4


def _stock(name: str, label: str, meaning: str, aliases: tuple[str, ...], measure: str) -> Metric:
    """A stock, true at its last count."""
    return Metric(
        name=name,
        label=label,
        meaning=meaning,
        formula="Σ over products and locations, at the last count",
        unit=Unit.COUNT,
        sources=("stock_day",),
        measure=measure,
        splits=PLACES,
        good=Good.NEITHER,
        aliases=aliases,
        latest=True,
    )


stock_on_hand = _stock(
    "stock_on_hand", "Stock on hand", "Units in the building, promised ones among them.",
    ("stock", "inventory", "on hand", "stock level"), "on_hand",
)  # fmt: skip
stock_available = _stock(
    "stock_available", "Stock available", "Units that can be sold now: on hand less what is promised.",
    ("available", "available stock", "sellable stock"), "available",
)  # fmt: skip
incoming = _stock(
    "incoming", "Stock incoming", "Units on their way.",
    ("incoming stock", "on order", "inbound"), "incoming",
)  # fmt: skip
products_out = Metric(
    name="products_out",
    label="Products out of stock",
    meaning="Products with nothing available anywhere, at the last count.",
    formula="number of products whose available units are zero or less",
    unit=Unit.COUNT,
    sources=("stock_day",),
    measure="available",
    splits=("product_line", "location"),
    good=Good.DOWN,
    aliases=("stock outs", "stockouts", "out of stocks", "sold out products"),
    latest=True,
    tally=Tally.EMPTY,
    sensitivity=Sensitivity.PUBLIC,  # the shop's own pages say what is sold out
)
#: Not in the catalogue: the products that were counted at all.
products_counted = Metric(
    name="products_counted",
    label="Products counted",
    meaning="Products in the last count.",
    formula="number of products with a count",
    unit=Unit.COUNT,
    sources=("stock_day",),
    measure="available",
    splits=("product_line", "location"),
    good=Good.NEITHER,
    latest=True,
    tally=Tally.LISTED,
    sensitivity=Sensitivity.PUBLIC,
)
stock_out_rate = Ratio(
    name="stock_out_rate",
    label="Stock-out rate",
    meaning="The share of products with nothing available, at the last count.",
    formula="products out of stock ÷ products counted",
    unit=Unit.RATE,
    top=products_out,
    bottom=products_counted,
    good=Good.DOWN,
    aliases=("oos", "oos rate", "out of stock", "out of stock rate", "stock out share"),
    sensitivity=Sensitivity.PUBLIC,
)


def _weeks(stock: Number, sold: Number) -> Number | None:
    return stock / (sold / WEEKS) if sold > 0 else None


def _sold_through(stock: Number, sold: Number) -> Number | None:
    return sold / (sold + stock) if sold + stock > 0 else None


weeks_of_cover = Cover(
    name="weeks_of_cover",
    label="Weeks of cover",
    meaning="How many weeks the stock on hand lasts at the pace of the four weeks before the count.",
    formula="stock on hand ÷ (units sold in 28 days ÷ 4)",
    unit=Unit.WEEKS,
    stock=stock_on_hand,
    flow=units,
    formed=_weeks,
    trailing=7 * WEEKS,
    aliases=("cover", "stock cover", "woc", "weeks cover", "days of cover"),
    caveat="Promotions and days without stock are not taken out of the pace.",
)
sell_through = Cover(
    name="sell_through",
    label="Sell-through",
    meaning="The share of what could be sold in the period that was.",
    formula="units sold ÷ (units sold + stock on hand at the last count)",
    unit=Unit.RATE,
    stock=stock_on_hand,
    flow=units,
    formed=_sold_through,
    good=Good.UP,
    aliases=("sell through rate", "str"),
    caveat="Units sold plus what is left stands for opening stock plus what came in.",
)

METRICS = (
    stock_on_hand,
    stock_available,
    incoming,
    products_out,
    stock_out_rate,
    sell_through,
    weeks_of_cover,
)
