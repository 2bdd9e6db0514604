"""The one writer of facts, on one open transaction: rows in words become numbers, and sums are kept true."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice

from warehouse import rollups
from warehouse.facts import KEYS, PLAIN_KEYS, UNASSIGNED, UNKNOWN, day_number
from warehouse.money import minor, minor_digits
from warehouse.naming import Campaigns, Labels, Products, setting, write_setting
from warehouse.order_book import OrderBook
from warehouse.rules import Refused, Rules

Value = int | float | None
Key = tuple[int, ...]

#: Rows held in memory before they are written.
BATCH = 20_000
#: Most rows of one file that are summed by key in memory; a file with more is summed in a table of its own.
HELD = 60_000


class Landing:
    """Writes the facts of one import. Nothing is seen by readers until the transaction that it is on commits."""

    def __init__(self, connection: sqlite3.Connection, rules: Rules) -> None:
        self.connection = connection
        self.rules = rules
        self.label = Labels(connection)
        self._products = Products(connection, self.label, rules.not_products)
        self._campaigns = Campaigns(connection, self.label)
        self._currency = setting(connection, "currency")
        self._digits = minor_digits(self._currency or rules.currency)
        self._cleared: set[tuple[str | int, ...]] = set()
        self._books: dict[str, OrderBook] = {}
        self.touched = rollups.Touched()

    def next_file(self) -> None:
        """Begin another file: what it says replaces whole days again, where it is put so."""
        self._cleared.clear()
        for book in self._books.values():
            book.next_file()

    def orders(self, source: str) -> OrderBook:
        """Where the single orders of a source are written; their facts follow at the end."""
        if source not in self._books:
            number = self.label("source", source)
            self._books[source] = OrderBook(self.connection, self.label, number, self.touched)
        return self._books[source]

    def product(self, sku: str, title: str) -> int:
        """The number of a product, by its SKU or else `title - variant`; made when unknown."""
        return self._products(sku or title or UNKNOWN, title or sku or UNKNOWN)

    def describe_product(
        self,
        *,
        sku: str,
        title: str,
        product_line: str | None = None,
        vendor: str | None = None,
        handle: str | None = None,
        status: str | None = None,
        price: int | None = None,
        compare_at: int | None = None,
        unit_cost: int | None = None,
    ) -> int:
        """Write what a product export says (money in minor units); None leaves what is there."""
        return self._products.describe(
            sku or title, title, product_line=product_line, vendor=vendor, handle=handle, status=status,
            price=price, compare_at=compare_at, unit_cost=unit_cost,
        )  # fmt: skip

    def campaign(
        self,
        *,
        name: str,
        platform: str,
        source: str,
        marketing_channel: str = UNKNOWN,
        status: str | None = None,
        kind: str | None = None,
        budget: int | None = None,
        budget_kind: str | None = None,
        starts: date | None = None,
        ends: date | None = None,
    ) -> int:
        """The number of a campaign; what is None stays as it is. `budget` is in minor units."""
        return self._campaigns(
            name, platform, source, marketing_channel, status=status, kind=kind, budget=budget,
            budget_kind=budget_kind, starts=starts, ends=ends,
        )  # fmt: skip

    def currency(self, code: str | None, where: str) -> None:
        """Check a currency that `where` (a file, and a line where there is one) names; the first one stands.

        Raises Refused for a second one, with the way out. None, where a file does not say, passes.
        """
        if not code or (code := code.strip().upper()) == self._currency:
            return
        ours = self._currency or self.rules.currency
        if ours is not None and code != ours:
            raise Refused(
                f"{where} is in {code}, and this shop's facts are in {ours}: amounts in two currencies cannot be "
                f"added up. Export that market in {ours}, or keep {code} in a data folder of its own "
                f"(SHELFTALK_DATA=./data-{code.lower()}) with its own shop.yaml."
            )
        if (
            minor_digits(code) != self._digits
            and self.connection.execute("SELECT 1 FROM load LIMIT 1").fetchone()
        ):
            raise Refused(
                f"{where} is in {code}, whose amounts have {minor_digits(code)} decimals, and facts without a "
                f"currency are loaded already. Write `currency: {code}` in shop.yaml and import into an empty data folder."
            )
        self._currency, self._digits = code, minor_digits(code)
        write_setting(self.connection, "currency", code)

    def minor(self, amount: Decimal | str) -> int:
        """An amount in minor units of the shop's currency, half to even. ValueError where it cannot be held."""
        return minor(amount, self._digits)

    @property
    def currency_code(self) -> str | None:
        """The currency that the facts are in, or will be by shop.yaml; None while nobody has said."""
        return self._currency or self.rules.currency

    @property
    def minor_digits(self) -> int:
        """How many decimals the shop's currency has."""
        return self._digits

    def put(
        self, fact: str, source: str, rows: Iterable[Mapping[str, object]], *, replaces_days: bool = False
    ) -> int:
        """Write rows of a `*_day` or `*_period` table, streamed; returns how many rows the table was given.

        A row maps dimensions to text (`sales_channel`, `country`, …; a missing one is (unknown), unassigned
        or the source's own sales channel), `day` (or `start` and `end`, the end exclusive) to a date,
        `product` and `campaign` to their numbers, and measures to int, float or None. Rows of one key are
        added up; what the source said before for that key is replaced, except by None. `replaces_days` takes
        away first whatever the source said before of each day (or each period) that occurs.
        """
        target = _Target(self, fact, source)
        gathered = _Gathered(target, self._clear if replaces_days else None)
        for row in rows:
            gathered.add(target.key(row), target.values(row))
        written = gathered.finish()
        target.finish(gathered.days)
        return written

    def covers(self, fact: str, source: str, days: Iterable[date]) -> None:
        """Note days that a source has delivered though they may hold no row."""
        numbers = {day_number(day) for day in days}
        self._note_days(fact, self.label("source", source), numbers)

    def finish(self) -> None:
        """Bring the facts that follow from others, and the rollups, up to date for what was touched."""
        for book in self._books.values():
            book.finish()
        rollups.refresh(self.connection, self.touched, self._products.changed)
        self._products.changed.clear()
        self.touched.clear()

    def sales_channel(self, source: str) -> str:
        """The sales channel of a source's rows that name none."""
        own = self.rules.source_sales_channels.get(source)
        return own or ("Shopify" if source.startswith("shopify") else UNKNOWN)

    def _note_days(self, fact: str, source: int, days: Iterable[int]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO source_day (source_id, fact, day) VALUES (?, ?, ?)",
            [(source, fact, day) for day in sorted(days)],
        )

    def _note_channels(self, fact: str, source: int, channels: Iterable[int]) -> None:
        self.connection.executemany(
            "INSERT OR IGNORE INTO source_channel (source_id, fact, sales_channel_id) VALUES (?, ?, ?)",
            [(source, fact, channel) for channel in sorted(channels)],
        )

    def _clear(self, fact: str, source: int, days: set[int]) -> None:
        fresh = [day for day in sorted(days) if (fact, source, day) not in self._cleared]
        self.connection.executemany(
            f"DELETE FROM {fact} WHERE day = ? AND source_id = ?",  # noqa: S608 - a table of ours
            [(day, source) for day in fresh],
        )
        self._cleared.update((fact, source, day) for day in fresh)

    def _clear_periods(self, fact: str, source: int, periods: set[Key]) -> None:
        fresh = [period for period in sorted(periods) if (fact, source, *period) not in self._cleared]
        self.connection.executemany(
            f"DELETE FROM {fact} WHERE start = ? AND end = ? AND source_id = ?",  # noqa: S608 - a table of ours
            [(*period, source) for period in fresh],
        )
        self._cleared.update((fact, source, *period) for period in fresh)


