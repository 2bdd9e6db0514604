"""Which products rank first over any days, from the running totals of two Mondays: as quick for a year as for a month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sql

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

    Parameters: those of `around`; `count`; `is_product_line` (numbers) where `in_lines`.
    """
    names = [asked.measure, *([asked.per] if asked.per else []), *(["sales"] if asked.counted else [])]
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
        GROUP BY product {"HAVING sum(sales) > 0 AND worth IS NOT NULL" if asked.counted else ""}
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


def newest_total() -> sql.Select[Any]:
    """The newest Monday that has running totals; NULL where there are none."""
    table = sql.table("product_total", sql.column("id"))
    return sql.select(sql.func.max(table.c.id).op(">>")(WEEK_BITS))
