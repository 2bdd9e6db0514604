"""Shopify's orders export: one row a line, the order's own figures on its first row only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from warehouse.facts import day_of
from warehouse.importers.format import Format, Job, Refused, Rules
from warehouse.importers.order_cells import AMOUNT, COUNT, MOMENT, Belonging, Cells
from warehouse.importers.order_money import Paid, settle
from warehouse.importers.order_rows import (
    LINE,
    NEEDED,
    ORDER,
    Bought,
    Head,
    Orders,
    by_order,
    places,
    sorted_by_order,
)
from warehouse.importers.reading import Table
from warehouse.landing import Landing
from warehouse.order_book import Line, Torn

SOURCE = "shopify_orders"
#: How often the progress is told, in rows.
STEP = 5_000

#: No money changed hands, whatever the amounts say.
UNPAID_FOR_GOOD = frozenset(("voided", "expired"))
TEST_GATEWAY = "bogus"
#: What the cells that become numbers must hold, for naming the one that does not.
LINE_NUMBERS = {"quantity": COUNT, "price": AMOUNT, "discount": AMOUNT}
HEAD_NUMBERS = {
    "placed": MOMENT,
    **dict.fromkeys(("subtotal", "discount", "refund", "shipping", "taxes", "duties", "total"), AMOUNT),
}
ROUNDED_SKU = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
RATE = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
TAX_INSIDE = (
    "{count:,} of {of:,} taxed orders show that prices include tax: write `tax_included: true` in shop.yaml and"
    " import again, so that net sales are without it."
)
TAX_ON_TOP = (
    "{count:,} of {of:,} taxed orders show that tax was added to the prices: remove `tax_included: true` from"
    " shop.yaml and import again."
)
SHORTENED = (
    "SKU “{sku}” was shortened by a spreadsheet, and with it others may be: export the file again and import it"
    " without opening it there."
)
#: product, units, price × quantity, the line's own discount, whether it is taxed
Sold = tuple[int, int, int, int, bool]


def load(table: Table, landing: Landing, rules: Rules, job: Job) -> None:
    """Read an orders export. An order whose rows do not stand together makes a second, sorted reading."""
    reading = _Reading(table, landing, rules, job)
    try:
        reading.read(by_order(table.rows, reading.number))
    except Torn:
        if job.again is None:
            raise Refused(
                f"{table.file}: the rows of one order do not stand together. Export it again."
            ) from None
        job.start_over()
        landing.orders(SOURCE).start_over()
        again = job.again()
        reading = _Reading(again, landing, rules, job)
        reading.read(sorted_by_order(landing, again, reading.number))
    reading.finish()


FORMAT = Format(name="Shopify orders", source=SOURCE, needs=tuple((name,) for name in NEEDED), load=load)


class _Reading:
    """One pass over the export."""

    def __init__(self, table: Table, landing: Landing, rules: Rules, job: Job) -> None:
        self._table, self._landing, self._rules, self._job = table, landing, rules, job
        self._book = landing.orders(SOURCE)
        at = places(table.header, ORDER)
        self.number, self._status = at[Head._fields.index("number")], at[Head._fields.index("status")]
        self._pick_head, self._pick_line = itemgetter(*at), itemgetter(*places(table.header, LINE))
        self._cells = Cells(landing)
        self._belongs = Belonging(landing, rules)
        self._products: dict[str, int] = {}
        self._currency = self._newest = ""
        self._days: set[int] = set()
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
        if self._days:
            self._job.through = datetime.fromisoformat(self._newest)
            self._job.saw(day_of(min(self._days)), day_of(max(self._days)))
        inside, on_top = self._tax_signs[True], self._tax_signs[False]
        if self._rules.tax_included and on_top > inside:
            self._job.note(TAX_ON_TOP.format(count=on_top, of=inside + on_top))
        if not self._rules.tax_included and inside > on_top:
            self._job.note(TAX_INSIDE.format(count=inside, of=inside + on_top))

    def _order(self, number: str, rows: Iterable[list[str]]) -> None:
        sold, head, rows_read, left_out = self._lines(number, rows)
        self._job.rows_read += rows_read
        if TEST_GATEWAY in head.payment.casefold():
            self._job.leave_out("a test order", rows_read - left_out)
            return
        self._job.rows_used += rows_read - left_out
        try:
            self._write(number, head, sold, left_out)
        except ValueError as error:
            raise self._unreadable(number, head._asdict(), HEAD_NUMBERS, error) from error

    def _lines(self, number: str, rows: Iterable[list[str]]) -> tuple[list[Sold], Head, int, int]:
        """What was sold, the order's own cells, how many rows there were and how many of them were left out.

        This runs for every row of the file: it is written for speed.
        """
        width, status, pick, products = len(self._table.header), self._status, self._pick_line, self._products
        amounts, counts = self._cells.amounts, self._cells.counts
        sold: list[Sold] = []
        head: list[str] | None = None
        rows_read = left_out = 0
        for row in rows:
            rows_read += 1
            if len(row) != width:
                raise self._uneven(row)
            row.append("")  # what a cell that this export lacks reads as
            if head is None or (row[status] and not head[status]):
                head = row
                self._check_currency(number, row)  # before any amount is read: it decides their decimals
            quantity, title, price, sku, discount, taxable = pick(row)
            if not price or not quantity or quantity[0] == "-":
                left_out += 1
                self._job.leave_out(_why_not(quantity, price, title))
                continue
            try:
                units = counts[quantity]
                product = products.get(sku or title) or self._product(sku, title)
                sold.append((product, units, units * amounts[price], amounts[discount], taxable != "false"))
            except ValueError as error:
                raise self._unreadable(
                    number, Bought._make(pick(row))._asdict(), LINE_NUMBERS, error
                ) from error
        assert head is not None
        return sold, Head._make(self._pick_head(head)), rows_read, left_out

    def _write(self, number: str, head: Head, sold: list[Sold], left_out: int) -> None:
        amounts = self._cells.amounts
        shipping, taxes, duties = amounts[head.shipping], amounts[head.taxes], amounts[head.duties]
        subtotal = amounts[head.subtotal] if head.subtotal else None
        if taxes:
            self._watch_tax(head, taxes)
        gross, discounts, returns = sum([line[2] for line in sold]), 0, 0
        if subtotal in (None, gross) and not left_out and not self._to_settle(head, sold, taxes):
            lines: list[Line] = [(product, units, amount, 0, 0) for product, units, amount, _, _ in sold]
        else:
            lines, shipping, taxes, duties = self._settle(number, head, sold, left_out)
            _, _, gross, discounts, returns = map(sum, zip(*lines, strict=True)) if lines else (0, 0, 0, 0, 0)
        day, hour = self._cells.moment(head.placed)
        self._days.add(day)
        placed = head.placed[:19]
        self._newest = max(self._newest, placed)
        customer = self._book.customer(head.email) if head.email else None
        values = (
            placed, day, hour, *self._belongs.of(head), self._book.new if customer else self._belongs.nobody, customer,
            head.discount_code or None, int(bool(head.cancelled) or head.status.casefold() in UNPAID_FOR_GOOD),
            gross, discounts, returns, shipping, taxes, duties,
            gross - discounts - returns + shipping + taxes + duties, sum([line[1] for line in lines]),
        )  # fmt: skip
        self._book.add(number, values, lines)

    def _to_settle(self, head: Head, sold: list[Sold], taxes: int) -> bool:
        """Whether anything must be shared out over the lines."""
        amounts = self._cells.amounts
        return bool(
            amounts[head.discount]
            or amounts[head.refund]
            or (taxes and self._rules.tax_included)
            or head.status.casefold() == "refunded"
            or any(line[3] for line in sold)
        )

    def _settle(
        self, number: str, head: Head, sold: list[Sold], left_out: int
    ) -> tuple[list[Line], int, int, int]:
        """The lines with their shares, and what is left of shipping, taxes and duties."""
        paid = self._paid(head)
        if paid.subtotal is not None and (left_out or not sold):
            sold = [*sold, *self._remainder(sold, paid)]
        inside = self._rules.tax_included and paid.taxes != 0
        settled = settle(
            [line[2] for line in sold], [line[3] for line in sold], [int(line[4]) for line in sold], paid,
            tax_included=inside,
        )  # fmt: skip
        if settled.excess:
            self._job.note(
                f"Order {number} was refunded {settled.excess / 10**self._landing.minor_digits:,.2f} more than was"
                " paid for it; the surplus is left out."
            )
        shares = zip(sold, settled.gross, settled.discounts, settled.returns, strict=True)
        lines = [(line[0], line[1], gross, discount, returned) for line, gross, discount, returned in shares]
        return lines, settled.shipping, settled.taxes, settled.duties

    def _paid(self, head: Head) -> Paid:
        amounts = self._cells.amounts
        total = amounts[head.total] if head.total else None
        refund = amounts[head.refund]
        if not head.refund and head.status.casefold() == "refunded":  # an export older than the column
            refund = total or 0
        return Paid(
            subtotal=amounts[head.subtotal] if head.subtotal else None, discount=abs(amounts[head.discount]),
            refund=abs(refund), shipping=amounts[head.shipping], taxes=amounts[head.taxes],
            duties=amounts[head.duties], total=total, tax_rate=_only_rate(head),
        )  # fmt: skip

    def _remainder(self, sold: list[Sold], paid: Paid) -> list[Sold]:
        """Goods that the order was charged for and whose row says nothing stay in the sales, as (unknown)."""
        assert paid.subtotal is not None
        rest = (
            paid.subtotal + max(paid.discount, sum(line[3] for line in sold)) - sum(line[2] for line in sold)
        )
        return [(self._landing.product("", ""), 0, rest, 0, True)] if rest > 0 else []

    def _check_currency(self, number: str, row: list[str]) -> None:
        code = self._pick_head(row)[Head._fields.index("currency")]
        if code and code != self._currency:
            self._landing.currency(code, f"{self._table.file}, order {number}")
            self._currency = code

    def _watch_tax(self, head: Head, taxes: int) -> None:
        amounts = self._cells.amounts
        if head.total and head.subtotal:
            on_top = (
                amounts[head.total] - amounts[head.subtotal] - amounts[head.shipping] - amounts[head.duties]
            )
            if on_top in (0, taxes):
                self._tax_signs[on_top == 0] += 1

    def _product(self, sku: str, title: str) -> int:
        if ROUNDED_SKU.fullmatch(sku.strip()):
            self._job.note(SHORTENED.format(sku=sku))
        number = self._products[sku or title] = self._landing.product(sku.strip(), title.strip())
        return number

    def _uneven(self, row: list[str]) -> Refused:
        line = getattr(self._table.rows, "line_num", None)
        where = f", line {line}" if line else ""
        return Refused(
            f"{self._table.file}{where}: this row has {len(row)} cells and the header has {len(self._table.header)}."
            " The file is cut or was changed by hand: export it again."
        )

    def _unreadable(
        self, number: str, cells: dict[str, str], numbers: dict[str, str], error: ValueError
    ) -> Refused:
        """Which cell could not be read: looked for only now that it matters."""
        line = getattr(self._table.rows, "line_num", None)
        where = f"{self._table.file}, order {number}" + (f" (about line {line})" if line else "")
        columns = LINE if numbers is LINE_NUMBERS else ORDER
        for name, what in numbers.items():
            if self._cells.unreadable(what, cells[name]):
                column = columns[name].capitalize()
                return Refused(
                    f"{where}: “{cells[name]}” under “{column}” is not {what}. Export the file again."
                )
        return Refused(f"{where}: {error}")


def _why_not(quantity: str, price: str, title: str) -> str:
    if not price and not quantity and not title:
        return "a row without a line"
    if not price:
        return "a line without a price"
    return "a negative quantity" if quantity else "a line without a quantity"


def _only_rate(head: Head) -> float | None:
    """The order's one tax rate, from its name ("VAT 15%")."""
    if head.second_tax or not (found := RATE.search(head.tax_name)):
        return None
    return float(found[1].replace(",", ".")) / 100