class _Target:
    """One fact table as a source writes it: how a row becomes a key and its values."""

    def __init__(self, landing: Landing, fact: str, source: str) -> None:
        if fact not in KEYS:
            raise ValueError(f"no such fact table: {fact}")
        self.landing = landing
        self.fact = fact
        self.source = landing.label("source", source)
        self.dated = "day" in KEYS[fact]
        self.columns = [name if name in PLAIN_KEYS else f"{name}_id" for name in KEYS[fact]]
        self.measures = measures_of(landing.connection, fact)
        self._known = frozenset((*KEYS[fact], *self.measures))
        self._readers = [self._reader(name, source) for name in KEYS[fact]]
        self._channel = KEYS[fact].index("sales_channel") if "sales_channel" in KEYS[fact] else None
        self._channels: set[int] = set()

    def key(self, row: Mapping[str, object]) -> Key:
        key = tuple([read(row) for read in self._readers])
        if self._channel is not None:
            self._channels.add(key[self._channel])
        return key

    def values(self, row: Mapping[str, object]) -> list[Value]:
        if not self._known.issuperset(row):
            raise ValueError(f"{self.fact} has no {', '.join(sorted(set(row) - self._known))}")
        return [row.get(name) for name in self.measures]  # type: ignore[misc]

    def finish(self, days: set[int]) -> None:
        if self.dated:
            self.landing._note_days(self.fact, self.source, days)
            self.landing.touched.days(self.fact, days)
        self.landing._note_channels(self.fact, self.source, self._channels)

    def _reader(self, name: str, source: str) -> Callable[[Mapping[str, object]], int]:
        label = self.landing.label
        if name in ("day", "start", "end"):
            return lambda row: day_number(row[name])  # type: ignore[arg-type]
        if name in ("product", "campaign", "hour"):
            return lambda row: int(row[name])  # type: ignore[call-overload]
        if name == "source":
            return lambda _: self.source
        otherwise = {"segment": UNASSIGNED, "sales_channel": self.landing.sales_channel(source)}.get(
            name, UNKNOWN
        )
        return lambda row: label(name, str(row.get(name) or otherwise))


