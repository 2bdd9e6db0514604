"""The demo shop: two years of Harbour & Pine, the same every time, told day by day as its story goes (demo_story.py)."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from itertools import accumulate

from sandbox.demo_story import (
    DAY,
    HERO,
    YEARS,
    attention,
    demand,
    is_out,
    knitwear_markdown,
    price_on,
    promotions,
    tracking_fails,
)

HOURS = (1, 0, 0, 0, 0, 1, 2, 4, 6, 7, 8, 8, 8, 7, 6, 6, 6, 7, 8, 9, 10, 9, 6, 3)
COUNTRIES = (("GB", 82), ("IE", 6), ("DE", 5), ("FR", 4), ("US", 3))


@dataclass(frozen=True, kw_only=True)
class Product:
    """One thing on the shelf; money in pence. `pull` is how often it is chosen, `winter` how much more in winter."""

    sku: str
    title: str
    line: str
    price: int
    cost: int
    pull: float
    winter: float = 1.0
    asin: str = ""


def _products() -> Iterator[Product]:
    lines = {
        "Outerwear": (
            1.9,
            [
                ("AC", "Aran Coat", 15900, 6400, 5.0),
                ("WP", "Waxed Parka", 18900, 8200, 3.0),
                ("RS", "Rain Shell", 9900, 3900, 2.4),
                ("QG", "Quilted Gilet", 7900, 2900, 2.6),
            ],
        ),
        "Knitwear": (
            1.7,
            [
                ("FJ", "Fisherman Jumper", 8900, 3400, 4.2),
                ("LC", "Lambswool Cardigan", 7900, 3100, 3.1),
                ("RN", "Roll Neck", 6900, 2600, 2.8),
                ("BS", "Breton Sweater", 5900, 2300, 2.6),
            ],
        ),
        "Footwear": (
            1.2,
            [("DB", "Deck Boot", 11900, 5200, 2.2), ("HS", "Harbour Slipper", 4500, 1600, 2.7)],
        ),
        "Accessories": (
            1.4,
            [
                ("BE", "Ribbed Beanie", 2400, 700, 4.0),
                ("SC", "Merino Scarf", 3900, 1300, 3.4),
                ("GL", "Wool Gloves", 2900, 900, 2.9),
                ("TB", "Canvas Tote", 2200, 700, 2.3),
            ],
        ),
        "Homeware": (
            1.0,
            [
                ("BL", "Wool Blanket", 8500, 3300, 2.1),
                ("CN", "Pine Candle", 2600, 700, 3.3),
                ("MG", "Stoneware Mug", 1600, 450, 3.0),
                ("LP", "Storm Lantern", 5400, 2300, 1.4),
            ],
        ),
    }
    sizes = {"Outerwear": ("S", "M", "L"), "Knitwear": ("S", "M", "L"), "Footwear": ("39", "42", "44")}
    share = {"S": 0.25, "M": 0.45, "L": 0.30, "39": 0.3, "42": 0.4, "44": 0.3}
    asin = 0
    for line, (winter, models) in lines.items():
        for code, title, price, cost, pull in models:
            for size in sizes.get(line, ("",)):
                asin += 1
                yield Product(
                    sku=f"{code}-{size}" if size else f"{code}-1",
                    title=f"{title} - {size}" if size else title,
                    line=line,
                    price=price,
                    cost=cost,
                    pull=pull * share.get(size, 1.0),
                    winter=winter,
                    asin=f"B0HARB{asin:04d}" if line in ("Accessories", "Homeware") or size == "M" else "",
                )


PRODUCTS = tuple(_products())


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of an order; `price` of one and `discount` for the whole line, in pence."""

    product: Product
    price: int
    quantity: int
    discount: int = 0

    @property
    def value(self) -> int:
        """Price × quantity, in pence."""
        return self.price * self.quantity


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order of the own shop; money in pence."""

    number: int
    placed_at: datetime
    customer: str
    country: str
    lines: tuple[Line, ...]
    code: str = ""
    code_discount: int = 0
    shipping: int = 0
    refunded: int = 0
    wholesale: bool = False

    @property
    def subtotal(self) -> int:
        """What the goods cost after every discount."""
        return sum(line.value - line.discount for line in self.lines) - self.code_discount


def days(anchor: date, until: datetime, since: date | None = None) -> Iterator[date]:
    """Every day of the story, from two years before its anchor (or from `since`) to the day of `until`, cut short there."""
    first = anchor - YEARS * 365 * DAY
    first = max(first, since) if since else first
    for number in range((until.date() - first).days + 1):
        yield first + number * DAY


def _passed(day: date, until: datetime) -> float:
    """How much of a day's trade has happened by `until`."""
    return 1.0 if day < until.date() else sum(HOURS[: until.hour]) / sum(HOURS)


