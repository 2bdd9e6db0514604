"""Rows by our own column names: where each export's columns stand, and cells read with errors that name the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from warehouse.importers import numbers
from warehouse.importers.format import Job, Refused
from warehouse.importers.numbers import DateOrder, DecimalMark
from warehouse.importers.reading import Table
from warehouse.importers.recognise import normal

Aliases = Mapping[str, tuple[str, ...]]
Value = TypeVar("Value")

#: How often the progress bar hears of rows.
STRIDE = 1000


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a file writes what its cells leave open."""

    decimal_mark: DecimalMark = "."
    date_order: DateOrder = "mdy"
    date_format: str | None = None


class Columns:
    """Where the columns stand that we know, by our names for them; the first alias that is present wins."""

    def __init__(self, table: Table, aliases: Aliases, style: Style | None = None) -> None:
        self.table = table
        self.style = style or Style()
        names = [normal(name) for name in table.header]
        self.at = {
            ours: names.index(found)
            for ours, theirs in aliases.items()
            if (found := next((name for name in theirs if name in names), None)) is not None
        }

    def __contains__(self, ours: str) -> bool:
        return ours in self.at

    def header(self, ours: str) -> str:
        """The column's name as the file writes it."""
        return self.table.header[self.at[ours]]

    def rest(self) -> tuple[str, ...]:
        """The file's other columns."""
        known = set(self.at.values())
        return tuple(name for place, name in enumerate(self.table.header) if place not in known)

    def settle_dates(self, job: Job, *ours: str) -> None:
        """Read the file once before, to learn from its own dates whether the month comes first. Raises Refused."""
        places = [self.at[name] for name in ours if name in self.at]
        if job.again is None or not places:
            return
        cells = (row[place] for row in job.again().rows for place in places if place < len(row))
        try:
            order = numbers.date_order(cells, self.style.date_order)
        except ValueError as error:
            raise Refused(
                f"{self.table.file}: {error}. Write them as 2025-01-31, or export it again."
            ) from None
        self.style = replace(self.style, date_order=order)

    def records(self, job: Job) -> Iterator[Record]:
        """The rows that are not blank, each counted as read."""
        rows, told = self.table.rows, job.rows_read
        for row in rows:
            if not any(row):
                continue
            job.rows_read += 1
            if job.rows_read - told >= STRIDE:
                job.advance(job.rows_read - told)
                told = job.rows_read
            yield Record(self, row, rows.line_num)
        job.advance(job.rows_read - told)


@dataclass(frozen=True)
class Record:
    """One row; a column that the file lacks reads as blank."""

    columns: Columns
    row: list[str]
    line: int

    def text(self, ours: str) -> str:
        """The cell without the spaces around it."""
        place = self.columns.at.get(ours)
        return self.row[place].strip() if place is not None and place < len(self.row) else ""

    def number(self, ours: str) -> Decimal | None:
        """The cell's number; None where there is none. Raises Refused."""
        return self._read(
            ours, lambda cell: numbers.number(cell, self.columns.style.decimal_mark), "a number"
        )

    def count(self, ours: str) -> int | None:
        """The cell's whole number; None where there is none. Raises Refused."""
        if (cell := self.text(ours)).isdecimal():  # nearly every cell; the long way is for the others
            return int(cell)
        return self._read(
            ours, lambda cell: numbers.count(cell, self.columns.style.decimal_mark), "a whole number"
        )

    def count_at(self, place: int) -> int | None:
        """The whole number in a column that has no name of ours. Raises Refused."""
        return self._read_at(
            place, lambda cell: numbers.count(cell, self.columns.style.decimal_mark), "a whole number"
        )

    def money(self, ours: str, minor: Callable[[Decimal], int]) -> int | None:
        """The cell's amount in minor units; None where there is none. Raises Refused."""
        amount = self.number(ours)
        try:
            return None if amount is None else minor(amount)
        except ValueError:
            raise self.refuse(
                f"“{self.text(ours)}” under “{self.columns.header(ours)}” is too large."
            ) from None

    def day(self, ours: str) -> date:
        """The cell's day. Raises Refused, for a blank cell too."""
        style = self.columns.style
        return self._read(ours, lambda cell: numbers.day(cell, style.date_order, style.date_format), "a date")

    def refuse(self, why: str) -> Refused:
        """An error that names the file and the line."""
        return Refused(f"{self.columns.table.file}, line {self.line}: {why}")

    def _read(self, ours: str, read: Callable[[str], Value], what: str) -> Value:
        place = self.columns.at.get(ours)
        return read("") if place is None else self._read_at(place, read, what)

    def _read_at(self, place: int, read: Callable[[str], Value], what: str) -> Value:
        cell = self.row[place].strip() if place < len(self.row) else ""
        try:
            return read(cell)
        except ValueError:
            header = self.columns.table.header[place]
            raise self.refuse(f"“{cell}” under “{header}” is not {what}.") from None


def days_from(first: date, last: date) -> Iterator[date]:
    """Each day from the first to the last, both included."""
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)