class _Gathered:
    """Rows added up by key: in memory while they are few, else in a temporary table."""

    def __init__(self, target: _Target, clear: Callable[[str, int, set[int]], None] | None) -> None:
        self._target = target
        self._clear = clear
        self._rows: dict[Key, list[Value]] = {}
        self._spilled = False
        self.days: set[int] = set()

    def add(self, key: Key, values: list[Value]) -> None:
        before = self._rows.get(key)
        self._rows[key] = (
            values if before is None else [_sum(*pair) for pair in zip(before, values, strict=True)]
        )
        if len(self._rows) >= HELD:
            self._spill()

    def finish(self) -> int:
        """Write everything; returns how many rows there were."""
        if self._spilled:
            self._spill()
        target, connection = self._target, self._target.landing.connection
        if target.dated:
            self.days = {key[0] for key in self._rows}
            if self._spilled:
                self.days = {day for (day,) in connection.execute("SELECT DISTINCT day FROM temp.gathered")}
            if self._clear:
                self._clear(target.fact, target.source, self.days)
        elif self._clear:
            target.landing._clear_periods(target.fact, target.source, {key[:2] for key in self._rows})
        if self._spilled:
            columns = ", ".join((*target.columns, *target.measures))
            kept = ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in target.measures)
            written = connection.execute(
                f"INSERT INTO {target.fact} ({columns}) SELECT {columns} FROM temp.gathered WHERE true"  # noqa: S608
                f" ON CONFLICT DO UPDATE SET {kept}"
            ).rowcount
            connection.execute("DROP TABLE temp.gathered")
            return written
        self._write(target.fact, "coalesce(excluded.{0}, {0})")
        return len(self._rows)

    def _spill(self) -> None:
        if not self._spilled:
            target = self._target
            keys = ", ".join(target.columns)
            self._target.landing.connection.execute(
                f"CREATE TEMP TABLE gathered ({', '.join((*target.columns, *target.measures))},"
                f" PRIMARY KEY ({keys})) WITHOUT ROWID"
            )
            self._spilled = True
        self._write(
            "temp.gathered",
            "CASE WHEN {0} IS NULL THEN excluded.{0} ELSE {0} + coalesce(excluded.{0}, 0) END",
        )
        self._rows.clear()

    def _write(self, table: str, change: str) -> None:
        target = self._target
        columns = (*target.columns, *target.measures)
        changes = ", ".join(f"{name} = {change.format(name)}" for name in target.measures)
        sql = (
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
            f" ON CONFLICT DO UPDATE SET {changes}"
        )
        rows = iter(sorted(self._rows.items()))
        while batch := [(*key, *values) for key, values in islice(rows, BATCH)]:
            target.landing.connection.executemany(sql, batch)


def measures_of(connection: sqlite3.Connection, fact: str) -> tuple[str, ...]:
    """The columns of a fact table that hold something to sum."""
    keys = {name if name in PLAIN_KEYS else f"{name}_id" for name in KEYS[fact]}
    return tuple(
        name
        for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (fact,))
        if name not in keys
    )


def _sum(one: Value, other: Value) -> Value:
    """Missing and a number make the number; missing twice stays missing."""
    return other if one is None else one if other is None else one + other
