"""A query as people can follow it: which table it reads, in which words, and how many rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine.default import DefaultDialect

from warehouse.query import REFUNDS, WEEKS, WEEKS_OF, Shape, statement

#: The tables that are read together under one name.
TOGETHER = {
    WEEKS: "product_week, sales_day",
    WEEKS_OF: "product_week, sales_day",
    REFUNDS: "analytics_day, orders_day",
}
_PARAMETER = re.compile(r"__\[POSTCOMPILE_(\w+)\]|:(\w+)")


@dataclass(frozen=True, kw_only=True)
class Query:
    """How sums were read: the tables or rollups, the SQL with its values, and how many rows were summed."""

    table: str
    text: str
    rows: int


def counting(shape: Shape) -> sql.Select[Any]:
    """The statement that counts the rows which a shape's sums are taken over."""
    return statement(shape).with_only_columns(sql.func.count(), maintain_column_froms=True).order_by(None)


def written(shape: Shape, values: Mapping[str, Any]) -> str:
    """The SQL of a shape with its values in place, to be read and not to be run; days are counted from 1 Jan 1970."""
    asked = statement(shape).compile(dialect=DefaultDialect())
    known = {**asked.params, **values}
    return _PARAMETER.sub(lambda found: _literal(known[found[1] or found[2]]), " ".join(str(asked).split()))


def _literal(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_literal, value)) or "NULL"
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
