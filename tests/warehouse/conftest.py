"""A small shop to import orders into and to ask."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from warehouse import Warehouse
from warehouse.importers import Rules, Summary, import_files

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ORDER_COLUMNS = (
    "Name", "Email", "Financial Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code",
    "Discount Amount", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku",
    "Lineitem taxable", "Billing Country", "Shipping Country", "Cancelled at", "Payment Method", "Refunded Amount",
    "Tags", "Source", "Lineitem discount", "Tax 1 Name", "Tax 2 Name", "Duties", "Payment Terms Name",
)  # fmt: skip
#: What continuation rows of a real export fill; everything else is blank there.
CONTINUED = ("Name", "Email", "Created at")


def order_rows(number: str, *lines: Mapping[str, str], **cells: str) -> list[dict[str, str]]:
    """The rows of one order as Shopify writes them; `cells` by column name with _ for spaces."""
    head = {
        "Name": number, "Financial Status": "paid", "Currency": "GBP", "Created at": "2026-02-02 10:30:00 +0000",
        "Shipping Country": "GB", "Source": "web",
    } | {name.replace("_", " "): value for name, value in cells.items()}  # fmt: skip
    kept = {name: head[name] for name in CONTINUED if name in head}
    bought = [{f"Lineitem {name}": value for name, value in line.items()} for line in lines]
    return [{**(head if place == 0 else kept), **line} for place, line in enumerate(bought)] or [head]


def line(sku: str = "MUG", quantity: str = "1", price: str = "10.00", **cells: str) -> dict[str, str]:
    """A line of an order."""
    return {
        "sku": sku,
        "quantity": quantity,
        "price": price,
        "name": f"The {sku}",
        "taxable": "true",
        **cells,
    }


def as_csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str] = ORDER_COLUMNS) -> str:
    """Rows as a CSV with these columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


class SmallShop:
    """An embedded facts file: import text, look at tables, ask the Warehouse."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "facts.db"
        self.rules = Rules()
        self.warehouses: list[Warehouse] = []

    def write(self, content: str | bytes, name: str = "orders.csv") -> Path:
        """A file to import."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def bring(self, *orders: list[dict[str, str]], name: str = "orders.csv", **how: Any) -> Summary:
        """Import orders as one file."""
        return self.bring_file(self.write(as_csv([row for order in orders for row in order]), name), **how)

    def bring_file(self, path: Path, now: datetime = NOW, **how: Any) -> Summary:
        """Import one file."""
        (summary,) = import_files(self.path, [path], self.rules, now=now, **how)
        return summary

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the file holds."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql, values).fetchall()

    def dump(self, but: Sequence[str] = ("load",)) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, but those named."""
        tables = [
            name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {
            name: sorted(self.rows(f"SELECT * FROM {name}"), key=repr) for name in tables if name not in but
        }

    def warehouse(self, **how: Any) -> Warehouse:
        """The reader, closed with the test."""
        self.warehouses.append(Warehouse(f"sqlite:///{self.path}", **how))
        return self.warehouses[-1]

    def close(self) -> None:
        """Close what was opened."""
        for warehouse in self.warehouses:
            warehouse.close()


@pytest.fixture
def small_shop(tmp_path: Path) -> Iterator[SmallShop]:
    """A shop without any data."""
    shop = SmallShop(tmp_path)
    yield shop
    shop.close()


@pytest.fixture(scope="session")
def order() -> Callable[..., list[dict[str, str]]]:
    """Writes the rows of an order."""
    return order_rows


@pytest.fixture(scope="session")
def item() -> Callable[..., dict[str, str]]:
    """Writes a line of an order."""
    return line


@pytest.fixture(scope="session")
def csv_of() -> Callable[..., str]:
    """Writes rows as a CSV."""
    return as_csv
