"""Orders and their lines: a later export of the same order replaces it, and the facts of its day follow."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Collection, Sequence
from hashlib import blake2b
from typing import Any

from warehouse.naming import Labels, setting, write_setting
from warehouse.rollups import Touched, cogs

#: Lines held in memory before they are written.
BATCH = 20_000
FACTS = ("orders_day", "sales_day", "sales_hour")
NEW, RETURNING = "new", "returning"

#: Columns of shop_order as `add` takes them, behind the order's number.
ORDER = (
    "placed_at", "day", "hour", "sales_channel_id", "country_id", "segment_id", "customer_type_id", "customer",
    "discount_code", "cancelled", "gross_sales", "discounts", "returns", "shipping", "taxes", "duties", "total_sales",
    "units",
)  # fmt: skip
DAY, CUSTOMER = ORDER.index("day"), ORDER.index("customer")
Order = tuple[Any, ...]
#: product, units, gross_sales, discounts, returns
Line = tuple[int, int, int, int, int]


class Torn(Exception):
    """The rows of one order do not stand together in the file."""


class OrderBook:
    """The orders of one source, written in batches. Call `next_file` before each file, `finish` at the end."""

    def __init__(self, connection: sqlite3.Connection, label: Labels, source: int, touched: Touched) -> None:
        self._connection = connection
        self._source = source
        self._touched = touched
        self.new, self._returning = (label("customer_type", name) for name in (NEW, RETURNING))
        self._keyed = blake2b(key=_salt(connection), digest_size=16)
        self._held: dict[str, tuple[Order, Sequence[Line]]] = {}
        self._lines_held = 0
        self._days: set[int] = set()
        connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS touched_customer (customer BLOB PRIMARY KEY) WITHOUT ROWID"
        )
        self.next_file()
        self._first_import = self._last_before == 0  # then every customer is touched: no need to list them
        self._indexes = _set_aside(connection) if self._first_import else {}

    def next_file(self) -> None:
        """Forget which orders this file has held."""
        self.flush()
        found = self._connection.execute("SELECT coalesce(max(id), 0) FROM shop_order").fetchone()
        self._last_before = self._next = int(found[0])
        self._seen = bytearray(self._last_before + 1)

    def start_over(self) -> None:
        """The file is read once more: what it has written so far will be replaced."""
        self._held.clear()
        self.next_file()

    def customer(self, email: str) -> bytes:
        """Who an e-mail address is, without keeping it: the same customer always, and nobody can tell who."""
        keyed = self._keyed.copy()
        keyed.update(email.strip().lower().encode())
        return keyed.digest()

    def add(self, number: str, values: Order, lines: Sequence[Line]) -> None:
        """Write an order; `values` are ORDER's columns, its customer type `new` until `finish` knows better.

        Raises Torn, at once or some orders later, for one that this file held before.
        """
        if number in self._held:
            raise Torn
        self._held[number] = (values, lines)
        self._lines_held += len(lines) + 1
        if self._lines_held >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Hand what is held in memory to the database."""
        if not self._held:
            return
        known = self._known()
        replaced, orders, lines, customers = [], [], [], set()
        for number, (values, bought) in self._held.items():
            order = known.get(number)
            if order is None:
                self._next += 1
                order = self._next
            else:
                replaced.append((order,))
            orders.append((order, self._source, number, *values))
            lines += [(order, place, *each) for place, each in enumerate(bought, 1)]
            self._days.add(values[DAY])
            customers.add(values[CUSTOMER])
        self._connection.executemany("DELETE FROM order_line WHERE order_id = ?", replaced)
        self._connection.executemany(_INSERT_ORDER, orders)
        self._connection.executemany("INSERT INTO order_line VALUES (?, ?, ?, ?, ?, ?, ?)", lines)
        self._touch(customers)
        self._held.clear()
        self._lines_held = 0

    def _known(self) -> dict[str, int]:
        """Those of the orders at hand that are in the book already; the days they were on are summed anew."""
        found = self._connection.execute(KNOWN, (self._source, json.dumps(list(self._held)))).fetchall()
        for _, order, day, _ in found:
            if order > self._last_before or self._seen[order]:
                raise Torn
            self._seen[order] = 1
            self._days.add(day)
        self._touch({customer for _, _, _, customer in found})
        return {number: order for number, order, _, _ in found}

    def _touch(self, customers: Collection[bytes | None]) -> None:
        """Whose orders must be told new from returning again."""
        if self._first_import:
            return
        self._connection.executemany(
            "INSERT OR IGNORE INTO touched_customer VALUES (?)",
            [(customer,) for customer in customers if customer is not None],
        )

    def finish(self) -> None:
        """Say who was new, then sum the touched days' facts anew."""
        self.flush()
        self._put_back("shop_order_day", "shop_order_customer")
        self._days.update(self._retype())
        derive(self._connection, self._source, self._days)
        self._put_back("sales_day_product")
        for fact in FACTS:
            self._touched.days(fact, self._days)
        self._days = set()

    def _put_back(self, *indexes: str) -> None:
        for name in indexes:
            if name in self._indexes:
                self._connection.execute(self._indexes.pop(name))

    def _retype(self) -> set[int]:
        """An earlier order that arrives late makes the one that was first until now a returning one.

        Returns the days of orders that changed; a first import touches every day anyway.
        """
        types = {"new": self.new, "returning": self._returning}
        if self._first_import:
            self._first_import = False
            self._connection.execute(RETYPE.format(whose=ALL_CUSTOMERS), types)
            return set()
        changed = self._connection.execute(RETYPE.format(whose=TOUCHED_CUSTOMERS) + "RETURNING day", types)
        days = {day for (day,) in changed}
        self._connection.execute("DELETE FROM touched_customer")
        return days


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
    connection.executemany("DELETE FROM code_day WHERE day = :day AND source_id = :source", where)
    for statement in (ORDERS_DAY, SALES_HOUR, SALES_DAY, CODE_DAY):
        connection.executemany(statement, where)
    for fact in FACTS:
        connection.executemany(_NOTE_CHANNEL.format(fact=fact), where)