def orders(anchor: date, until: datetime, since: date | None = None) -> Iterator[Order]:
    """Every order of the own shop placed before `until` (shop time), oldest first; only those from `since` on."""
    number, customers = 10_000, 0
    for day in days(anchor, until):
        who, customers = _customers(day, customers, anchor)
        if since is None or day >= since:
            for order in _orders_of(day, number, who, anchor):
                if order.placed_at >= until.replace(tzinfo=None):
                    return
                yield order
        number += len(who)


def _customers(day: date, known: int, anchor: date) -> tuple[list[int], int]:
    """Who orders on a day, by number, and how many customers there are after it: cheap, so that no day needs the last."""
    chance = random.Random(f"customers {day}")
    count = round(96 * demand(day, anchor) * math.exp(chance.gauss(0, 0.07)))
    who = []
    for _ in range(count):
        returning = chance.random() < min(0.44, known / 20_000)
        known += not returning
        who.append(chance.randrange(max(1, known)) if returning else known)
    return who, known


def _orders_of(day: date, number: int, who: list[int], anchor: date) -> Iterator[Order]:
    chance = random.Random(f"orders {day}")
    moments = sorted(
        datetime.combine(
            day, time(chance.choices(range(24), HOURS)[0], chance.randrange(60), chance.randrange(60))
        )
        for _ in who
    )
    for place, (moment, customer) in enumerate(zip(moments, who, strict=True), start=1):
        yield _order(number + place, moment, customer, anchor, chance)


def _order(number: int, moment: datetime, customer: int, anchor: date, chance: random.Random) -> Order:
    day = moment.date()
    wholesale = day.weekday() < 5 and chance.random() < 0.018
    lines = tuple(_lines(day, anchor, chance, wholesale=wholesale))
    value = sum(line.value - line.discount for line in lines)
    code, share = ("", 0.30) if wholesale else _code(day, anchor, chance)
    order = Order(
        number=number,
        placed_at=moment,
        customer=f"trade{customer % 25}@example.com" if wholesale else f"customer{customer}@example.com",
        country=chance.choices([name for name, _ in COUNTRIES], [weight for _, weight in COUNTRIES])[0],
        lines=lines,
        code="TRADE30" if wholesale else code,
        code_discount=round(value * share),
        shipping=0 if value > 7500 or wholesale else 395,
        wholesale=wholesale,
    )
    if not wholesale and (anchor - day).days > 2 and chance.random() < 0.07:
        returned = order.subtotal if chance.random() < 0.4 else round(order.subtotal * 0.5)
        return replace(order, refunded=returned)
    return order


def _code(day: date, anchor: date, chance: random.Random) -> tuple[str, float]:
    for promotion in promotions(anchor):
        if promotion.start <= day < promotion.end and chance.random() < promotion.used:
            return promotion.code, promotion.share
    return "", 0.0


def _lines(day: date, anchor: date, chance: random.Random, *, wholesale: bool) -> Iterator[Line]:
    how_many = chance.choices((1, 2, 3), (62, 27, 11))[0]
    chosen = dict.fromkeys(chance.choices(range(len(PRODUCTS)), cum_weights=_wanted(day, anchor), k=how_many))
    for index in chosen:
        product = PRODUCTS[index]
        quantity = chance.randrange(4, 13) if wholesale else chance.choices((1, 2), (92, 8))[0]
        price = price_on(product.sku, product.price, day, anchor)
        markdown = knitwear_markdown(day, anchor) if product.line == "Knitwear" else 0.0
        yield Line(
            product=product, price=price, quantity=quantity, discount=round(price * quantity * markdown)
        )


