"""Who is who: the numbers behind labels, products and campaigns, looked up once and made when new."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date

from warehouse.facts import UNKNOWN, day_number


class Labels:
    """Every text that facts are cut by, as a number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[tuple[str, str], int] = {
            (dimension, name): number
            for number, dimension, name in connection.execute("SELECT id, dimension, name FROM label")
        }

    def __call__(self, dimension: str, name: str) -> int:
        """The number of a label; a new one where it is unknown."""
        known = self._ids.get((dimension, name))
        if known is None:
            known = self._ids[dimension, name] = _inserted(
                self._connection, "INSERT INTO label (dimension, name) VALUES (?, ?)", (dimension, name)
            )
        return known


class Products:
    """Products by SKU (else `title - variant`); those named in not_products are never ranked."""

    def __init__(self, connection: sqlite3.Connection, labels: Labels, not_products: Collection[str]) -> None:
        self._connection = connection
        self._labels = labels
        self._unranked = frozenset(name.casefold() for name in not_products)
        self._ids: dict[str, int] = {}
        self.changed: set[int] = set()  # those whose line or cost changed: their facts are summed anew
        self._rank_anew()

    def __call__(self, sku: str, title: str) -> int:
        """The number of a product; one that is new is of no known product line."""
        known = self._ids.get(sku)
        if known is None:
            found = self._connection.execute("SELECT id FROM product WHERE sku = ?", (sku,)).fetchone()
            known = self._ids[sku] = self._new(sku, title) if found is None else int(found[0])
        return known

    def describe(self, sku: str, title: str, **known: str | int | None) -> int:
        """Write what a product export says; None leaves what is there."""
        number = self(sku, title)
        before = self._connection.execute(
            "SELECT product_line_id, unit_cost FROM product WHERE id = ?", (number,)
        ).fetchone()
        columns = {name: value for name, value in known.items() if value is not None}
        columns |= {"title": title or sku, "ranked": self._ranked(sku, title)}
        if "product_line" in columns:
            columns["product_line_id"] = self._labels(
                "product_line", str(columns.pop("product_line")) or UNKNOWN
            )
        assignments = ", ".join(f"{name} = :{name}" for name in columns)
        self._connection.execute(f"UPDATE product SET {assignments} WHERE id = :id", columns | {"id": number})  # noqa: S608
        line, cost = columns.get("product_line_id", before[0]), columns.get("unit_cost", before[1])
        if (line, cost) != before:
            self.changed.add(number)
        return number

    def _new(self, sku: str, title: str) -> int:
        return _inserted(
            self._connection,
            "INSERT INTO product (sku, title, product_line_id, ranked) VALUES (?, ?, ?, ?)",
            (sku, title or sku, self._labels("product_line", UNKNOWN), self._ranked(sku, title)),
        )

    def _ranked(self, sku: str, title: str) -> int:
        return int(sku.casefold() not in self._unranked and title.casefold() not in self._unranked)

    def _rank_anew(self) -> None:
        """Rank what is there as the settings now say, where they have changed."""
        names = json.dumps(sorted(self._unranked))
        if setting(self._connection, "not_products") == names:
            return
        write_setting(self._connection, "not_products", names)
        known = self._connection.execute("SELECT id, sku, title FROM product").fetchall()
        self._connection.executemany(
            "UPDATE product SET ranked = ? WHERE id = ?",
            [(self._ranked(sku, title), number) for number, sku, title in known],
        )


class Campaigns:
    """Campaigns by platform and name."""

    def __init__(self, connection: sqlite3.Connection, labels: Labels) -> None:
        self._connection = connection
        self._labels = labels

    def __call__(
        self, name: str, platform: str, source: str, marketing_channel: str, **known: str | int | date | None
    ) -> int:
        """The number of a campaign, written or brought up to date; None leaves what is there."""
        columns: dict[str, str | int | None] = {
            "name": name,
            "platform_id": self._labels("platform", platform),
            "source_id": self._labels("source", source),
            "marketing_channel_id": self._labels("marketing_channel", marketing_channel),
        }
        for column, value in known.items():
            if value is not None:
                columns[column] = day_number(value) if isinstance(value, date) else value
        names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
        sql = (
            f"INSERT INTO campaign ({names}) VALUES ({values})"  # noqa: S608 - the names are ours
            f" ON CONFLICT (platform_id, name) DO UPDATE SET {changes} RETURNING id"
        )
        return int(self._connection.execute(sql, columns).fetchone()[0])


def setting(connection: sqlite3.Connection, name: str) -> str | None:
    """A remembered setting of the facts file."""
    found = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if found is None else str(found[0])


def write_setting(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember a setting of the facts file."""
    connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))


def _inserted(connection: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> int:
    number = connection.execute(sql, values).lastrowid
    assert number is not None
    return number