def _set_aside(connection: sqlite3.Connection) -> dict[str, str]:
    """Drop indexes that a first import would fill at random places; made at its end, they take a fifth of the time.

    Returns the statements that make them again. Readers see nothing of it: it is one transaction.
    """
    found = dict(
        connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    )
    aside = {
        name: found[name]
        for name in ("shop_order_day", "shop_order_customer", "sales_day_product")
        if name in found
    }
    for name in aside:
        connection.execute(f"DROP INDEX {name}")
    return aside


def _salt(connection: sqlite3.Connection) -> bytes:
    """The facts file's own secret, made once: a hash from another file says nothing here."""
    salt = setting(connection, "customer_salt")
    if salt is None:
        salt = secrets.token_hex(32)
        write_setting(connection, "customer_salt", salt)
    return bytes.fromhex(salt)


_INSERT_ORDER = (
    f"INSERT OR REPLACE INTO shop_order (id, source_id, number, {', '.join(ORDER)})"  # noqa: S608 - our own names
    f" VALUES (?, ?, ?{', ?' * len(ORDER)})"
)
KNOWN = (
    "SELECT number, id, day, customer FROM shop_order"
    " WHERE source_id = ? AND number IN (SELECT value FROM json_each(?))"
)
RETYPE = """
UPDATE shop_order SET customer_type_id = iif(place = 1, :new, :returning)
FROM (
    SELECT id AS ranked, row_number() OVER (PARTITION BY customer ORDER BY placed_at, source_id, number) AS place
    FROM shop_order WHERE {whose}
)
WHERE id = ranked AND customer_type_id <> iif(place = 1, :new, :returning)
"""
ALL_CUSTOMERS = "customer IS NOT NULL"
TOUCHED_CUSTOMERS = "customer IN (SELECT customer FROM touched_customer)"
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
SALES_DAY = f"""
INSERT INTO sales_day
SELECT sold.*, {cogs("units", "gross_sales", "discounts", "returns")}, iif(unit_cost IS NULL, NULL, net_sales) FROM (
    SELECT day, product_id, sales_channel_id, country_id, segment_id, customer_type_id, source_id,
        sum(line.units) AS units, sum(line.gross_sales) AS gross_sales, sum(line.discounts) AS discounts,
        sum(line.returns) AS returns, sum(line.gross_sales - line.discounts - line.returns) AS net_sales
    FROM shop_order JOIN order_line AS line ON order_id = id
    WHERE day = :day AND source_id = :source AND NOT cancelled
    GROUP BY product_id, sales_channel_id, country_id, segment_id, customer_type_id
) AS sold JOIN product ON product.id = product_id
"""  # noqa: S608 - our own names
CODE_DAY = """
INSERT INTO code_day
SELECT day, upper(trim(discount_code)), source_id, count(*), sum(discounts * (1 - cancelled))
FROM shop_order WHERE day = :day AND source_id = :source AND discount_code IS NOT NULL GROUP BY 2
"""
_NOTE_DAY = """
INSERT INTO source_day (source_id, fact, day)
SELECT :source, :fact, :day WHERE EXISTS (SELECT 1 FROM shop_order WHERE day = :day AND source_id = :source)
"""
_NOTE_CHANNEL = """
INSERT OR IGNORE INTO source_channel (source_id, fact, sales_channel_id)
SELECT DISTINCT source_id, '{fact}', sales_channel_id FROM {fact} WHERE day = :day AND source_id = :source
"""
