"""The one writer of facts, on one open transaction: rows in words become numbers, and sums are kept true."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from warehouse import rollups
from warehouse.facts import UNKNOWN, day_number
from warehouse.money import minor, minor_digits
from warehouse.naming import Campaigns, Labels, Products, setting, write_setting
from warehouse.order_book import OrderBook
from warehouse.rules import Refused, Rules
from warehouse.staging import Gathered, Target


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
        target = Target(self.connection, self.label, fact, source, self.sales_channel(source))
        gathered = Gathered(self.connection, target)
        for row in rows:
            gathered.add(target.key(row), target.values(row))
        spans = gathered.spans()
        if replaces_days:
            self._clear(target, spans)
        written = gathered.write()
        if target.spans == ("day",):
            days = {day for (day,) in spans}
            self._note_days(fact, target.source, days)
            self.touched.days(fact, days)
        self._note_channels(fact, target.source, target.channels)
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

    def _clear(self, target: Target, spans: set[tuple[int, ...]]) -> None:
        """Take away what the source said of these days or periods before this file."""
        fresh = [span for span in sorted(spans) if (target.fact, target.source, *span) not in self._cleared]
        where = " AND ".join(f"{name} = ?" for name in (*target.spans, "source_id"))
        self.connection.executemany(
            f"DELETE FROM {target.fact} WHERE {where}",  # noqa: S608 - our own names
            [(*span, target.source) for span in fresh],
        )
        self._cleared.update((target.fact, target.source, *span) for span in fresh)
