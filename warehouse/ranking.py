"""Which products rank first over any days, from the running totals of two Mondays: as quick for a year as for a month."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sql

from warehouse.lookup import Names, Rows
from warehouse.query import ROLLUPS, Shape, Top, days_of, ranked_by, statement, table_for
from warehouse.rollups import WEEK_BITS, week_of

#: Ranges shorter than this are read faster day by day.
SHORTEST = 7


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """What decides the SQL of a ranking. `counted` leaves out products without a sale in the range.

    `before` and `after` say what the days between a Monday and the range's own end do: 1 they are added,
    -1 taken away, 0 there are none.
    """

    measure: str
    per: str | None
    lowest: bool
    fewest: str | None
    in_lines: bool
    counted: bool
    before: int
    after: int


def around(start: int, end: int, newest: int) -> dict[str, int] | None:
    """The Mondays nearest to both ends of a range (day numbers, `end` exclusive), and the days that differ.

    `newest` is the last Monday that has totals. None for a range that is too short to gain by it.
    """
    early, late = week_of(start + 3), min(week_of(end + 3), newest)
    if end - start < SHORTEST or late <= early:
        return None
    return {
        "early": early, "before_from": min(start, early), "before_to": max(start, early),
        "late": late, "after_from": min(end, late), "after_to": max(end, late),
    }  # fmt: skip


def signs(start: int, end: int, span: dict[str, int]) -> dict[str, int]:
    """`before` and `after` of a Ranking over these days."""
    early, late = span["early"], span["late"]
    return {"before": (early > start) - (early < start), "after": (end > late) - (end < late)}


@lru_cache(maxsize=512)
def ranked(asked: Ranking) -> sql.TextClause:
    """The SQL that ranks products by a measure of sales_day, or by one ÷ another; what is NULL counts as 0.

    Parameters: those of `around`; `count`; `fewest` where there is one; `is_product_line` (numbers) where `in_lines`.
    """
    wanted = (asked.measure, asked.per, asked.fewest, "sales" if asked.counted else None)
    names = list(dict.fromkeys(name for name in wanted if name))
    enough = f"AND sum({asked.fewest}) >= :fewest" if asked.fewest else ""
    between = ", ".join(f"late.{name} - coalesce(early.{name}, 0) AS {name}" for name in names)
    worth = f"sum({asked.measure})" + (f" * 1.0 / nullif(sum({asked.per}), 0)" if asked.per else "")
    lines = "WHERE product IN (SELECT id FROM product WHERE product_line_id IN :is_product_line)"
    text = sql.text(f"""
        SELECT product, {worth} AS worth FROM (
            SELECT late.id - (:late << {WEEK_BITS}) AS product, {between}
            FROM product_total AS late
            LEFT JOIN product_total AS early ON early.id = late.id - ((:late - :early) << {WEEK_BITS})
            WHERE late.id >= :late << {WEEK_BITS} AND late.id < (:late + 1) << {WEEK_BITS}
            {_days("before", asked.before, names)} {_days("after", asked.after, names)}
        ) {lines if asked.in_lines else ""}
        GROUP BY product {f"HAVING sum(sales) > 0 AND worth IS NOT NULL {enough}" if asked.counted else ""}
        ORDER BY worth {"ASC" if asked.lowest else "DESC"}, product LIMIT :count
    """)  # noqa: S608 - measures are checked names
    return text.bindparams(sql.bindparam("is_product_line", expanding=True)) if asked.in_lines else text


def _days(side: str, sign: int, names: list[str]) -> str:
    if not sign:
        return ""
    minus = "-" if sign < 0 else ""
    values = ", ".join(f"{minus}{'1' if name == 'sales' else name}" for name in names)
    return (
        f"UNION ALL SELECT product_id, {values} FROM sales_day"  # noqa: S608 - measures are checked names
        f" WHERE day >= :{side}_from AND day < :{side}_to"
    )


class Rankings:
    """Rankings of products in the embedded facts. `rows` runs SQL; `once` keeps what holds until the next import."""

    def __init__(self, rows: Rows, names: Names, once: Callable[[object, Callable[[], Any]], Any]) -> None:
        self._rows = rows
        self._names = names
        self._once = once

    def best(
        self, measures: Sequence[str], where: Mapping[str, Collection[str]], days: tuple[int, int], top: Top
    ) -> list[Sequence[Any]] | None:
        """The products that rank first (their number, then the measures); None where totals do not help.

        Totals do not tell NULL from 0. So the winners' own rows are read, and when one of them proves to have
        nothing to rank by, it is for the caller to rank all of them exactly.
        """
        winners = self._winners(where, days, top) if where.keys() <= {"product_line"} else None
        if winners is None:
            return None
        wanted = tuple(dict.fromkeys((*measures, *ranked_by(top))))
        table = table_for("sales_day", ("product",), ("product",), days, ROLLUPS)
        shape = Shape(source="sales_day", table=table, measures=wanted, by=("product",), where=("product",))
        found = self._rows(statement(shape), {"is_product": winners, **days_of(table, days)})
        rows = {row[0]: row for row in found}
        columns = [1 + wanted.index(name) for name in ranked_by(top)]
        if any(row[place] is None for row in rows.values() for place in columns):
            return None
        return [rows[number][: 1 + len(measures)] for number in winners]

    def sums(
        self, measure: str, where: Mapping[str, Collection[str]], days: tuple[int, int]
    ) -> dict[int, int] | None:
        """What each product that sold made, by its number; None where totals do not help. What is NULL counts as 0."""
        span = self._around(days) if where.keys() <= {"product_line"} else None
        if span is None:
            return None
        unranked = self._once("unranked", self._names.unranked)
        values: dict[str, Any] = {**span, "count": -1}
        if where:
            values["is_product_line"] = self._names.numbers("product_line", where["product_line"])
        asked = Ranking(
            measure=measure, per=None, lowest=False, fewest=None, in_lines=bool(where), counted=True, **signs(*days, span)
        )  # fmt: skip
        return {row[0]: row[1] for row in self._rows(ranked(asked), values) if row[0] not in unranked}

    def _around(self, days: tuple[int, int]) -> dict[str, int] | None:
        newest = self._once("newest total", lambda: self._rows(newest_total(), {})[0][0])
        return around(*days, newest) if newest else None

    def _winners(
        self, where: Mapping[str, Collection[str]], days: tuple[int, int], top: Top
    ) -> list[int] | None:
        """The products that rank first, by their numbers; None for a range that running totals do not help."""
        span = self._around(days)
        if span is None:
            return None
        unranked = self._once("unranked", self._names.unranked)
        values: dict[str, Any] = {**span, "count": top.count + len(unranked)}
        if top.fewest:
            values["fewest"] = top.fewest[1]
        if where:
            values["is_product_line"] = self._names.numbers("product_line", where["product_line"])
        for counted in (top.lowest or top.per is not None or top.fewest is not None, True):
            asked = Ranking(
                measure=top.measure, per=top.per, lowest=top.lowest,
                fewest=top.fewest[0] if top.fewest else None, in_lines=bool(where), counted=counted,
                **signs(*days, span),
            )  # fmt: skip
            found = [row for row in self._rows(ranked(asked), values) if row[0] not in unranked][: top.count]
            # uncounted, a product without a sale stands at 0: it cannot have come before one that is above 0
            if counted or (len(found) == top.count and (found[-1][1] or 0) > 0):
                break
        return [number for number, _ in found]


def newest_total() -> sql.Select[Any]:
    """The newest Monday that has running totals; NULL where there are none."""
    table = sql.table("product_total", sql.column("id"))
    return sql.select(sql.func.max(table.c.id).op(">>")(WEEK_BITS))
