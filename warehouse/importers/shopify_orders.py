"""Shopify's orders export: one row a line, the order's own figures on its first row only."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from warehouse.facts import day_of
from warehouse.importers.format import Format, Job, Refused, Rules
from warehouse.importers.order_cells import AMOUNT, COUNT, MOMENT, Belonging, Cells
from warehouse.importers.order_money import Paid, Settled, settle
from warehouse.importers.reading import Table
from warehouse.landing import Landing
from warehouse.order_book import Torn

SOURCE = "shopify_orders"
#: How often the progress is told, in rows.
STEP = 5_000

#: Our name for each column, then the export's names for it, in lower case. Personal columns are not here: the
#: e-mail address becomes a salted hash, the others are never looked at.
COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("name",),
    "placed": ("created at",),
    "quantity": ("lineitem quantity",),
    "title": ("lineitem name",),
    "price": ("lineitem price",),
    "sku": ("lineitem sku",),
    "line_discount": ("lineitem discount",),
    "taxable": ("lineitem taxable",),
    "email": ("email",),
    "status": ("financial status",),
    "currency": ("currency",),
    "subtotal": ("subtotal",),
    "shipping": ("shipping",),
    "taxes": ("taxes",),
    "total": ("total",),
    "discount_code": ("discount code",),
    "discount": ("discount amount",),
    "ship_country": ("shipping country",),
    "bill_country": ("billing country",),
    "cancelled": ("cancelled at",),
    "payment": ("payment method",),
    "refund": ("refunded amount",),
    "tags": ("tags",),
    "origin": ("source",),
    "tax_name": ("tax 1 name",),
    "second_tax": ("tax 2 name",),
    "duties": ("duties",),
    "terms": ("payment terms name",),
}
NEEDED = ("number", "placed", "quantity", "title", "price")

#: No money changed hands, whatever the amounts say.
UNPAID_FOR_GOOD = frozenset(("voided", "expired"))
TEST_GATEWAY = "bogus"
ROUNDED_SKU = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
#: What is read of a line, in this order, and what each cell of a row must be.
LINE = ("quantity", "title", "price", "sku", "line_discount", "taxable")
LINE_AMOUNTS = {"quantity": COUNT, "price": AMOUNT, "line_discount": AMOUNT}
HEAD_AMOUNTS = {
    "placed": MOMENT,
    **dict.fromkeys(("subtotal", "discount", "refund", "shipping", "taxes", "duties", "total"), AMOUNT),
}
TAX_INSIDE = (
    "{count:,} of {of:,} taxed orders show that prices include tax: write `tax_included: true` in shop.yaml and"
    " import again, so that net sales are without it."
)
TAX_ON_TOP = (
    "{count:,} of {of:,} taxed orders show that tax was added to the prices: remove `tax_included: true` from"
    " shop.yaml and import again."
)
#: product, units, gross (price × quantity), its own discount, whether it is taxed
Bought = tuple[int, int, int, int, bool]
Orders = Iterable[tuple[str, Iterable[list[str]]]]
RATE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")


def load(table: Table, landing: Landing, rules: Rules, job: Job) -> None:
    """Read an orders export. An order whose rows do not stand together makes a second, sorted reading."""
    reading = _Reading(table, landing, rules, job)
    try:
        reading.read(_orders(table.rows, reading.at["number"]))
    except Torn:
        if job.again is None:
            raise Refused(
                f"{table.file}: the rows of one order do not stand together. Export it again."
            ) from None
        job.start_over()
        again = job.again()
        landing.orders(SOURCE).next_file()
        reading = _Reading(again, landing, rules, job)
        reading.read(_sorted_orders(landing, again, reading.at["number"]))
    reading.finish()


FORMAT = Format(
    name="Shopify orders", source=SOURCE, needs=tuple(COLUMNS[name] for name in NEEDED), load=load
)


def _orders(rows: Iterable[list[str]], number: int) -> Orders:
    """The rows of each order, as they stand; a row without a number belongs to the order above it."""
    last = ""

    def key(row: list[str]) -> str:
        nonlocal last
        last = row[number] or last
        return last

    return groupby(filter(None, rows), key)


def _sorted_orders(landing: Landing, table: Table, number: int) -> Iterator[tuple[str, Iterable[list[str]]]]:
    """The same, for a file in disorder: gathered in a temporary table, so that memory stays bounded."""
    connection = landing.connection
    connection.execute("CREATE TEMP TABLE torn (place INTEGER PRIMARY KEY, number TEXT, cells TEXT)")
    connection.executemany(
        "INSERT INTO torn (number, cells) VALUES (?, ?)",
        ((name, json.dumps(row)) for name, rows in _orders(table.rows, number) for row in rows),
    )
    connection.execute("CREATE INDEX temp.torn_number ON torn (number, place)")
    rows = connection.execute(
        "SELECT cells FROM torn JOIN (SELECT number AS name, min(place) AS first FROM torn GROUP BY number)"
        " ON name = number ORDER BY first, place"
    )
    yield from _orders((json.loads(cells) for (cells,) in rows), number)
    connection.execute("DROP TABLE torn")


class _Reading:
    """One pass over the export."""

    def __init__(self, table: Table, landing: Landing, rules: Rules, job: Job) -> None:
        self._table, self._landing, self._rules, self._job = table, landing, rules, job
        self._book = landing.orders(SOURCE)
        self.at = positions(table.header)
        self._cells = Cells(landing)
        self._belongs = Belonging(landing, rules)
        self._products: dict[str, int] = {}
        self._newest = ""
        self._currency = ""
        self._tax_signs = Counter[bool]()  # orders whose total shows the tax inside (True) or on top (False)

    def read(self, orders: Orders) -> None:
        """Every order of the file."""
        told = self._job.rows_read
        for number, rows in orders:
            self._order(number, rows)
            if self._job.rows_read - told >= STEP:
                self._job.advance(self._job.rows_read - told)
                told = self._job.rows_read
        self._book.flush()

    def finish(self) -> None:
        """Say what the whole file has shown."""
        if self._newest:
            self._job.through = datetime.fromisoformat(self._newest)
        inside, on_top = self._tax_signs[True], self._tax_signs[False]
        if self._rules.tax_included and on_top > inside:
            self._job.note(TAX_ON_TOP.format(count=on_top, of=inside + on_top))
        if not self._rules.tax_included and inside > on_top:
            self._job.note(TAX_INSIDE.format(count=inside, of=inside + on_top))

    def _order(self, number: str, rows: Iterable[list[str]]) -> None:
        lines, head, count, left_out = self._lines(number, rows)
        self._job.rows_read += count
        if TEST_GATEWAY in head[self.at["payment"]].casefold():
            self._job.leave_out("a test order", count - left_out)
            return
        self._job.rows_used += count - left_out
        try:
            self._write(number, head, lines, left_out)
        except ValueError as error:
            raise self._refusal(number, head, HEAD_AMOUNTS, error) from error

    def _lines(self, number: str, rows: Iterable[list[str]]) -> tuple[list[Bought], list[str], int, int]:
        """The lines bought, the row with the order's own figures, how many rows there were and were left out.

        This runs once for every row of the file: it is written for speed.
        """
        width, pick, products = (
            len(self._table.header),
            itemgetter(*(self.at[name] for name in LINE)),
            self._products,
        )
        amounts, counts = self._cells.amounts, self._cells.counts
        status = self.at["status"]
        lines: list[Bought] = []
        head: list[str] | None = None
        rows_read = left_out = 0
        for row in rows:
            rows_read += 1
            if len(row) != width:
                raise self._uneven(row)
            row.append("")  # what a column that this export lacks reads as
            if head is None or (row[status] and not head[status]):
                head = row
                self._check_currency(number, row)  # before any amount is read: it decides their decimals
            quantity, title, price, sku, own, taxable = pick(row)
            if not price or not quantity or quantity[0] == "-":
                left_out += 1
                self._job.leave_out(_why_not(quantity, price, title))
                continue
            try:
                units = counts[quantity]
                product = products.get(sku or title) or self._product(sku, title)
                lines.append((product, units, units * amounts[price], amounts[own], taxable != "false"))
            except ValueError as error:
                raise self._refusal(number, row, LINE_AMOUNTS, error) from error
        assert head is not None
        return lines, head, rows_read, left_out

    def _write(self, number: str, head: list[str], lines: list[Bought], left_out: int) -> None:
        cell = {name: head[place] for name, place in self.at.items()}
        paid = self._paid(cell)
        if paid.subtotal is not None and (left_out or not lines):
            self._remainder(lines, paid)
        day, hour = self._cells.moment(cell["placed"])
        self._newest = max(self._newest, cell["placed"][:19])
        settled = self._settle(lines, paid, number)
        order = self._book.begin(number)
        units = 0
        for place, (product, bought, _, _, _) in enumerate(lines):
            units += bought
            self._book.lines.append(
                (
                    order,
                    place + 1,
                    product,
                    bought,
                    settled.gross[place],
                    settled.discounts[place],
                    settled.returns[place],
                )
            )
        gross, discounts, returns = sum(settled.gross), sum(settled.discounts), sum(settled.returns)
        total = gross - discounts - returns + settled.shipping + settled.taxes + settled.duties
        customer = self._book.customer(cell["email"]) if cell["email"].strip() else None
        cancelled = int(
            bool(cell["cancelled"].strip()) or cell["status"].strip().casefold() in UNPAID_FOR_GOOD
        )
        self._book.add(
            order,
            (
                number, cell["placed"][:19], day, hour, *self._belongs.of(cell),
                self._book.returning if customer else self._belongs.nobody, customer, cell["discount_code"] or None,
                cancelled, gross, discounts, returns, settled.shipping, settled.taxes, settled.duties, total, units,
            ),
            customer,
            day,
        )  # fmt: skip
        self._job.saw(day_of(day))

    def _check_currency(self, number: str, row: list[str]) -> None:
        code = row[self.at["currency"]]
        if code and code != self._currency:
            self._landing.currency(code, f"{self._table.file}, order {number}")
            self._currency = code

    def _paid(self, cell: dict[str, str]) -> Paid:
        amount = self._cells.amounts
        total = amount[cell["total"]] if cell["total"] else None
        refunded = amount[cell["refund"]]
        if not cell["refund"] and cell["status"].strip().casefold() == "refunded":
            refunded = total or 0
        return Paid(
            subtotal=amount[cell["subtotal"]] if cell["subtotal"] else None,
            discount=abs(amount[cell["discount"]]), refund=abs(refunded), shipping=amount[cell["shipping"]],
            taxes=amount[cell["taxes"]], duties=amount[cell["duties"]], total=total, tax_rate=_only_rate(cell),
        )  # fmt: skip

    def _settle(self, lines: list[Bought], paid: Paid, number: str) -> Settled:
        gross = [line[2] for line in lines]
        own = [line[3] for line in lines]
        self._watch_tax(paid)
        inside = self._rules.tax_included and paid.taxes != 0
        if not (paid.discount or paid.refund or inside or any(own)) and paid.subtotal in (None, sum(gross)):
            none = [0] * len(lines)
            return Settled(
                gross=gross,
                discounts=none,
                returns=none,
                shipping=paid.shipping,
                taxes=paid.taxes,
                duties=paid.duties,
            )
        settled = settle(gross, own, [int(line[4]) for line in lines], paid, tax_included=inside)
        if settled.excess:
            self._job.note(
                f"Order {number} was refunded {settled.excess / 10**self._landing.minor_digits:,.2f} more than was"
                " paid for it; the surplus is left out."
            )
        return settled

    def _remainder(self, lines: list[Bought], paid: Paid) -> None:
        """Goods that the order was charged for and whose row says nothing stay in the sales, as (unknown)."""
        assert paid.subtotal is not None
        rest = (
            paid.subtotal
            + max(paid.discount, sum(line[3] for line in lines))
            - sum(line[2] for line in lines)
        )
        if rest > 0:
            lines.append((self._landing.product("", ""), 0, rest, 0, True))

    def _watch_tax(self, paid: Paid) -> None:
        if paid.taxes and paid.total is not None and paid.subtotal is not None:
            on_top = paid.total - paid.subtotal - paid.shipping - paid.duties
            if on_top in (0, paid.taxes):
                self._tax_signs[on_top == 0] += 1

    def _product(self, sku: str, title: str) -> int:
        if ROUNDED_SKU.fullmatch(sku.strip()):
            self._job.note(
                f"SKU “{sku}” was shortened by a spreadsheet, and with it others may be: export the file again and"
                " import it without opening it there."
            )
        number = self._products[sku or title] = self._landing.product(sku.strip(), title.strip())
        return number

    def _uneven(self, row: list[str]) -> Refused:
        line = getattr(self._table.rows, "line_num", None)
        where = f", line {line}" if line else ""
        return Refused(
            f"{self._table.file}{where}: this row has {len(row)} cells and the header has {len(self._table.header)}."
            " The file is cut or was changed by hand: export it again."
        )

    def _refusal(self, number: str, row: list[str], names: dict[str, str], error: ValueError) -> Refused:
        """Which cell could not be read: looked for only now that it matters."""
        line = getattr(self._table.rows, "line_num", None)
        where = f"{self._table.file}, order {number}" + (f" (about line {line})" if line else "")
        for name, what in names.items():
            text = row[self.at[name]]
            if self._cells.unreadable(what, text):
                column = COLUMNS[name][0].capitalize()
                return Refused(f"{where}: “{text}” under “{column}” is not {what}. Export the file again.")
        return Refused(f"{where}: {error}")


def positions(header: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands; one that the export lacks stands behind its last."""
    names = [name.strip().casefold() for name in header]
    return {
        ours: next((names.index(name) for name in theirs if name in names), len(names))
        for ours, theirs in COLUMNS.items()
    }


def _why_not(quantity: str, price: str, title: str) -> str:
    if not price and not quantity and not title:
        return "a row without a line"
    return (
        "a line without a price"
        if not price
        else "a line without a quantity"
        if not quantity
        else "a negative quantity"
    )


def _only_rate(cell: dict[str, str]) -> float | None:
    """The order's one tax rate, from its name ("VAT 15%")."""
    if cell["second_tax"] or not (found := RATE.search(cell["tax_name"])):
        return None
    return float(found[1].replace(",", ".")) / 100
