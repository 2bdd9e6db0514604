"""From a question about facts to SQL: which table or rollup answers it, and the statement that asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sql
from sqlalchemy.sql.selectable import FromClause

from warehouse.facts import DIMENSIONS, KEYS, MEASURES, PLAIN_KEYS
from warehouse.rollups import SALES_SUMS, SHOP_SUMS, week_of

Column = sql.ColumnElement[Any]

#: What a dimension that is not in the fact table itself is found through.
THROUGH = {
    "product_line": ("product", "product_line_id"),
    "campaign": ("campaign", "name"),
    "platform": ("campaign", "platform_id"),
    "marketing_channel": ("campaign", "marketing_channel_id"),
}
PRODUCTS: sql.BindParameter[Any] = sql.bindparam("is_product", expanding=True)
PERIOD_TABLES = {
    "campaign_day": "campaign_period",
    "traffic_day": "traffic_period",
    "sales_day": "sales_period",
}
#: From so many days on, some products' weeks are read faster than their days.
LONG = 28
ROLLUPS = ("shop_day", "line_day", "product_week")


@dataclass(frozen=True, kw_only=True)
class Top:
    """The `count` highest (or lowest) rows by a measure, or by one measure ÷ another; ranked in SQL.

    `fewest` leaves out rows with less than so much of a measure.
    """

    measure: str
    count: int
    lowest: bool = False
    per: str | None = None
    fewest: tuple[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A question without its values: what decides the SQL text, so that each text is written once.

    `table` is the fact table, rollup, period table, or WEEKS, WEEKS_OF or REFUNDS; `where` the dimensions filtered by.
    """

    source: str
    table: str
    measures: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[str, ...]
    rank: tuple[str, str | None, bool, str | None] | None = None
    sqlite: bool = True


def ranked_by(top: Any) -> tuple[str, ...]:
    """The measures that anything shaped like a Top ranks by; none without one."""
    if top is None:
        return ()
    named = (top.measure, top.per, top.fewest and top.fewest[0])
    return tuple(dict.fromkeys(name for name in named if name))


#: Whole weeks from product_week and the days around them from sales_day; the same for few products by their number.
WEEKS = "product_week and the days around it"
WEEKS_OF = "product_week of some products and the days around it"
REFUNDS = "analytics_day and what it does not cover"


def check(source: str, measures: Collection[str], by: Collection[str], where: Collection[str]) -> None:
    """Raise ValueError for a fact table, measure or dimension that there is not."""
    if source not in MEASURES:
        raise ValueError(f"there is no fact table {source!r}; there are {', '.join(MEASURES)}")
    for names, known, what in (
        (measures, MEASURES[source], "measure"),
        ((*by, *where), DIMENSIONS[source], "dimension"),
    ):
        for name in names:
            if name not in known:
                raise ValueError(f"{source} has no {what} {name!r}; it has {', '.join(known)}")


def table_for(
    source: str, by: Collection[str], where: Collection[str], days: tuple[int, int], there: Collection[str]
) -> str:
    """The smallest table that answers exactly: a rollup where the database has it, else the facts."""
    used = {*by, *where}
    if source == "refund_day":
        return REFUNDS
    if source == "orders_day" and used <= {"day", "sales_channel"} and "shop_day" in there:
        return "shop_day"
    if source != "sales_day":
        return source
    if used <= {"day", "product_line", "sales_channel"} and "line_day" in there:
        return "line_day"
    first, last = whole_weeks(*days)
    by_week = (
        "product" in used and used <= {"product", "product_line", "sales_channel"} and "product_week" in there
    )
    if not by_week or first >= last:
        return source
    if "product" not in where:
        return WEEKS
    return WEEKS_OF if last - first >= LONG else source


def whole_weeks(start: int, end: int) -> tuple[int, int]:
    """The first Monday on or after `start`, and the last on or before `end` (day numbers)."""
    return week_of(start + 6), week_of(end)


def weeks(first: int, last: int) -> list[int]:
    """The Mondays from `first` up to, not including, `last`: with a list SQLite seeks each product in each week."""
    return list(range(first, last, 7))


def days_of(table: str, days: tuple[int, int]) -> dict[str, Any]:
    """The parameters by which a statement on this table is told its days (day numbers, the end exclusive)."""
    values: dict[str, Any] = {"start": days[0], "end": days[1]}
    if table in (WEEKS, WEEKS_OF):
        first, last = whole_weeks(*days)
        values |= {"first_week": first, "last_week": last, "weeks": weeks(first, last)}
    return values


@lru_cache(maxsize=1024)
def statement(shape: Shape) -> sql.Select[Any]:
    """The SQL of a shape. Parameters: `start`, `end` (day numbers, end exclusive), `is_<dimension>` (a list of
    numbers, or of names for campaigns), `first_week`, `last_week` and `weeks` where the table is WEEKS or WEEKS_OF,
    `count` when ranked."""
    facts = _facts(shape)
    joined: dict[str, FromClause] = {}
    keys = [_dimension(facts, name, joined).label(name) for name in shape.by]
    sums = [sql.func.sum(facts.c[name]).label(name) for name in shape.measures]
    conditions = [
        _dimension(facts, name, joined).in_(sql.bindparam(f"is_{name}", expanding=True))
        for name in shape.where
    ]
    origin: FromClause = facts
    for name, table in joined.items():
        origin = origin.join(table, table.c.id == facts.c[f"{name}_id"])
    if shape.rank and shape.by == ("product",):
        product = _table("product", ("id", "ranked"))
        conditions.append(facts.c.product_id.not_in(sql.select(product.c.id).where(product.c.ranked == 0)))
    asked = sql.select(*keys, *sums).select_from(origin).where(*_range(shape, facts), *conditions)
    if shape.by:
        asked = asked.group_by(*[_grouped(shape, key) for key in keys])
    if shape.rank:
        return _ranked(asked, shape, facts, keys)
    return asked.order_by(*[key for key in keys if key.name in PLAIN_KEYS])