@cache
def _wanted(day: date, anchor: date) -> list[float]:
    cold = day.month in (10, 11, 12, 1, 2)
    return list(
        accumulate(
            0.0 if is_out(product.sku, day, anchor) else product.pull * (product.winter if cold else 1)
            for product in PRODUCTS
        )
    )


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One day's sessions of one marketing channel on one kind of device; revenue in pence."""

    day: date
    channel: str
    device: str
    sessions: int
    engaged: int
    viewed: int
    carts: int
    checkouts: int
    buyers: int
    purchases: int
    revenue: int


#: Share of sessions, and how readily they buy, by marketing channel.
CHANNELS = {
    "Organic Search": (0.30, 1.20),
    "Paid Search": (0.19, 1.25),
    "Email": (0.10, 1.75),
    "Paid Social": (0.17, 0.42),
    "Direct": (0.14, 0.90),
    "Organic Social": (0.06, 0.50),
    "Referral": (0.04, 0.80),
}
DEVICES = {"mobile": (0.68, 0.78), "desktop": (0.32, 1.45)}


def visits(anchor: date, until: datetime, since: date | None = None) -> Iterator[Visit]:
    """The web tracking's days, the running morning included."""
    for day in days(anchor, until, since):
        chance = random.Random(f"visits {day}")
        fails = tracking_fails(day, anchor, until)
        total = 3_900 * demand(day, anchor) ** 0.86 * math.exp(chance.gauss(0, 0.04)) * _passed(day, until)
        for channel, (share, readiness) in CHANNELS.items():
            pushed = attention(channel, day, anchor)
            for device, (part, ease) in DEVICES.items():
                sessions = max(1, round(total * share * part * pushed * math.exp(chance.gauss(0, 0.05))))
                visit = _visit(day, channel, device, sessions, readiness * ease, chance)
                yield _lost(visit) if fails else visit


def _lost(visit: Visit) -> Visit:
    """What the tag told while it failed: too few sessions, fewer with an order than purchases, and no value of these."""
    sessions, engaged, viewed = (round(0.94 * of) for of in (visit.sessions, visit.engaged, visit.viewed))
    return replace(
        visit, sessions=sessions, engaged=engaged, viewed=viewed, buyers=round(0.6 * visit.buyers), revenue=0
    )


def _visit(
    day: date, channel: str, device: str, sessions: int, readiness: float, chance: random.Random
) -> Visit:
    viewed = round(sessions * 0.46)
    carts = round(sessions * min(0.30, 0.085 * readiness**0.5))
    checkouts = round(carts * 0.52)
    buyers = min(checkouts, round(sessions * 0.0215 * readiness * math.exp(chance.gauss(0, 0.08))))
    return Visit(
        day=day,
        channel=channel,
        device=device,
        sessions=sessions,
        engaged=round(sessions * 0.61),
        viewed=viewed,
        carts=carts,
        checkouts=checkouts,
        buyers=buyers,
        purchases=buyers,
        revenue=round(buyers * 8_200 * math.exp(chance.gauss(0, 0.05))),
    )


@dataclass(frozen=True, kw_only=True)
class Spend:
    """One day of one campaign; money in pence."""

    day: date
    campaign: str
    kind: str
    spend: int
    impressions: int
    clicks: int
    conversions: float
    value: int


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """An advertising campaign's plan: pence a day, pence a click, return, and since when (days before the end).

    `budget` is what its platform was told, in pence: for each day, or where it `runs` for so many days, for them all.
    """

    name: str
    kind: str
    daily: int
    click: int
    roas: float
    age: int = YEARS * 365
    budget: int | None = None
    runs: int | None = None
    tires: float = 0.0  # how much of its return it loses in the end


