"""Who came and how far they got: sessions, the funnel's steps and the rates between them."""

from __future__ import annotations

from metrics.metric import Good, Metric, Ratio, Unit

VISITS = ("marketing_channel", "device", "country")
ONE_SOURCE = "Counted by one source; others count sessions differently."


def _count(
    name: str, label: str, meaning: str, formula: str, aliases: tuple[str, ...], measure: str = ""
) -> Metric:
    """A count of traffic that one source reports."""
    return Metric(
        name=name,
        label=label,
        meaning=meaning,
        formula=formula,
        unit=Unit.COUNT,
        sources=("traffic_day",),
        measure=measure or name,
        splits=VISITS,
        aliases=aliases,
    )


sessions = _count(
    "sessions", "Sessions", "Visits to the online shop, as its traffic source counts them.", "number of sessions",
    ("traffic", "visits", "session", "footfall"),
)  # fmt: skip
page_views = _count(
    "page_views", "Page views", "Pages seen.", "number of page views",
    ("pageviews", "views", "screen views"),
)  # fmt: skip
engaged_sessions = _count(
    "engaged_sessions", "Engaged sessions",
    "Sessions that lasted over ten seconds, saw two pages or did something that counts.", "number of engaged sessions",
    ("engaged visits",),
)  # fmt: skip
product_view_sessions = _count(
    "product_view_sessions", "Sessions with a product view", "Sessions that saw a product page.",
    "number of sessions with a product view", ("product views", "product view sessions"),
)  # fmt: skip
cart_sessions = _count(
    "cart_sessions", "Sessions with a cart", "Sessions that put something into the cart.",
    "number of sessions with an addition to the cart", ("carts", "add to carts", "cart additions", "atc"),
)  # fmt: skip
checkout_sessions = _count(
    "checkout_sessions", "Sessions at checkout", "Sessions that reached the checkout.",
    "number of sessions that reached the checkout", ("checkouts", "reached checkout"),
)  # fmt: skip
purchase_sessions = _count(
    "purchase_sessions", "Sessions with an order", "Sessions that completed the checkout.",
    "number of sessions with an order", ("converted sessions", "completed checkouts"),
)  # fmt: skip
purchases = _count(
    "purchases", "Purchases", "Purchases as the traffic source saw them, which is not the shop's order count.",
    "number of purchase events", ("tracked orders", "ga4 orders", "ecommerce purchases"),
)  # fmt: skip
purchase_revenue = Metric(
    name="purchase_revenue",
    label="Purchase revenue",
    meaning="Revenue as the traffic source saw it, which is not the shop's net sales.",
    formula="Σ value of purchase events − refunds",
    unit=Unit.MONEY,
    sources=("traffic_day",),
    measure="purchase_revenue",
    splits=VISITS,
    aliases=("tracked revenue", "ga4 revenue", "ga4 purchase revenue"),
    caveat="It depends on tagging.",
)

