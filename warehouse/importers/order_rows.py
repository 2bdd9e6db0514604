"""The rows of an orders export: which column is which, and which rows are one order's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from warehouse.importers.reading import Table
from warehouse.landing import Landing


class Bought(NamedTuple):
    """The cells of a line, as written."""

    quantity: str
    title: str
    price: str
    sku: str
    discount: str
    taxable: str


class Head(NamedTuple):
    """The cells that only an order's first row fills, as written."""

    number: str
    placed: str
    status: str
    currency: str
    email: str
    subtotal: str
    shipping: str
    taxes: str
    total: str
    discount_code: str
    discount: str
    ship_country: str
    bill_country: str
    cancelled: str
    payment: str
    refund: str
    tags: str
    origin: str
    tax_name: str
    second_tax: str
    duties: str
    terms: str


#: The export's name for each cell, in lower case. Personal columns are not here: of the e-mail address a salted hash
#: is kept, the others are never looked at.
LINE = {
    "quantity": "lineitem quantity",
    "title": "lineitem name",
    "price": "lineitem price",
    "sku": "lineitem sku",
    "discount": "lineitem discount",
    "taxable": "lineitem taxable",
}
ORDER = {
    "number": "name",
    "placed": "created at",
    "status": "financial status",
    "currency": "currency",
    "email": "email",
    "subtotal": "subtotal",
    "shipping": "shipping",
    "taxes": "taxes",
    "total": "total",
    "discount_code": "discount code",
    "discount": "discount amount",
    "ship_country": "shipping country",
    "bill_country": "billing country",
    "cancelled": "cancelled at",
    "payment": "payment method",
    "refund": "refunded amount",
    "tags": "tags",
    "origin": "source",
    "tax_name": "tax 1 name",
    "second_tax": "tax 2 name",
    "duties": "duties",
    "terms": "payment terms name",
}
NEEDED = (ORDER["number"], ORDER["placed"], LINE["quantity"], LINE["title"], LINE["price"])
Orders = Iterable[tuple[str, Iterable[list[str]]]]


def places(header: Sequence[str], cells: dict[str, str]) -> list[int]:
    """Where each cell stands in a row; one that the export lacks stands behind the last."""
    names = [name.strip().casefold() for name in header]
    return [names.index(name) if name in names else len(names) for name in cells.values()]


def by_order(rows: Iterable[list[str]], number: int) -> Orders:
    """The rows of each order, as they stand; a row without a number belongs to the order above it."""
    last = ""

    def key(row: list[str]) -> str:
        nonlocal last
        last = row[number] or last
        return last

    return groupby(filter(None, rows), key)


def sorted_by_order(landing: Landing, table: Table, number: int) -> Iterator[tuple[str, Iterable[list[str]]]]:
    """The same, for a file in disorder: gathered in a temporary table, so that memory stays bounded."""
    connection = landing.connection
    connection.execute("CREATE TEMP TABLE torn (place INTEGER PRIMARY KEY, number TEXT, cells TEXT)")
    connection.executemany(
        "INSERT INTO torn (number, cells) VALUES (?, ?)",
        ((name, json.dumps(row)) for name, rows in by_order(table.rows, number) for row in rows),
    )
    connection.execute("CREATE INDEX temp.torn_number ON torn (number, place)")
    rows = connection.execute(
        "SELECT number, cells FROM torn JOIN (SELECT number AS name, min(place) AS first FROM torn GROUP BY number)"
        " ON name = number ORDER BY first, place"
    )
    for name, cells in groupby(rows, lambda row: str(row[0])):
        yield name, (json.loads(row) for _, row in cells)
    connection.execute("DROP TABLE torn")
