"""Orders and their lines: a later export of the same order replaces it, and the facts of its day follow."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Collection, Iterable
from hashlib import blake2b

from warehouse.naming import Labels, setting, write_setting
from warehouse.rollups import Touched

#: Lines held in memory before they are written.
BATCH = 20_000
FACTS = ("orders_day", "sales_day", "sales_hour")
NEW, RETURNING = "new", "returning"

#: Columns of shop_order as `add` takes them, after the order's number in our file and its source.
ORDER = (
    "number", "placed_at", "day", "hour", "sales_channel_id", "country_id", "segment_id", "customer_type_id",
    "customer", "discount_code", "cancelled", "gross_sales", "discounts", "returns", "shipping", "taxes", "duties",
    "total_sales", "units",
)  # fmt: skip
Order = tuple[object, ...]
#: order, line, product, units, gross_sales, discounts, returns
Line = tuple[int, int, int, int, int, int, int]


class Torn(Exception):
    """The rows of one order do not stand together in the file."""


class OrderBook:
    """The orders of one source, written in batches. Call `next_file` before each file, `finish` at the end."""

    def __init__(self, connection: sqlite3.Connection, label: Labels, source: int, touched: Touched) -> None:
        self._connection = connection
        self._source = source
        self._touched = touched
        self._new, self._returning = (label("customer_type", name) for name in (NEW, RETURNING))
        self._salt = _salt(connection)
        self._orders: list[Order] = []
        self._days: set[int] = set()
        self._replaced: list[tuple[int]] = []
        self._batch: set[str] = set()
        self.lines: list[Line] = []
        connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS touched_customer (customer BLOB PRIMARY KEY) WITHOUT ROWID"
        )
        self._customers: set[bytes] = set()
        self.next_file()

    def next_file(self) -> None:
        """Forget which orders this file has held."""
        self.flush()
        found = self._connection.execute("SELECT coalesce(max(id), 0) FROM shop_order").fetchone()
        self._last_before = self._next = int(found[0])
        self._seen = bytearray(self._last_before + 1)

    @property
    def returning(self) -> int:
        """The customer type of an order until `finish` finds which was the customer's first."""
        return self._returning

    def customer(self, email: str) -> bytes:
        """Who an e-mail address is, without keeping it: the same customer always, and nobody can tell who."""
        return blake2b(email.strip().lower().encode(), key=self._salt, digest_size=16).digest()

    def begin(self, number: str) -> int:
        """The id under which this order's lines are to be added. Raises Torn for one that this file held before."""
        if number in self._batch:
            raise Torn
        self._batch.add(number)
        found = self._connection.execute(
            "SELECT id, day, customer FROM shop_order WHERE source_id = ? AND number = ?",
            (self._source, number),
        ).fetchone()
        if found is None:
            self._next += 1
            return self._next
        order, day, customer = found
        if order > self._last_before or self._seen[order]:
            raise Torn
        self._seen[order] = 1
        self._replaced.append((order,))
        self._days.add(day)
        if customer is not None:
            self._customers.add(customer)
        return int(order)

    def add(self, order: int, values: Order, customer: bytes | None, day: int) -> None:
        """Write an order; `values` are ORDER's columns."""
        self._orders.append((order, self._source, *values))
        self._days.add(day)
        if customer is not None:
            self._customers.add(customer)
        if len(self.lines) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Hand what is held in memory to the database."""
        self._connection.executemany("DELETE FROM order_line WHERE order_id = ?", self._replaced)
        self._connection.executemany(_INSERT_ORDER, self._orders)
        self._connection.executemany("INSERT INTO order_line VALUES (?, ?, ?, ?, ?, ?, ?)", self.lines)
        self._connection.executemany(
            "INSERT OR IGNORE INTO touched_customer VALUES (?)", [(customer,) for customer in self._customers]
        )
        for held in (self._replaced, self._orders, self.lines, self._batch, self._customers):
            held.clear()

    def finish(self) -> None:
        """Say who was new, then sum the touched days' facts anew."""
        self.flush()
        self._days.update(self._retype())
        derive(self._connection, self._source, self._days)
        for fact in FACTS:
            self._touched.days(fact, self._days)
        self._days = set()

    def _retype(self) -> Iterable[int]:
        """An earlier order that arrives late makes the one that was first until now a returning one."""
        changed = self._connection.execute(
            RETYPE, {"new": self._new, "returning": self._returning}
        ).fetchall()
        self._connection.execute("DELETE FROM touched_customer")
        return (day for (day,) in changed)