GOOGLE = (
    Campaign(name="Brand Search", kind="Search", daily=6_500, click=35, roas=9.5, budget=9_500),
    Campaign(
        name="Generic Search - Knitwear", kind="Search", daily=11_000, click=82, roas=3.1, budget=14_000
    ),
    Campaign(
        name="Shopping - All products", kind="Shopping", daily=17_500, click=44, roas=4.6, budget=26_000
    ),
    Campaign(name="PMax - Outerwear", kind="Performance Max", daily=14_000, click=58, roas=4.1, age=310),
)
META = (
    Campaign(
        name="Prospecting - Autumn Coats",
        kind="OUTCOME_SALES",
        daily=16_000,
        click=61,
        roas=3.6,
        age=70,
        tires=0.62,
    ),
    Campaign(name="Retargeting - Catalogue", kind="OUTCOME_SALES", daily=7_500, click=52, roas=5.8),
    Campaign(
        name="BF-Early - Teaser",
        kind="OUTCOME_SALES",
        daily=21_000,
        click=57,
        roas=2.2,
        age=9,
        budget=400_000,
        runs=18,
    ),
)


def spends(
    campaigns: tuple[Campaign, ...], anchor: date, until: datetime, since: date | None = None
) -> Iterator[Spend]:
    """Each campaign's days, the running morning included."""
    for day in days(anchor, until, since):
        age = (anchor - day).days
        for campaign in campaigns:
            if age > campaign.age:
                continue
            chance = random.Random(f"{campaign.name} {day}")
            share = _passed(day, until)
            spent = round(campaign.daily * demand(day, anchor) ** 0.7 * chance.uniform(0.93, 1.07) * share)
            worn = 1 - campaign.tires * (1 - age / campaign.age) if campaign.tires else 1.0
            value = round(spent * campaign.roas * worn * math.exp(chance.gauss(0, 0.12)))
            clicks = round(spent / campaign.click)
            yield Spend(
                day=day,
                campaign=campaign.name,
                kind=campaign.kind,
                spend=spent,
                impressions=round(clicks / 0.016),
                clicks=clicks,
                conversions=round(value / 8_100, 1),
                value=value,
            )


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One product's day on Amazon; money in pence."""

    day: date
    product: Product
    sessions: int
    units: int
    orders: int
    sales: int


def listings(anchor: date, until: datetime, since: date | None = None) -> Iterator[Listing]:
    """Amazon's days, the running morning included."""
    sold = [product for product in PRODUCTS if product.asin]
    for day in days(anchor, until, since):
        chance = random.Random(f"amazon {day}")
        busy = demand(day, anchor) * _passed(day, until)
        for product in sold:
            expected = 0.62 * product.pull * busy
            units = 0 if is_out(product.sku, day, anchor) else _poisson(expected, chance)
            yield Listing(
                day=day,
                product=product,
                sessions=round(expected * 9 * chance.uniform(0.8, 1.2)),
                units=units,
                orders=units - (units > 2),
                sales=units * price_on(product.sku, product.price, day, anchor),
            )


def _poisson(mean: float, chance: random.Random) -> int:
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One product's stock on one morning, in units."""

    day: date
    product: Product
    available: int
    committed: int
    incoming: int


def shelves(anchor: date, until: datetime, since: date | None = None) -> Iterator[Shelf]:
    """The stock of the last five weeks (or from `since` on), one count each morning."""
    for age in range(35, -1, -1):
        day = until.date() - age * DAY
        if since and day < since:
            continue
        for product in PRODUCTS:
            chance = random.Random(f"stock {product.sku} {day}")
            weekly = 26 * product.pull
            level = round(weekly * chance.uniform(3.6, 4.4))
            if product.sku == HERO:
                level = round(weekly * (0.6 + 0.05 * min(age, 16)))
            if product.sku == "BE-1":
                level = round(weekly * 0.9)
            if out := is_out(product.sku, day, anchor):
                level = 0
            yield Shelf(
                day=day,
                product=product,
                available=level,
                committed=0 if out else chance.randrange(3),
                incoming=0 if level else 240,
            )
