"""Rows in words become keys and numbers, and are added up by key until they are written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from operator import itemgetter
from typing import Any

from warehouse.facts import KEYS, PLAIN_KEYS, UNASSIGNED, UNKNOWN, day_number
from warehouse.naming import Labels, write_setting
from warehouse.rollups import cogs

Value = int | float | None
Key = tuple[int, ...]
Row = Mapping[str, object]

#: Rows handed to the database at once.
BATCH = 20_000
#: Most rows of one file that are added up by key in memory; a file with more is added up in a table of its own.
HELD = 60_000
#: What is worked out from the products' costs where a source does not say it.
COSTS = ("cogs", "costed_sales")


class Target:
    """One fact table as a source writes it: how a row becomes a key and its values."""

    def __init__(
        self, connection: sqlite3.Connection, label: Labels, fact: str, source: str, sales_channel: str
    ) -> None:
        if fact not in KEYS:
            raise ValueError(f"no such fact table: {fact}")
        self.fact = fact
        self.source = label("source", source)
        self.spans = ("day",) if "day" in KEYS[fact] else ("start", "end")
        self.columns = [name if name in PLAIN_KEYS else f"{name}_id" for name in KEYS[fact]]
        self.measures = _measures(connection, fact)
        self.says_costs = False
        self.channels: set[int] = set()
        self._known = frozenset((*KEYS[fact], *self.measures))
        otherwise = {"segment": UNASSIGNED, "sales_channel": sales_channel}
        self._readers = [self._reader(name, label, otherwise.get(name, UNKNOWN)) for name in KEYS[fact]]
        self._channel = KEYS[fact].index("sales_channel") if "sales_channel" in KEYS[fact] else None

    @property
    def costed(self) -> bool:
        """Whether the costs of its rows are to be worked out."""
        return self.fact == "sales_day" and not self.says_costs

    def key(self, row: Row) -> Key:
        """A row's key; labels that are new are made."""
        key = tuple([read(row) for read in self._readers])
        if self._channel is not None:
            self.channels.add(key[self._channel])
        return key

    def values(self, row: Row) -> list[Value]:
        """A row's measures, None where it has none. Raises ValueError for a column that there is not."""
        if not self._known.issuperset(row):
            raise ValueError(f"{self.fact} has no {', '.join(sorted(set(row) - self._known))}")
        if "cogs" in row:
            self.says_costs = True
        return [row.get(name) for name in self.measures]  # type: ignore[misc]

    def _reader(self, name: str, label: Labels, otherwise: str) -> Callable[[Row], int]:
        match name:
            case "product" | "campaign" | "hour":
                return itemgetter(name)
            case "source":
                return lambda _: self.source
        number: Callable[[Any], int] = (
            day_number if name in PLAIN_KEYS else lambda text: label(name, str(text or otherwise))
        )
        known: dict[object, int] = {}

        def read(row: Row) -> int:
            said = row.get(name)
            if said not in known:
                known[said] = number(said)
            return known[said]

        return read


class Gathered:
    """Rows added up by key: in memory while they are few, else in a temporary table."""

    def __init__(self, connection: sqlite3.Connection, target: Target) -> None:
        self._connection = connection
        self._target = target
        self._rows: dict[Key, list[Value]] = {}
        self._spilled = False

    def add(self, key: Key, values: list[Value]) -> None:
        """Add a row to what is there under its key."""
        before = self._rows.get(key)
        if before is not None:
            values = [_sum(*pair) for pair in zip(before, values, strict=True)]
        self._rows[key] = values
        if len(self._rows) >= HELD:
            self._spill()

    def spans(self) -> set[Key]:
        """The days, or the periods, that have rows."""
        width = len(self._target.spans)
        if not self._spilled:
            return {key[:width] for key in self._rows}
        self._spill()
        asked = f"SELECT DISTINCT {', '.join(self._target.spans)} FROM temp.gathered"  # noqa: S608
        return set(self._connection.execute(asked).fetchall())

    def write(self) -> int:
        """Write everything to the fact table, None leaving what is there; returns how many rows there were."""
        target = self._target
        if target.says_costs:
            write_setting(self._connection, f"own cogs of {target.source}", "yes")
        # costs follow from the whole row: where one is changed they are worked out anew, in rollups.py
        changes = {name: f"coalesce(excluded.{name}, {name})" for name in target.measures}
        changes |= dict.fromkeys(COSTS, "NULL") if target.costed else {}
        kept = ", ".join(f"{name} = {change}" for name, change in changes.items())
        if not self._spilled:
            self._insert(target.fact, kept)
            return len(self._rows)
        self._spill()
        columns = ", ".join((*target.columns, *target.measures))
        written = self._connection.execute(
            f"INSERT INTO {target.fact} ({columns}) SELECT {columns} FROM temp.gathered WHERE true"  # noqa: S608
            f" ON CONFLICT DO UPDATE SET {kept}"
        ).rowcount
        self._connection.execute("DROP TABLE temp.gathered")
        return written

    def _spill(self) -> None:
        target = self._target
        if not self._spilled:
            columns = ", ".join((*target.columns, *target.measures))
            self._connection.execute(
                f"CREATE TEMP TABLE gathered ({columns}, PRIMARY KEY ({', '.join(target.columns)})) WITHOUT ROWID"
            )
            self._spilled = True
        added = "{0} = CASE WHEN {0} IS NULL THEN excluded.{0} ELSE {0} + coalesce(excluded.{0}, 0) END"
        self._insert("temp.gathered", ", ".join(added.format(name) for name in target.measures))
        self._rows.clear()

    def _insert(self, table: str, changes: str) -> None:
        target = self._target
        columns = (*target.columns, *target.measures)
        values = {name: f"?{place}" for place, name in enumerate(columns, 1)}
        if target.costed and table == target.fact:
            values |= _costs(values)
        sql = (
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(values.values())})"  # noqa: S608
            f" ON CONFLICT DO UPDATE SET {changes}"
        )
        rows = iter(sorted(self._rows.items()))
        while batch := [(*key, *numbers) for key, numbers in islice(rows, BATCH)]:
            self._connection.executemany(sql, batch)


def _costs(values: Mapping[str, str]) -> dict[str, str]:
    """What a row of sales_day costs, as SQL on its own values."""
    cost = cogs(*(values[name] for name in ("units", "gross_sales", "discounts", "returns")))
    known = f"FROM product WHERE id = {values['product_id']} AND unit_cost IS NOT NULL"
    return {
        "cogs": f"coalesce({values['cogs']}, (SELECT {cost} {known}))",
        "costed_sales": f"coalesce({values['costed_sales']}, (SELECT {values['net_sales']} {known}"
        f" AND {values['units']} IS NOT NULL))",
    }


def _measures(connection: sqlite3.Connection, fact: str) -> tuple[str, ...]:
    """The columns of a fact table that hold something to sum."""
    keys = {name if name in PLAIN_KEYS else f"{name}_id" for name in KEYS[fact]}
    columns: Iterable[tuple[str]] = connection.execute("SELECT name FROM pragma_table_info(?)", (fact,))
    return tuple(name for (name,) in columns if name not in keys)


def _sum(one: Value, other: Value) -> Value:
    """Missing and a number make the number; missing twice stays missing."""
    return other if one is None else one if other is None else one + other