def derive(connection: sqlite3.Connection, source: int, days: Collection[int]) -> None:
    """Sum the orders of some days into the facts; a day that lost its last order loses its rows."""
    where = [{"source": source, "day": day} for day in sorted(days)]
    for fact in FACTS:
        connection.executemany(f"DELETE FROM {fact} WHERE day = :day AND source_id = :source", where)  # noqa: S608
        connection.executemany(
            "DELETE FROM source_day WHERE fact = :fact AND day = :day AND source_id = :source",
            [{"fact": fact, **each} for each in where],
        )
        connection.executemany(_NOTE_DAY, [{"fact": fact, **each} for each in where])
    for statement in (ORDERS_DAY, SALES_HOUR, SALES_DAY):
        connection.executemany(statement, where)
    for fact in FACTS:
        connection.executemany(_NOTE_CHANNEL.format(fact=fact), where)


def _salt(connection: sqlite3.Connection) -> bytes:
    """The facts file's own secret, made once: a hash from another file says nothing here."""
    salt = setting(connection, "customer_salt")
    if salt is None:
        salt = secrets.token_hex(32)
        write_setting(connection, "customer_salt", salt)
    return bytes.fromhex(salt)


_INSERT_ORDER = (
    f"INSERT OR REPLACE INTO shop_order (id, source_id, {', '.join(ORDER)})"  # noqa: S608 - our own names
    f" VALUES (?, ?{', ?' * len(ORDER)})"
)
RETYPE = """
UPDATE shop_order SET customer_type_id = iif(place = 1, :new, :returning)
FROM (
    SELECT id AS ranked, row_number() OVER (PARTITION BY customer ORDER BY placed_at, source_id, number) AS place
    FROM shop_order WHERE customer IN (SELECT customer FROM touched_customer)
)
WHERE id = ranked AND customer_type_id <> iif(place = 1, :new, :returning)
RETURNING day
"""
#: Cancelled orders are counted; their money and their units are not.
ORDERS_DAY = """
INSERT INTO orders_day
SELECT day, sales_channel_id, country_id, segment_id, customer_type_id, source_id,
    count(*), sum(cancelled), sum(returns > 0 AND NOT cancelled), sum(units * kept),
    sum(gross_sales * kept), sum(discounts * kept), sum(returns * kept),
    sum((gross_sales - discounts - returns) * kept), sum(shipping * kept), sum(taxes * kept), sum(duties * kept),
    sum(total_sales * kept)
FROM (SELECT *, 1 - cancelled AS kept FROM shop_order WHERE day = :day AND source_id = :source)
GROUP BY sales_channel_id, country_id, segment_id, customer_type_id
"""
SALES_HOUR = """
INSERT INTO sales_hour
SELECT day, hour, sales_channel_id, source_id, count(*), sum(units * (1 - cancelled)),
    sum((gross_sales - discounts - returns) * (1 - cancelled))
FROM shop_order WHERE day = :day AND source_id = :source GROUP BY hour, sales_channel_id
"""
SALES_DAY = """
INSERT INTO sales_day
SELECT day, product_id, sales_channel_id, country_id, segment_id, customer_type_id, source_id, sum(line.units),
    sum(line.gross_sales), sum(line.discounts), sum(line.returns),
    sum(line.gross_sales - line.discounts - line.returns), NULL, NULL
FROM shop_order JOIN order_line AS line ON order_id = id
WHERE day = :day AND source_id = :source AND NOT cancelled
GROUP BY product_id, sales_channel_id, country_id, segment_id, customer_type_id
"""
_NOTE_DAY = """
INSERT INTO source_day (source_id, fact, day)
SELECT :source, :fact, :day WHERE EXISTS (SELECT 1 FROM shop_order WHERE day = :day AND source_id = :source)
"""
_NOTE_CHANNEL = """
INSERT OR IGNORE INTO source_channel (source_id, fact, sales_channel_id)
SELECT DISTINCT source_id, '{fact}', sales_channel_id FROM {fact} WHERE day = :day AND source_id = :source
"""
