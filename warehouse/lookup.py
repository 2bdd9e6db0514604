"""Who is who, for readers: numbers behind names and names behind numbers, products and campaigns by their words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sql
from rapidfuzz import fuzz, process, utils

from warehouse.facts import day_of

Rows = Callable[[sql.Executable, Mapping[str, Any]], Sequence[Sequence[Any]]]

#: How alike (of 100) words must be to count as meant.
ALIKE = 70
#: Dimensions that are numbers or names themselves.
THEMSELVES = frozenset(("hour", "campaign"))
#: Where to see how much each value of a dimension is used.
USE = {
    "sales_channel": ("shop_day", "orders"),
    "country": ("orders_day", "orders"),
    "segment": ("orders_day", "orders"),
    "customer_type": ("orders_day", "orders"),
    "product_line": ("line_day", "units"),
    "marketing_channel": ("traffic_day", "sessions"),
    "device": ("traffic_day", "sessions"),
}

LABEL = sql.table("label", sql.column("id"), sql.column("dimension"), sql.column("name"))
PRODUCT = sql.table(
    "product",
    *map(
        sql.column,
        ("id", "sku", "title", "product_line_id", "vendor", "price", "compare_at", "unit_cost", "status"),
    ),
    sql.column("ranked"),
)
CAMPAIGN = sql.table(
    "campaign",
    *map(
        sql.column, ("name", "platform_id", "marketing_channel_id", "status", "kind", "budget", "budget_kind")
    ),
    *map(sql.column, ("starts", "ends")),
)


_CODE_DAY = sql.table("code_day", *map(sql.column, ("day", "code", "orders")))
_IN_RANGE = sql.and_(_CODE_DAY.c.day >= sql.bindparam("start"), _CODE_DAY.c.day < sql.bindparam("end"))
_OFTEN_USED = (
    sql.select(_CODE_DAY.c.code)
    .where(_IN_RANGE)
    .group_by(_CODE_DAY.c.code)
    .having(sql.func.sum(_CODE_DAY.c.orders) >= sql.bindparam("least"))
)
#: The days of the codes that were used often enough: a shop may have a code for each of its customers.
CODES_USED = (
    sql.select(_CODE_DAY.c.code, _CODE_DAY.c.day, sql.func.sum(_CODE_DAY.c.orders))
    .where(_IN_RANGE, _CODE_DAY.c.code.in_(_OFTEN_USED))
    .group_by(_CODE_DAY.c.code, _CODE_DAY.c.day)
)


class CodeUse(NamedTuple):
    """How many orders of a day used a discount code."""

    code: str
    day: date
    orders: int


@dataclass(frozen=True, kw_only=True)
class Product:
    """What a product export says; money in minor units, None where it is not known."""

    sku: str
    title: str
    product_line: str
    vendor: str | None = None
    price: int | None = None
    compare_at: int | None = None
    unit_cost: int | None = None
    status: str | None = None
    ranked: bool = True


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """A campaign as its platform describes it; `budget` in minor units, `ends` inclusive."""

    name: str
    platform: str
    marketing_channel: str
    status: str | None = None
    kind: str | None = None
    budget: int | None = None
    budget_kind: str | None = None
    starts: date | None = None
    ends: date | None = None


class Names:
    """The texts behind the numbers. A number never changes its text, so what was read once is kept for good."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._lock = threading.Lock()
        self._labels: dict[int, str] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._skus: dict[int, str] = {}
        self._products: dict[str, int] = {}

    def texts(self, dimension: str, numbers: Sequence[Any]) -> list[Any]:
        """What stands in a column of results, in people's words."""
        match dimension:
            case "day":
                return [day_of(number) for number in numbers]
            case "product":
                self._learn_products(PRODUCT.c.id, [each for each in set(numbers) if each not in self._skus])
                return [self._skus[number] for number in numbers]
            case _ if dimension in THEMSELVES:
                return list(numbers)
        if not self._labels.keys() >= set(numbers):
            self._learn_labels()
        return [self._labels[number] for number in numbers]

    def numbers(self, dimension: str, texts: Collection[Any]) -> list[Any]:
        """The numbers of a dimension's values; a value that there is not has none."""
        match dimension:
            case "day":
                raise ValueError("ask for days by `start` and `end`")
            case "product":
                self._learn_products(PRODUCT.c.sku, [text for text in texts if text not in self._products])
                return [self._products[text] for text in texts if text in self._products]
            case _ if dimension in THEMSELVES:
                return list(texts)
        if any((dimension, text) not in self._numbers for text in texts):
            self._learn_labels()
        return [self._numbers[dimension, text] for text in texts if (dimension, text) in self._numbers]

    def values(self, dimension: str) -> tuple[str, ...]:
        """The values of a dimension: most used first where that is cheap to see, then by name."""
        if dimension == "campaign":
            return tuple(sorted({name for (name,) in self._rows(sql.select(CAMPAIGN.c.name), {})}))
        self._learn_labels()
        known = {text: number for (of, text), number in self._numbers.items() if of == dimension}
        use = self._use(dimension)
        return tuple(sorted(known, key=lambda text: (-use.get(known[text], 0), text)))

    def products(self, skus: Collection[str]) -> list[Product]:
        """What is known of products, by their SKUs; in no order."""
        asked = sql.select(*PRODUCT.c).where(PRODUCT.c.sku.in_(sql.bindparam("skus", expanding=True)))
        found = self._rows(asked, {"skus": list(skus)})
        lines = self.texts("product_line", [row[3] for row in found])
        return [
            Product(
                sku=sku, title=title, product_line=line, vendor=vendor, price=price, compare_at=compare_at,
                unit_cost=cost, status=status, ranked=bool(ranked),
            )
            for (_, sku, title, _, vendor, price, compare_at, cost, status, ranked), line in zip(found, lines, strict=True)
        ]  # fmt: skip

    def unranked(self) -> frozenset[int]:
        """What is sold and no product (postage, a gift card), by number: never ranked."""
        return frozenset(
            number for (number,) in self._rows(sql.select(PRODUCT.c.id).where(PRODUCT.c.ranked == 0), {})
        )

    def titles(self) -> dict[str, str]:
        """The title of every product, by its SKU."""
        found = self._rows(sql.select(PRODUCT.c.sku, PRODUCT.c.title), {})
        return dict(map(tuple, found))

    def campaigns(self) -> list[Campaign]:
        """Every campaign, by name."""
        found = self._rows(sql.select(*CAMPAIGN.c).order_by(CAMPAIGN.c.name), {})
        platforms = self.texts("platform", [row[1] for row in found])
        channels = self.texts("marketing_channel", [row[2] for row in found])
        return [
            Campaign(
                name=row[0], platform=platform, marketing_channel=channel, status=row[3], kind=row[4], budget=row[5],
                budget_kind=row[6], starts=_day(row[7]), ends=_day(row[8]),
            )
            for row, platform, channel in zip(found, platforms, channels, strict=True)
        ]  # fmt: skip

    def _use(self, dimension: str) -> dict[int, int]:
        if dimension not in USE:
            return {}
        table, measure = USE[dimension]
        facts = sql.table(table, sql.column(f"{dimension}_id"), sql.column(measure))
        number = facts.c[f"{dimension}_id"]
        asked = sql.select(number, sql.func.sum(facts.c[measure])).group_by(number)
        return {number: int(used or 0) for number, used in self._rows(asked, {})}

    def _learn_labels(self) -> None:
        found = self._rows(sql.select(*LABEL.c), {})
        with self._lock:
            for number, dimension, text in found:
                self._labels[number] = text
                self._numbers[dimension, text] = number

    def _learn_products(self, by: sql.ColumnClause[Any], wanted: Collection[Any]) -> None:
        if not wanted:
            return
        asked = sql.select(PRODUCT.c.id, PRODUCT.c.sku)
        if len(wanted) <= 500:  # more are read faster all together, and no engine takes endless lists
            asked = asked.where(by.in_(sql.bindparam("wanted", expanding=True)))
        found = self._rows(asked, {"wanted": list(wanted)} if len(wanted) <= 500 else {})
        with self._lock:
            for number, sku in found:
                self._skus[number] = sku
                self._products[sku] = number


