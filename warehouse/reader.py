"""Reading the facts, from the embedded file or any warehouse that has the documented tables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, cast

import pandas
import sqlalchemy as sql

from warehouse import arrivals
from warehouse.arrivals import LOAD
from warehouse.engine import open_engine
from warehouse.facts import DIMENSIONS, KEYS, day_number, day_of
from warehouse.freshness import GAP_DAYS, Coverage, Load
from warehouse.lookup import (
    CODES_USED,
    Campaign,
    CodeUse,
    Names,
    Product,
    find_campaigns,
    find_products,
)
from warehouse.query import (
    PERIOD_TABLES,
    ROLLUPS,
    THROUGH,
    Shape,
    Top,
    check,
    days_of,
    ranked_by,
    statement,
    table_for,
)
from warehouse.ranking import Rankings
from warehouse.tracing import TOGETHER, Query, counting, written

T = TypeVar("T")


class Warehouse:
    """The facts, read-only and shared by threads. Money is in minor units; what is missing is None, never 0.

    `url` is any SQLAlchemy URL whose database has the tables of docs/schema.md; an embedded file that is not
    there yet is made, empty. `gap_days` is how many days without data count as missing rather than as nothing sold.
    """

    def __init__(self, url: str, *, gap_days: int = GAP_DAYS) -> None:
        self._gap_days = gap_days
        self._engine, self._watch = open_engine(url)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._lock = threading.Lock()
        self._names = Names(self._rows)
        self._rankings = Rankings(self._rows, self._names, self._once)
        self._kept: dict[object, Any] = {}
        self._kept_version: int | None = None
        self._rollups: frozenset[str] | None = frozenset(ROLLUPS) if self._watch else None

    def query(
        self,
        source: str,
        measures: Sequence[str],
        by: Sequence[str] = (),
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
        top: Top | None = None,
    ) -> pandas.DataFrame:
        """Sum measures of a fact table over the days from `start` up to, not including, `end`.

        Columns: `by`, then `measures`. Dimension values are text as stored; `day` is a date, `hour` an int. A
        sum of no rows is None. `where` names the allowed values of dimensions. `top` ranks in SQL; a ranking of
        products leaves out what is not a product. Raises ValueError for a name that there is not.
        """
        where = where or {}
        check(source, [*measures, *ranked_by(top)], by, where)
        days = (day_number(start), day_number(end))
        if top and self._watch and source == "sales_day" and tuple(by) == ("product",):
            best = self._rankings.best(measures, where, days, top)
            if best is not None:
                return self._frame(best, by, measures)
        table = table_for(source, by, where, days, self._there())
        return self._ask(source, table, measures, by, where, days, top)

    def product_sums(
        self,
        measure: str,
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
    ) -> Mapping[int, int] | None:
        """What every product that sold made, by a number for each; None where that is not known without reading all."""
        where = where or {}
        check("sales_day", [measure], ["product"], where)
        if not self._watch:
            return None
        return self._rankings.sums(measure, where, (day_number(start), day_number(end)))

    def period_query(
        self,
        source: str,
        measures: Sequence[str],
        by: Sequence[str] = (),
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
    ) -> pandas.DataFrame | None:
        """What a report about exactly this whole period says; None where there is none that can say it."""
        where = where or {}
        check(source, measures, by, where)
        table = PERIOD_TABLES.get(source)
        days = (day_number(start), day_number(end))
        if table is None or not _answerable(table, {*by, *where}) or not self._has_period(table, days):
            return None
        return self._ask(source, table, measures, by, where, days, None)

    def trace(
        self,
        source: str,
        measures: Sequence[str],
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
        exact: bool = False,
    ) -> Query:
        """How these sums are read: the table, the SQL, and how many rows. `exact` reads a report of just this period."""
        where = where or {}
        check(source, measures, (), where)
        days = (day_number(start), day_number(end))
        table = PERIOD_TABLES[source] if exact else table_for(source, (), where, days, self._there())
        shape = Shape(
            source=source, table=table, measures=tuple(measures), by=(), where=tuple(sorted(where)), sqlite=self._sqlite
        )  # fmt: skip
        values = days_of(table, days) | {
            f"is_{name}": self._names.numbers(name, allowed) for name, allowed in where.items()
        }
        ((rows,),) = self._rows(counting(shape), values)
        return Query(table=TOGETHER.get(table, table), rows=rows, text=written(shape, values))

    def report_periods(self, source: str) -> tuple[tuple[date, date], ...]:
        """The whole periods that reports speak of for this fact table, newest first; ends are exclusive."""
        table = PERIOD_TABLES.get(source)
        if table is None:
            return ()
        report = sql.table(table, sql.column("start"), sql.column("end"))
        newest_first = sql.select(report.c.start, report.c.end).distinct().order_by(report.c.end.desc())
        return self._once(
            ("periods", table),
            lambda: tuple((day_of(start), day_of(end)) for start, end in self._rows(newest_first, {})),
        )

    def latest_day(self, source: str, *, start: date, end: date) -> date | None:
        """The newest day with rows from `start` up to, not including, `end`: for stocks, which do not add up."""
        check(source, (), (), ())
        days = {"start": day_number(start), "end": day_number(end)}
        table = sql.table("orders_day" if source == "refund_day" else source, sql.column("day"))
        newest = sql.select(sql.func.max(table.c.day)).where(
            table.c.day >= sql.bindparam("start"), table.c.day < sql.bindparam("end")
        )
        ((day,),) = self._rows(newest, days)
        return None if day is None else day_of(day)

    def coverage(self, source: str) -> tuple[Coverage, ...]:
        """What each source has delivered to a fact table, by name; empty where nothing ever came."""
        check(source, (), (), ())
        fact = "analytics_day" if source == "refund_day" else source
        return self._once(("coverage", fact), lambda: arrivals.coverage(self._rows, fact, self._gap_days))

    def values(self, dimension: str) -> tuple[str, ...]:
        """The known values of a dimension, most used first where that is known; none for product, day and hour."""
        return self._once(("values", dimension), lambda: self._names.values(dimension))

    def dimensions(self) -> Mapping[str, tuple[str, ...]]:
        """What each fact table can be cut by."""
        return DIMENSIONS

    def discount_codes(self, start: date, end: date, *, least: int = 1) -> tuple[CodeUse, ...]:
        """On which days how many orders used each code that at least so many did from `start` up to, not including, `end`.

        Empty where the facts do not tell codes.
        """
        if not self._once("tells codes", lambda: sql.inspect(self._engine).has_table("code_day")):
            return ()
        values = {"start": day_number(start), "end": day_number(end), "least": least}
        return self._once(
            ("codes", start, end, least),
            lambda: tuple(
                CodeUse(code, day_of(day), int(orders))
                for code, day, orders in self._rows(CODES_USED, values)
            ),
        )

    def products(self, skus: Collection[str]) -> dict[str, Product]:
        """Products by SKU (else `title - variant`); one that is not known is not in the answer."""
        known: dict[str, Product] = self._once("products", dict)
        if wanted := [sku for sku in skus if sku not in known]:
            known |= {product.sku: product for product in self._names.products(wanted)}
        return {sku: known[sku] for sku in skus if sku in known}

    def find_products(self, words: str, limit: int = 10) -> list[Product]:
        """Products by SKU, else by words of their titles, else by titles nearly so; best first."""
        titles = self._once("titles", self._names.titles)
        skus = find_products(words, titles, limit)
        found = self.products(skus)
        return [found[sku] for sku in skus]

    def campaigns(self, names: Collection[str] | None = None) -> list[Campaign]:
        """Campaigns by name, or all of them; sorted by name."""
        every = self._once("campaigns", self._names.campaigns)
        return [campaign for campaign in every if names is None or campaign.name in names]

    def find_campaigns(self, words: str, limit: int = 10) -> list[Campaign]:
        """Campaigns by name, else by words of it, else by names nearly so; best first."""
        return find_campaigns(words, self.campaigns(), limit)

    def loads(self) -> list[Load]:
        """The files that arrived, newest first."""
        return list(self._once("loads", lambda: arrivals.loads(self._rows)))

    @property
    def currency(self) -> str | None:
        """The ISO code of the facts' currency; None before the first file that names one."""
        setting = sql.table("setting", sql.column("name"), sql.column("value"))
        named = sql.select(setting.c.value).where(setting.c.name == "currency")
        found = self._once("currency", lambda: self._rows(named, {}))
        return str(found[0][0]) if found else None

    @property
    def version(self) -> int:
        """A number that grows with each file that arrives."""
        newest = sql.select(sql.func.max(LOAD.c.id))
        return int(self._once("version", lambda: self._rows(newest, {})[0][0] or 0))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
        if self._watch:
            with self._lock:  # never while another thread is asking it
                self._watch.close()

    def _ask(
        self,
        source: str,
        table: str,
        measures: Sequence[str],
        by: Sequence[str],
        where: Mapping[str, Collection[str]],
        days: tuple[int, int],
        top: Top | None,
    ) -> pandas.DataFrame:
        shape = Shape(
            source=source, table=table, measures=tuple(measures), by=tuple(by), where=tuple(sorted(where)),
            rank=(top.measure, top.per, top.lowest, top.fewest and top.fewest[0]) if top else None, sqlite=self._sqlite,
        )  # fmt: skip
        values = days_of(table, days)
        for name, allowed in where.items():
            values[f"is_{name}"] = self._names.numbers(name, allowed)
        if top:
            values["count"] = top.count
            if top.fewest:
                values["fewest"] = top.fewest[1]
        return self._frame(self._rows(statement(shape), values), by, measures)

    def _frame(
        self, rows: Sequence[Sequence[Any]], by: Sequence[str], measures: Sequence[str]
    ) -> pandas.DataFrame:
        columns = list(zip(*rows, strict=True)) or [()] * (len(by) + len(measures))
        named = [self._names.texts(name, column) for name, column in zip(by, columns, strict=False)]
        sums = columns[len(by) :] if self._sqlite else map(_whole, columns[len(by) :])
        cells = list(zip(*named, *sums, strict=True))
        return pandas.DataFrame(cells, columns=[*by, *measures], dtype=object)

    def _rows(self, asked: sql.Executable, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        with self._engine.connect() as connection:
            return connection.execute(asked, values).fetchall()

    def _there(self) -> frozenset[str]:
        """Which rollups the database has: the embedded file all of them, a warehouse those that its team made."""
        if self._rollups is None:
            inspector = sql.inspect(self._engine)
            self._rollups = frozenset(
                {*inspector.get_table_names(), *inspector.get_view_names()}.intersection(ROLLUPS)
            )
        return self._rollups

    def _has_period(self, table: str, days: tuple[int, int]) -> bool:
        report = sql.table(table, sql.column("start"), sql.column("end"))
        found = (
            sql.select(sql.literal(1))
            .select_from(report)
            .where(report.c.start == sql.bindparam("start"), report.c.end == sql.bindparam("end"))
            .limit(1)
        )
        return bool(self._rows(found, {"start": days[0], "end": days[1]}))

    def _once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, kept until the next file arrives."""
        version = self._newest_version()
        with self._lock:
            if version != self._kept_version:
                self._kept.clear()
                self._kept_version = version
            elif key in self._kept:
                return cast(T, self._kept[key])
        made = make()
        with self._lock:
            if version == self._kept_version:
                self._kept[key] = made
        return made

    def _newest_version(self) -> int:
        """Cheap to ask of the embedded file: SQLite counts the commits of others."""
        if self._watch:
            with self._lock:
                return int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        newest = sql.select(sql.func.max(LOAD.c.id))
        return int(self._rows(newest, {})[0][0] or 0)


def _answerable(table: str, dimensions: Collection[str]) -> bool:
    """Whether a period table can be cut so."""
    keys = {*KEYS[table], *(name for name, (through, _) in THROUGH.items() if through in KEYS[table])}
    return keys.issuperset(dimensions)


def _whole(column: Sequence[Any]) -> list[Any]:
    """Some engines add integers up to decimals."""
    return [
        int(value) if isinstance(value, Decimal) and value == value.to_integral_value()
        else float(value) if isinstance(value, Decimal) else value
        for value in column
    ]  # fmt: skip