def _ranked(
    asked: sql.Select[Any], shape: Shape, facts: FromClause, keys: list[sql.Label[Any]]
) -> sql.Select[Any]:
    assert shape.rank is not None
    measure, per, lowest, fewest = shape.rank
    worth: Column = sql.func.sum(facts.c[measure])
    if per is not None:
        worth = worth * 1.0 / sql.func.nullif(sql.func.sum(facts.c[per]), 0)
    order = worth.asc() if lowest else worth.desc()
    if fewest is not None:
        asked = asked.having(sql.func.sum(facts.c[fewest]) >= sql.bindparam("fewest"))
    return asked.having(worth.is_not(None)).order_by(order, *keys).limit(sql.bindparam("count"))


def _grouped(shape: Shape, key: sql.Label[Any]) -> Column:
    """With an index on (product, day) SQLite would answer by a skip-scan, twice as slow: `+` forbids it."""
    if shape.sqlite and shape.table == "sales_day" and key.name == "product":
        return sql.literal_column("+sales_day.product_id")
    return key.element


def _facts(shape: Shape) -> FromClause:
    if shape.table in (WEEKS, WEEKS_OF):
        return _weeks_and_days(shape)
    if shape.table == REFUNDS:
        return _refunds(shape)
    return _table(shape.table, _columns(shape.source, shape.table))


def _range(shape: Shape, facts: FromClause) -> list[Column]:
    start, end = _parameters("start", "end")
    if shape.table in (WEEKS, WEEKS_OF, REFUNDS):
        return []  # each of its parts has its own
    if shape.table in PERIOD_TABLES.values():
        return [facts.c.start == start, facts.c.end == end]
    return [facts.c.day >= start, facts.c.day < end]


def _weeks_and_days(shape: Shape) -> FromClause:
    """Whole weeks from the rollup, the days before and after them from the facts."""
    week, day = _table("product_week", ("week", *_WEEK)), _table("sales_day", ("day", *_WEEK))
    names = ("product_id", "sales_channel_id", *_needed(shape))
    start, first, last, end = _parameters("start", "first_week", "last_week", "end")
    whole, some = [week.c.week >= first, week.c.week < last], []
    if shape.table == WEEKS_OF:
        whole = [week.c.week.in_(sql.bindparam("weeks", expanding=True)), week.c.product_id.in_(PRODUCTS)]
        some = [day.c.product_id.in_(PRODUCTS)]
    return sql.union_all(
        sql.select(*[week.c[name] for name in names]).where(*whole),
        sql.select(*[day.c[name] for name in names]).where(day.c.day >= start, day.c.day < first, *some),
        sql.select(*[day.c[name] for name in names]).where(day.c.day >= last, day.c.day < end, *some),
    ).subquery("sales")


def _allowed(dimension: str) -> sql.BindParameter[Any]:
    return PRODUCTS if dimension == "product" else sql.bindparam(f"is_{dimension}", expanding=True)


_WEEK = ("product_id", "sales_channel_id", *SALES_SUMS)


def _refunds(shape: Shape) -> FromClause:
    """The platform's own totals by refund date, and the orders of the sales channels that it does not know."""
    names = ("day", "sales_channel_id", *_needed(shape))
    totals, orders = _table("analytics_day", names), _table("orders_day", names)
    covered = _table("source_channel", ("fact", "sales_channel_id"))
    known = sql.select(covered.c.sales_channel_id).where(covered.c.fact == "analytics_day")
    parts = [
        sql.select(*table.c).where(table.c.day >= sql.bindparam("start"), table.c.day < sql.bindparam("end"))
        for table in (totals, orders)
    ]
    return sql.union_all(parts[0], parts[1].where(orders.c.sales_channel_id.not_in(known))).subquery("totals")


def _parameters(*names: str) -> list[sql.BindParameter[Any]]:
    return [sql.bindparam(name) for name in names]


def _needed(shape: Shape) -> tuple[str, ...]:
    ranks = [name for name in shape.rank or () if isinstance(name, str)]
    return tuple(dict.fromkeys(name for name in (*shape.measures, *ranks) if name))


def _dimension(facts: FromClause, name: str, joined: dict[str, FromClause]) -> Column:
    """The column of a dimension, through another table where the fact table has not got it."""
    column = name if name in PLAIN_KEYS else f"{name}_id"
    if column in facts.c and name != "campaign":
        return facts.c[column]
    through, column = THROUGH[name]
    columns = ("id", *(column for other, column in THROUGH.values() if other == through))
    joined.setdefault(through, _table(through, columns))
    return joined[through].c[column]


@lru_cache(maxsize=256)
def _table(name: str, columns: Collection[str]) -> sql.TableClause:
    return sql.table(name, *[sql.column(column, sql.BigInteger) for column in columns])


@lru_cache(maxsize=64)
def _columns(source: str, table: str) -> tuple[str, ...]:
    match table:
        case "shop_day":
            return ("day", "sales_channel_id", *SHOP_SUMS)
        case "line_day":
            return ("day", "product_line_id", "sales_channel_id", *SALES_SUMS)
    keys = (name if name in PLAIN_KEYS else f"{name}_id" for name in KEYS[table])
    return (*keys, *MEASURES[source])