def find_products(words: str, titles: Mapping[str, str], limit: int) -> list[str]:
    """The SKUs that are meant: by themselves, else by every word in the title, else by titles nearly so."""
    wanted = words.strip().casefold()
    exact = [sku for sku in titles if sku.casefold() == wanted]
    return [*exact, *(sku for sku in _by_words(wanted, titles, limit) if sku not in exact)][:limit]


def find_campaigns(words: str, campaigns: Iterable[Campaign], limit: int) -> list[Campaign]:
    """The campaigns that are meant: by name, else by every word of it, else by names nearly so."""
    by_name = {f"{campaign.platform}\n{campaign.name}": campaign for campaign in campaigns}
    wanted = words.strip().casefold()
    exact = [campaign for campaign in by_name.values() if campaign.name.casefold() == wanted]
    names = {key: campaign.name for key, campaign in by_name.items()}
    near = (by_name[key] for key in _by_words(wanted, names, limit))
    return [*exact, *(campaign for campaign in near if campaign not in exact)][:limit]


def _by_words(wanted: str, titles: Mapping[str, str], limit: int) -> list[str]:
    """Keys of titles that hold every word, the closest first; else of those alike enough."""
    parts = wanted.split()
    if not parts:
        return []
    said = {key: f"{key} {title}".casefold() for key, title in titles.items()}
    holding = {key: titles[key] for key, text in said.items() if all(part in text for part in parts)}
    score, cutoff = (fuzz.ratio, 0) if holding else (fuzz.WRatio, ALIKE)
    found = process.extract(
        wanted,
        holding or titles,
        scorer=score,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=cutoff,
    )
    return [key for _, _, key in sorted(found, key=lambda each: (-each[1], each[0]))]


def _day(number: int | None) -> date | None:
    return None if number is None else day_of(number)