engagement_rate = Ratio(
    name="engagement_rate",
    label="Engagement rate",
    meaning="The share of sessions that were engaged.",
    formula="engaged sessions ÷ sessions",
    unit=Unit.RATE,
    top=engaged_sessions,
    bottom=sessions,
    aliases=("engagement", "engaged rate"),
)
bounce_rate = Ratio(
    name="bounce_rate",
    label="Bounce rate",
    meaning="The share of sessions that were not engaged, GA4's definition; elsewhere a bounce is a single page.",
    formula="1 − engaged sessions ÷ sessions",
    unit=Unit.RATE,
    top=engaged_sessions,
    bottom=sessions,
    complement=True,
    good=Good.DOWN,
    aliases=("bounce", "bounces"),
)
product_view_rate = Ratio(
    name="product_view_rate",
    label="Product view rate",
    meaning="The share of sessions that saw a product.",
    formula="sessions with a product view ÷ sessions",
    unit=Unit.RATE,
    top=product_view_sessions,
    bottom=sessions,
    aliases=("view rate",),
)
add_to_cart_rate = Ratio(
    name="add_to_cart_rate",
    label="Add-to-cart rate",
    meaning="The share of sessions that put something into the cart.",
    formula="sessions with a cart ÷ sessions",
    unit=Unit.RATE,
    top=cart_sessions,
    bottom=sessions,
    aliases=("cart rate", "atc rate", "add to cart"),
)
view_to_cart_rate = Ratio(
    name="view_to_cart_rate",
    label="View-to-cart rate",
    meaning="The share of sessions with a product view that put something into the cart.",
    formula="sessions with a cart ÷ sessions with a product view",
    unit=Unit.RATE,
    top=cart_sessions,
    bottom=product_view_sessions,
    aliases=("cart to view rate", "view to cart"),
)
reach_checkout_rate = Ratio(
    name="reach_checkout_rate",
    label="Reach-checkout rate",
    meaning="The share of all sessions that reached the checkout.",
    formula="sessions at checkout ÷ sessions",
    unit=Unit.RATE,
    top=checkout_sessions,
    bottom=sessions,
    aliases=("checkout rate", "reached checkout rate"),
)
cart_to_checkout_rate = Ratio(
    name="cart_to_checkout_rate",
    label="Cart-to-checkout rate",
    meaning="The share of sessions with a cart that reached the checkout.",
    formula="sessions at checkout ÷ sessions with a cart",
    unit=Unit.RATE,
    top=checkout_sessions,
    bottom=cart_sessions,
    aliases=("cart to checkout",),
)
checkout_completion = Ratio(
    name="checkout_completion",
    label="Checkout completion",
    meaning="The share of sessions at the checkout that completed it.",
    formula="sessions with an order ÷ sessions at checkout",
    unit=Unit.RATE,
    top=purchase_sessions,
    bottom=checkout_sessions,
    aliases=("checkout completion rate", "completion", "completion rate"),
)
conversion_rate = Ratio(
    name="conversion_rate",
    label="Conversion rate",
    meaning="The share of sessions with an order, both counted by one source.",
    formula="sessions with an order ÷ sessions",
    unit=Unit.RATE,
    top=purchase_sessions,
    bottom=sessions,
    aliases=("cvr", "conversion", "conv rate", "cr", "session conversion rate"),
    caveat=ONE_SOURCE,
)
cart_abandonment = Ratio(
    name="cart_abandonment",
    label="Cart abandonment",
    meaning="The share of sessions with a cart that did not order.",
    formula="1 − sessions with an order ÷ sessions with a cart",
    unit=Unit.RATE,
    top=purchase_sessions,
    bottom=cart_sessions,
    complement=True,
    good=Good.DOWN,
    aliases=("cart abandonment rate", "abandoned carts"),
)
checkout_abandonment = Ratio(
    name="checkout_abandonment",
    label="Checkout abandonment",
    meaning="The share of sessions at the checkout that did not order.",
    formula="1 − sessions with an order ÷ sessions at checkout",
    unit=Unit.RATE,
    top=purchase_sessions,
    bottom=checkout_sessions,
    complement=True,
    good=Good.DOWN,
    aliases=("checkout abandonment rate", "abandoned checkouts"),
)
rps = Ratio(
    name="rps",
    label="Revenue per session",
    meaning="What a session is worth, revenue and sessions counted by one source.",
    formula="purchase revenue ÷ sessions",
    unit=Unit.MONEY,
    top=purchase_revenue,
    bottom=sessions,
    aliases=("rpv", "revenue per visit", "sales per session"),
    caveat=ONE_SOURCE,
)

METRICS = (
    sessions, page_views, engaged_sessions, engagement_rate, bounce_rate,
    product_view_sessions, cart_sessions, checkout_sessions, purchase_sessions,
    product_view_rate, add_to_cart_rate, view_to_cart_rate, reach_checkout_rate, cart_to_checkout_rate,
    checkout_completion, conversion_rate,
    cart_abandonment, checkout_abandonment, purchases, purchase_revenue, rps,
)  # fmt: skip
